package filter

import (
	"reflect"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

type word string

type attachment struct {
	Name string `json:"name"`
}

// A field that filters could not read, or whose zero they would take for a value, is refused when the schema is made.
func TestUnreadableFields(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		item   any
		refuse string
	}{
		{"a text", struct {
			A string `json:"a"`
		}{}, ""},
		{"a text of its own type", struct {
			A word `json:"a"`
		}{}, ""},
		{"true and false, an instant, a number, a list and an object", struct {
			A bool           `json:"a"`
			B time.Time      `json:"b"`
			C *int           `json:"c"`
			D []string       `json:"d"`
			E map[string]any `json:"e"`
		}{}, ""},
		{"a struct", struct {
			A attachment `json:"a"`
		}{}, ""},
		{"what JSON does not have", struct {
			A chan int `json:"-"`
		}{}, ""},
		{"a list of structs", struct {
			A []attachment `json:"a"`
		}{}, "field A of item is of type []filter.attachment"},
		{"a pointer to a struct", struct {
			A *attachment `json:"a"`
		}{}, "field A of item is of type *filter.attachment"},
		{"a number that is never missing", struct {
			A int `json:"a"`
		}{}, "field A of item is of type int"},
		{"an object of texts", struct {
			A map[string]string `json:"a"`
		}{}, "field A of item is of type map[string]string"},
		{"within a struct", struct {
			A struct {
				B []int `json:"b"`
			} `json:"a"`
		}{}, "field B of item.a is of type []int"},
		{"without a name", struct{ A string }{}, "field A of item has no name in JSON"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			add := func() {
				(&schema{roots: map[string]*field{}}).addField(reflect.TypeOf(tt.item), "item", []string{"Item"})
			}
			if tt.refuse == "" {
				require.NotPanics(t, add)
				return
			}
			defer func() {
				require.Contains(t, recover(), tt.refuse)
			}()
			add()
			require.Fail(t, "it was taken")
		})
	}
}
