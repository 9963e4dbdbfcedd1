package main

import (
	"reflect"
	"strings"

	"github.com/commis-recipes/commis/filter"
	"github.com/commis-recipes/commis/trigger"
)

func (w *writer) filters() {
	w.write(aboutFields)
	var rows []row
	for _, f := range filter.Fields() {
		line := w.field(f.Path)
		if line != "" {
			line = f.Kind + ": " + line
		}
		rows = append(rows, row{f.Path, line, fieldExamples[f.Path]})
	}
	w.table("field", "field", rows)
	w.write(aboutTrees)
	w.table("operator", "operator", helpRows(filter.Operators(), func(h filter.Help) string { return h.Name }, " Compares "))
	w.write(aboutExpressions)
	w.table("function", "function", helpRows(filter.Functions(), func(h filter.Help) string { return h.Takes }, ""))
}

func helpRows(all []filter.Help, name func(filter.Help) string, takes string) []row {
	var rows []row
	for _, h := range all {
		line := h.Line
		if takes != "" && h.Takes != "" {
			line += "." + takes + h.Takes
		}
		rows = append(rows, row{name(h), line, h.Example})
	}
	return rows
}

// field returns the comment of a field of an event.
func (w *writer) field(path string) string {
	if line := rootLines[path]; line != "" {
		return line
	}
	root, rest, _ := strings.Cut(path, ".")
	t := map[string]reflect.Type{
		"mention": reflect.TypeFor[trigger.Mention](), "case": reflect.TypeFor[trigger.Case](), "event": reflect.TypeFor[trigger.Event](),
	}[root]
	if name, record := map[string]string{"record_id": "id", "source": "source", "object": "object"}[rest]; record && root == "event" {
		t, rest = reflect.TypeFor[trigger.Record](), name
	}
	line := ""
	for name := range strings.SplitSeq(rest, ".") {
		pkg, typ, _ := strings.Cut(t.String(), ".")
		own := members[t.String()]
		for i := range t.NumField() {
			if f := t.Field(i); own[f.Name] == name {
				line = w.prose(pkg, own).line(w.code[pkg].fields[typ][f.Name])
				t = f.Type
				break
			}
		}
	}
	return line
}
