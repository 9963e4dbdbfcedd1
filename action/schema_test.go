package action_test

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/trigger"
)

func ExampleHandlers_Schema() {
	var hs action.Handlers
	action.HandleFunc(&hs, func(context.Context, action.Remove, action.Input) error { return nil })
	var schema struct {
		Required   []string
		Properties struct {
			How struct {
				OneOf []struct{ Const, Description string }
			}
		}
	}
	data, err := json.Marshal(hs.Schema("remove", trigger.World{}))
	if err == nil {
		err = json.Unmarshal(data, &schema)
	}
	if err != nil {
		panic(err)
	}
	fmt.Println(schema.Required)
	for _, word := range schema.Properties.How.OneOf {
		fmt.Println(word.Const+":", word.Description)
	}
	// Output:
	// [how]
	// delete: the mention is deleted on its platform
	// hide: it is hidden there
	// block_author: its author is blocked
}

// page is a kind of the host's own.
type beeper struct {
	Pager string `json:"pager" schema:"required,line"`
	Tone  string `json:"tone,omitempty" schema:"oneof=low|high"`
}

func (beeper) Kind() string { return "page" }

// SchemaRules wants a tone for the boss.
func (beeper) SchemaRules(trigger.World) map[string]any {
	return map[string]any{"if": map[string]any{"properties": map[string]any{"pager": map[string]any{"const": "boss"}}}, "then": map[string]any{"required": []string{"tone"}}}
}

// A host's own kinds are described as those of the library are.
func TestSchemaOfOwnKind(t *testing.T) {
	var hs action.Handlers
	action.HandleFunc(&hs, func(context.Context, beeper, action.Input) error { return nil })
	action.HandleOther(&hs, "other", func(context.Context, action.Other, action.Input) error { return nil })
	got := hs.Schema("page", trigger.World{})
	require.Equal(t, []string{"pager"}, got["required"])
	require.Equal(t, false, got["additionalProperties"])
	require.Len(t, got["allOf"], 1)
	require.Equal(t, map[string]any{"type": "string", "enum": []string{"low", "high"}}, got["properties"].(map[string]any)["tone"])
	require.Equal(t, map[string]any{"type": "object"}, hs.Schema("other", trigger.World{}))
	require.Equal(t, map[string]any{"type": "object"}, hs.Schema("unknown", trigger.World{}))
}
