package recipe

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/commis-recipes/commis/internal/strictjson"
	"github.com/commis-recipes/commis/trigger"
)

// Fault is one thing wrong with a set.
type Fault struct {
	// Recipe is the ID of the recipe that it is about, or "recipes[3]" when it has none; empty for the set itself.
	Recipe string
	// Path is where it is, in the recipe or in the set: "actions[1].with.status", "calendars.office.zone".
	Path string
	// Document is where it is in the whole set: "recipes[3].actions[1].with.status".
	Document string
	// Line and Column are where it is in the text that was decoded, from 1; zero when that is not known. [Engine.Load] and the
	// others find them in the text of a set that [Decode] returned, and that was not changed since.
	Line, Column int
	// Err is what is wrong, without the path.
	Err error
}

// Error returns "recipe close-quiet: actions[1].with.status: ..." or "calendars.office.zone: ...".
func (f *Fault) Error() string {
	text := f.Err.Error()
	if f.Path != "" {
		text = f.Path + ": " + text
	}
	switch {
	case f.Recipe == "":
		return text
	case strings.ContainsFunc(f.Recipe, func(r rune) bool { return !strconv.IsPrint(r) }):
		return fmt.Sprintf("recipe %q: %s", f.Recipe, text)
	}
	return "recipe " + f.Recipe + ": " + text
}

// Unwrap returns what is wrong.
func (f *Fault) Unwrap() error { return f.Err }

// Faults returns every [Fault] in err's tree, in order. One that stands twice, since both [Decode] and [Engine.Check]
// found it, is returned once.
func Faults(err error) []*Fault {
	var all []*Fault
	seen := make(map[[2]string]bool)
	var walk func(err error)
	walk = func(err error) {
		switch e := err.(type) {
		case *Fault:
			if id := [2]string{e.Document, e.Err.Error()}; !seen[id] {
				seen[id] = true
				all = append(all, e)
			}
		case interface{ Unwrap() []error }:
			for _, one := range e.Unwrap() {
				walk(one)
			}
		case interface{ Unwrap() error }:
			walk(e.Unwrap())
		}
	}
	walk(err)
	return all
}

// Decode reads a set from its JSON. It is strict: members that do not exist, members that stand twice, values of
// another type, data behind the document, invalid UTF-8 and deep nesting are faults. All of them are reported at
// once, joined, each as a [*Fault]. The set holds what could be read even so, so that [Engine.Check] can add what
// else is wrong; it must not be loaded then.
func Decode(data []byte) (Set, error) {
	set := Set{}
	err := strictjson.Decode(data, &set)
	text := bytes.Clone(data)
	set.text = &text
	var found strictjson.Faults
	if !errors.As(err, &found) {
		return set, err
	}
	all := make([]error, len(found))
	for i, f := range found {
		all[i] = set.fault(f)
	}
	return set, errors.Join(all...)
}

// fault names the recipe that a fault of the document is about.
func (s Set) fault(f *strictjson.Fault) *Fault {
	fault := &Fault{Path: f.Path, Document: f.Path, Line: f.Line, Column: f.Column, Err: errors.New(f.Msg)}
	if f.Path == "" {
		fault.Err = f
	}
	var i int
	if _, err := fmt.Sscanf(f.Path, "recipes[%d]", &i); err == nil && i < len(s.Recipes) {
		place := fmt.Sprintf("recipes[%d]", i)
		fault.Recipe = cmp.Or(s.Recipes[i].ID, place)
		fault.Path = strings.TrimPrefix(strings.TrimPrefix(f.Path, place), ".")
	}
	return fault
}

// faults collects what is wrong with a set.
type faults struct{ all []error }

// found returns the faults.
func (fs *faults) found() []*Fault {
	var all []*Fault
	for _, err := range fs.all {
		var f *Fault
		if errors.As(err, &f) {
			all = append(all, f)
		}
	}
	return all
}

// apart returns the words that the host does not have, and whether there are other faults.
func (fs *faults) apart() (words error, others bool) {
	var some []error
	for _, err := range fs.all {
		var word *trigger.WordError
		if errors.As(err, &word) {
			some = append(some, err)
		} else {
			others = true
		}
	}
	return errors.Join(some...), others
}

// at returns a function that reports faults below a place.
func (fs *faults) at(recipe, document string) place {
	return place{fs: fs, recipe: recipe, document: document}
}

// place is a recipe, or a part of a set, whose faults are being looked for.
type place struct {
	fs               *faults
	recipe, document string
	path             string
}

// in returns the place below p.
func (p place) in(path string) place {
	p.path = join(p.path, path)
	return p
}

// add reports every fault in err's tree.
func (p place) add(err error) {
	for _, fe := range trigger.FieldErrors(err) {
		path := join(p.path, fe.Path)
		cause := fe.Err
		if cause == nil {
			cause = errors.New(fe.Msg)
		}
		p.fs.all = append(p.fs.all, &Fault{Recipe: p.recipe, Path: path, Document: join(p.document, path), Err: cause})
	}
}

func (p place) addf(path, format string, args ...any) {
	p.in(path).add(fmt.Errorf(format, args...))
}

// join joins two paths.
func join(a, b string) string {
	if a == "" || b == "" || b[0] == '[' {
		return a + b
	}
	return a + "." + b
}
