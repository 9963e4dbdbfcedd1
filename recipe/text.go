package recipe

import (
	"bytes"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strings"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/filter"
	"github.com/commis-recipes/commis/internal/fault"
)

// text is a config with placeholders for an event's values.
type text struct {
	tasks []string // the names of the outputs that they read
	root  any      // as encoding/json decodes it, with a *gap instead of each text with {{ }}
}

// gap is a text that is to be filled in, and its path in the config.
type gap struct {
	*filter.Template
	path string
}

// at returns the error with the text's path, nil for nil.
func (g *gap) at(err error) error {
	if err == nil {
		return nil
	}
	return &textError{g.path, err}
}

// textError is the fault of one text of a config.
type textError struct {
	path string
	err  error
}

func (e *textError) Error() string { return e.path + ": " + e.err.Error() }
func (e *textError) Unwrap() error { return e.err }

// compileText returns nil for a config without placeholders. An error beside a text is of words alone that the host does
// not have.
func (c *compiler) compileText(config action.Config, with json.RawMessage) (*text, error) {
	if !bytes.Contains(with, []byte("{{")) && !bytes.Contains(with, []byte(`\u007`)) {
		return nil, nil
	}
	d := json.NewDecoder(bytes.NewReader(with))
	d.UseNumber() // numbers stay as they were written
	var root any
	if err := d.Decode(&root); err != nil {
		return nil, err
	}
	t := texts{c: c, config: config}
	root = t.compile("", filter.Plain, root)
	if err := t.faults.Err(); err != nil || t.found == 0 {
		return nil, errors.Join(err, t.words.Err())
	}
	return &text{t.tasks, root}, t.words.Err()
}

// texts compiles the texts of one config.
type texts struct {
	c      *compiler
	config action.Config
	found  int
	tasks  []string
	faults fault.List
	words  fault.List // that the host does not have
}

func (t *texts) compile(path string, escape filter.Escape, v any) any {
	switch v := v.(type) {
	case string:
		if !strings.Contains(v, "{{") {
			return v
		}
		t.found++
		template, err := t.c.filters.Template(v, escape)
		if err != nil {
			for one := range fault.Each(err) {
				t.faults.Append(&textError{path, one})
			}
		}
		if template != nil {
			t.tasks = append(t.tasks, filters.Tasks(template)...)
			for _, e := range template.Words() {
				t.words.Append(&textError{path, e})
			}
			t.c.asks = t.c.asks || len(template.Calendars()) > 0
		}
		return &gap{template, path}
	case []any:
		for i := range v {
			v[i] = t.compile(fault.Index(path, i), escape, v[i])
		}
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(v)) {
			inner := escape
			if path == "" {
				inner = t.escape(name)
			}
			v[name] = t.compile(fault.Join(path, name), inner, v[name])
		}
	}
	return v
}

// escape returns where the text of a config's member goes.
func (t *texts) escape(member string) filter.Escape {
	switch t.c.engine.handlers().Escape(t.config, member) {
	case "json":
		return filter.JSON
	case "url":
		return filter.URL
	case "xml":
		return filter.XML
	}
	return filter.Plain
}

// fill returns the config with the values that the view shows.
func (t *text) fill(v *filter.View) (json.RawMessage, error) {
	root, err := fill(t.root, v)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(root); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

func fill(node any, v *filter.View) (any, error) {
	switch n := node.(type) {
	case *gap:
		filled, err := n.RenderText(v)
		return filled, n.at(err)
	case []any:
		return fillList(n, v)
	case map[string]any:
		out := make(map[string]any, len(n))
		for _, name := range slices.Sorted(maps.Keys(n)) {
			var err error
			if out[name], err = fill(n[name], v); err != nil {
				return nil, err
			}
		}
		return out, nil
	}
	return node, nil
}

// fillList fills in the elements of a list. One that is a single placeholder is replaced by the elements of its value.
// In a list with such an element a text that is there already is left out, and a value that is missing is too, unless there
// is nothing else: the config says then that it is missing.
func fillList(list []any, v *filter.View) ([]any, error) {
	out := make([]any, 0, len(list))
	spreads, missing := false, false
	for _, element := range list {
		g, ok := element.(*gap)
		if !ok {
			filled, err := fill(element, v)
			if err != nil {
				return nil, err
			}
			out = append(out, filled)
			continue
		}
		texts, err := g.RenderList(v)
		if err != nil {
			return nil, g.at(err)
		}
		spreads = spreads || g.Spreads()
		if g.Spreads() && len(texts) == 1 && texts[0] == "" {
			missing = true
			continue
		}
		for _, text := range texts {
			out = append(out, text)
		}
	}
	if spreads {
		out = distinct(out)
	}
	if missing && len(out) == 0 {
		out = append(out, "")
	}
	return out, nil
}

// distinct returns the list without the texts that are in it before.
func distinct(list []any) []any {
	seen := make(map[string]bool, len(list))
	return slices.DeleteFunc(list, func(element any) bool {
		text, ok := element.(string)
		again := ok && seen[text]
		seen[text] = seen[text] || ok
		return again
	})
}
