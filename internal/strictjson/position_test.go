package strictjson_test

import (
	"strings"
	"testing"

	"github.com/commis-recipes/commis/internal/strictjson"
	"github.com/stretchr/testify/require"
)

func TestPosition(t *testing.T) {
	t.Parallel()
	const doc = ` {"a": {"b": [1, [2,
  {"é": "日本", "x y": {"":	null}, "q\"": true}]]},
"0": 7, "dup": 1, "dup": 2, "\u0065sc": 3}`
	for _, tc := range []struct {
		path         string
		line, column int // zero when there is nothing
	}{
		{"", 1, 2},
		{"a", 1, 8},
		{"a.b", 1, 14},
		{"a.b[0]", 1, 15},
		{"a.b[1]", 1, 18},
		{"a.b[1][0]", 1, 19},
		{"a.b[1][1]", 2, 3},
		{`a.b[1][1]["é"]`, 2, 9},
		{`a.b[1][1]["\u00e9"]`, 2, 9},
		{`a.b[1][1]["x y"]`, 2, 22},
		{`a.b[1][1]["x y"][""]`, 2, 27},
		{`a.b[1][1]["q\""]`, 2, 41},
		{`["a"]["b"][1]`, 1, 18},
		{"0", 3, 6},
		{"dup", 3, 16},
		{"esc", 3, 41},
		{path: "b"},
		{path: "a.c"},
		{path: "a.b[2]"},
		{path: "a.b[1][1].é"},
		{path: "a.b[0].x"},
		{path: "a.b[0][0]"},
		{path: "a[0]"},
		{path: "[0]"},
		{path: "a.b.x"},
		{path: "."},
		{path: ".a"},
		{path: "a."},
		{path: "a..b"},
		{path: "a.[0]"},
		{path: "a.b[1]x"},
		{path: "a.b[1"},
		{path: "a.b[]"},
		{path: "a.b[-1]"},
		{path: "a.b[+1]"},
		{path: "a.b[99999999999999999999]"},
		{path: "a.b['0']"},
		{path: `["a"`},
		{path: `["a]`},
		{path: "[`a`]"},
		{path: "[\"a\nb\"]"},
		{path: " a"},
	} {
		t.Run(tc.path, func(t *testing.T) {
			t.Parallel()
			line, column, ok := strictjson.Position([]byte(doc), tc.path)
			require.Equal(t, tc.line > 0, ok)
			require.Equal(t, []int{tc.line, tc.column}, []int{line, column})
		})
	}
}

// A path that names a fault leads back to the value, even through odd names.
func TestPositionOfFaults(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"plain", "two words", "", "a.b", "[0]", `"`, `\`, "\x00\n\u2028", "日本", "\ufffd", "👩‍🍳", strings.Repeat("x", 64)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			doc := append(append([]byte(`{"m":{`), quote(t, name)...), `: {"n": 1}}}`...)
			var v map[string]map[string]map[string]string
			var fault *strictjson.Fault
			require.ErrorAs(t, strictjson.Decode(doc, &v), &fault)
			line, column, ok := strictjson.Position(doc, fault.Path)
			require.True(t, ok, fault.Path)
			require.Equal(t, []int{fault.Line, fault.Column}, []int{line, column})
		})
	}
}
