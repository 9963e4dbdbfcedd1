package recipe

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/internal/rowjson"
	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/trigger"
)

// A table writes a struct as encoding/json does, and reads it as encoding/json does. A field that the table does not have is
// drawn here like all others, so that the two differ.
func TestTables(t *testing.T) {
	t.Run("event", rapid.MakeCheck(func(t *rapid.T) { sameAsJSON(t, eventTable) }))
	t.Run("task", rapid.MakeCheck(func(t *rapid.T) { sameAsJSON(t, taskTable) }))
	t.Run("ran", rapid.MakeCheck(func(t *rapid.T) { sameAsJSON(t, ranTable) }))
	t.Run("runs", rapid.MakeCheck(func(t *rapid.T) { sameAsJSON(t, runsTable) }))
	t.Run("signal", rapid.MakeCheck(func(t *rapid.T) { sameAsJSON(t, lastSignalTable) }))
}

func sameAsJSON[T any](t *rapid.T, table rowjson.Table[T]) {
	var v T
	drawInto(t, reflect.ValueOf(&v).Elem(), 3)
	want, err := json.Marshal(&v)
	got, ok := table.Append(nil, &v)
	require.Equal(t, err == nil, ok, "%v", err)
	if !ok {
		return
	}
	require.Equal(t, string(want), string(got))
	requireSameRead(t, table, got)
	at := rapid.IntRange(0, len(got)-1).Draw(t, "at")
	damaged := bytes.Clone(got)
	damaged[at] = rapid.SampledFrom([]byte("\"{}[]:,\\ 01-.aA\x00\xff")).Draw(t, "byte")
	requireSameRead(t, table, damaged)
	requireSameRead(t, table, got[:at])
}

// requireSameRead requires that a text that the table reads is read by encoding/json as the same value.
func requireSameRead[T any](t rapid.TB, table rowjson.Table[T], text []byte) {
	var got, want T
	p := rowjson.NewParser(text)
	if !table.Parse(p, &got) || !p.AtEnd() {
		return
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	require.NoError(t, d.Decode(&want), "%s", text)
	require.Equal(t, want, got, "%s", text)
}

// A row that is written as it always is, is read by the table and not by encoding/json: else the tables would be of no use.
func TestTablesReadRows(t *testing.T) {
	one := task{
		version: version{rowVersion},
		origin:  origin{Run: "run", ID: "reply", Do: "reply", Names: []string{"case/1", "contact/2"}, Since: time.Unix(1, 5).UTC()},
		wait:    wait{Due: time.Unix(9, 0).UTC(), Unless: []action.Signal{"any"}},
		reading: reading{Outputs: map[string]any{"a": "b"}},
	}
	line, ok := taskTable.Append(nil, &one)
	require.True(t, ok)
	p := rowjson.NewParser(line)
	require.True(t, taskTable.Parse(p, new(task)) && p.AtEnd(), "%s", line)
	ev := trigger.Event{ID: "e", Kind: trigger.MentionCreated, At: time.Unix(1, 0).UTC(), Mention: &trigger.Mention{
		ID: "m", Content: "a \"quoted\" <b>\n\u2028é", Tags: []string{"x", "y"}, Fields: map[string]any{"n": []any{"]", 1.5}, "deep": map[string]any{"{": nil}},
	}}
	data, ok := eventTable.Append(nil, &ev)
	require.True(t, ok)
	p = rowjson.NewParser(data)
	var read trigger.Event
	require.True(t, eventTable.Parse(p, &read) && p.AtEnd(), "%s", data)
	require.Equal(t, ev.Mention.Content, read.Mention.Content)
}

func FuzzTables(f *testing.F) {
	f.Add([]byte(`{"v":1,"recipe":{"ID":"r","Name":"R","Revision":"","Owner":""},"names":["case/1"],"since":"2026-01-05T12:00:00Z","next":[{"id":"x"}]}`))
	f.Add([]byte(`{"id":"e","kind":"k","at":"2026-01-05T12:00:00+01:00","mention":{"id":"m","tags":["a"],"author":{"followers":0},"fields":{"a":[1,"]"]}},"changes":{"p":{"from":1,"to":null}}}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		requireSameRead(t, eventTable, text)
		requireSameRead(t, taskTable, text)
		requireSameRead(t, ranTable, text)
		requireSameRead(t, runsTable, text)
	})
}

var drawnText = rapid.OneOf(
	rapid.StringMatching(`[a-z/]{0,6}`), rapid.String(),
	rapid.SampledFrom([]string{"<b>", "a\"b\\c", "\n\t\x01", "\u2028", "\xff", "é", "]}"}),
)

// drawInto sets every exported field of v to a drawn value, or leaves it zero.
func drawInto(t *rapid.T, v reflect.Value, depth int) {
	if rapid.IntRange(0, 2).Draw(t, "zero") == 0 {
		return
	}
	switch v.Interface().(type) {
	case time.Time:
		at := time.Unix(rapid.Int64Range(-1<<36, 1<<39).Draw(t, "s"), rapid.Int64Range(0, 999_999_999).Draw(t, "ns"))
		v.Set(reflect.ValueOf(at.In(rapid.SampledFrom([]*time.Location{time.UTC, time.FixedZone("", 3600)}).Draw(t, "zone"))))
		return
	case schedule.Duration:
		v.SetInt(rapid.Int64Range(0, 1000).Draw(t, "minutes") * int64(time.Minute))
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(drawnText.Draw(t, "text"))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64:
		v.SetInt(rapid.Int64().Draw(t, "n"))
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		drawInto(t, v.Elem(), depth)
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Field(i); f.CanSet() {
				drawInto(t, f, depth)
			} else if strings.Contains(v.Type().Field(i).Type.String(), "recipe.") && v.Type().Field(i).Anonymous {
				drawInto(t, reflect.NewAt(f.Type(), f.Addr().UnsafePointer()).Elem(), depth) // embedded: its fields are exported
			}
		}
	case reflect.Slice:
		drawSlice(t, v, depth)
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		for range rapid.IntRange(0, 2).Draw(t, "size") {
			one := reflect.New(v.Type().Elem()).Elem()
			drawInto(t, one, depth)
			v.SetMapIndex(reflect.ValueOf(drawnText.Draw(t, "key")), one)
		}
	case reflect.Interface:
		v.Set(reflect.ValueOf(rapid.SampledFrom([]any{"text", true, 1.5, json.Number("12345678901234567890"), []any{"]", nil}, map[string]any{"{": 1.0}}).Draw(t, "any")))
	default:
		require.FailNow(t, "a field of a type that is not drawn", "%s", v.Type())
	}
}

func drawSlice(t *rapid.T, v reflect.Value, depth int) {
	if depth == 0 {
		return
	}
	n := rapid.IntRange(0, 3).Draw(t, "length")
	v.Set(reflect.MakeSlice(v.Type(), n, n))
	for i := range n {
		drawInto(t, v.Index(i), depth-1)
	}
}
