package recipe

import (
	"maps"
	"slices"

	"github.com/commis-recipes/commis/filter"
	"github.com/commis-recipes/commis/internal/jsonschema"
)

// filter returns the schema of a filter.
func (b *schemaBuilder) filter() node {
	return node{"oneOf": []any{
		node{"type": "string", "minLength": 1, "maxLength": filter.MaxText, "pattern": jsonschema.NoNUL, "title": "an expression"},
		node{
			"type": "object", "properties": node{"saved": b.oneOfNames(slices.Sorted(maps.Keys(b.names.Filters)))}, "required": []string{"saved"},
			"additionalProperties": false, "title": "a saved filter",
		},
		ref("condition"),
	}}
}

// condition returns the schema of a condition tree.
func (b *schemaBuilder) condition() node {
	list := node{"type": "array", "items": ref("condition"), "minItems": 1}
	group := func(name string, of node, title string) node {
		return node{"type": "object", "properties": node{name: of}, "required": []string{name}, "additionalProperties": false, "title": title}
	}
	return node{"oneOf": []any{
		group("all", list, "all of these hold"),
		group("any", list, "one of these holds"),
		group("not", ref("condition"), "this does not hold"),
		b.test(),
	}}
}

// test returns the schema of a condition of one field.
func (b *schemaBuilder) test() node {
	var fields, operators, rules []any
	for _, f := range filter.Fields() {
		fields = append(fields, jsonschema.Described(node{"const": f.Path}, f.Kind+": "+f.Doc))
		if words := b.world.Words(f.Path); words != nil {
			rules = append(rules, wordRule(f.Path, words))
		}
	}
	for _, o := range filter.Operators() {
		operators = append(operators, jsonschema.Described(node{"const": o.Name}, o.Line))
		rules = append(rules, countRule(o))
	}
	return node{
		"type": "object", "title": "a condition of a field",
		"properties": node{
			"field":  node{"type": "string", "minLength": 1, "maxLength": 512, "pattern": jsonschema.NoControl, "anyOf": []any{node{"oneOf": fields}, true}},
			"op":     node{"type": "string", "oneOf": operators},
			"values": node{"type": "array", "items": node{"type": []string{"string", "number", "boolean"}, "pattern": jsonschema.NoNUL}},
		},
		"required": []string{"field", "op"}, "additionalProperties": false, "allOf": rules,
	}
}

// countRule returns the rule for the number of values of an operator.
func countRule(o filter.Help) node {
	values := node{"minItems": o.Min, "maxItems": o.Max}
	then := node{"properties": node{"values": values}}
	if o.Min > 0 {
		then["required"] = []string{"values"}
	}
	return node{"if": node{"properties": node{"op": node{"const": o.Name}}}, "then": then}
}

// wordRule returns the rule that a field with a closed list is compared with its words.
func wordRule(field string, words []string) node {
	return node{
		"if":   node{"properties": node{"field": node{"const": field}, "op": node{"enum": wholeOperators}}},
		"then": node{"properties": node{"values": node{"items": node{"enum": words}}}},
	}
}

// wholeOperators are the operators that compare whole values.
var wholeOperators = []string{"is", "is_not", "gt", "gte", "lt", "lte", "between", "changed_from", "changed_to"}
