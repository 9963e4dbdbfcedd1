package arch_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"
)

// Each row of the README's table "you want / you write" is a part of a recipe in the folder that it names, and each sample
// set of examples/replay/desk has a row.
func TestWanted(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	require.NoError(t, err)
	folders, err := filepath.Glob("../../examples/replay/desk/*")
	require.NoError(t, err)
	require.Len(t, folders, 16)
	rows := make(map[string]string)
	for _, row := range regexp.MustCompile("(?m)^\\| \\[[^]]+\\]\\(examples/replay/desk/([a-z-]+)\\) \\| `(.+)` \\|$").FindAllStringSubmatch(string(readme), -1) {
		require.NotContains(t, rows, row[1], "the folder has two rows")
		rows[row[1]] = row[2]
	}
	for _, folder := range folders {
		name := filepath.Base(folder)
		t.Run(name, func(t *testing.T) {
			require.Contains(t, rows, name, "the README has no row for it")
			var wanted any
			require.NoError(t, json.Unmarshal([]byte("{"+rows[name]+"}"), &wanted))
			require.NotEmpty(t, wanted)
			data, err := os.ReadFile(filepath.Join(folder, "set.json"))
			require.NoError(t, err)
			var set struct{ Recipes []any }
			require.NoError(t, json.Unmarshal(data, &set))
			require.True(t, part(set.Recipes, []any{wanted}), "no recipe of the set has this: %s", rows[name])
		})
	}
	require.Equal(t, len(folders), len(rows), "a row has no folder")
}

// part reports whether a JSON value has another one in it: an object its members, a list its elements in order.
func part(whole, of any) bool {
	switch of := of.(type) {
	case map[string]any:
		whole, ok := whole.(map[string]any)
		for name, value := range of {
			has, given := whole[name]
			ok = ok && given && part(has, value)
		}
		return ok
	case []any:
		whole, ok := whole.([]any)
		for _, element := range whole {
			if len(of) > 0 && part(element, of[0]) {
				of = of[1:]
			}
		}
		return ok && len(of) == 0
	}
	return reflect.DeepEqual(whole, of)
}

func TestPart(t *testing.T) {
	for _, tt := range []struct {
		name, whole, of string
		want            bool
	}{
		{"the same", `{"a":[1,{"b":"x"}]}`, `{"a":[1,{"b":"x"}]}`, true},
		{"some members", `{"a":1,"b":{"c":2,"d":3}}`, `{"b":{"d":3}}`, true},
		{"some elements", `[1,2,3]`, `[1,3]`, true},
		{"another value", `{"a":1}`, `{"a":2}`, false},
		{"no such member", `{"a":1}`, `{"b":1}`, false},
		{"another order", `[1,2]`, `[2,1]`, false},
		{"once only", `[1,2]`, `[1,1]`, false},
		{"a part of a text", `{"a":"one two"}`, `{"a":"one"}`, false},
		{"an object for a list", `{"a":{}}`, `{"a":[]}`, false},
		{"a text for an object", `{"a":"x"}`, `{"a":{}}`, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var whole, of any
			require.NoError(t, json.Unmarshal([]byte(tt.whole), &whole))
			require.NoError(t, json.Unmarshal([]byte(tt.of), &of))
			require.Equal(t, tt.want, part(whole, of))
		})
	}
}
