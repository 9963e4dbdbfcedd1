package filter_test

import (
	"encoding/json"
	"errors"
	"testing"

	"github.com/commis-recipes/commis/filter"
	"github.com/commis-recipes/commis/internal/strictjson"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestJSON(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		doc  string
		want filter.Filter
	}{
		{`null`, filter.Filter{}},
		{`"mention.type != 'sent'"`, text("mention.type != 'sent'")},
		{`{"saved":"vip"}`, filter.Filter{Saved: "vip"}},
		{`{"field":"mention.service","op":"is","values":["twitter"]}`, tree(test("mention.service", "is", "twitter"))},
		{`{"field":"mention.case_id","op":"exists"}`, tree(filter.Cond{Field: "mention.case_id", Op: "exists"})},
		{`{"field":"record.x","op":"is","values":["a",9007199254740993,1.5,true]}`, tree(test("record.x", "is", "a", whole(9007199254740993), 1.5, true))},
		{`{"all":[{"field":"mention.type","op":"is_not","values":["sent"]},{"any":[{"field":"case.id","op":"exists"},{"not":{"field":"mention.tags","op":"is","values":["spam"]}}]}]}`,
			tree(filter.Cond{All: []filter.Cond{test("mention.type", "is_not", "sent"), {Any: []filter.Cond{{Field: "case.id", Op: "exists"}, {Not: ptr(test("mention.tags", "is", "spam"))}}}}})},
	} {
		t.Run(tc.doc, func(t *testing.T) {
			t.Parallel()
			var got filter.Filter
			require.NoError(t, json.Unmarshal([]byte(tc.doc), &got))
			require.Equal(t, tc.want, got)
			doc, err := json.Marshal(got)
			require.NoError(t, err)
			require.Equal(t, tc.doc, string(doc))
		})
	}
}

func TestJSONFaults(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, doc string
		want      []string
	}{
		{"number", `5`, []string{`f: want an expression as text, {"saved": name} or a condition`}},
		{"list", `[]`, []string{`f: want an expression as text, {"saved": name} or a condition`}},
		{"empty text", `""`, []string{`f: is empty; leave the filter out to match everything`}},
		{"empty object", `{}`, []string{`f: is empty, want all, any, not or field`}},
		{"empty name", `{"saved":""}`, []string{`f.saved: is empty, want the name of a saved filter`}},
		{"no name", `{"saved":5}`, []string{`f.saved: want a string, got a number`}},
		{"saved beside a condition", `{"saved":"a","op":"is"}`, []string{`f.saved: is given beside a condition; keep one of the two`}},
		{"unknown members", `{"al":[],"any":[{"feild":"x"}]}`, []string{`f.al: unknown member "al"`, `f.any[0].feild: unknown member "feild", did you mean "field"?`}},
		{"wrong shapes", `{"any":[{"all":[]},{"op":"is"},{"field":"x","op":"is","values":[null,{},[]]},{"not":{}}]}`, []string{
			`f.any[0].all: is empty, write at least one condition`, `f.any[1]: field is missing`, `f.any[2].values[0]: is null, want a text, a number, true or false`,
			`f.any[2].values[1]: is an object, want a text, a number, true or false`, `f.any[2].values[2]: is a list, want a text, a number, true or false`,
			`f.any[3].not: is empty, want all, any, not or field`}},
		{"wrong types", `{"all":{},"op":5}`, []string{`f.all: want a list, got an object`, `f.op: want a string, got a number`}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			var got struct {
				F filter.Filter `json:"f"`
			}
			err := strictjson.Decode([]byte(`{"f":`+tc.doc+`}`), &got)
			var faults strictjson.Faults
			require.True(t, errors.As(err, &faults))
			var list []string
			for _, f := range faults {
				list = append(list, f.Error())
			}
			require.Equal(t, tc.want, list)
			require.Error(t, json.Unmarshal([]byte(tc.doc), &filter.Filter{}))
		})
	}
}

func TestMarshalOfTwo(t *testing.T) {
	t.Parallel()
	_, err := json.Marshal(filter.Filter{Text: "true", Saved: "vip"})
	require.ErrorContains(t, err, "a filter is a text, a saved filter or a tree, not several of them")
	doc, err := json.Marshal(struct {
		F filter.Filter `json:"f,omitzero"`
	}{})
	require.NoError(t, err)
	require.Equal(t, `{}`, string(doc))
}

// What is written is read back, and written the same.
func TestJSONRoundTrip(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		cond := drawCond(t, 3)
		doc, err := json.Marshal(tree(cond))
		require.NoError(t, err)
		var back filter.Filter
		require.NoError(t, json.Unmarshal(doc, &back))
		require.Equal(t, cond.Text(), back.Tree.Text())
		again, err := json.Marshal(back)
		require.NoError(t, err)
		require.Equal(t, string(doc), string(again))
	})
}
