package recipe

import (
	"reflect"
	"slices"
	"strings"

	"github.com/commis-recipes/commis/internal/helptext"
	"github.com/commis-recipes/commis/internal/jsonschema"
	"github.com/commis-recipes/commis/trigger"
)

// trigger returns the schema of a trigger: each member only where one of on has it.
func (b *schemaBuilder) trigger() node {
	ons := b.triggers()
	on := jsonschema.OneOf(ons, func(on string) string { return helptext.Line("on=" + on) })
	n := b.object(reflect.TypeFor[trigger.Trigger](), map[string]node{
		"on":         {"oneOf": oneOrSeveral(on)["oneOf"]},
		"topics":     {"minItems": 1, "items": aName()},
		"times":      {"minItems": 1, "items": node{"type": "string", "pattern": `^([01][0-9]|2[0-3]):[0-5][0-9]$`}},
		"days":       {"minItems": 1, "items": node{"type": "string", "enum": days}},
		"zone":       {"not": node{"enum": []string{"Local", "localtime"}}},
		"calendar":   b.calendarName(),
		"each":       b.oneOfNames(b.itemSources),
		"all_topics": {},
	}, "on")
	var members []string
	for name := range n["properties"].(node) {
		members = append(members, name)
	}
	slices.Sort(members)
	belongs := node{}
	for _, member := range members {
		switch owners := b.owners(ons, member); {
		case member == "on" || len(owners) == len(ons):
		case len(owners) == 0:
			delete(n["properties"].(node), member)
		default:
			belongs[member] = node{"properties": node{"on": namesTrigger(owners...)}}
		}
	}
	n["dependentSchemas"] = belongs
	n["allOf"] = b.triggerRules(ons)
	return n
}

// triggers returns the words that on may be.
func (b *schemaBuilder) triggers() []string {
	ons := trigger.Names()
	if b.noCases {
		ons = slices.DeleteFunc(ons, func(on string) bool { return strings.HasPrefix(on, "case_") })
	}
	for _, k := range b.world.Kinds {
		ons = append(ons, string(k.Name))
	}
	return ons
}

// owners returns the triggers that have a member.
func (b *schemaBuilder) owners(ons []string, member string) []string {
	var all []string
	for _, on := range ons {
		spec, _ := trigger.SpecOf(b.world.Like(on))
		if spec.Has(member) && (spec.On == on || !slices.Contains([]string{"tag", "status", "source", "object"}, member)) {
			all = append(all, on)
		}
	}
	return all
}

// namesTrigger returns the schema of an on that is one of the words, or has one.
func namesTrigger(words ...string) node {
	one := node{"enum": words}
	return node{"anyOf": []any{one, node{"type": "array", "contains": one}}}
}

// triggerRules returns the rules between the members of a trigger.
func (b *schemaBuilder) triggerRules(ons []string) []any {
	topical := slices.DeleteFunc(b.owners(ons, "topics"), func(on string) bool { return on == trigger.OnSchedule })
	onIs := func(words ...string) node {
		return node{"properties": node{"on": namesTrigger(words...)}, "required": []string{"on"}}
	}
	aTopic := node{"anyOf": []any{
		node{"required": []string{"topics"}},
		node{"properties": node{"all_topics": node{"const": true}}, "required": []string{"all_topics"}},
	}}
	return []any{
		node{"if": onIs(topical...), "then": aTopic},
		node{"not": node{"properties": node{"all_topics": node{"const": true}}, "required": []string{"topics", "all_topics"}}},
		node{"if": onIs(trigger.OnPoll), "then": node{"required": []string{"poll"}}},
		node{"if": onIs(trigger.OnSchedule), "then": node{
			"required": []string{"times"},
			"oneOf":    []any{node{"required": []string{"zone"}}, node{"required": []string{"calendar"}}},
			"if":       node{"required": []string{"each"}}, "then": aTopic,
			"else": node{"not": node{"anyOf": []any{node{"required": []string{"topics"}}, node{"properties": node{"all_topics": node{"const": true}}, "required": []string{"all_topics"}}}}},
		}},
		// These go with no other trigger.
		node{"if": onIs(trigger.OnPoll, trigger.OnSchedule), "then": node{"properties": node{"on": node{"if": node{"type": "array"}, "then": node{"maxItems": 1}}}}},
	}
}

// poll returns the schema of a poll.
func (b *schemaBuilder) poll() node {
	set := node{"additionalProperties": node{"type": "string", "pattern": jsonschema.NoNUL}, "propertyNames": node{"pattern": `^(local|global|user)\.[A-Za-z_][A-Za-z0-9_]{0,63}$`}}
	lookup := b.object(reflect.TypeFor[trigger.Lookup](), map[string]node{
		"source": b.sourceName(), "set": set,
	}, "source")
	return b.object(reflect.TypeFor[trigger.Poll](), map[string]node{
		"source":     b.sourceName(),
		"every":      jsonschema.Positive(),
		"type":       {"enum": []string{"json"}},
		"key":        {"pattern": membersPath},
		"each":       {"pattern": membersPath},
		"gone_after": {"minimum": 0, "maximum": trigger.MaxGoneAfter},
		"set":        set,
		"lookup":     lookup,
	}, "source", "every", "key")
}

// sourceName returns the schema of the name of a source that polls.
func (b *schemaBuilder) sourceName() node { return b.oneOfNames(b.sources) }

// membersPath is the pattern of names joined by dots.
const membersPath = `^[^.\x00-\x1f\x7f-\x9f]+(\.[^.\x00-\x1f\x7f-\x9f]+)*$`
