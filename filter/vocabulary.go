package filter

import (
	"maps"
	"slices"

	"github.com/commis-recipes/commis/internal/helptext"
)

// Field is a field that filters and texts may name. The members of a host's object, of record and of a polled record's
// attributes are not listed: the host chooses their names.
type Field struct {
	Path string // "mention.content"
	Kind string // in words: "text", "a number", "true or false", "a time", "a list", "an object"
	Doc  string // a line about it
}

// Fields returns every field, sorted by path, for editors that suggest them and for documentation.
func Fields() []Field {
	var all []Field
	var walk func(f *field)
	walk = func(f *field) {
		all = append(all, Field{Path: f.path, Kind: f.kind.String(), Doc: helptext.Line("field=" + f.path)})
		for _, name := range f.memberNames() {
			walk(f.members[name])
		}
	}
	for _, name := range slices.Sorted(maps.Keys(known.roots)) {
		walk(known.roots[name])
	}
	return all
}

// Help describes an operator of a tree or a function of an expression.
type Help struct {
	Name string
	// Takes is the kinds that an operator compares ("text and lists of text", empty for any field), or a call of the
	// function.
	Takes   string
	Line    string // its result or meaning
	Example string // a condition in JSON, an expression, or a text with {{ }}
	// Min and Max are the numbers of values that an operator takes, or of arguments of a function.
	Min, Max int
}

// help is an entry of the tables of operators and functions.
type help struct{ name, line, example string }

// Operators returns every operator of a [Cond], in the order of its comment.
func Operators() []Help {
	var all []Help
	for _, o := range operators() {
		all = append(all, Help{Name: o.name, Takes: o.wants, Line: o.line, Example: o.example, Min: o.min, Max: o.max})
	}
	return all
}

// Functions returns every function that expressions and texts may call; similar ones are next to each other.
func Functions() []Help {
	var all []Help
	for _, f := range functions() {
		for _, h := range f.names {
			all = append(all, Help{Name: h.name, Takes: h.name + f.usage, Line: h.line, Example: h.example, Min: f.min, Max: f.max})
		}
	}
	return all
}
