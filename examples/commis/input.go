package main

import (
	"errors"

	"github.com/commis-recipes/commis/internal/commandline"
	"github.com/commis-recipes/commis/recipe"
)

// checkFiles checks that standard input is read once at most, and that no report is to be written to it. The arguments from other on
// are no files, unless it is zero.
func (a *call) checkFiles(other int) error {
	files := a.args
	if other > 0 {
		files = files[:min(len(files), other)]
	}
	if a.html == commandline.StandardInput || a.junit == commandline.StandardInput {
		return errors.New(`a report is written to a file; write its name instead of "-"`)
	}
	return commandline.CheckInputs(append([]string{a.against}, files...)...)
}

// set reads a set, which check checks beside its text. It prints all faults, and then returns false.
func (a *call) set(file string, check func(recipe.Set) error) (recipe.Set, bool) {
	data, err := commandline.ReadFile(file, a.stdin)
	if err != nil {
		return recipe.Set{}, a.refuse(commandline.Unreadable(file, err))
	}
	set, err := recipe.Decode(data)
	var faults []commandline.Fault
	for _, f := range recipe.Faults(errors.Join(err, check(set))) {
		faults = append(faults, commandline.Fault{File: file, Line: f.Line, Path: f.Document, Msg: commandline.Message(f.Err)})
	}
	return set, a.refuse(faults...)
}
