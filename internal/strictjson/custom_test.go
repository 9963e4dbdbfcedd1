package strictjson_test

import (
	"bytes"
	"errors"
	"fmt"
	"testing"

	"github.com/commis-recipes/commis/internal/strictjson"
	"github.com/stretchr/testify/require"
)

// custom keeps its raw value and answers with the error that its text asks for.
type custom struct{ raw string }

func (c *custom) UnmarshalJSON(raw []byte) error {
	c.raw = string(raw)
	fault := &strictjson.Fault{Path: "b[1]", Msg: "bad"}
	switch {
	case bytes.Contains(raw, []byte("plain")):
		return errors.New("is plain")
	case bytes.Contains(raw, []byte("single")):
		return fault
	case bytes.Contains(raw, []byte("wrapped")):
		return fmt.Errorf("around: %w", fault)
	case bytes.Contains(raw, []byte("joined")):
		return errors.Join(errors.New("is joined"), strictjson.Faults{fault, {Msg: "worse"}}, fmt.Errorf("x: %w", fault))
	case bytes.Contains(raw, []byte("placed")):
		return strictjson.Faults{
			{Path: "first", Line: 1, Column: 3, Msg: "on the first line"},
			{Path: "[2]", Line: 2, Column: 3, Msg: "on the second"},
			{Path: "none", Line: 3, Msg: "without a column"},
			{Path: "none", Msg: "without a place"},
			{Line: 1, Msg: "at the start"},
		}
	}
	return nil
}

func TestDecodeCustom(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, doc string
		raw       string
		want      []string
	}{
		{"fine", "{\"c\":  {\"a\" : [ ]}\n}", `{"a" : [ ]}`, nil},
		{"null is passed on", `{"c":null}`, `null`, nil},
		{"plain error", `{"c": "plain"}`, `"plain"`, []string{`1:7 c: is plain`}},
		{"single fault", `{"c": {"a":"single","b":[1,22]}}`, `{"a":"single","b":[1,22]}`, []string{`1:28 c.b[1]: bad`}},
		{"fault at nothing", `{"c": {"a":"single","b":[1]}}`, `{"a":"single","b":[1]}`, []string{`1:7 c.b[1]: bad`}},
		{"wrapped fault", "{\"c\":\n{\"a\":\"wrapped\",\"b\":[1,\n22]}}", "{\"a\":\"wrapped\",\"b\":[1,\n22]}", []string{`3:1 c.b[1]: bad`}},
		{"joined", `{"c": {"a":"joined","b":[1,22]}}`, `{"a":"joined","b":[1,22]}`, []string{
			`1:7 c: is joined`, `1:7 c: worse`, `1:28 c.b[1]: bad`}},
		{"placed", "{\n \"c\": \"placed\"\n}", `"placed"`, []string{
			`2:7 c.none: without a place`,
			`2:7 c: at the start`,
			`2:9 c.first: on the first line`,
			`3:3 c[2]: on the second`,
			`4:1 c.none: without a column`}},
		{"faults of the text come first", `{"c": {"a":"plain","a":"\ud800"}}`, `{"a":"plain","a":"\ud800"}`, []string{
			`1:7 c: is plain`,
			`1:20 c.a: duplicate member "a"`,
			`1:25 c.a: \ud800 is half a surrogate pair`}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			var got struct {
				C custom `json:"c"`
			}
			require.Equal(t, tc.want, placed(t, strictjson.Decode([]byte(tc.doc), &got)))
			require.Equal(t, tc.raw, got.C.raw)
		})
	}
}

func TestDecodeCustomDocument(t *testing.T) {
	t.Parallel()
	var got custom
	require.Equal(t, []string{`1:14 b[1]: bad`}, placed(t, strictjson.Decode([]byte(` {"b":[0,    1],"a":"single"}`), &got)))
	require.Equal(t, []string{`1:2 line 1, column 2: is plain`}, placed(t, strictjson.Decode([]byte(` "plain"`), &got)))
}

func TestDecodeCustomPointer(t *testing.T) {
	t.Parallel()
	var got []*custom
	require.NoError(t, strictjson.Decode([]byte(`[null, 1]`), &got))
	require.Equal(t, []*custom{nil, {raw: "1"}}, got)
}

// strict decodes what is in it with Decode itself: the faults that both readings
// find must appear once.
type strict struct {
	Inner *strict `json:"inner"`
	N     int8    `json:"n"`
}

func (s *strict) UnmarshalJSON(raw []byte) error {
	type plain strict
	return strictjson.Decode(raw, (*plain)(s))
}

func TestDecodeWithinDecode(t *testing.T) {
	t.Parallel()
	var got strict
	err := strictjson.Decode([]byte("{\"inner\":\n  {\"inner\": {\"n\":\"\xff\", \"n\":300,\n\"m\":1}}}"), &got)
	require.Equal(t, []string{
		`2:18 inner.inner.n: want a number, got a string`,
		`2:19 inner.inner.n: the byte 0xff is not valid UTF-8`,
		`2:23 inner.inner.n: duplicate member "n"`,
		`2:27 inner.inner.n: 300 is out of range, want -128 to 127`,
		`3:1 inner.inner.m: unknown member "m"`,
	}, placed(t, err))
}

// Faults within faults are bounded too.
func TestDecodeCustomBound(t *testing.T) {
	t.Parallel()
	doc := "[" + string(bytes.Repeat([]byte(`{"a":"plain"},`), 1999)) + `{"a":"plain"}]`
	var got []custom
	var faults strictjson.Faults
	require.ErrorAs(t, strictjson.Decode([]byte(doc), &got), &faults)
	require.Len(t, faults, 1001)
	require.Len(t, got, 2000)
	require.Equal(t, &strictjson.Fault{Msg: "1000 more faults are not listed"}, faults[1000])
	require.EqualError(t, faults[1000], "1000 more faults are not listed")
}

// masked is a fault that only errors.As finds.
type masked struct{}

func (masked) Error() string { return "masked" }

func (masked) As(target any) bool {
	f, ok := target.(**strictjson.Fault)
	if ok {
		*f = &strictjson.Fault{Path: "x", Msg: "found"}
	}
	return ok
}

func (*masked) UnmarshalJSON([]byte) error { return masked{} }

func TestDecodeCustomMasked(t *testing.T) {
	t.Parallel()
	require.Equal(t, []string{`1:2 [0].x: found`}, placed(t, strictjson.Decode([]byte(`[1]`), new([]masked))))
}

// scroll turns a text into a list of its own.
type scroll []string

func (s *scroll) UnmarshalText(text []byte) error {
	*s = append(*s, string(text))
	return nil
}

func TestDecodeTextOfNullableKind(t *testing.T) {
	t.Parallel()
	got := map[string]scroll{}
	require.NoError(t, strictjson.Decode([]byte(`{"a":null,"b":"\u0041"}`), &got))
	require.Equal(t, map[string]scroll{"a": nil, "b": {"A"}}, got)
}
