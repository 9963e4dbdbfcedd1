package schematest_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"iter"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/trigger"
)

// examples returns the JSON objects of the manual, which are parts of sets.
func examples(t *testing.T) []map[string]any {
	data, err := os.ReadFile(filepath.Join(root, "recipe", "MANUAL.md"))
	require.NoError(t, err)
	var all []map[string]any
	for _, code := range regexp.MustCompile("`(\\{\".*?\\})`").FindAllSubmatch(data, -1) {
		var one map[string]any
		if json.Unmarshal(bytes.ReplaceAll(code[1], []byte(`\|`), []byte("|")), &one) == nil {
			all = append(all, one)
		}
	}
	for _, block := range regexp.MustCompile("(?s)```json\n(.*?)```").FindAllSubmatch(data, -1) {
		for d := json.NewDecoder(bytes.NewReader(block[1])); ; {
			var one map[string]any
			if d.Decode(&one) != nil {
				break
			}
			all = append(all, one)
		}
	}
	require.Greater(t, len(all), 150)
	return all
}

// partOf returns the part of the schema that an example is of, "" for another.
func partOf(example map[string]any) string {
	for _, p := range []struct{ member, part string }{
		{"format", ""}, {"recipes", ""}, {"do", "#/$defs/action"}, {"on", "#/$defs/trigger"}, {"field", "#/$defs/condition"},
		{"all", "#/$defs/condition"}, {"any", "#/$defs/condition"}, {"not", "#/$defs/condition"}, {"zone", "#/$defs/calendar"}, {"saved", "#/$defs/filter"},
	} {
		if _, ok := example[p.member]; ok {
			return p.part
		}
	}
	return "-"
}

// Every part of a set in the manual is valid.
func TestManualExamples(t *testing.T) {
	schema := (&recipe.Engine{Handlers: handlers()}).Schema(recipe.Set{})
	parts := map[string]int{}
	compiled := map[string]*jsonschema.Schema{}
	for _, example := range examples(t) {
		part := partOf(example)
		if parts[part]++; part == "-" || part == "" && example["format"] == nil {
			continue
		}
		data, err := json.Marshal(example)
		require.NoError(t, err)
		if compiled[part] == nil {
			compiled[part] = compile(t, schema, part)
		}
		require.NoError(t, validate(t, compiled[part], data), string(data))
	}
	for _, part := range []string{"#/$defs/action", "#/$defs/trigger", "#/$defs/condition"} {
		require.Greater(t, parts[part], 10, part)
	}
}

// parts are values of documents, by the name of the member that has them.
type parts map[string][]any

func (p parts) collect(name string, v any) {
	p[name] = append(p[name], v)
	switch v := v.(type) {
	case map[string]any:
		for _, member := range slices.Sorted(maps.Keys(v)) {
			p.collect(member, v[member])
		}
	case []any:
		for _, e := range v {
			p.collect(name+"[]", e)
		}
	}
}

// host is an engine that has everything that the samples name.
func host(p parts) *recipe.Engine {
	e := &recipe.Engine{Handlers: handlers(), Sources: recipe.Sources{}, ItemSources: recipe.ItemSources{}, Kinds: []trigger.OwnKind{{Name: "call_ended", About: trigger.CaseItem}}}
	for _, name := range p["source"] {
		if s, ok := name.(string); ok {
			e.Sources[s] = func(context.Context, recipe.Fetch) ([]byte, error) { return nil, errors.New("no document") }
		}
	}
	for _, name := range p["each"] {
		if s, ok := name.(string); ok {
			e.ItemSources[s] = func(context.Context, recipe.ItemQuery) iter.Seq2[recipe.SourceItem, error] { return nil }
		}
	}
	return e
}

// mutate returns the value with one change somewhere: a member is taken away, or has a value that a member of that name has
// elsewhere, or a member of another object of the sort comes to it.
func mutate(t *rapid.T, name string, v any, p parts) any {
	if len(p[name]) > 0 && rapid.IntRange(0, 5).Draw(t, "here") == 0 {
		return rapid.SampledFrom(p[name]).Draw(t, "value")
	}
	switch v := v.(type) {
	case map[string]any:
		copied := maps.Clone(v)
		if donor, ok := rapid.SampledFrom(append(p[name], nil)).Draw(t, "donor").(map[string]any); ok && len(donor) > 0 && rapid.Bool().Draw(t, "add") {
			member := rapid.SampledFrom(slices.Sorted(maps.Keys(donor))).Draw(t, "member")
			copied[member] = donor[member]
			return copied
		}
		if len(v) == 0 {
			return v
		}
		member := rapid.SampledFrom(slices.Sorted(maps.Keys(v))).Draw(t, "member")
		if rapid.IntRange(0, 4).Draw(t, "remove") == 0 {
			delete(copied, member)
		} else {
			copied[member] = mutate(t, member, v[member], p)
		}
		return copied
	case []any:
		if len(v) == 0 {
			return v
		}
		copied := slices.Clone(v)
		i := rapid.IntRange(0, len(v)-1).Draw(t, "element")
		if rapid.IntRange(0, 4).Draw(t, "drop") == 0 {
			return slices.Delete(copied, i, i+1)
		}
		copied[i] = mutate(t, name+"[]", v[i], p)
		return copied
	}
	return v
}

// Sets that the engine accepts are valid as the library writes them.
func TestDrawnSets(t *testing.T) {
	p := parts{}
	var sets []any
	add := func(doc any, name string) {
		p.collect(name, doc)
		if name == "set" {
			sets = append(sets, doc)
		}
	}
	all := samples(t)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		var doc any
		require.NoError(t, json.Unmarshal(all[name], &doc))
		add(doc, "set")
	}
	for _, example := range examples(t) {
		switch partOf(example) {
		case "#/$defs/action":
			add(example, "actions[]")
		case "#/$defs/trigger":
			add(example, "trigger")
		case "#/$defs/condition":
			add(example, "filter")
		case "-":
			add(example, "recipes[]")
		}
	}
	e := host(p)
	s := compile(t, e.Schema(recipe.Set{}), "")
	accepted, drawn := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		doc := rapid.SampledFrom(sets).Draw(t, "set")
		for range 20 {
			next := mutate(t, "set", doc, p)
			data, err := json.Marshal(next)
			require.NoError(t, err)
			drawn++
			set, err := recipe.Decode(data)
			if err != nil || e.Check(set) != nil {
				continue // go on from the last good one
			}
			accepted, doc = accepted+1, next
			written, err := json.Marshal(set)
			require.NoError(t, err)
			require.NoError(t, validate(t, s, written), "%s", written)
		}
	})
	require.Greater(t, accepted*5, drawn, "%d of %d sets are accepted, which is not enough to tell", accepted, drawn)
	t.Logf("%d of %d sets are accepted", accepted, drawn)
}
