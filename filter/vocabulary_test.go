package filter_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/commis-recipes/commis/filter"
	"github.com/commis-recipes/commis/schedule"
	"github.com/stretchr/testify/require"
)

// Every operator and function has a line, and an example that uses it and compiles.
func TestVocabulary(t *testing.T) {
	office, err := schedule.Calendar{Zone: "UTC", Week: map[string][]string{"monday": {"09:00-17:00"}}}.Compile()
	require.NoError(t, err)
	c := filter.Compiler{Calendars: map[string]filter.Hours{"office": office}}
	operators, functions := filter.Operators(), filter.Functions()
	named := map[string]bool{}
	for _, h := range append(operators, functions...) {
		require.NotEmpty(t, h.Line, h.Name)
		require.Contains(t, h.Example, h.Name)
	}
	for _, o := range operators {
		var f filter.Filter
		require.NoError(t, json.Unmarshal([]byte(o.Example), &f), o.Name)
		require.Equal(t, o.Name, f.Tree.Op)
		_, err := c.Compile(f)
		require.NoError(t, err, o.Name)
		require.False(t, named[o.Name], "%s is there twice", o.Name)
		named[o.Name] = true
	}
	for _, f := range functions {
		require.True(t, strings.HasPrefix(f.Takes, f.Name+"("), f.Takes)
		if strings.HasPrefix(f.Example, "{{") {
			_, err = c.Template(f.Example, filter.Plain)
		} else {
			_, err = c.Compile(filter.Filter{Text: f.Example})
		}
		require.NoError(t, err, f.Name)
	}
}

// Every field is one that a filter can ask for.
func TestFields(t *testing.T) {
	var c filter.Compiler
	kinds := map[string]string{}
	for _, f := range filter.Fields() {
		_, err := c.Compile(filter.Filter{Text: f.Path + " != nil"})
		require.NoError(t, err, f.Path)
		kinds[f.Path] = f.Kind
	}
	require.Equal(t, "text", kinds["mention.content"])
	require.Equal(t, "a number", kinds["mention.author.followers"])
	require.Equal(t, "true or false", kinds["mention.private"])
	require.Equal(t, "a time", kinds["case.opened"])
	require.Equal(t, "a list", kinds["case.tags"])
	require.Equal(t, "an object", kinds["case.fields"])
	require.Equal(t, "text", kinds["event.record_id"])
	require.NotContains(t, kinds, "case.fields.due")
}

func ExampleFields() {
	for _, f := range filter.Fields() {
		if strings.HasPrefix(f.Path, "mention.author.") {
			fmt.Println(f.Path, "is", f.Kind)
		}
	}
	// Output:
	// mention.author.followers is a number
	// mention.author.handle is text
	// mention.author.id is text
	// mention.author.name is text
}
