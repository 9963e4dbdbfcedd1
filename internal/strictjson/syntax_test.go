package strictjson_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/commis-recipes/commis/internal/strictjson"
	"github.com/stretchr/testify/require"
)

func TestSyntaxFaults(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ name, doc, want string }{
		{"nothing", "", `line 1, column 1: the document is empty`},
		{"space only", " \n ", `line 2, column 2: the document is empty`},
		{"byte order mark", "\ufeff{}", `line 1, column 1: byte order mark before the document`},
		{"trailing value", "{}\n {}", `line 2, column 2: text after the end of the document: "{"`},
		{"trailing byte", "1 \xff", `line 1, column 3: text after the end of the document: the byte 0xff`},
		{"trailing NUL", "1\x00", `line 1, column 2: text after the end of the document: "\x00"`},
		{"comma before ]", `[1, ]`, `line 1, column 3: comma before "]"`},
		{"comma before }", "{\"a\":1\n,}", `line 2, column 1: comma before "}"`},
		{"only a comma", `[,]`, `line 1, column 2: want a value, got ","`},
		{"missing comma", `[1 2]`, `line 1, column 4: want "," or "]", got "2"`},
		{"wrong bracket", `[1}`, `line 1, column 3: want "," or "]", got "}"`},
		{"missing colon", `{"a" 1}`, `line 1, column 6: want ":", got "1"`},
		{"missing member", `{"a":1 "b":2}`, `line 1, column 8: want "," or "}", got "\""`},
		{"name without quotes", `{a:1}`, `line 1, column 2: want a member's name in double quotes, got "a"`},
		{"number as a name", `{"b":1,2:1}`, `line 1, column 8: want a member's name in double quotes, got "2"`},
		{"single quotes", `{"a":'x'}`, `line 1, column 6: want a value, got "'": JSON has double quotes only`},
		{"line comment", "{ // x\n}", `line 1, column 3: want a member's name in double quotes, got "/": JSON has no comments`},
		{"block comment", `[1 /* x */]`, `line 1, column 4: want "," or "]", got "/": JSON has no comments`},
		{"hash comment", "# x\n1", `line 1, column 1: want a value, got "#": JSON has no comments`},
		{"open list", `[1`, `line 1, column 3: the document ends where "," or "]" is missing`},
		{"open object", `{"a":1`, `line 1, column 7: the document ends where "," or "}" is missing`},
		{"no value", `{"a":`, `line 1, column 6: the document ends where a value is missing`},
		{"no name", `{"a":1,`, `line 1, column 8: the document ends where a member's name in double quotes is missing`},
		{"no colon", `{"a"`, `line 1, column 5: the document ends where ":" is missing`},
		{"open string", "[\n \"abc", `line 2, column 2: the string has no closing quote`},
		{"string open after a backslash", `"abc\"`, `line 1, column 1: the string has no closing quote`},
		{"unknown escape", `"a\x41"`, `line 1, column 3: unknown escape in a string, a backslash itself is written \\`},
		{"short escape", `"\u12"`, `line 1, column 2: unknown escape in a string, a backslash itself is written \\`},
		{"escape that is not hex", `"\u12g4"`, `line 1, column 2: unknown escape in a string, a backslash itself is written \\`},
		{"lone backslash", `"\`, `line 1, column 2: unknown escape in a string, a backslash itself is written \\`},
		{"broken escape after half a pair", `"\ud800\u12"`, `line 1, column 8: unknown escape in a string, a backslash itself is written \\`},
		{"line feed in a string", "\"é\n\"", `line 1, column 3: control character U+000A in a string, write it as \u000a`},
		{"NUL in a string", "\"\x00\"", `line 1, column 2: control character U+0000 in a string, write it as \u0000`},
		{"leading zero", `[01]`, `line 1, column 2: malformed number`},
		{"leading zeros", `-00`, `line 1, column 1: malformed number`},
		{"plus", `+1`, `line 1, column 1: want a value, got "+"`},
		{"no digits", `-`, `line 1, column 1: malformed number`},
		{"no fraction", `1.`, `line 1, column 1: malformed number`},
		{"no integer part", `.5`, `line 1, column 1: want a value, got "."`},
		{"no exponent", `1e`, `line 1, column 1: malformed number`},
		{"no digits in the exponent", `1E+`, `line 1, column 1: malformed number`},
		{"hexadecimal", `0x10`, `line 1, column 2: text after the end of the document: "x"`},
		{"not a number", `NaN`, `line 1, column 1: want a value, got "N"`},
		{"word cut short", `tru`, `line 1, column 1: want a value, got "t"`},
		{"word too long", `[nulls]`, `line 1, column 6: want "," or "]", got "s"`},
		{"Python's word", `True`, `line 1, column 1: want a value, got "T"`},
		{"raw byte", "[\xc3]", `line 1, column 2: want a value, got the byte 0xc3`},
		{"syntax after other faults", `{"a":1,"a":"\ud800","b":}`, `line 1, column 25: want a value, got "}"`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			require.False(t, json.Valid([]byte(tc.doc)))
			v := map[string]any{"untouched": true}
			require.EqualError(t, strictjson.Decode([]byte(tc.doc), &v), tc.want)
			require.Equal(t, map[string]any{"untouched": true}, v)
			_, _, ok := strictjson.Position([]byte(tc.doc), "")
			require.False(t, ok)
		})
	}
}

func TestNesting(t *testing.T) {
	t.Parallel()
	var v any
	for _, tc := range []struct{ name, open, close string }{
		{"lists", "[", "]"},
		{"objects", `{"a":`, "}"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			nested := func(depth int) []byte {
				return []byte(strings.Repeat(tc.open, depth) + "0" + strings.Repeat(tc.close, depth))
			}
			require.NoError(t, strictjson.Decode(nested(64), &v))
			require.ErrorContains(t, strictjson.Decode(nested(65), &v), "nested deeper than 64 levels")
		})
	}
	wide := []byte("[" + strings.Repeat("[[]],", 1000) + "[[]]]")
	require.NoError(t, strictjson.Decode(wide, &v), "breadth is not depth")
	require.EqualError(t, strictjson.Decode([]byte(strings.Repeat("[", 100)), &v), "line 1, column 65: nested deeper than 64 levels")
}

// Hostile documents are answered with few faults, in time that grows with their
// size and no faster: anything else would not end within the time of a test.
func TestHostile(t *testing.T) {
	t.Parallel()
	repeat := func(s string) string { return strings.Repeat(s, (1<<20)/len(s)) }
	for _, tc := range []struct {
		name, doc string
		faults    int
		last      string
	}{
		{"brackets", strings.Repeat("[", 65), 1, "line 1, column 65: nested deeper than 64 levels"},
		{"braces", strings.Repeat(`{"":`, 65), 1, "line 1, column 257: nested deeper than 64 levels"},
		{"spaces", repeat(" "), 1, "line 1, column 1048577: the document is empty"},
		{"lines", repeat("\n"), 1, "line 1048577, column 1: the document is empty"},
		{"minus signs", repeat("-"), 1, "line 1, column 1: malformed number"},
		{"digits", repeat("9"), 1, "line 1, column 1: " + strings.Repeat("9", 64) + "… is out of range"},
		{"open string", `"` + repeat("a"), 1, "line 1, column 1: the string has no closing quote"},
		{"bytes that are no text", `"` + repeat("\xff") + `"`, 1, "line 1, column 2: the byte 0xff is not valid UTF-8"},
		{"half pairs", `"` + repeat(`\ud800`) + `"`, 1, `line 1, column 2: \ud800 is half a surrogate pair`},
		{"a long name twice", `{"` + repeat("k") + `":1,"` + repeat("k") + `":2}`, 1,
			`["` + strings.Repeat("k", 64) + `…"]: duplicate member "` + strings.Repeat("k", 64) + `…"`},
		{"one name without end", `{` + repeat(`"a":1,`) + `"a":1}`, 1001, "173762 more faults are not listed"},
		{"strings in pieces", `[` + repeat(`"\ud800",`) + `1]`, 1001, "115508 more faults are not listed"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var v any
			err := strictjson.Decode([]byte(tc.doc), &v)
			var faults strictjson.Faults
			require.ErrorAs(t, err, &faults)
			require.Len(t, faults, tc.faults)
			require.Equal(t, tc.last, faults[len(faults)-1].Error())
		})
	}
}
