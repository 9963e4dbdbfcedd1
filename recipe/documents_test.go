package recipe_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/filter"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/recipe/recipetest"
	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/trigger"
)

// plainValue draws what JSON can hold and gives back as it was.
func plainValue(t *rapid.T, depth int) any {
	kinds := 5
	if depth > 0 {
		kinds = 7
	}
	switch rapid.IntRange(0, kinds-1).Draw(t, "kind") {
	case 0:
		return nil
	case 1:
		return rapid.Bool().Draw(t, "bool")
	case 2:
		return rapid.Int().Draw(t, "int")
	case 3:
		return rapid.Float64Range(-1, 1).Filter(func(f float64) bool { return f != float64(int(f)) }).Draw(t, "float")
	case 4:
		return rapid.String().Draw(t, "text")
	case 5:
		list := make([]any, rapid.IntRange(0, 3).Draw(t, "length"))
		for i := range list {
			list[i] = plainValue(t, depth-1)
		}
		return list
	}
	return plainObject(t, depth-1)
}

func plainObject(t *rapid.T, depth int) map[string]any {
	object := map[string]any{}
	for range rapid.IntRange(0, 3).Draw(t, "members") {
		object[rapid.String().Draw(t, "member")] = plainValue(t, depth)
	}
	return object
}

// drawDocument sets every field of a document to what rapid draws; slices are empty half of the time.
func drawDocument(t *rapid.T, v reflect.Value) {
	switch field := v.Addr().Interface().(type) {
	case *time.Time:
		if rapid.Bool().Draw(t, "instant is set") {
			*field = time.Unix(rapid.Int64Range(0, 1<<37).Draw(t, "instant"), rapid.Int64Range(0, 1e9-1).Draw(t, "ns")).UTC()
		}
	case *error:
		if rapid.Bool().Draw(t, "error is set") {
			*field = fmt.Errorf("while %s: %w", rapid.String().Draw(t, "while"), errors.New(rapid.String().Draw(t, "error")))
		}
	case *json.RawMessage:
		if rapid.Bool().Draw(t, "document is set") {
			text, err := json.Marshal(plainObject(t, 1))
			require.NoError(t, err)
			*field = text
		}
	case *map[string]any:
		if rapid.Bool().Draw(t, "object is set") {
			*field = plainObject(t, 2)
		}
	case *[]filter.Value:
		paths := map[string]bool{}
		for range rapid.IntRange(0, 3).Draw(t, "values") {
			one := filter.Value{Path: rapid.String().Draw(t, "path"), Value: rapid.SampledFrom([]any{nil, "a", true, 0.5}).Draw(t, "value")}
			if !paths[one.Path] {
				paths[one.Path], *field = true, append(*field, one)
			}
		}
	default:
		drawKind(t, v)
	}
}

func drawKind(t *rapid.T, v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(rapid.String().Draw(t, "text"))
	case reflect.Int:
		v.SetInt(int64(rapid.Int().Draw(t, "int")))
	case reflect.Int64: // a length of time
		v.SetInt(rapid.Int64().Draw(t, "length"))
	case reflect.Bool:
		v.SetBool(rapid.Bool().Draw(t, "bool"))
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				drawDocument(t, v.Field(i))
			}
		}
	case reflect.Slice:
		for range rapid.SampledFrom([]int{0, 0, 1, 2}).Draw(t, "length") {
			element := reflect.New(v.Type().Elem()).Elem()
			drawDocument(t, element)
			v.Set(reflect.Append(v, element))
		}
	default:
		t.Fatalf("a document has a %s; draw one here", v.Type())
	}
}

// asTold makes documents comparable: errors are their texts, and configs what they say.
func asTold(t require.TestingT, v reflect.Value) any {
	switch field := v.Interface().(type) {
	case error:
		return "error " + field.Error()
	case json.RawMessage:
		var said any
		if len(field) > 0 {
			require.NoError(t, json.Unmarshal(field, &said))
		}
		return said
	case time.Time, map[string]any, []filter.Value:
		return field
	}
	switch v.Kind() {
	case reflect.Struct:
		return fieldsOf(t, v)
	case reflect.Slice:
		var all []any
		for i := range v.Len() {
			all = append(all, asTold(t, v.Index(i)))
		}
		return all
	}
	return v.Interface()
}

func roundTrip[T any](t *testing.T) {
	name := reflect.TypeFor[T]().Name()
	t.Run(name, func(t *testing.T) {
		t.Parallel()
		rapid.Check(t, func(t *rapid.T) {
			var document, back T
			for v, i := reflect.ValueOf(&document).Elem(), 0; i < v.NumField(); i++ {
				if v.Type().Field(i).IsExported() {
					drawDocument(t, v.Field(i))
				}
			}
			text, err := json.Marshal(document)
			require.NoError(t, err)
			require.NoError(t, json.Unmarshal(text, &back), "%s", text)
			require.Equal(t, documentOf(t, document), documentOf(t, back), "%s", text)
			again, err := json.Marshal(back)
			require.NoError(t, err)
			require.JSONEq(t, string(text), string(again))
		})
		text, err := json.Marshal(*new(T))
		require.NoError(t, err)
		require.Equal(t, "{}", string(text), "what is zero is left out")
		members(t, reflect.TypeFor[T](), map[reflect.Type]bool{})
	})
}

// documentOf is asTold of a struct, also of one that is an error itself.
func documentOf(t require.TestingT, document any) any { return fieldsOf(t, reflect.ValueOf(document)) }

func fieldsOf(t require.TestingT, v reflect.Value) map[string]any {
	all := map[string]any{}
	for i := range v.NumField() {
		if f := v.Type().Field(i); f.IsExported() {
			all[f.Name] = asTold(t, v.Field(i))
		}
	}
	return all
}

// members wants every field of a document to have a name in snake_case and to be left out when it is zero.
func members(t *testing.T, typ reflect.Type, seen map[reflect.Type]bool) {
	for typ.Kind() == reflect.Slice || typ.Kind() == reflect.Pointer {
		typ = typ.Elem()
	}
	if typ.Kind() != reflect.Struct || !strings.HasSuffix(typ.PkgPath(), "/recipe") || seen[typ] {
		return
	}
	seen[typ] = true
	for i := range typ.NumField() {
		f := typ.Field(i)
		if !f.IsExported() {
			continue
		}
		require.Regexp(t, `^[a-z]+(_[a-z]+)*,omitzero$`, f.Tag.Get("json"), "%s.%s", typ.Name(), f.Name)
		members(t, f.Type, seen)
	}
}

// Every document comes back from JSON as it was, errors by their texts.
func TestDocumentsComeBack(t *testing.T) {
	roundTrip[recipe.Report](t)
	roundTrip[recipe.Decision](t)
	roundTrip[recipe.ActionReport](t)
	roundTrip[recipe.DeadLetter](t)
	roundTrip[recipe.Wait](t)
	roundTrip[recipe.Fault](t)
}

// The members of documents, word for word: they are never renamed.
func TestDocumentsAreWritten(t *testing.T) {
	item := trigger.Ref{Kind: "case", ID: "5"}
	at, due := ten, ten.Add(time.Hour)
	for _, tt := range []struct {
		name     string
		document any
		want     string
	}{
		{"report", recipe.Report{Repeated: true, Ahead: schedule.Duration(6 * time.Minute)}, `{"repeated":true,"ahead":"6m"}`},
		{"decision", recipe.Decision{
			Event: "e1", At: at, Recipe: "r", Item: item, Run: "run", Outcome: recipe.Partial, Reason: recipe.Panicked, Err: errors.New("no <b>"),
			Tests: []filter.Test{{Text: "case.status == 'open'", Values: []filter.Value{{Path: "case.status", Value: "pending"}, {Path: "case.id"}}, Err: errors.New("odd")}},
			Actions: []recipe.ActionReport{{
				Event: "e1", At: at, Recipe: "r", Run: "run", Action: "tell", Place: 2, Do: "notify", Item: item, Outcome: recipe.Waiting, Reason: recipe.HoursClosed,
				Err: errors.New("down"), Due: due, Attempt: 3, Nth: 2, Key: "k", With: json.RawMessage(`{"a":"é"}`), Output: map[string]any{"id": "T-1", "n": 7},
				Unchanged: true, Irreversible: true, DeadLetter: "d",
			}},
		}, `{"at":"2026-01-05T10:00:00Z","event":"e1","recipe":"r","item":{"kind":"case","id":"5"},"run":"run","outcome":"partial","reason":"panic","error":"no \u003cb\u003e",` +
			`"tests":[{"test":"case.status == 'open'","values":{"case.status":"pending","case.id":null},"error":"odd"}],` +
			`"actions":[{"at":"2026-01-05T10:00:00Z","event":"e1","recipe":"r","run":"run","action":"tell","place":2,"do":"notify","item":{"kind":"case","id":"5"},` +
			`"outcome":"waiting","reason":"outside_hours","error":"down","due":"2026-01-05T11:00:00Z","attempt":3,"nth":2,"key":"k","with":{"a":"é"},` +
			`"output":{"id":"T-1","n":7},"unchanged":true,"irreversible":true,"dead_letter":"d"}]}`},
		{"dead letter", recipe.DeadLetter{Key: "k", Recipe: "r", Action: "a", Do: "notify", Event: "e1", Item: item, IdempotencyKey: "i", Since: at, Err: errors.New("damaged")},
			`{"key":"k","recipe":"r","action":"a","do":"notify","event":"e1","item":{"kind":"case","id":"5"},"idempotency_key":"i","since":"2026-01-05T10:00:00Z","error":"damaged"}`},
		{"wait", recipe.Wait{Recipe: "r", Action: "a", Do: "resolve", Event: "e1", Run: "run", Item: item, Due: due, Unless: []action.Signal{action.CustomerReply}, Nth: 2, Key: "k"},
			`{"recipe":"r","action":"a","do":"resolve","event":"e1","run":"run","item":{"kind":"case","id":"5"},"due":"2026-01-05T11:00:00Z","unless":["customer_reply"],"nth":2,"key":"k"}`},
		{"fault", &recipe.Fault{Recipe: "r", Path: "actions[0].do", Document: "recipes[0].actions[0].do", Line: 3, Column: 7, Err: errors.New("missing")},
			`{"recipe":"r","path":"actions[0].do","document":"recipes[0].actions[0].do","line":3,"column":7,"message":"missing"}`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			text, err := json.Marshal(tt.document)
			require.NoError(t, err)
			require.Equal(t, tt.want, string(text))
		})
	}
}

// What a call of the engine reports is a document: an error keeps its type within the process, and is a text outside.
func TestReportAsDocument(t *testing.T) {
	k := recipetest.New(t)
	k.Fail("add_tags", action.Permanent(errDown))
	k.Load(set(newItem("r", tagA, `{"do":"resolve","after":"1h"}`)))
	report := k.Send(customer("e1", ten))
	require.ErrorIs(t, report.Decisions[0].Actions[0].Err, errDown)
	text, err := json.Marshal(report)
	require.NoError(t, err)
	var back recipe.Report
	require.NoError(t, json.Unmarshal(text, &back))
	require.Equal(t, documentOf(t, report), documentOf(t, back))
	require.EqualError(t, back.Decisions[0].Actions[0].Err, report.Decisions[0].Actions[0].Err.Error())
	require.NotErrorIs(t, back.Decisions[0].Actions[0].Err, errDown)
	waiting, err := k.Engine.Waiting(t.Context(), customer("e1", ten))
	require.NoError(t, err)
	require.Len(t, waiting, 1)
	require.Contains(t, string(toJSON(t, waiting[0])), `"action":"resolve"`)
}

// Documents that are no documents of ours are refused, and do not panic.
func TestDocumentsRefuse(t *testing.T) {
	for _, text := range []string{`[]`, `{"error":5}`, `{"output":[]}`, `{"actions":[{"output":7}]}`, `{"tests":[{"values":[1]}]}`, `{"tests":[{"values":{"a":}}]}`, `{"at":"noon"}`} {
		var d recipe.Decision
		var a recipe.ActionReport
		require.Error(t, errors.Join(json.Unmarshal([]byte(text), &d), json.Unmarshal([]byte(text), &a)), text)
	}
	var d recipe.Decision
	require.NoError(t, json.Unmarshal([]byte(`{"error":null,"tests":[{"values":null}],"actions":[{"output":null}]}`), &d))
	require.NoError(t, d.Err)
}
