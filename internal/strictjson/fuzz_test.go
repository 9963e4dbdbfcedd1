package strictjson_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/commis-recipes/commis/internal/strictjson"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// compare judges a document by encoding/json and by the rules that are ours, and
// requires the same of Decode.
func compare(t require.TestingT, doc []byte) {
	var v any
	err := strictjson.Decode(doc, &v)
	want := json.Valid(doc) && sound(doc)
	var faults strictjson.Faults
	if errors.As(err, &faults) {
		want = want || onlyRange(faults)
	}
	require.Equal(t, want, err == nil || onlyRange(faults), "document %q: %v", doc, err)
	for _, f := range faults {
		require.NotEmpty(t, f.Msg)
		require.Equal(t, f.Line > 0, f.Column > 0)
	}
}

// onlyRange reports that numbers out of range are all that is wrong; that is not
// a matter of form.
func onlyRange(faults strictjson.Faults) bool {
	for _, f := range faults {
		if !strings.HasSuffix(f.Msg, "is out of range") {
			return false
		}
	}
	return len(faults) > 0
}

// sound checks valid JSON for UTF-8, depth, duplicates and half pairs with the
// tokens of encoding/json.
func sound(doc []byte) bool {
	if !utf8.Valid(doc) || halfPair(doc) {
		return false
	}
	type level struct {
		object bool
		key    bool
		names  map[string]bool
	}
	var levels []level
	dec := json.NewDecoder(bytes.NewReader(doc))
	dec.UseNumber()
	for {
		token, err := dec.Token()
		if err != nil {
			return errors.Is(err, io.EOF)
		}
		if delim, ok := token.(json.Delim); ok && (delim == '}' || delim == ']') {
			levels = levels[:len(levels)-1]
			continue
		}
		if n := len(levels); n > 0 && levels[n-1].object {
			top := &levels[n-1]
			if top.key = !top.key; top.key {
				name := token.(string)
				if top.names[name] {
					return false
				}
				top.names[name] = true
				continue
			}
		}
		if delim, ok := token.(json.Delim); ok {
			levels = append(levels, level{object: delim == '{', names: map[string]bool{}})
			if len(levels) > 64 {
				return false
			}
		}
	}
}

// halfPair finds \ud800 to \udfff that are not a pair, in valid JSON.
func halfPair(doc []byte) bool {
	unit := func(s []byte) string {
		if len(s) < 6 || s[0] != '\\' || s[1] != 'u' {
			return ""
		}
		return strings.ToLower(string(s[2:4]))
	}
	for i := 0; i < len(doc); i++ {
		if doc[i] != '\\' {
			continue
		}
		switch u := unit(doc[i:]); {
		case u == "":
			i++
		case u >= "d8" && u <= "db":
			if next := unit(doc[i+6:]); next < "dc" || next > "df" {
				return true
			}
			i += 11
		case u >= "dc" && u <= "df":
			return true
		default:
			i += 5
		}
	}
	return false
}

func FuzzDecode(f *testing.F) {
	for _, seed := range []string{
		`{"id":"x","list":[{"Name":"é"}],"map":{"a b":[1,2.5]},"any":{"a":{"a":null}}}`,
		`{"i8":300,"u8":-1,"at":"2026-01-05T10:00:00Z","raw":{"x":1,"x":2},"ptr":null}`,
		`{"ID":1,"levels":{"a":""},"addr":"::1","bytes":"AQID"}`,
		`["\ud83d\ude00","\ud800",1e999,-0,{}]`, `[[[[[[]]]]]]`, "\ufeff{}", `[1,]`, `// x`, "\"\xff\"", "{\"\\u0061\":1,\"a\":2}",
	} {
		f.Add([]byte(seed), `list[0]["a b"].c`)
	}
	f.Fuzz(func(t *testing.T, doc []byte, path string) {
		compare(t, doc)
		before := bytes.Clone(doc)
		var v kitchen
		err := strictjson.Decode(doc, &v)
		if err == nil {
			require.True(t, json.Valid(doc))
		}
		require.Equal(t, before, doc, "the text must not change")
		strictjson.Position(doc, path)
		var faults strictjson.Faults
		if !errors.As(err, &faults) {
			return
		}
		last := [2]int{}
		for _, f := range faults {
			strictjson.Position(doc, f.Path)
			here := [2]int{f.Line, f.Column}
			require.False(t, here[0] < last[0] || here[0] == last[0] && here[1] < last[1], "faults are in the order of the document")
			last = here
		}
	})
}

func FuzzAgreeOnAny(f *testing.F) { f.Fuzz(rapid.MakeFuzz(agreeOnAny)) }

func FuzzAgreeOnStructs(f *testing.F) { f.Fuzz(rapid.MakeFuzz(agreeOnStructs)) }
