package main

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"reflect"
	"strings"
)

// writer writes the manual, and collects names without a line or an example, and faulty examples.
type writer struct {
	bytes.Buffer
	code   code
	faults []error
}

// page returns the manual of the repository at root.
func page(root string) ([]byte, error) {
	code, err := readCode(root)
	if err != nil {
		return nil, err
	}
	w := &writer{code: code}
	w.write(intro)
	w.documents()
	w.triggers()
	w.filters()
	w.actions()
	w.numbers()
	w.outcomes()
	w.sampleSets(root)
	return w.Bytes(), errors.Join(w.faults...)
}

func (w *writer) write(text string) { w.WriteString(strings.TrimSpace(text) + "\n\n") }

func (w *writer) fault(format string, args ...any) {
	w.faults = append(w.faults, fmt.Errorf(format, args...))
}

// row is a name with its description and an example.
type row struct{ name, line, example string }

// table writes and checks the rows of a section.
func (w *writer) table(section, head string, rows []row) {
	fmt.Fprintf(w, "| %s | | example |\n|---|---|---|\n", head)
	for _, r := range rows {
		if r.line == "" {
			w.fault("%s %s: no line says what it is; its comment in the code is missing, or is about Go alone", section, r.name)
		}
		w.example(section, r.name, r.example)
		fmt.Fprintf(w, "| `%s` | %s | %s |\n", r.name, cell(r.line), codeSpan(r.example))
	}
	w.WriteString("\n")
}

// example checks an example.
func (w *writer) example(section, name, example string) {
	if example == "" {
		w.fault("%s %s: no example; give it one in %s", section, name, cmp.Or(examplesIn[section], "internal/manual/examples.go"))
	} else if err := checkExample(example); err != nil {
		w.fault("%s %s: the example %s does not load: %w", section, name, example, err)
	}
}

// examplesIn are the files that have the examples of a section, where they are not in examples.go.
var examplesIn = map[string]string{
	"field": "internal/manual/fieldexamples.go", "outcome": "internal/manual/outcomeexamples.go", "reason": "internal/manual/outcomeexamples.go",
	"operator": "its row in filter/operators.go", "function": "its row in filter/functions.go",
}

// cell escapes a text for a table.
func cell(text string) string { return strings.ReplaceAll(text, "|", `\|`) }

// codeSpan formats an example as code inside a line.
func codeSpan(example string) string {
	return "`" + cell(strings.Join(strings.Fields(example), " ")) + "`"
}

// constantRows returns the rows of the constants of a type.
func (w *writer) constantRows(pkg, typ, section string) []row {
	var rows []row
	for _, c := range w.code[pkg].constantsOf(typ) {
		rows = append(rows, row{c.value, w.prose(pkg, nil).value(c), examples[section][c.value]})
	}
	return rows
}

func (w *writer) prose(pkg string, own map[string]string) prose {
	return prose{code: w.code, pkg: pkg, own: own}
}

// value returns the description of a constant, without its own name in front: "FromLast moves" becomes "moves".
func (p prose) value(c constant) string {
	return p.line(strings.TrimPrefix(strings.TrimPrefix(c.comment, c.name+" "), "is "))
}

// members returns the rows of a struct in the order of its fields, including those of embedded structs.
func (w *writer) members(t reflect.Type, section string) []row {
	return w.rows(t, "", func(name string) string { return examples[section][name] })
}

func (w *writer) rows(t reflect.Type, prefix string, example func(name string) string) []row {
	var rows []row
	own := members[t.String()]
	pkg, typ, _ := strings.Cut(t.String(), ".")
	for i := range t.NumField() {
		f := t.Field(i)
		switch name := own[f.Name]; {
		case f.Anonymous:
			rows = append(rows, w.rows(f.Type, prefix, example)...)
		case name != "":
			line := w.prose(pkg, own).line(w.code[pkg].fields[typ][f.Name])
			if choices := w.choices(f.Type, func(word string) bool {
				return kindNames[t.String()] == "" || accepts(kindNames[t.String()], name, word)
			}); line != "" && choices != "" {
				line = strings.TrimSuffix(line, ".") + ". " + choices
			}
			rows = append(rows, row{prefix + name, line, example(prefix + name)})
		}
	}
	return rows
}

// choices lists the words of a closed list that a member may be.
func (w *writer) choices(t reflect.Type, may func(word string) bool) string {
	for t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	pkg, typ, ok := strings.Cut(t.String(), ".")
	if !ok || w.code[pkg] == nil || typ == "Status" {
		return ""
	}
	var all []string
	for _, c := range w.code[pkg].constantsOf(typ) {
		if !may(c.value) {
			continue
		}
		word := "`" + c.value + "`"
		if line, _, _ := strings.Cut(w.prose(pkg, nil).value(c), ". "); line != "" {
			word += " (" + strings.TrimSuffix(line, ".") + ")"
		}
		all = append(all, word)
	}
	if len(all) == 0 {
		return ""
	}
	return "One of: " + strings.Join(all, ", ") + "."
}
