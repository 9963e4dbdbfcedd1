package strictjson_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/commis-recipes/commis/internal/strictjson"
	"github.com/stretchr/testify/require"
)

const rfc3339 = "want a date and time such as 2026-01-05T10:00:00Z (RFC 3339)"

func TestDecodeFaults(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, doc string
		want      []string // line:column path: message
	}{
		{"wrong document", ` [1]`, []string{`1:2 line 1, column 2: want an object, got a list`}},
		{"string", `{"id":1}`, []string{`1:7 id: want a string, got a number`}},
		{"null", `{"id":null}`, []string{`1:7 id: want a string, got null`}},
		{"null struct in a list", `{"list":[null]}`, []string{`1:10 list[0]: want an object, got null`}},
		{"null text", `{"addr":null}`, []string{`1:9 addr: want a string, got null`}},
		{"null time", `{"at":null}`, []string{`1:7 at: want a string, got null`}},
		{"bool", `{"open":"yes"}`, []string{`1:9 open: want true or false, got a string`}},
		{"integer", `{"i8":"1"}`, []string{`1:7 i8: want a number, got a string`}},
		{"float", `{"f64":true}`, []string{`1:8 f64: want a number, got true`}},
		{"unsigned", `{"u8":false}`, []string{`1:7 u8: want a number, got false`}},
		{"list", `{"list":{}}`, []string{`1:9 list: want a list, got an object`}},
		{"map", `{"map":[]}`, []string{`1:8 map: want an object, got a list`}},
		{"fraction", `{"i8":1.0,"u8":1e1}`, []string{
			`1:7 i8: want a whole number (digits only), got 1.0`,
			`1:16 u8: want a whole number (digits only), got 1e1`}},
		{"range", `{"i8":128,"u8":-1,"i64":9223372036854775808,"u64":18446744073709551616}`, []string{
			`1:7 i8: 128 is out of range, want -128 to 127`,
			`1:16 u8: -1 is out of range, want 0 to 255`,
			`1:25 i64: 9223372036854775808 is out of range, want -9223372036854775808 to 9223372036854775807`,
			`1:51 u64: 18446744073709551616 is out of range, want 0 to 18446744073709551615`}},
		{"huge numbers", `{"f32":1e39,"f64":1e999,"any":[-1e999]}`, []string{
			`1:8 f32: 1e39 is out of range`,
			`1:19 f64: 1e999 is out of range`,
			`1:32 any[0]: -1e999 is out of range`}},
		{"long number is cut", `{"i8":` + strings.Repeat("9", 100) + `}`, []string{
			`1:7 i8: ` + strings.Repeat("9", 64) + `… is out of range, want -128 to 127`}},
		{"time", `{"at":"05.01.2026"}`, []string{`1:7 at: ` + rfc3339}},
		{"day that is none", `{"at":"2026-02-29T10:00:00Z"}`, []string{`1:7 at: ` + rfc3339}},
		{"hour of one digit", `{"at":"2026-01-05T1:00:00Z"}`, []string{`1:7 at: ` + rfc3339}},
		{"decimal comma", `{"at":"2026-01-05T10:00:00,5Z"}`, []string{`1:7 at: ` + rfc3339}},
		{"zone of a whole day", `{"at":"2026-01-05T10:00:00+24:00"}`, []string{`1:7 at: ` + rfc3339}},
		{"zone of sixty minutes", `{"at":"2026-01-05T10:00:00-01:60"}`, []string{`1:7 at: ` + rfc3339}},
		{"time without a zone", `{"at":"2026-01-05T10:00:00"}`, []string{`1:7 at: ` + rfc3339}},
		{"time and more", `{"at":"2026-01-05T10:00:00Z "}`, []string{`1:7 at: ` + rfc3339}},
		{"empty time", `{"at":""}`, []string{`1:7 at: ` + rfc3339}},
		{"time of another kind", `{"at":5}`, []string{`1:7 at: want a string, got a number`}},
		{"text", `{"levels":{"a":"","b":7}}`, []string{`1:16 levels.a: nothing to shout`, `1:23 levels.b: want a string, got a number`}},
		{"base64", `{"bytes":"?"}`, []string{`1:10 bytes: want base64 text (RFC 4648)`}},
		{"bytes as numbers", `{"bytes":[1]}`, []string{`1:10 bytes: want a string, got a list`}},
		{"fields without a JSON form", `{"func":1,"keys":{"1":"x"},"err":"x"}`, []string{
			`1:9 func: no value can be given here`,
			`1:18 keys: no value can be given here`,
			`1:34 err: no value can be given here`}},
		{"unknown member", `{"zzz":{"deep":[1,"}"]},"id":5}`, []string{
			`1:2 zzz: unknown member "zzz"`,
			`1:30 id: want a string, got a number`}},
		{"hidden fields are unknown", `{"Secret":"x","private":"x"}`, []string{
			`1:2 Secret: unknown member "Secret"`, `1:15 private: unknown member "private"`}},
		{"letter case", `{"ID":"x","list":[{"name":"x"}]}`, []string{
			`1:2 ID: unknown member "ID", did you mean "id"?`,
			`1:20 list[0].name: unknown member "name", did you mean "Name"?`}},
		{"small slips", `{"colou":"","clour":"","oepn":true,"b_y-tes":"","levls":{},"xx":1}`, []string{
			`1:2 colou: unknown member "colou", did you mean "colour"?`,
			`1:13 clour: unknown member "clour", did you mean "colour"?`,
			`1:24 oepn: unknown member "oepn", did you mean "open"?`,
			`1:36 b_y-tes: unknown member "b_y-tes", did you mean "bytes"?`,
			`1:49 levls: unknown member "levls", did you mean "levels"?`,
			`1:60 xx: unknown member "xx"`}},
		{"duplicates", `{"id":"a","id":"b","any":{"x":1,"\u0078":2},"raw":{"y":[{"z":1,"z":2}]}}`, []string{
			`1:11 id: duplicate member "id"`,
			`1:33 any.x: duplicate member "x"`,
			`1:64 raw.y[0].z: duplicate member "z"`}},
		{"three times", `{"id":"a","id":"b","id":"c"}`, []string{`1:11 id: duplicate member "id"`, `1:20 id: duplicate member "id"`}},
		{"the same name in different objects", `{"any":[{"a":{"a":1}},{"a":1}]}`, nil},
		{"both of a duplicate are checked", `{"id":1,"id":2}`, []string{
			`1:7 id: want a string, got a number`,
			`1:9 id: duplicate member "id"`,
			`1:14 id: want a string, got a number`}},
		{"invalid UTF-8", "{\"id\":\"é\xff\xfe\",\"an\xffy\":1}", []string{
			`1:9 id: the byte 0xff is not valid UTF-8`,
			"1:13 [\"an\ufffdy\"]: unknown member \"an\ufffdy\"",
			"1:16 [\"an\ufffdy\"]: the byte 0xff is not valid UTF-8"}},
		{"a surrogate in UTF-8", "{\"id\":\"\xed\xa0\x80\"}", []string{`1:8 id: the byte 0xed is not valid UTF-8`}},
		{"lone surrogates", `{"id":"\ud800","Name":"x\udc00\ud800","any":"\ud800\u0041","raw":"\udc00\ud800"}`, []string{
			`1:8 id: \ud800 is half a surrogate pair`,
			`1:25 Name: \udc00 is half a surrogate pair`,
			`1:46 any: \ud800 is half a surrogate pair`,
			`1:67 raw: \udc00 is half a surrogate pair`}},
		{"lines and runes", "{\r\n\t\"any\": \"日本\\n\", \"id\": 5,\n\"Name\":\n  6}", []string{
			`2:23 id: want a string, got a number`,
			`4:3 Name: want a string, got a number`}},
		{"paths", `{"map":{"my office":1,"":2,"a.b":3,"é":4,"x\n\"":5,"A-z_0":6}}`, []string{
			`1:21 map["my office"]: want a list, got a number`,
			`1:26 map[""]: want a list, got a number`,
			`1:34 map["a.b"]: want a list, got a number`,
			`1:40 map["é"]: want a list, got a number`,
			`1:50 map["x\n\""]: want a list, got a number`,
			`1:60 map.A-z_0: want a list, got a number`}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			var got kitchen
			require.Equal(t, tc.want, placed(t, strictjson.Decode([]byte(tc.doc), &got)))
		})
	}
}

// Objects with many members are checked by another way than small ones, and an
// object within another does not disturb it.
func TestDecodeManyNames(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	for i := range 100 {
		fmt.Fprintf(&b, `"n%d": {"n1": 1, "n2": [{"n1": 1}]}, `, i)
	}
	var v map[string]any
	require.NoError(t, strictjson.Decode([]byte("{"+b.String()+`"last": 1}`), &v))
	require.Len(t, v, 101)
	for i := range 100 {
		doc := fmt.Sprintf(`{%s"n%d": 1, "x": {"n%d": 1}}`, b.String(), i, i)
		require.EqualError(t, strictjson.Decode([]byte(doc), &v), fmt.Sprintf(`n%d: duplicate member "n%d"`, i, i))
	}
}

func TestDecodeManyUnknownMembers(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("é", 65)
	doc := []byte("[" + strings.Repeat(`{"`+long+`":1},`, 1200) + `{"id":"last"}]`)
	var got []Base
	var faults strictjson.Faults
	require.ErrorAs(t, strictjson.Decode(doc, &got), &faults)
	require.Len(t, faults, 1001)
	cut := strings.Repeat("é", 64) + "…"
	require.EqualError(t, faults[999], `[999]["`+cut+`"]: unknown member "`+cut+`"`)
	require.EqualError(t, faults[1000], "200 more faults are not listed")
	require.Equal(t, "last", got[1200].ID)
}

// placed writes faults as "line:column text".
func placed(t *testing.T, err error) []string {
	t.Helper()
	if err == nil {
		return nil
	}
	faults, ok := err.(strictjson.Faults)
	require.True(t, ok, "the error must be Faults, got %T", err)
	var out []string
	for _, f := range faults {
		out = append(out, fmt.Sprintf("%d:%d %s", f.Line, f.Column, f))
	}
	return out
}

// What could be read is there when there are faults.
func TestDecodePartly(t *testing.T) {
	t.Parallel()
	var got kitchen
	err := strictjson.Decode([]byte(`{"id":1,"Name":"n","i8":300,"list":[{"id":"a"},5,{"id":"c","no":1}],
		"map":{"red":7,"blue":[1,"x",3]},"any":["\ud800",1e999,2],"open":true,"open":false,"ptr":"x"}`), &got)
	require.Len(t, err, 10)
	require.Equal(t, kitchen{
		Base: Base{Name: "n"},
		List: []Base{{ID: "a"}, {}, {ID: "c"}},
		Map:  map[colour][]int{"red": nil, "blue": {1, 0, 3}},
		Any:  []any{"\ufffd", nil, 2},
		Ptr:  new(int),
	}, got, "the last of a duplicate stays")
}
