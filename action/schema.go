package action

import (
	"reflect"

	"github.com/commis-recipes/commis/internal/helptext"
	"github.com/commis-recipes/commis/internal/jsonschema"
	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/trigger"
)

// Ruled is a config whose JSON Schema has rules that the types and the tags of its members do not say.
type Ruled interface {
	// SchemaRules returns keywords of JSON Schema 2020-12 that hold beside those of the members. It works on the zero value.
	SchemaRules(w trigger.World) map[string]any
}

// Schema returns the JSON Schema (2020-12) of the config of a kind, for editors: its members, closed lists and rules. Words of
// the host are those of w. It is stricter than decoding in what documents of the library never have: null, and an empty text
// for a missing word. It does not say everything that Validate does. A kind without a handler, or whose type is not known
// ([HandleOther]), takes any object.
//
// The tag `schema:"…"` on a field says what its type does not, in words joined by commas: "required", "text" (not blank), "line"
// (not blank, in one line), "address" (an e-mail address or a list of them), "url" (of http or https), "some" (a list with an
// element), "names" (a list of lines), "distinct" (the same, without repeats), "min=1", "max=10", "oneof=low|high" (a closed list)
// and "words=case.status" (a closed list of the host, see [trigger.World.Words]).
func (hs *Handlers) Schema(kind string, w trigger.World) map[string]any {
	t := hs.ConfigType(kind)
	if t == nil {
		return jsonschema.Described(jsonschema.Node{"type": "object"}, helptext.Line("do="+kind))
	}
	b := jsonschema.Builder{Words: w.Words, Text: node{"pattern": jsonschema.NoNUL}, Types: map[reflect.Type]jsonschema.Node{
		reflect.TypeFor[schedule.Duration](): jsonschema.Duration(),
	}}
	n := jsonschema.Described(b.Of(t), helptext.Line("do="+kind))
	if ruled, ok := reflect.Zero(t).Interface().(Ruled); ok {
		n["allOf"] = []any{ruled.SchemaRules(w)}
	}
	return n
}

type node = jsonschema.Node

// anyPresent returns the rule that one of the members is there.
func anyPresent(members ...string) node {
	all := make([]any, len(members))
	for i, m := range members {
		all[i] = node{"required": []string{m}}
	}
	return node{"anyOf": all}
}

// when returns the rule for configs in which a member has one of the values.
func when(member string, then node, values ...string) node {
	return node{"if": node{"properties": node{member: node{"enum": values}}, "required": []string{member}}, "then": then}
}

func all(rules ...any) node { return node{"allOf": rules} }

// someone is the rule that there is a user or a team.
var someone = node{"anyOf": []any{
	node{"properties": node{"users": node{"minItems": 1}}, "required": []string{"users"}},
	node{"properties": node{"teams": node{"minItems": 1}}, "required": []string{"teams"}},
}}

// SchemaRules requires a user or a team.
func (Notify) SchemaRules(trigger.World) map[string]any { return someone }

// SchemaRules requires a candidate, and a pick where there are several.
func (Assign) SchemaRules(trigger.World) map[string]any {
	several := node{"anyOf": []any{
		node{"properties": node{"users": node{"minItems": 2}}, "required": []string{"users"}},
		node{"properties": node{"teams": node{"minItems": 2}}, "required": []string{"teams"}},
		node{"properties": node{"users": node{"minItems": 1}, "teams": node{"minItems": 1}}, "required": []string{"users", "teams"}},
	}}
	theItem := node{"not": node{"properties": node{"target": node{"enum": []Target{OnCase, OnMention}}}, "required": []string{"target"}}}
	return all(someone,
		node{"if": several, "then": node{"required": []string{"pick"}}},
		node{"if": theItem, "then": node{"not": node{"required": []string{"users", "teams"}}}})
}

// SchemaRules gives the values that each property takes.
func (Edit) SchemaRules(w trigger.World) map[string]any {
	value := func(n node) node {
		return node{"properties": node{"value": node{"anyOf": []any{n, jsonschema.Placeholder()}}}}
	}
	return all(
		when("property", value(node{"pattern": "^[A-Z]{2}$"}), string(Country)),
		when("property", value(node{"pattern": "^[a-z]{2}$"}), string(Language)),
		when("property", value(node{"enum": w.Words("case.sentiment")}), string(Sentiment)),
		when("property", value(node{"enum": w.Words("case.priority")}), string(Priority)))
}

// SchemaRules requires exactly one of message, survey and flow.
func (PrivateReply) SchemaRules(trigger.World) map[string]any {
	one := func(member string) node { return node{"required": []string{member}} }
	return all(node{"oneOf": []any{one("message"), one("survey"), one("flow")}},
		node{"properties": node{"message": node{"pattern": jsonschema.NotBlank}, "flow": node{"pattern": jsonschema.Line}}})
}

// SchemaRules requires a receiver and a part.
func (Message) SchemaRules(trigger.World) map[string]any {
	some := func(member string) node {
		return node{"properties": node{member: node{"minItems": 1}}, "required": []string{member}}
	}
	card := anyPresent("title", "text")
	card["properties"] = node{"buttons": node{"items": node{"oneOf": anyPresent("value", "url")["anyOf"]}}}
	return all(
		node{"properties": node{"to": anyPresent("user", "group"), "cards": node{"items": card}}},
		node{"anyOf": []any{node{"required": []string{"text"}}, some("cards"), some("images")}},
		node{"if": node{"required": []string{"fallback"}}, "then": node{"properties": node{"channel": node{"const": LastUsed}, "fallback": node{"not": node{"const": LastUsed}}}}})
}

// SchemaRules requires the address that the method needs.
func (DistributeSurvey) SchemaRules(trigger.World) map[string]any {
	return all(when("method", node{"required": []string{"email"}}, string(SurveyByEmail)),
		when("method", node{"required": []string{"phone"}}, string(SurveyBySMS), string(SurveyInSMS)))
}

// SchemaRules requires both names and an address.
func (SaveContact) SchemaRules(trigger.World) map[string]any {
	text := node{"pattern": jsonschema.Line}
	return node{"required": []string{"email", "first_name", "last_name"}, "properties": node{"first_name": text, "last_name": text, "email": text}}
}

// SchemaRules wants a field of the host's and a value.
func (SetField) SchemaRules(trigger.World) map[string]any {
	return node{"properties": node{
		"field": node{"pattern": `^(case|mention)\.fields\.[A-Za-z0-9_-]+$`}, "value": node{"not": node{"type": "null"}},
	}}
}

// SchemaRules gives a body a type, and a type a body; a GET has neither.
func (WebService) SchemaRules(trigger.World) map[string]any {
	return all(node{"dependentRequired": node{"body": []string{"body_type"}, "body_type": []string{"body"}}},
		when("method", node{"not": node{"required": []string{"body"}}}, "GET"))
}

// SchemaRules gives the legal combinations.
func (Sync) SchemaRules(trigger.World) map[string]any {
	var rows []any
	for _, row := range syncs {
		members := node{"system": node{"const": row.system}, "operation": node{"enum": row.operations}, "object": node{"const": row.object}}
		required := []string{"system", "operation", "object"}
		if row.object == "" {
			required = required[:2]
		}
		rows = append(rows, node{"properties": members, "required": required})
	}
	return all(node{"oneOf": rows}, node{"if": node{"required": []string{"id"}}, "then": node{"properties": node{"operation": node{"const": "update"}}}})
}
