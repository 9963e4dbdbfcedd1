package archive_test

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/filter"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/recipe/archive"
	"github.com/commis-recipes/commis/webhook"
)

// nightShift is a set of five recipes with what they need, and some that none of them needs.
const nightShift = `{"format":1,
"filters":{"vip":"'vip' in case.tags","VIP":{"saved":"vip"},"loud":{"saved":"VIP"},"unused":"true"},
"calendars":{"office":{"zone":"UTC","week":{"monday":["09:00-17:00"]}},"unused":{"zone":"UTC","week":{"friday":["09:00-17:00"]}}},
"recipes":[
{"id":"z","name":"Z","enabled":true,"trigger":{"on":"new_item","topics":["a","b"]},"filter":{"saved":"loud"},"hours":{"calendar":"office","when":"outside"},
 "actions":[{"do":"add_tags","with":{"tags":["<b>"]}},{"do":"resolve","after":"30m","unless":["customer_reply"]}]},
{"id":"b","name":"B","enabled":true,"trigger":{"on":"new_item","all_topics":true},"filter":"mention.type != 'sent'","actions":[{"do":"resolve"}]},
{"id":"Été 1","name":"C","enabled":false,"trigger":{"on":"new_item","all_topics":true},"filter":{"saved":"vip"},"actions":[{"do":"resolve","on_error":"stop"}]},
{"id":"d","name":"D","enabled":true,"trigger":{"on":"case_tag_added","tag":"x","all_topics":true},
 "filter":{"all":[{"field":"case.priority","op":"is","values":["high"]},{"not":{"field":"mention.tags","op":"is","values":["spam"]}},{"field":"record.n","op":"is","values":["x",1,2.5,true]}]},"actions":[{"do":"webhook","with":{"url":"https://example.com"}}]},
{"id":"it","name":"IT","enabled":true,"trigger":{"on":"new_item","all_topics":true},"actions":[{"do":"webhook","with":
 {"name":"n","url":"https://example.com/x","authorization":"Bearer s3cret","body":"{\"text\":\"hi\"}"}}]}]}`

// token is a kind of a host's own, with secrets that lie deep.
type token struct {
	Auth *struct {
		Key  action.Secret   `json:"key"`
		More []action.Secret `json:"more,omitempty"`
		Port int             `json:"port"`
	} `json:"auth,omitempty"`
	Keys map[string]action.Secret `json:"keys,omitempty"`
	Text string                   `json:"text,omitempty"`
}

func (token) Kind() string { return "token" }

// login is a kind of a host's own that has a secret within a text.
type login struct {
	User credentials `json:"user"`
}

func (login) Kind() string { return "login" }

type credentials struct{ Password action.Secret }

func (c *credentials) UnmarshalText(text []byte) error {
	_, password, _ := strings.Cut(string(text), ":")
	c.Password = action.Secret(password)
	return nil
}

// keys is a kind of a host's own whose config is no object.
type keys []action.Secret

func (keys) Kind() string { return "keys" }

func cooks() *action.Handlers {
	hs := new(action.Handlers)
	action.HandleAll(hs, func(context.Context, action.Config, action.Input) error { return nil })
	action.HandleFunc(hs, func(context.Context, webhook.Config, action.Input) error { return nil })
	action.HandleFunc(hs, func(context.Context, token, action.Input) error { return nil })
	action.HandleFunc(hs, func(context.Context, keys, action.Input) error { return nil })
	action.HandleFunc(hs, func(context.Context, login, action.Input) error { return nil })
	return hs
}

func export(t require.TestingT, s recipe.Set, ids ...string) []byte {
	var b bytes.Buffer
	require.NoError(t, archive.Export(&b, s, cooks(), ids...))
	return b.Bytes()
}

// unzip reads an archive by archive/zip.
func unzip(t testing.TB, packed []byte) (names []string, files map[string]string) {
	t.Helper()
	zr, err := zip.NewReader(bytes.NewReader(packed), int64(len(packed)))
	require.NoError(t, err)
	files = make(map[string]string)
	for _, f := range zr.File {
		r, err := f.Open()
		require.NoError(t, err)
		data, err := io.ReadAll(r)
		require.NoError(t, err)
		require.Equal(t, "1980-01-01", f.Modified.Format("2006-01-02"), "the time of an export must not be in it")
		names = append(names, f.Name)
		files[f.Name] = string(data)
	}
	return names, files
}

// Two of five recipes, and what they need.
func TestExportSelected(t *testing.T) {
	t.Parallel()
	packed := export(t, parse(t, nightShift), "Été 1", "z", "z")
	names, files := unzip(t, packed)
	require.Equal(t, []string{
		"manifest.json", "calendars/office.json", "filters/%56%49%50.json", "filters/loud.json", "filters/vip.json",
		"recipes/%c3%89t%c3%a9%201.json", "recipes/z.json",
	}, names)
	require.JSONEq(t, `{"id":"z","name":"Z","enabled":true,"trigger":{"on":"new_item","topics":["a","b"]},"filter":{"saved":"loud"},
		"hours":{"calendar":"office","when":"outside"},"actions":[{"do":"add_tags","with":{"tags":["<b>"]}},{"do":"resolve","after":"30m","unless":["customer_reply"]}]}`,
		files["recipes/z.json"])
	require.JSONEq(t, `{"saved":"VIP"}`, files["filters/loud.json"])
	require.JSONEq(t, `{"zone":"UTC","week":{"monday":["09:00-17:00"]}}`, files["calendars/office.json"])

	row := func(path, name string) string {
		sum := sha256.Sum256([]byte(files[path]))
		return fmt.Sprintf(`{"path":%q,"name":%q,"size":%d,"sha256":%q}`, path, name, len(files[path]), hex.EncodeToString(sum[:]))
	}
	require.JSONEq(t, `{"format":1,"counts":{"recipes":2,"filters":3,"calendars":1},"recipes":["z","Été 1"],"files":[`+strings.Join([]string{
		row("calendars/office.json", "office"), row("filters/%56%49%50.json", "VIP"), row("filters/loud.json", "loud"),
		row("filters/vip.json", "vip"), row("recipes/%c3%89t%c3%a9%201.json", "Été 1"), row("recipes/z.json", "z")}, ",")+`]}`, files["manifest.json"])
}

func TestExportAll(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, set string
		want      int
	}{
		{"five", nightShift, 1 + 5 + 3 + 1},
		{"none", `{"format":1,"recipes":[]}`, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			names, _ := unzip(t, export(t, parse(t, tt.set)))
			require.Len(t, names, tt.want)
		})
	}
}

// A text that a secret is within is left out as a whole.
func TestExportSecretWithinText(t *testing.T) {
	t.Parallel()
	_, files := unzip(t, export(t, parse(t, set(newItem("r", `{"do":"login","with":{"user":"joe:pass"}}`)))))
	require.NotContains(t, files["recipes/r.json"], "joe")
	require.Contains(t, files["manifest.json"], `"actions[0].with.user"`)
}

// The archive is, byte for byte, what the format says it is, and the same each time.
func TestExportBytes(t *testing.T) {
	t.Parallel()
	s := parse(t, nightShift)
	before := toJSON(t, s)
	packed := export(t, s)
	names, files := unzip(t, packed)
	var z rawZip
	for _, name := range names {
		z.entries = append(z.entries, stored(name, []byte(files[name])))
	}
	require.Equal(t, z.bytes(), packed)
	require.Equal(t, packed, export(t, parse(t, nightShift)))
	require.Equal(t, packed, export(t, s, "it", "d", "Été 1", "b", "z"), "the order of the IDs must not matter")
	require.Equal(t, before, toJSON(t, s), "the set must stay as it is")
}

// Names that become long, or that differ in capitals only, have files of their own.
func TestExportNames(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("é", 250)
	names, _ := unzip(t, export(t, parse(t, set(newItem("a.b", tagA), newItem("A.b", tagA), newItem(long+"1", tagA), newItem(long+"2", tagA), newItem("../x", tagA)))))
	require.Len(t, names, 6)
	for _, name := range names {
		require.LessOrEqual(t, len(name), 120)
		require.Regexp(t, `^(manifest|recipes/[a-z0-9_%~-]+)\.json$`, name)
	}
	require.Contains(t, names, "recipes/a%2eb.json")
	require.Contains(t, names, "recipes/%41%2eb.json")
	require.Contains(t, names, "recipes/%2e%2e%2fx.json")
}

func TestExportSecrets(t *testing.T) {
	t.Parallel()
	hook := `{"do":"web_service","with":{"method":"POST","url":"https://example.com","headers":{"X-Key":"s3cret-1","X-Empty":"","Accept":"s3cret-2"},"authorization":"Bearer s3cret-3"}}`
	s := parse(t, set(
		one("w", `{"on":"record"}`, "", hook, `{"do":"web_service","with":{"method":"GET","url":"https://example.com","authorization":"","headers":{}}}`),
		newItem("r", tagA, `{"do":"token","with":{"text":"[redacted]","keys":{"k":"s3cret-4","a b\"":"s3cret-5"},"auth":{"key":"s3cret-6","more":["s3cret-7","","s3cret-8"],"port":12345678901234567}}}`,
			`{"do":"keys","with":["s3cret-9"]}`)))
	packed := export(t, s)
	require.NotContains(t, string(packed), "s3cret")
	_, files := unzip(t, packed)
	var m struct {
		LeftOut []struct{ File, Path string } `json:"left_out"`
	}
	require.NoError(t, json.Unmarshal([]byte(files["manifest.json"]), &m))
	require.Equal(t, []struct{ File, Path string }{
		{"recipes/w.json", "actions[0].with.authorization"},
		{"recipes/w.json", "actions[0].with.headers.Accept"},
		{"recipes/w.json", "actions[0].with.headers.X-Key"},
		{"recipes/r.json", "actions[1].with.auth.key"},
		{"recipes/r.json", "actions[1].with.auth.more[0]"},
		{"recipes/r.json", "actions[1].with.auth.more[2]"},
		{"recipes/r.json", `actions[1].with.keys["a b\""]`},
		{"recipes/r.json", "actions[1].with.keys.k"},
		{"recipes/r.json", "actions[2].with[0]"},
	}, m.LeftOut)

	got, report, err := archive.Import(bytes.NewReader(packed), parse(t, set(newItem("w", tagA))))
	require.NoError(t, err)
	require.Len(t, report.MissingSecrets, 9)
	for i, l := range report.MissingSecrets {
		require.Equal(t, m.LeftOut[i].Path, l.Path)
		require.Equal(t, map[string]string{"recipes/w.json": "w-2", "recipes/r.json": "r"}[m.LeftOut[i].File], l.Recipe)
	}
	require.Equal(t, `{"headers":{"X-Empty":""},"method":"POST","url":"https://example.com"}`, string(got.Recipes[1].Actions[0].With))
	require.Equal(t, `{"method":"GET","url":"https://example.com","authorization":"","headers":{}}`, string(got.Recipes[1].Actions[1].With))
	require.Equal(t, `{"auth":{"more":["","",""],"port":12345678901234567},"keys":{},"text":"[redacted]"}`, string(got.Recipes[2].Actions[1].With))
	require.Equal(t, `[""]`, string(got.Recipes[2].Actions[2].With))
	require.NoError(t, (&recipe.Engine{Handlers: cooks()}).Check(got))
}

func TestExportFaults(t *testing.T) {
	t.Parallel()
	valid := parse(t, nightShift)
	broken := func(change func(*recipe.Set)) recipe.Set {
		s := parse(t, nightShift)
		change(&s)
		return s
	}
	for _, tt := range []struct {
		name string
		set  recipe.Set
		ids  []string
		want []string // how the faults begin
	}{
		{"unknown IDs", valid, []string{"z", "nope", "", "nope"}, []string{`recipe nope: id: "nope" is not in the set`, `id: "" is not in the set`}},
		{"a kind without a handler", parse(t, set(newItem("r", tagA, `{"do":"dance"}`))), nil,
			[]string{`recipe r: actions[1].do: no handler for "dance", so its secrets are unknown`}},
		{"a misspelt secret", parse(t, set(newItem("r", `{"do":"webhook","with":{"url":"https://example.com","Authorization":"Bearer x"}}`))), nil,
			[]string{`recipe r: actions[0].with.Authorization: unknown member "Authorization"`}},
		{"a config that is twice wrong", parse(t, set(newItem("r", `{"do":"add_tags","with":{"tag":["x"]}}`))), nil,
			[]string{`recipe r: actions[0].with.tag: `, "recipe r: actions[0].with.tags: missing"}},
		{"a text that may hold a secret and holds none", parse(t, set(newItem("r", `{"do":"login","with":{"user":"joe"}}`))), nil,
			[]string{"recipe r: actions[0].with: has a secret whose place is ambiguous"}},
		{"a filter that is not there", parse(t, set(one("r", `{"on":"new_item","all_topics":true}`, `"filter":{"saved":"x"},"hours":{"calendar":"y","when":"during"}`, tagA))), nil,
			[]string{`recipe r: filter: "x" is not one of the set's filters`, `recipe r: hours.calendar: "y" is not one of the set's calendars`}},
		{"a filter that a filter names", broken(func(s *recipe.Set) { delete(s.Filters, "vip") }), []string{"z"},
			[]string{`recipe z: filter: "vip" is not one of the set's filters`}},
		{"filters in a circle", broken(func(s *recipe.Set) { s.Filters["vip"] = filter.Filter{Saved: "loud"} }), []string{"z"},
			[]string{`filters/%56%49%50.json: saved: "VIP" appears in a cycle`, `filters/loud.json: saved: "loud" appears in a cycle`, `filters/vip.json: saved: "vip" appears in a cycle`}},
		{"two filters in one", broken(func(s *recipe.Set) { s.Filters["vip"] = filter.Filter{Saved: "loud", Text: "true"} }), []string{"Été 1"},
			[]string{"filters.vip: cannot be written: "}},
		{"IDs", recipe.Set{Recipes: []recipe.Recipe{{}, {ID: "a\x00"}, {ID: strings.Repeat("x", 513)}, {ID: "b"}, {ID: "b"}}}, nil,
			[]string{"recipe recipes[0]: id: missing", `recipe "a\x00": id: holds a control character`, "recipe xxx", `recipe b: id: "b" appears twice`}},
		{"names", broken(func(s *recipe.Set) {
			s.Filters["a\nb"], s.Calendars["\xff"] = filter.Filter{Text: "true"}, s.Calendars["office"]
			s.Recipes[0].Filter.Saved, s.Recipes[0].Hours.Calendar = "a\nb", "\xff"
		}), []string{"z"}, []string{"filters.a\nb: the name: holds a control character", "calendars.\xff: the name: holds a control character or is not valid UTF-8"}},
		{"another format", recipe.Set{Format: 2}, nil, []string{"format: 2 is not 1"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var b bytes.Buffer
			err := archive.Export(&b, tt.set, cooks(), tt.ids...)
			require.Zero(t, b.Len(), "nothing may be written")
			found := lines(err)
			require.Len(t, found, len(tt.want), "%v", err)
			for i, f := range found {
				require.True(t, strings.HasPrefix(f, tt.want[i]), "got %q, want it to begin with %q", f, tt.want[i])
			}
		})
	}
	t.Run("no handlers at all", func(t *testing.T) {
		t.Parallel()
		err := archive.Export(io.Discard, parse(t, set(newItem("r", tagA))), nil)
		require.Len(t, recipe.Faults(err), 1)
		require.Equal(t, "r", recipe.Faults(err)[0].Recipe)
	})
	t.Run("a writer that fails", func(t *testing.T) {
		t.Parallel()
		r, w := io.Pipe()
		require.NoError(t, r.CloseWithError(io.ErrNoProgress))
		require.ErrorIs(t, archive.Export(w, valid, cooks()), io.ErrNoProgress)
	})
}

// lines returns the errors that an error joins, as texts.
func lines(err error) []string {
	if err == nil {
		return nil
	}
	many, ok := err.(interface{ Unwrap() []error })
	if !ok {
		return []string{err.Error()}
	}
	var texts []string
	for _, one := range many.Unwrap() {
		texts = append(texts, lines(one)...)
	}
	return texts
}
