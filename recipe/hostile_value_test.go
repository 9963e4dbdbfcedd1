package recipe_test

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/trigger"
	"github.com/commis-recipes/commis/webhook"
)

// whereIs returns the path of the text that begins with @ in a document, as faults write it, and as a type has it.
func whereIs(t require.TestingT, doc string) (path, shape string) {
	var root any
	require.NoError(t, json.Unmarshal([]byte(doc), &root))
	var walk func(v any, at, of string)
	walk = func(v any, at, of string) {
		switch v := v.(type) {
		case string:
			if strings.HasPrefix(v, "@") {
				path, shape = at, of
			}
		case []any:
			for i := range v {
				walk(v[i], fmt.Sprintf("%s[%d]", at, i), of+"[]")
			}
		case map[string]any:
			for k := range v {
				if k == "k" {
					walk(v[k], at+`["k"]`, of+"{}")
					continue
				}
				walk(v[k], strings.TrimPrefix(at+"."+k, "."), strings.TrimPrefix(of+"."+k, "."))
			}
		}
	}
	walk(root, "", "")
	return path, shape
}

// textsOf lists the texts that a config of the type may hold.
func textsOf(of reflect.Type, at string) []string {
	switch of.Kind() {
	case reflect.String:
		return []string{at}
	case reflect.Slice:
		return textsOf(of.Elem(), at+"[]")
	case reflect.Map:
		return textsOf(of.Elem(), at+"{}")
	case reflect.Struct:
		var all []string
		for i := range of.NumField() {
			f := of.Field(i)
			member, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			inner := strings.TrimPrefix(at+"."+member, ".")
			if f.Anonymous {
				inner = at
			}
			all = append(all, textsOf(f.Type, inner)...)
		}
		return all
	}
	return nil
}

// on tells how a recipe with the kind starts, and what reads the hostile value of the event.
func on(kind string) (starts, value string) {
	switch kind {
	case "notify", "assign", "smart_assign", "edit", "reply", "remove", "add_tags", "webhook":
		return `{"on":"new_item","all_topics":true}`, "mention.title"
	case "private_reply", "public_reply", "remove_tags", "set_status", "note", "set_field", "unassign":
		return `{"on":"case_tag_added","tag":"x","all_topics":true}`, "mention.title"
	}
	return `{"on":"record"}`, "record.v"
}

func hostileEvent(kind, value string, n int) trigger.Event {
	ev := customer(fmt.Sprint("e", n), ten.Add(time.Duration(n)*time.Second))
	ev.Mention.Title = value
	ev.Case = &trigger.Case{ID: "5", Topic: "support"}
	switch starts, _ := on(kind); {
	case strings.Contains(starts, "case_tag"):
		ev.Kind, ev.Tag = trigger.CaseTagAdded, "x"
	case strings.Contains(starts, "record"):
		ev = trigger.Event{ID: ev.ID, At: ev.At, Kind: trigger.RecordReceived, Record: &trigger.Record{Source: "s", ID: ev.ID, Fields: map[string]any{"v": value}}}
	case kind == "edit":
		ev.Kind = trigger.CaseCreated
	}
	return ev
}

// drawHostile draws what somebody writes who means harm.
func drawHostile() *rapid.Generator[string] {
	part := rapid.SampledFrom([]string{
		"\n", "\r\nBcc: eve@example.com", "\x00", "\x07", "\x1b", "\u0085", "\u2028", "\t", " ", "{{ record.secret }}", "{{", "}}", "{{ 1 }}", `"`, "'", "`", "<script>", "&", "\\", `\u0000`, "%00", "%0a",
		"javascript:alert(1)", "data:text/html,x", "//e.com", "https://e.com", "@", "a@b.c", ",", ";", "../", "#", "?a=b", "x", "Ada", "BE", "high", "é", "漢字", strings.Repeat("x", 1025),
	})
	return rapid.Map(rapid.SliceOfN(part, 1, 5), func(parts []string) string {
		if s := strings.Join(parts, ""); strings.TrimSpace(s) != "" {
			return s
		}
		return "x" + strings.Join(parts, "") + "x"
	})
}

// What somebody writes is never read as a template or taken for one: for every kind and every text of its config, a
// hostile value is refused with an error that says where, or arrives as plain text, with and without {{ in it.
func TestHostileValues(t *testing.T) {
	t.Parallel()
	configs := map[string]reflect.Type{}
	var hs action.Handlers
	var got action.Config
	take := func(_ context.Context, c action.Config, _ action.Input) error {
		configs[c.Kind()], got = reflect.TypeOf(c), c
		return nil
	}
	action.HandleAll(&hs, take)
	action.HandleFunc(&hs, func(ctx context.Context, c webhook.Config, in action.Input) error { return take(ctx, c, in) })
	for _, kind := range hs.Kinds() { // knows their types by calling each once
		c, _ := hs.Decode(kind, nil)
		require.NoError(t, hs.Run(t.Context(), c, action.Input{}))
	}
	var known []string
	for _, tt := range configTexts {
		_, shape := whereIs(t, tt.with)
		known = append(known, tt.kind+": "+shape)
	}
	for kind, of := range configs {
		for _, shape := range textsOf(of, "") {
			require.Contains(t, known, kind+": "+shape, "a text that this test does not know")
		}
	}
	for _, tt := range configTexts {
		path, _ := whereIs(t, tt.with)
		t.Run(tt.kind+" "+path+" "+tt.with, func(t *testing.T) {
			starts, value := on(tt.kind)
			written, err := json.Marshal(tt.place.before + "{{ " + value + " }}" + tt.behind)
			require.NoError(t, err)
			with := strings.Replace(tt.with, `"@"`, string(written), 1)
			e := &recipe.Engine{Handlers: &hs}
			err = e.Load(parse(t, set(one("r", starts, "", `{"do":"`+tt.kind+`","with":`+with+`}`))))
			if tt.place.arrive == nil {
				require.ErrorContains(t, err, "actions[0].with."+path+": ")
				return
			}
			require.NoError(t, err)
			n := 0
			e.Now = func() time.Time { return ten.Add(time.Duration(n) * time.Hour) } // each is within the usual limit
			arrives := func(t require.TestingT, s string) bool {
				n++
				report, err := e.Handle(context.Background(), hostileEvent(tt.kind, s, n))
				require.NoError(t, err)
				require.Len(t, report.Decisions, 1)
				step := report.Decisions[0].Actions[0]
				if step.Outcome != recipe.Done {
					require.Equal(t, recipe.Failed, step.Outcome)
					require.ErrorContains(t, step.Err, "with: ")
					dotted := strings.ReplaceAll(path, `["k"]`, ".k")
					require.True(t, strings.Contains(step.Err.Error(), path+": ") || strings.Contains(step.Err.Error(), dotted+": "), "%v", step.Err)
					return false
				}
				want := tt.place.before + tt.place.arrive(s) + tt.behind
				data, err := json.Marshal(got)
				require.NoError(t, err)
				text := textAt(t, data, tt.with)
				require.True(t, tt.place.safe(strings.TrimSuffix(text, tt.behind)), "%q must not arrive", text)
				if tt.place.plain != nil {
					text = tt.place.before + tt.place.plain(strings.TrimPrefix(text, tt.place.before))
				}
				require.Equal(t, want, text)
				return true
			}
			require.True(t, arrives(t, tt.place.usual), "the usual value arrives")
			rapid.Check(t, func(t *rapid.T) {
				s := drawHostile().Draw(t, "value")
				arrives(t, s)
				arrives(t, s+"{{")
				arrives(t, "{{ "+s+" }}")
			})
		})
	}
}

// textAt returns the text of a document at the place of the @ in another.
func textAt(t require.TestingT, data []byte, like string) string {
	var doc, at any
	require.NoError(t, json.Unmarshal(data, &doc))
	require.NoError(t, json.Unmarshal([]byte(like), &at))
	var find func(doc, at any) (string, bool)
	find = func(doc, at any) (string, bool) {
		switch at := at.(type) {
		case string:
			s, _ := doc.(string)
			return s, at == "@"
		case []any:
			for i := range at {
				if list, ok := doc.([]any); ok && i < len(list) {
					if s, ok := find(list[i], at[i]); ok {
						return s, true
					}
				}
			}
		case map[string]any:
			for k := range at {
				if members, ok := doc.(map[string]any); ok {
					if s, ok := find(members[k], at[k]); ok {
						return s, true
					}
				}
			}
		}
		return "", false
	}
	s, ok := find(doc, at)
	require.True(t, ok)
	return s
}
