package filter_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/commis-recipes/commis/filter"
	"github.com/commis-recipes/commis/internal/matching"
	"github.com/commis-recipes/commis/trigger"
	"github.com/stretchr/testify/require"
)

// full sets every field of a value that reflection can reach.
func full(v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		v.SetString("x")
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int:
		v.SetInt(7)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		full(v.Elem())
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		full(v.Index(0))
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		if v.Type().Elem().Kind() == reflect.Interface {
			v.SetMapIndex(reflect.ValueOf("x"), reflect.ValueOf("y"))
		}
	case reflect.Struct:
		if v.Type() == reflect.TypeOf(noon) {
			v.Set(reflect.ValueOf(noon))
			return
		}
		for i := range v.NumField() {
			full(v.Field(i))
		}
	}
}

// paths lists the members of a JSON document, but not what is in fields of the host's choice.
func paths(prefix string, doc map[string]any) []string {
	var list []string
	for name, v := range doc {
		path := prefix + "." + name
		list = append(list, path)
		if within, ok := v.(map[string]any); ok && name != "fields" {
			list = append(list, paths(path, within)...)
		}
	}
	slices.Sort(list)
	return list
}

// Whatever field a trigger type has, by its JSON name, filters know it: exists is true when it is set, false when
// it is not.
func TestEveryField(t *testing.T) {
	t.Parallel()
	var ev trigger.Event
	full(reflect.ValueOf(&ev).Elem())
	raw, err := json.Marshal(ev)
	require.NoError(t, err)
	var doc map[string]any
	require.NoError(t, json.Unmarshal(raw, &doc))
	list := append(paths("mention", doc["mention"].(map[string]any)), paths("case", doc["case"].(map[string]any))...)
	for _, name := range []string{"mention", "case", "record", "cause", "changes"} {
		delete(doc, name)
	}
	list = append(list, paths("event", doc)...)
	list = append(list, "mention", "case", "record", "event.record_id", "event.source", "event.object", "mention.fields.x", "case.contact.fields.x", "record.x")
	require.Greater(t, len(list), 60)
	for _, path := range list {
		require.True(t, match(t, text(path+" != nil"), ev), path)
		require.True(t, match(t, tree(test(path, "exists")), ev), path)
		require.False(t, match(t, text(path+" != nil"), trigger.Event{}), path)
		require.True(t, match(t, tree(test(path, "not_exists")), trigger.Event{}), path)
	}
}

// A view that is used again shows the new event and nothing of the old one.
func TestReset(t *testing.T) {
	t.Parallel()
	yes := compile(t, text(`mention.private and word(mention.content, "falla") and contains_text(mention.content, "falla") and record.state == "waiting" and changed("case.priority") and event.record_id == "r1"`))
	no := compile(t, text(`mention == nil and not word(mention.content, "falla") and not contains_text(mention.content, "falla") and record == nil and not changed("case.priority") and event.record_id == nil and case.id == "6"`))
	var v filter.View
	for range 3 {
		for p, ev := range map[*filter.Program]trigger.Event{yes: sample(), no: bare()} {
			v.Reset(ev)
			ok, err := p.Match(&v)
			require.NoError(t, err)
			require.True(t, ok)
		}
	}
}

// Texts of many paths, and long ones, do not stay in a view for ever.
func TestResetForgets(t *testing.T) {
	t.Parallel()
	v := filter.NewView(trigger.Event{})
	for i := range 600 {
		path := fmt.Sprintf("f%d", i)
		v.Reset(trigger.Event{Record: &trigger.Record{Fields: map[string]any{path: strings.Repeat("ñ ", 1+i%100/95*20_000) + "falla"}}})
		ok, err := compile(t, text(fmt.Sprintf(`word(record.%s, "falla") and contains_text(record.%s, "FALLA")`, path, path))).Match(v)
		require.NoError(t, err)
		require.True(t, ok)
	}
}

// Programs are shared by goroutines, each with a view of its own.
func TestConcurrentMatch(t *testing.T) {
	t.Parallel()
	var c filter.Compiler
	var list []*filter.Program
	for _, s := range []string{`word(mention.content, "falla")`, `any(mention.tags, # in ["vip"])`, `mention.content matches "FALLA"`, `number(record.stars) == 4`, `mention.service in ["twitter"]`} {
		p, err := c.Compile(text(s))
		require.NoError(t, err)
		list = append(list, p)
	}
	tpl, err := c.Template("{{ mention.service }}", filter.Plain)
	require.NoError(t, err)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			v := filter.NewView(sample())
			for range 200 {
				for _, p := range list {
					ok, err := p.Match(v)
					if !ok || err != nil || filter.Internals().Verdict(p, "mention.service", "twitter") == matching.Excludes {
						t.Errorf("%s: %v %v", p, ok, err)
					}
				}
				if s, err := tpl.Render(v); s != "twitter" || err != nil {
					t.Errorf("%q %v", s, err)
				}
			}
			_ = list[0].Explain(v)
		})
	}
	wg.Wait()
}

// The instant of an event has two names, and both are one field.
func TestTwoNamesOfOneInstant(t *testing.T) {
	t.Parallel()
	ev := trigger.Event{ID: "e", Kind: trigger.CaseCreated, At: noon, Case: &trigger.Case{ID: "5"}}
	require.True(t, match(t, text("event.time == event.at and event.time == date('"+noon.Format(time.RFC3339)+"')"), ev))
	require.True(t, match(t, tree(test("event.time", "exists")), ev))
	var c filter.Compiler
	template, err := c.Template("{{ event.time }}", filter.Plain)
	require.NoError(t, err)
	shown, err := template.Render(filter.NewView(ev))
	require.NoError(t, err)
	require.Equal(t, noon.Format(time.RFC3339), shown)
}
