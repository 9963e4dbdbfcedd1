package main

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/trigger"
)

func (w *writer) actions() {
	w.write(aboutActions)
	w.table("action", "member of an action", w.members(reflect.TypeFor[action.Action](), "action"))
	w.write("What cancels an action that waits (`unless`); each is the reason of the `cancelled` that follows, too:")
	w.table("signal", "`unless`", w.constantRows("action", "Signal", "signal"))
	w.write("The members of `repeat`:")
	w.table("repeat", "member", w.members(reflect.TypeFor[action.Repeat](), "repeat"))
	w.write("The members of `limit`:")
	w.table("limit", "member", w.members(reflect.TypeFor[action.Limit](), "limit"))
	w.write("## The kinds of action")
	for _, kind := range handlers.Kinds() {
		w.kind(kind)
	}
}

// kind writes the section of one kind of action.
func (w *writer) kind(kind string) {
	t := configOf(kind)
	pkg, typ, _ := strings.Cut(t.String(), ".")
	comment := w.code[pkg].types[typ]
	line := w.kindLine(kind)
	if line == "" {
		w.fault("action %s: no line says what it does; write the comment of its config", kind)
	}
	fmt.Fprintf(w, "### %s\n\nIt %s\n\n", kind, line)
	_, written := paragraphs(comment)
	written = slices.DeleteFunc(written, func(e string) bool { return !strings.HasPrefix(e, "{") })
	all := append(written, kindExamples[kind]...)
	if len(all) == 0 {
		w.fault("action %s: no example; write one in the comment of its config", kind)
	}
	w.WriteString("```json\n")
	for _, e := range all {
		w.example("action", kind, e)
		w.WriteString(e + "\n")
	}
	w.WriteString("```\n\n")
	w.availability(all)
	w.config(kind, t, all)
}

// availability writes the triggers that the kind goes with, considering all its examples.
func (w *writer) availability(all []string) {
	for _, a := range action.Availabilities() {
		var on []string
		for _, e := range all {
			c := configIn(e)
			if c == nil {
				continue
			}
			for _, p := range allowedTriggers(func(t trigger.Trigger) error { return a.Allowed(c, t, trigger.World{}) }) {
				if !slices.Contains(on, p) {
					on = append(on, p)
				}
			}
		}
		fmt.Fprintf(w, "- `%s`: goes with %s\n", a, triggersText(on))
	}
	w.WriteString("\n")
}

// triggersText describes a subset of all triggers.
func triggersText(on []string) string {
	var in, out []string
	for _, name := range trigger.Names() {
		if slices.Contains(on, name) {
			in = append(in, "`"+name+"`")
		} else {
			out = append(out, "`"+name+"`")
		}
	}
	switch {
	case len(in) == 0:
		return "no trigger"
	case len(out) == 0:
		return "every trigger"
	case len(out) < len(in):
		return "every trigger but " + strings.Join(out, ", ")
	}
	return strings.Join(in, ", ")
}

// accepts reports whether a config's member may be the word.
func accepts(kind, member, word string) bool {
	with, err := json.Marshal(map[string]string{member: word})
	if err != nil {
		return false
	}
	_, err = handlers.Decode(kind, with)
	return !slices.ContainsFunc(trigger.FieldErrors(err), func(f *trigger.FieldError) bool { return f.Path == member })
}

// configIn returns the config in an example: an action, or a recipe with one.
func configIn(example string) action.Config {
	var one struct {
		action.Action
		Actions []action.Action
	}
	if json.Unmarshal([]byte(example), &one) != nil {
		return nil // the example was reported already
	}
	if len(one.Actions) > 0 {
		one.Action = one.Actions[0]
	}
	c, err := handlers.DecodeTemplate(one.Do, one.With)
	if err != nil {
		return nil
	}
	return c
}

// config writes the members of a kind's config, each of which must be in one of the examples.
func (w *writer) config(kind string, t reflect.Type, all []string) {
	rows := w.configRows(t, "")
	if len(rows) == 0 {
		w.write("It has no config.")
		return
	}
	w.WriteString("| member | |\n|---|---|\n")
	for _, r := range rows {
		if r.line == "" {
			w.fault("action %s, member %s: no line says what it is; write its comment", kind, r.name)
		}
		name := r.name[strings.LastIndexByte(r.name, '.')+1:]
		name = strings.TrimSuffix(name, "[]")
		if !slices.ContainsFunc(all, func(e string) bool { return strings.Contains(e, `"`+name+`":`) }) {
			w.fault("action %s, member %s: in no example; add one to the comment of its config, or to kindExamples in internal/manual/kindexamples.go", kind, r.name)
		}
		fmt.Fprintf(w, "| `%s` | %s |\n", r.name, cell(r.line))
	}
	w.WriteString("\n")
}

// configRows returns the members of a config, each followed by its own members.
func (w *writer) configRows(t reflect.Type, prefix string) []row {
	var rows []row
	own := members[t.String()]
	for i := range t.NumField() {
		f := t.Field(i)
		if f.Anonymous {
			rows = append(rows, w.configRows(f.Type, prefix)...)
			continue
		}
		for _, r := range w.rows(t, prefix, func(string) string { return "" }) {
			if r.name == prefix+own[f.Name] {
				rows = append(rows, r)
			}
		}
		within, list := f.Type, ""
		if within.Kind() == reflect.Slice {
			within, list = within.Elem(), "[]"
		}
		if within.Kind() == reflect.Struct {
			rows = append(rows, w.configRows(within, prefix+own[f.Name]+list+".")...)
		}
	}
	return rows
}
