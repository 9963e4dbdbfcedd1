package additions_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/filter"
	"github.com/commis-recipes/commis/trigger"
	"github.com/commis-recipes/commis/webhook"
)

type timeType = time.Time

var noon = time.Date(2026, 1, 5, 12, 0, 0, 0, time.UTC)

// fields returns every field of an event by its path in filters, each an event that has it alone.
func fields() map[string]trigger.Event {
	all := map[string]trigger.Event{}
	add := func(root string, of reflect.Type, event func(item reflect.Value) trigger.Event) {
		walk(of, root, nil, func(path string, index []int) {
			item := reflect.New(of)
			fill(item.Elem().FieldByIndex(index))
			all[path] = event(item)
		})
	}
	add("mention", reflect.TypeFor[trigger.Mention](), func(item reflect.Value) trigger.Event {
		return trigger.Event{Kind: trigger.MentionUpdated, Mention: item.Interface().(*trigger.Mention)}
	})
	add("case", reflect.TypeFor[trigger.Case](), func(item reflect.Value) trigger.Event {
		return trigger.Event{Kind: trigger.CaseUpdated, Case: item.Interface().(*trigger.Case)}
	})
	add("event", reflect.TypeFor[trigger.Event](), func(item reflect.Value) trigger.Event { return *item.Interface().(*trigger.Event) })
	for _, known := range []string{"mention", "case", "record", "changes", "cause"} { // documents, and what functions read
		for path := range all {
			if path == "event."+known || strings.HasPrefix(path, "event."+known+".") {
				delete(all, path)
			}
		}
	}
	return all
}

// walk calls f with every field of a struct, and every field of those that are structs.
func walk(t reflect.Type, path string, index []int, f func(path string, index []int)) {
	for i := range t.NumField() {
		field := t.Field(i)
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		at := append(append([]int(nil), index...), i)
		f(path+"."+name, at)
		if field.Type.Kind() == reflect.Struct && field.Type != reflect.TypeFor[time.Time]() {
			walk(field.Type, path+"."+name, at, f)
		}
	}
}

func matches(t *testing.T, expression string, ev trigger.Event) bool {
	t.Helper()
	var c filter.Compiler
	p, err := c.Compile(filter.Filter{Text: expression})
	require.NoError(t, err, "filters do not know it: see filter/fields.go")
	ok, err := p.Match(filter.NewView(ev))
	require.NoError(t, err)
	return ok
}

// Every field of an event is read by filters, texts and webhooks.
func TestFieldIsRead(t *testing.T) {
	known := map[string]bool{}
	for _, f := range filter.Fields() {
		known[f.Path] = true
	}
	for path, ev := range fields() {
		t.Run(path, func(t *testing.T) {
			require.True(t, known[path], "%s is no field of filters: see newSchema in filter/fields.go", path)
			require.True(t, matches(t, path+" != nil", ev), "filters do not see %s: see fill in filter/view.go", path)
			require.False(t, matches(t, path+" != nil", trigger.Event{}), "%s is there without an item", path)
			var c filter.Compiler
			text, err := c.Template("{{ "+path+" }}", filter.Plain)
			if err == nil { // an object is no text
				written, err := text.Render(filter.NewView(ev))
				require.NoError(t, err)
				require.NotEmpty(t, written, "texts do not write %s: see filter/render.go", path)
			}
			hook := webhook.Config{Name: "w", URL: "https://example.com/", Variables: []webhook.Variable{{Variable: path}}}
			require.NoError(t, hook.Validate(), "webhooks do not know %s: see newCatalogue in webhook/catalogue.go", path)
		})
	}
}

// Every field of a mention and a case that changes is told by Diff, and is one that recipes may wait for; one that is missing
// is left out of JSON.
func TestFieldChanges(t *testing.T) {
	for path, ev := range fields() {
		if strings.HasPrefix(path, "event.") || strings.HasSuffix(path, ".id") && strings.Count(path, ".") == 1 {
			continue
		}
		t.Run(path, func(t *testing.T) {
			var err error
			if m := ev.Mention; m != nil {
				m.ID = "5"
				ev.Changes, err = trigger.Diff(trigger.Mention{ID: "5"}, *m)
			} else {
				ev.Case.ID = "5"
				ev.Changes, err = trigger.Diff(trigger.Case{ID: "5"}, *ev.Case)
			}
			require.NoError(t, err)
			require.Contains(t, ev.Changes, path, "Diff does not tell %s: see trigger/diff.go", path)
			require.True(t, matches(t, `changed("`+path+`")`, ev), "filters do not know that %s changed: see trigger/change.go", path)
			around := path[:strings.LastIndexByte(path, '.')]
			if strings.Contains(around, ".") { // a part of a struct: was reads into the whole
				ev.Changes = map[string]trigger.Change{around: {To: whole(ev, around)}}
				require.True(t, matches(t, `changed("`+path+`")`, ev), "a change of %s does not tell %s: see partOf in trigger/change.go", around, path)
			}
		})
	}
}

// whole returns the struct at a path of two names, "case.contact".
func whole(ev trigger.Event, path string) any {
	item := reflect.ValueOf(ev.Mention)
	root, name, _ := strings.Cut(path, ".")
	if root == "case" {
		item = reflect.ValueOf(ev.Case)
	}
	for i := range item.Elem().NumField() {
		if tag, _, _ := strings.Cut(item.Elem().Type().Field(i).Tag.Get("json"), ","); tag == name {
			return item.Elem().Field(i).Interface()
		}
	}
	return nil
}

// A document has the fields that are set, and no others.
func TestFieldInJSON(t *testing.T) {
	for path, ev := range fields() {
		data, err := json.Marshal(ev)
		require.NoError(t, err)
		var doc any
		require.NoError(t, json.Unmarshal(data, &doc))
		for name := range strings.SplitSeq(strings.TrimPrefix(path, "event."), ".") {
			members, ok := doc.(map[string]any)
			require.True(t, ok && members[name] != nil, "JSON leaves out %s where it is all that is set: see IsZero of the struct that it is in, in trigger/mention.go", path)
			doc = members[name]
		}
	}
	for _, item := range []any{trigger.Mention{}, trigger.Case{}} {
		data, err := json.Marshal(item)
		require.NoError(t, err)
		require.JSONEq(t, `{"id":""}`, string(data), "what is missing is left out: give the field omitempty, or omitzero for a struct or an instant")
	}
}
