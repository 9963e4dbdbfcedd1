package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/commis-recipes/commis/filter"
	"github.com/commis-recipes/commis/trigger"
)

// lines returns the lines of the manual for editors, by the names that package helptext describes.
func lines(root string) ([]byte, error) {
	code, err := readCode(root)
	if err != nil {
		return nil, err
	}
	w := &writer{code: code}
	all := map[string]string{}
	for name := range membersOf(documents) {
		pkg, typ, _ := strings.Cut(name, ".")
		for field, comment := range w.code[pkg].fieldsOf(typ) {
			if member := members[name][field]; member != "" && member != "-" {
				all[name+"."+member] = w.prose(pkg, members[name]).line(comment)
			}
		}
	}
	var words []string // in the order of the code
	for _, pkg := range packages {
		for _, c := range w.code[pkg].constants {
			if c.typ != "" {
				words = append(words, pkg+"."+c.typ+"="+c.value+"\t"+w.prose(pkg, nil).value(c))
			}
		}
	}
	for _, c := range w.code["trigger"].constantsOf("") {
		if slices.Contains(trigger.Names(), c.value) {
			all["on="+c.value] = w.prose("trigger", nil).value(c)
		}
	}
	for _, kind := range handlers.Kinds() {
		all["do="+kind] = w.kindLine(kind)
	}
	for _, f := range filter.Fields() {
		all["field="+f.Path] = w.field(f.Path)
	}
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(all)) {
		if all[name] != "" {
			fmt.Fprintf(&b, "%s\t%s\n", name, all[name])
		}
	}
	b.WriteString(strings.Join(words, "\n") + "\n")
	return []byte(b.String()), nil
}

// kindLine returns the line of a kind of action.
func (w *writer) kindLine(kind string) string {
	t := configOf(kind)
	pkg, typ, _ := strings.Cut(t.String(), ".")
	comment := w.code[pkg].types[typ]
	line := w.prose(pkg, nil).line(strings.TrimPrefix(comment, typ+" "))
	if typ == "Config" {
		line = w.prose(pkg, nil).line(strings.TrimPrefix(comment, typ+" is one webhook."))
		line = strings.TrimSpace("calls a webhook: it sends a request to another system. " + strings.TrimSpace(line))
	}
	return line
}

// fieldsOf returns the comments of the fields of a type.
func (s *source) fieldsOf(typ string) map[string]string {
	if s == nil {
		return nil
	}
	return s.fields[typ]
}
