package strictjson_test

import (
	"encoding/json"
	"math"
	"net/netip"
	"testing"
	"time"

	"github.com/commis-recipes/commis/internal/strictjson"
	"github.com/stretchr/testify/require"
)

func TestDecodeReads(t *testing.T) {
	t.Parallel()
	seven := 7
	far := &Base{ID: "f"}
	for _, tc := range []struct {
		name, doc string
		want      kitchen
	}{
		{"nothing", `{}`, kitchen{}},
		{"white space", " \t\r\n{ \t\r\n} \t\r\n", kitchen{}},
		{"embedded struct", `{"id":"x","Name":"n"}`, kitchen{Base: Base{ID: "x", Name: "n"}}},
		{"embedded pointer", `{"rank":3}`, kitchen{Deep: &Deep{Rank: 3}}},
		{"embedded unexported struct", `{"note":"x"}`, kitchen{hidden: hidden{Note: "x"}}},
		{"string kind", `{"colour":"red"}`, kitchen{Colour: "red"}},
		{"bool", `{"open":true}`, kitchen{Open: true}},
		{"least and largest integers", `{"i8":-128,"i64":-9223372036854775808,"u8":255,"u64":18446744073709551615}`,
			kitchen{I8: -128, I64: math.MinInt64, U8: 255, U64: math.MaxUint64}},
		{"minus zero", `{"i8":-0,"u8":-0,"f64":-0}`, kitchen{F64: math.Copysign(0, -1)}},
		{"floats", `{"f32":1.5e0,"f64":-2.5E+2}`, kitchen{F32: 1.5, F64: -250}},
		{"any", `{"any":{"a":[1,2.0,"x",true,false,null,{}]}}`,
			kitchen{Any: map[string]any{"a": []any{1, 2.0, "x", true, false, nil, map[string]any{}}}}},
		{"any keeps digits", `{"any":[9223372036854775807,9223372036854775808,-0]}`, kitchen{Any: []any{whole(math.MaxInt64), 9223372036854775808.0, 0}}},
		{"raw keeps its spelling", `{"raw": { "a" : 1.0e0 } }`, kitchen{Raw: json.RawMessage(`{ "a" : 1.0e0 }`)}},
		{"time", `{"at":"2026-01-05T10:00:00.5+01:00"}`, kitchen{At: time.Date(2026, 1, 5, 10, 0, 0, 5e8, time.FixedZone("", 3600))}},
		{"pointer", `{"ptr":7}`, kitchen{Ptr: &seven}},
		{"pointer to pointer", `{"far":{"id":"f"}}`, kitchen{Far: &far}},
		{"list", `{"list":[{"id":"1"},{},{"id":"3"}]}`, kitchen{List: []Base{{ID: "1"}, {}, {ID: "3"}}}},
		{"empty list and map are not nil", `{"list":[],"map":{}}`, kitchen{List: []Base{}, Map: map[colour][]int{}}},
		{"map", `{"map":{"red":[1,2],"":null}}`, kitchen{Map: map[colour][]int{"red": {1, 2}, "": nil}}},
		{"text", `{"addr":"10.0.0.1","levels":{"a":"x","b":null}}`,
			kitchen{Addr: netip.MustParseAddr("10.0.0.1"), Levels: map[string]*shouting{"a": {"X"}, "b": nil}}},
		{"base64", `{"bytes":"AQID"}`, kitchen{Bytes: []byte{1, 2, 3}}},
		{"null is absent", `{"any":null,"ptr":null,"far":null,"list":null,"map":null,"bytes":null}`, kitchen{}},
		{"raw gets null", `{"raw":null}`, kitchen{Raw: json.RawMessage("null")}},
		{"escapes", `{"id":"\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00\u0000"}`, kitchen{Base: Base{ID: "\"\\/\b\f\n\r\té😀\x00"}}},
		{"escaped name", `{"\u0069d":"x"}`, kitchen{Base: Base{ID: "x"}}},
		{"replacement characters are characters", `{"id":"\ufffd` + "\ufffd" + `"}`, kitchen{Base: Base{ID: "\ufffd\ufffd"}}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			var got kitchen
			require.NoError(t, strictjson.Decode([]byte(tc.doc), &got))
			require.Empty(t, got.private)
			require.True(t, tc.want.At.Equal(got.At))
			require.Equal(t, math.Signbit(tc.want.F64), math.Signbit(got.F64))
			got.At = tc.want.At
			require.Equal(t, tc.want, got)
		})
	}
}

func TestDecodeKeepsWhatIsAbsent(t *testing.T) {
	t.Parallel()
	shared, list := 1, []int{1, 2, 3}
	v := struct {
		Kept  string         `json:"kept"`
		Inner Base           `json:"inner"`
		Ptr   *int           `json:"ptr"`
		List  []int          `json:"list"`
		Map   map[string]int `json:"map"`
	}{Kept: "default", Inner: Base{ID: "default"}, Ptr: &shared, List: list, Map: map[string]int{"old": 1}}
	before := v.Map
	require.NoError(t, strictjson.Decode([]byte(`{"inner":{"Name":"n"},"ptr":2,"list":[9],"map":{"new":2}}`), &v))
	require.Equal(t, "default", v.Kept)
	require.Equal(t, Base{ID: "default", Name: "n"}, v.Inner, "a struct is filled in place")
	require.Equal(t, 2, *v.Ptr)
	require.Equal(t, 1, shared, "pointers are made anew")
	require.Equal(t, []int{9}, v.List)
	require.Equal(t, []int{1, 2, 3}, list, "slices are made anew")
	require.Equal(t, map[string]int{"new": 2}, v.Map)
	require.Equal(t, map[string]int{"old": 1}, before, "maps are made anew")
}

func TestDecodeKeepsNothingOfTheText(t *testing.T) {
	t.Parallel()
	data := []byte(`{"id":"abc","raw":"abc","any":["abc"],"map":{"abc":[]},"bytes":"AQID"}`)
	var got kitchen
	require.NoError(t, strictjson.Decode(data, &got))
	for i := range data {
		data[i] = 'Z'
	}
	require.Equal(t, kitchen{Base: Base{ID: "abc"}, Raw: json.RawMessage(`"abc"`), Any: []any{"abc"},
		Map: map[colour][]int{"abc": {}}, Bytes: []byte{1, 2, 3}}, got)
}

func TestDecodeNeedsAPointer(t *testing.T) {
	t.Parallel()
	require.Panics(t, func() { _ = strictjson.Decode([]byte(`1`), 1) })
	require.Panics(t, func() { _ = strictjson.Decode([]byte(`1`), nil) })
	require.Panics(t, func() { _ = strictjson.Decode([]byte(`1`), (*int)(nil)) })
}

// whole returns n as a value of any type is read: an int, or an int64 on a system whose int does not hold it.
func whole(n int64) any {
	if int64(int(n)) != n {
		return n
	}
	return int(n)
}
