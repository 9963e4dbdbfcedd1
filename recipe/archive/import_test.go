package archive_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/recipe/archive"
)

// disabled is a set with every recipe disabled.
func disabled(s recipe.Set) recipe.Set {
	for i := range s.Recipes {
		s.Recipes[i].Enabled = false
	}
	return s
}

// Export and import give the same configuration, but for what is enabled, what nobody needs and what is secret.
func TestImportIntoEmpty(t *testing.T) {
	t.Parallel()
	got, report, err := archive.Import(bytes.NewReader(export(t, parse(t, nightShift))), recipe.Set{})
	require.NoError(t, err)
	want := disabled(parse(t, strings.Replace(nightShift, `"authorization":"Bearer s3cret",`, "", 1)))
	delete(want.Filters, "unused")
	delete(want.Calendars, "unused")
	require.JSONEq(t, toJSON(t, want), toJSON(t, got))
	require.Equal(t, archive.Report{
		Recipes:        []archive.Renaming{{Old: "z", New: "z"}, {Old: "b", New: "b"}, {Old: "Été 1", New: "Été 1"}, {Old: "d", New: "d"}, {Old: "it", New: "it"}},
		MissingSecrets: []archive.MissingSecret{{Recipe: "it", Path: "actions[0].with.authorization"}},
	}, report)
	require.NoError(t, (&recipe.Engine{Handlers: cooks()}).Check(got))
}

// What the set has already keeps its name; what comes gets another one, and what refers to it follows.
func TestImportCollisions(t *testing.T) {
	t.Parallel()
	with := func(filters, calendars string, recipes ...string) string {
		return `{"format":1,"filters":{` + filters + `},"calendars":{` + calendars + `},"recipes":[` + strings.Join(recipes, ",") + `]}`
	}
	using := func(id, filter, calendar string) string {
		return strings.Replace(one(id, `{"on":"new_item","all_topics":true}`,
			fmt.Sprintf(`"filter":{"saved":%q},"hours":{"calendar":%q,"when":"during"}`, filter, calendar), `{"do":"resolve"}`), `"enabled":true`, `"enabled":false`, 1)
	}
	day := func(name, day string) string {
		return fmt.Sprintf(`%q:{"zone":"UTC","week":{%q:["09:00-17:00"]}}`, name, day)
	}
	long := strings.Repeat("é", 256)
	type names = []archive.Renaming
	for _, tt := range []struct {
		name, in, into, want string
		report               archive.Report
	}{
		{"nothing into something", with("", ""), with(`"f":"true"`, "", newItem("a", tagA)), with(`"f":"true"`, "", newItem("a", tagA)), archive.Report{}},
		{
			"everything is the same",
			with(`"f":"true"`, day("c", "monday"), using("a", "f", "c")), with(`"f":"true"`, day("c", "monday"), using("a", "f", "c")),
			with(`"f":"true"`, day("c", "monday"), using("a", "f", "c"), strings.Replace(using("a-2", "f", "c"), "Recipe a-2", "Recipe a", 1)),
			archive.Report{Recipes: names{{Old: "a", New: "a-2"}}},
		},
		{
			"everything is another",
			with(`"f":"true"`, day("c", "monday"), using("a", "f", "c")), with(`"f":"false"`, day("c", "sunday"), using("b", "f", "c")),
			with(`"f":"false","f-2":"true"`, day("c", "sunday")+","+day("c-2", "monday"), using("b", "f", "c"), using("a", "f-2", "c-2")),
			archive.Report{Recipes: names{{Old: "a", New: "a"}}, Filters: names{{Old: "f", New: "f-2"}}, Calendars: names{{Old: "c", New: "c-2"}}},
		},
		{
			"a filter behind a filter",
			with(`"f":"true","g":{"saved":"f"},"h":{"saved":"g"}`, day("c", "monday"), using("a", "h", "c")),
			with(`"f":"false","h":{"saved":"g"},"g":{"saved":"f"}`, day("c", "monday")),
			with(`"f":"false","h":{"saved":"g"},"g":{"saved":"f"},"f-2":"true","g-2":{"saved":"f-2"},"h-2":{"saved":"g-2"}`, day("c", "monday"), using("a", "h-2", "c")),
			archive.Report{Recipes: names{{Old: "a", New: "a"}}, Filters: names{{Old: "f", New: "f-2"}, {Old: "g", New: "g-2"}, {Old: "h", New: "h-2"}}},
		},
		{
			"numbers that are taken, by the set and by the archive",
			with(`"f":"true","f-3":"1 > 2"`, day("c", "monday"), using("a", "f", "c"), using("a-3", "f-3", "c")),
			with(`"f":"false","f-2":"2 > 3"`, day("c", "monday"), using("a", "f", "c"), using("a-2", "f", "c")),
			with(`"f":"false","f-2":"2 > 3","f-4":"true","f-3":"1 > 2"`, day("c", "monday"), using("a", "f", "c"), using("a-2", "f", "c"),
				strings.Replace(using("a-4", "f-4", "c"), "Recipe a-4", "Recipe a", 1), using("a-3", "f-3", "c")),
			archive.Report{Recipes: names{{Old: "a", New: "a-4"}, {Old: "a-3", New: "a-3"}}, Filters: names{{Old: "f", New: "f-4"}}},
		},
		{
			"what was imported before is found again",
			with(`"f":"true"`, day("c", "monday"), using("a", "f", "c")), with(`"f":"false","f-2":"true"`, day("c", "sunday")+","+day("c-2", "monday")),
			with(`"f":"false","f-2":"true"`, day("c", "sunday")+","+day("c-2", "monday"), using("a", "f-2", "c-2")),
			archive.Report{Recipes: names{{Old: "a", New: "a"}}, Filters: names{{Old: "f", New: "f-2"}}, Calendars: names{{Old: "c", New: "c-2"}}},
		},
		{
			"an ID without room for a number",
			set(newItem(long, resolve)), set(newItem(long, resolve)),
			set(newItem(long, resolve), strings.NewReplacer(fmt.Sprintf(`"id":%q`, long), fmt.Sprintf(`"id":"%s-2"`, long[:510]), "true,\"tri", "false,\"tri").Replace(newItem(long, resolve))),
			archive.Report{Recipes: names{{Old: long, New: long[:510] + "-2"}}},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			into := parse(t, tt.into)
			before := toJSON(t, into)
			packed := export(t, parse(t, tt.in))
			got, report, err := archive.Import(bytes.NewReader(packed), into)
			require.NoError(t, err)
			require.JSONEq(t, toJSON(t, parse(t, tt.want)), toJSON(t, got))
			require.Equal(t, tt.report, report)
			require.Equal(t, before, toJSON(t, into))
			require.NoError(t, (&recipe.Engine{Handlers: cooks()}).Check(got))

			again, _, err := archive.Import(bytes.NewReader(packed), into)
			require.NoError(t, err)
			require.Equal(t, got, again, "the same archive and set must give the same result")
		})
	}
}

// scramble changes everything that a value leads to.
func scramble(v reflect.Value) {
	if v.Type() == reflect.TypeFor[time.Time]() {
		v.Set(reflect.ValueOf(time.Unix(9, 0)))
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			scramble(v.Elem())
		}
	case reflect.Slice:
		for i := range v.Len() {
			scramble(v.Index(i))
		}
	case reflect.Map:
		for _, k := range v.MapKeys() {
			inner := reflect.New(v.Type().Elem()).Elem()
			inner.Set(v.MapIndex(k))
			scramble(inner)
			v.SetMapIndex(k, reflect.Value{})
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() { // the others are never written
				scramble(v.Field(i))
			}
		}
	case reflect.Interface:
		v.SetZero()
	case reflect.String:
		v.SetString("scrambled")
	case reflect.Bool:
		v.SetBool(!v.Bool())
	case reflect.Uint8:
		v.SetUint('!')
	case reflect.Int, reflect.Int64:
		v.SetInt(v.Int() + 1)
	}
}

// Whoever changes the set that Import returns changes no other one.
func TestImportSharesNothing(t *testing.T) {
	t.Parallel()
	into := parse(t, nightShift)
	into.Recipes = append(make([]recipe.Recipe, 0, 100), into.Recipes...) // room behind it
	got, _, err := archive.Import(bytes.NewReader(export(t, into)), into)
	require.NoError(t, err)
	require.Len(t, got.Recipes, 10)
	require.Equal(t, recipe.Recipe{}, into.Recipes[:6][5], "nothing may be written behind the set's recipes")
	require.Equal(t, toJSON(t, parse(t, nightShift)), toJSON(t, recipe.Set{Format: got.Format, Filters: got.Filters, Calendars: got.Calendars, Recipes: got.Recipes[:5]}))
	scramble(reflect.ValueOf(&got).Elem())
	require.NotEqual(t, parse(t, nightShift).Recipes[0], got.Recipes[0])
	require.Equal(t, parse(t, nightShift), into)
}

// An error leaves the set as it was.
func TestImportIsAllOrNothing(t *testing.T) {
	t.Parallel()
	into := parse(t, nightShift)
	b := build(map[string]string{"recipes/a.json": newItem("a", tagA), "recipes/b.json": `{"id":"b","oops":1}`})
	got, report, err := archive.Import(bytes.NewReader(b.packed()), into)
	require.EqualError(t, err, `recipes/b.json: oops: unknown member "oops"`)
	require.Equal(t, parse(t, nightShift), got)
	require.Zero(t, report)
}

// endless is a reader that counts what is read.
type endless struct{ n int }

func (e *endless) Read(b []byte) (int, error) {
	e.n += len(b)
	return len(b), nil
}

// However the bytes come, and whatever the programs that packed them again.
func TestImportReads(t *testing.T) {
	t.Parallel()
	packed := export(t, parse(t, nightShift))
	want, _, err := archive.Import(bytes.NewReader(packed), recipe.Set{})
	require.NoError(t, err)
	names, files := unzip(t, packed)
	repack := func(change func(*rawEntry)) []byte {
		var z rawZip
		for i := range names {
			name := names[len(names)-1-i] // in another order
			e := deflated(t, name, []byte(files[name]))
			change(&e)
			z.entries = append(z.entries, e)
		}
		return z.bytes()
	}
	for _, tt := range []struct {
		name string
		r    io.Reader
	}{
		{"byte by byte", iotest.OneByteReader(bytes.NewReader(packed))},
		{"deflated", bytes.NewReader(repack(func(*rawEntry) {}))},
		{"with data descriptors", bytes.NewReader(repack(func(e *rawEntry) { e.describe(true) }))},
		{"with data descriptors without a signature", bytes.NewReader(repack(func(e *rawEntry) { e.describe(false) }))},
		{"with the time, as extra fields", bytes.NewReader(repack(func(e *rawEntry) {
			e.both(func(h *rawHeader) { h.extra = []byte("UT\x05\x00\x01abcd"); h.time, h.date = 1, 2 })
		}))},
		{"from a system without modes", bytes.NewReader(repack(func(e *rawEntry) { e.central.creator, e.central.attributes = 0, 0 }))},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, _, err := archive.Import(tt.r, recipe.Set{})
			require.NoError(t, err)
			require.Equal(t, want, got)
		})
	}
	t.Run("a reader without an end", func(t *testing.T) {
		endless := &endless{}
		_, _, err := archive.Import(endless, recipe.Set{})
		require.EqualError(t, err, "archive: more than 10485760 bytes")
		require.Less(t, endless.n, 11<<20)
	})
	t.Run("a reader that fails", func(t *testing.T) {
		_, _, err := archive.Import(io.MultiReader(bytes.NewReader(packed), iotest.ErrReader(io.ErrNoProgress)), recipe.Set{})
		require.ErrorIs(t, err, io.ErrNoProgress)
		var ae *archive.Error
		require.True(t, errors.As(err, &ae))
	})
}
