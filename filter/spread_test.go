package filter_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/filter"
	"github.com/commis-recipes/commis/trigger"
)

func TestRenderList(t *testing.T) {
	t.Parallel()
	const list = "the value is a list of %d, but one text is needed here; put it in a list to insert every element"
	for _, tt := range []struct {
		name, text string
		value      any
		escape     filter.Escape
		spreads    bool
		list       []string // as an element of a list
		text1      string   // where one text is wanted; "" with a list is an error
	}{
		{"a list", "{{ case.fields.v }}", []any{"a", 1, true}, filter.Plain, true, []string{"a", "1", "true"}, ""},
		{"texts", "{{case.fields.v}}", []string{"a", "b"}, filter.Plain, true, []string{"a", "b"}, ""},
		{"an empty list", "{{ case.fields.v }}", []any{}, filter.Plain, true, nil, ""},
		{"elements that are missing", "{{ case.fields.v }}", []any{nil, "", "a", []any{}}, filter.Plain, true, []string{"a"}, ""},
		{"a list of lists", "{{ case.fields.v }}", []any{[]any{"a"}, map[string]any{"b": 1}}, filter.Plain, true, []string{`["a"]`, `{"b":1}`}, ""},
		{"a text", "{{ case.fields.v }}", "a", filter.Plain, true, []string{"a"}, "a"},
		{"what is missing", "{{ case.fields.v }}", nil, filter.Plain, true, []string{""}, ""},
		{"a space before it", " {{ case.fields.v }}", []any{"a", "b"}, filter.Plain, false, []string{" a, b"}, " a, b"},
		{"a text behind it", "{{ case.fields.v }}!", []any{"a", "b"}, filter.Plain, false, []string{"a, b!"}, "a, b!"},
		{"constant", "a", nil, filter.Plain, false, []string{"a"}, "a"},
		{"in an address", "{{ case.fields.v }}", []any{"a b", "c&"}, filter.URL, true, []string{"a%20b", "c%26"}, "a%20b%2C%20c%26"},
		{"as a document", "{{ case.fields.v }}", []any{"a", 1}, filter.JSON, true, []string{`"a"`, "1"}, `["a",1]`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var c filter.Compiler
			tpl, err := c.Template(tt.text, tt.escape)
			require.NoError(t, err)
			require.Equal(t, tt.spreads, tpl.Spreads())
			k := trigger.Case{ID: "5"}
			if tt.value != nil {
				k.Fields = map[string]any{"v": tt.value}
			}
			v := filter.NewView(trigger.Event{Kind: trigger.CaseUpdated, Case: &k})
			texts, err := tpl.RenderList(v)
			require.NoError(t, err)
			require.Equal(t, tt.list, texts)

			text, err := tpl.RenderText(v)
			require.Equal(t, tt.text1, text)
			var ran *filter.RunError
			switch n, isList := lengthOf(tt.value); {
			case isList && tt.spreads && tt.escape == filter.Plain:
				require.True(t, errors.As(err, &ran))
				require.Equal(t, fmt.Sprintf(list, n), ran.Msg)
			default:
				require.NoError(t, err)
			}
		})
	}
}

func lengthOf(v any) (n int, isList bool) {
	switch v := v.(type) {
	case []any:
		return len(v), true
	case []string:
		return len(v), true
	}
	return 0, false
}

// A placeholder that is a whole element of a list stands for what is in a list.
func ExampleTemplate_RenderList() {
	var c filter.Compiler
	tpl, err := c.Template("{{ case.tags }}", filter.Plain)
	if err != nil {
		fmt.Println(err)
		return
	}
	v := filter.NewView(trigger.Event{Kind: trigger.CaseUpdated, Case: &trigger.Case{ID: "5", Tags: []string{"vip", "app"}}})
	texts, err := tpl.RenderList(v)
	fmt.Printf("%q %v\n", texts, err)
	_, err = tpl.RenderText(v)
	fmt.Println(err)
	// Output:
	// ["vip" "app"] <nil>
	// line 1, column 3: the value is a list of 2, but one text is needed here; put it in a list to insert every element
}
