package recipe

import (
	"reflect"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/internal/helptext"
	"github.com/commis-recipes/commis/internal/jsonschema"
)

// action returns the schema of an action: its config by its kind, and the rules between the members that say when.
func (b *schemaBuilder) action() node {
	kinds := b.handlers.Kinds()
	if len(kinds) == 0 {
		kinds = []string{}
	}
	n := b.object(reflect.TypeFor[action.Action](), map[string]node{
		"id":     {"pattern": actionID.String()},
		"do":     jsonschema.OneOf(kinds, func(kind string) string { return helptext.Line("do=" + kind) }),
		"in":     b.calendarName(),
		"at":     {"pattern": `\{\{|^\s*\+?[0-9]{4}|^\s*\+?[0-9]+\s*$`},
		"unless": {"uniqueItems": true},
	})
	needs := func(members ...string) node {
		var any []any
		for _, m := range members {
			any = append(any, node{"required": []string{m}})
		}
		return node{"anyOf": any}
	}
	n["dependentSchemas"] = node{
		"in":     needs("after", "repeat"),
		"from":   needs("after", "at", "repeat"),
		"unless": node{"if": node{"properties": node{"unless": node{"minItems": 1}}}, "then": needs("after", "at", "repeat", "hours")},
	}
	stops := node{"properties": node{"on_error": node{"const": string(action.Stop)}}, "required": []string{"on_error"}}
	rules := []any{
		node{"if": stops, "then": node{"not": needs("after", "at", "repeat", "hours")}},
		node{"if": node{"properties": node{"after": node{"pattern": "^-"}}, "required": []string{"after"}}, "then": node{"required": []string{"at"}, "not": node{"required": []string{"in"}}}},
	}
	for _, kind := range kinds {
		rules = append(rules, b.kindRule(kind))
	}
	n["allOf"] = rules
	return n
}

// kindRule returns the rule for actions of one kind.
func (b *schemaBuilder) kindRule(kind string) node {
	then := node{"properties": node{"with": ref("with." + kind)}}
	config, _ := b.handlers.Decode(kind, nil)
	if _, answers := config.(action.Answering); !answers {
		then["properties"].(node)["to_automatic"] = node{"const": false}
	}
	if required, ok := b.handlers.Schema(kind, b.world)["required"]; ok && required != nil {
		then["required"] = []string{"with"}
	}
	return node{"if": node{"properties": node{"do": node{"const": kind}}, "required": []string{"do"}}, "then": then}
}
