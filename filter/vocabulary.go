package filter

import (
	"maps"
	"slices"
)

// Field is a field that filters and texts may name. What is in an object of the host's, in record and in the attributes of
// a polled record is no field here: its names are the host's.
type Field struct {
	Path string // "mention.content"
	Kind string // in words: "text", "a number", "true or false", "a time", "a list", "an object"
}

// Fields returns every field, sorted by its path: for editors that propose them, and for documentation.
func Fields() []Field {
	var all []Field
	var walk func(f *field)
	walk = func(f *field) {
		all = append(all, Field{Path: f.path, Kind: f.kind.String()})
		for _, name := range f.memberNames() {
			walk(f.members[name])
		}
	}
	for _, name := range slices.Sorted(maps.Keys(known.roots)) {
		walk(known.roots[name])
	}
	return all
}

// Help tells what an operator of a tree or a function of an expression does.
type Help struct {
	Name string
	// Takes is what an operator compares ("text and lists of text", empty for any field), and how a function is called.
	Takes   string
	Line    string // what it says of a field, or gives
	Example string // a condition in JSON, an expression, or a text with {{ }}
}

// help is what the tables of operators and functions say of a name.
type help struct{ name, line, example string }

// Operators returns every operator of a [Cond], in the order of its comment.
func Operators() []Help {
	var all []Help
	for _, o := range operators() {
		all = append(all, Help{Name: o.name, Takes: o.wants, Line: o.line, Example: o.example})
	}
	return all
}

// Functions returns every function that expressions and texts may call; those that are alike are side by side.
func Functions() []Help {
	var all []Help
	for _, f := range functions() {
		for _, h := range f.names {
			all = append(all, Help{Name: h.name, Takes: h.name + f.usage, Line: h.line, Example: h.example})
		}
	}
	return all
}
