package schematest_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/trigger"
	"github.com/commis-recipes/commis/webhook"
)

const root = "../.."

// handlers handle every kind of action of the library and do nothing.
func handlers() *action.Handlers {
	var hs action.Handlers
	action.HandleAll(&hs, func(context.Context, action.Config, action.Input) error { return nil })
	action.HandleFunc(&hs, func(context.Context, webhook.Config, action.Input) error { return nil })
	return &hs
}

// compile compiles a schema; part is a pointer into it, "" for the whole.
func compile(t require.TestingT, schema json.RawMessage, part string) *jsonschema.Schema {
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(schema))
	require.NoError(t, err)
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	c.AssertFormat()
	require.NoError(t, c.AddResource("set.json", doc))
	s, err := c.Compile("set.json" + part)
	require.NoError(t, err)
	return s
}

// validate validates a JSON text.
func validate(t require.TestingT, s *jsonschema.Schema, text []byte) error {
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		return err
	}
	return s.Validate(doc)
}

// The compiler of the library validates against the metaschema of the draft, and finds each reference.
func TestSchemaIsASchema(t *testing.T) {
	for name, e := range map[string]*recipe.Engine{"every kind": {Handlers: handlers()}, "no handlers": {}, "no cases": {Handlers: handlers(), NoCases: true}} {
		t.Run(name, func(t *testing.T) {
			schema := e.Schema(recipe.Set{})
			require.Equal(t, string(schema), string(e.Schema(recipe.Set{})), "equal engines give equal bytes")
			compile(t, schema, "")
			var doc struct {
				Defs map[string]any `json:"$defs"`
			}
			require.NoError(t, json.Unmarshal(schema, &doc))
			for part := range doc.Defs {
				compile(t, schema, "#/$defs/"+part)
			}
		})
	}
}

// samples returns every set in the repository's examples, README files and the manual, by its file.
func samples(t *testing.T) map[string][]byte {
	all := map[string][]byte{}
	blocks := regexp.MustCompile("(?s)```json\n(.*?)```")
	require.NoError(t, filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			if d != nil && (d.Name() == "node_modules" || d.Name() == ".git") {
				return fs.SkipDir
			}
			return err
		}
		data, readErr := os.ReadFile(path)
		switch {
		case strings.HasSuffix(path, ".json") && !strings.Contains(path, "schematest"):
			all[path] = data
		case strings.HasSuffix(path, ".md"):
			for _, block := range blocks.FindAllSubmatch(data, -1) {
				all[path+": "+string(block[1])] = block[1]
			}
		}
		return readErr
	}))
	for name, data := range all {
		var doc struct {
			Format  *int
			Recipes []any
		}
		if json.Unmarshal(data, &doc) != nil || doc.Recipes == nil || doc.Format == nil {
			delete(all, name)
		}
	}
	return all
}

func TestSamples(t *testing.T) {
	usual := compile(t, (&recipe.Engine{Handlers: handlers()}).Schema(recipe.Set{}), "")
	// The statuses of examples/helpdesk.
	helpdesk := compile(t, (&recipe.Engine{Handlers: handlers(), Statuses: []trigger.HostStatus{
		{Name: "open", Class: trigger.Unresolved}, {Name: "pending", Class: trigger.Pending},
		{Name: "solved", Class: trigger.Resolved}, {Name: "closed", Class: trigger.Resolved},
	}}).Schema(recipe.Set{}), "")
	all := samples(t)
	require.Greater(t, len(all), 35)
	for name, data := range all {
		s := usual
		if strings.Contains(name, "examples/helpdesk") {
			s = helpdesk
		}
		t.Run(name, func(t *testing.T) { require.NoError(t, validate(t, s, data)) })
	}
}
