package main

import (
	"context"
	"fmt"
	"os"
	"strconv"

	"github.com/commis-recipes/commis/internal/commandline"
	"github.com/commis-recipes/commis/internal/fault"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/recipe/foresight"
	"github.com/commis-recipes/commis/recipe/recipetest"
)

// tested is the result of one test of a file.
type tested struct {
	File string `json:"file"`
	recipetest.Result
	err error
}

// test runs files of tests.
func test(a *call) int {
	r := recipetest.Runner{
		World: a.host.World, Availability: a.host.Availability, Away: a.host.Away, Kinds: a.host.Kinds,
	}
	set, ok := a.set(a.args[0], r.Check)
	files, fine := a.testFiles(r, set, a.args[1:])
	if !ok || !fine {
		return exitFaults
	}
	opened, err := a.host.Open(set)
	if err != nil {
		fmt.Fprintln(a.stderr, err)
		return exitFaults
	}
	cover := opened.Cover()
	if a.cover {
		r.Handled = cover.Event
	}
	total := 0
	for _, f := range files {
		total += len(f.Tests)
	}
	progress := commandline.NewProgress(a.stderr, os.Stdout, total)
	var results []tested
	code := exitOK
	for i, f := range files {
		for _, t := range f.Tests {
			got, err := r.Run(context.Background(), set, t)
			if err != nil {
				got = recipetest.Result{Test: t.Name}
			}
			if !got.Passed {
				code = exitFound
			}
			cover.Ran(got.Ran)
			results = append(results, tested{File: a.args[1+i], Result: got, err: err})
			progress.Step()
		}
	}
	progress.End()
	a.results(results)
	if a.cover {
		a.coverage(cover.Coverage())
	}
	if a.junit != "" {
		if err := writeJUnit(a.junit, a.args[1:], results); err != nil {
			fmt.Fprintf(a.stderr, "commis test: %v\n", err)
			return exitFaults
		}
	}
	return code
}

// testFiles reads the test files, and prints the faults of all.
func (a *call) testFiles(r recipetest.Runner, set recipe.Set, names []string) (files []recipetest.TestFile, ok bool) {
	ok = true
	for _, name := range names {
		data, err := commandline.ReadFile(name, a.stdin)
		if err != nil {
			ok = a.refuse(commandline.Unreadable(name, err))
			continue
		}
		f, err := r.Tests(set, data)
		var faults []commandline.Fault
		for one := range fault.Walk[*recipetest.TestFault](err) {
			faults = append(faults, commandline.Fault{File: name, Line: one.Line, Column: one.Column, Path: one.Path, Msg: one.Msg})
		}
		ok = a.refuse(faults...) && ok
		files = append(files, f)
	}
	return files, ok
}

// results prints the results.
func (a *call) results(results []tested) {
	passed := 0
	for _, r := range results {
		if r.Passed {
			passed++
		}
		if r.err != nil {
			fmt.Fprintf(a.stderr, "%s: %v\n", r.File, r.err)
		}
		if a.json {
			a.document(r)
			continue
		}
		mark := "✗"
		if r.Passed {
			mark = "✓"
		}
		a.say("%s %s: %s", mark, r.File, r.Test)
		for _, h := range r.Missing {
			a.say("    did not happen: %s", h)
		}
		for _, h := range r.Unexpected {
			a.say("    was not to happen: %s", h)
		}
	}
	if !a.json {
		a.bars([]bar{{"passed", passed}, {"failed", len(results) - passed}})
	}
}

// coverage prints which tests of filters were tried.
func (a *call) coverage(all []foresight.Coverage) {
	var ran []bar
	for _, c := range all {
		if a.json {
			a.document(c)
		}
		ran = append(ran, bar{c.Recipe, c.Ran})
	}
	if a.json {
		return
	}
	a.say("\nruns:")
	a.bars(ran)
	for _, c := range all {
		for _, text := range c.NeverTrue {
			a.say("%s: never true: %s", c.Recipe, text)
		}
		for _, text := range c.NeverFalse {
			a.say("%s: never false: %s", c.Recipe, text)
		}
	}
}

// number writes a number for people.
func number(n int) string { return strconv.Itoa(n) }
