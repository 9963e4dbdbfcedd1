package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/commis-recipes/commis/internal/commandline"
	"github.com/commis-recipes/commis/recipe"
)

// checkFiles checks the files of the arguments and flags. The arguments from other on are no files, unless it is zero.
func (a *call) checkFiles(fs *flag.FlagSet, other int) error {
	files := a.args
	if other > 0 {
		files = files[:min(len(files), other)]
	}
	var empty error
	fs.Visit(func(f *flag.Flag) {
		switch f.Name {
		case "against", "html", "junit":
			if f.Value.String() == "" {
				empty = fmt.Errorf("-%s is empty; write the name of a file, or leave the flag out", f.Name)
			}
		}
	})
	if slices.Contains(files, "") {
		empty = errors.New("the name of a file is empty")
	}
	if empty != nil {
		return empty
	}
	if a.against != "" {
		files = append([]string{a.against}, files...)
	}
	return errors.Join(commandline.CheckInputs(files...), checkReport("html", a.html, files), checkReport("junit", a.junit, files))
}

// checkReport checks the file of a report, which must not be one of those that are read.
func checkReport(name, report string, files []string) error {
	if report == commandline.StandardInput {
		return fmt.Errorf(`-%s: a report is written to a file; write its name instead of "-"`, name)
	}
	there, err := os.Stat(report)
	if report == "" || err != nil {
		return nil
	}
	for _, file := range files {
		if info, err := os.Stat(file); err == nil && os.SameFile(info, there) && info.Mode().IsRegular() {
			return fmt.Errorf("-%s: %s is read, and the report would overwrite it; write another name", name, report)
		}
	}
	return nil
}

// misplaced returns an error for a flag that comes after the arguments.
func misplaced(fs *flag.FlagSet) error {
	for _, arg := range fs.Args() {
		name, _, _ := strings.Cut(strings.TrimLeft(arg, "-"), "=")
		if strings.HasPrefix(arg, "-") && fs.Lookup(name) != nil {
			return fmt.Errorf("the flag %s comes after %s; write flags before the arguments", arg, fs.Arg(0))
		}
	}
	return nil
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
