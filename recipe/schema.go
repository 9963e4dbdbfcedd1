package recipe

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"time"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/filter"
	"github.com/commis-recipes/commis/internal/helptext"
	"github.com/commis-recipes/commis/internal/jsonschema"
	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/trigger"
)

// Schema returns the JSON Schema, of the 2020-12 draft, of a [Set] for this host, so that any editor completes and checks one: the
// kinds of action that have a handler with the members of their configs, the triggers and the host's own kinds with their
// members, its statuses, priorities, sentiments and sources, operators, calendars, and the patterns of durations and times. Members,
// words and kinds have their lines of the manual as descriptions. Equal engines give equal bytes.
//
// names is the set that a part of is edited: where it has calendars or saved filters, a recipe may name only those. With the zero
// Set every name is fine, which is right for a whole set. The parts are in $defs: "recipe", "trigger", "filter", "condition",
// "action", "hours", "limit", "repeat", "calendar", "duration", "delay", and "with.KIND" for the config of each kind.
//
// A set that Check accepts and that was written by this package is valid. The schema refuses null, and an empty text for a
// missing member, which decoding accepts. What a schema cannot say is left to [Engine.Check]: whether expressions compile, whether
// ids are unique, the order of things, bounds of durations, and which actions go with which trigger.
func (e *Engine) Schema(names Set) json.RawMessage {
	b := schemaBuilder{
		world: e.world(), handlers: e.handlers(), noCases: e.NoCases, names: names,
		sources: slices.Sorted(maps.Keys(e.Sources)), itemSources: slices.Sorted(maps.Keys(e.ItemSources)),
	}
	root := b.set()
	root["$schema"], root["title"], root["$defs"] = jsonschema.Draft, "A set of recipes", b.defs()
	data, err := marshal(root)
	if err != nil {
		return json.RawMessage("true") // no part of a schema is beyond JSON, except for rules of the host's own
	}
	return data
}

type node = jsonschema.Node

// schemaBuilder makes the schema of a set.
type schemaBuilder struct {
	world    trigger.World
	handlers *action.Handlers
	noCases  bool
	names    Set

	sources, itemSources []string // the names of the host's sources
}

func ref(name string) node { return node{"$ref": "#/$defs/" + name} }

// types are the schemas of the types that have one in $defs, and of those that are written as texts.
func (b *schemaBuilder) types() jsonschema.Builder {
	return jsonschema.Builder{Words: b.world.Words, Text: node{"pattern": jsonschema.NoControl}, Types: map[reflect.Type]node{
		reflect.TypeFor[filter.Filter]():                ref("filter"),
		reflect.TypeFor[trigger.Trigger]():              ref("trigger"),
		reflect.TypeFor[action.Action]():                ref("action"),
		reflect.TypeFor[schedule.Calendar]():            ref("calendar"),
		reflect.TypeFor[Recipe]():                       ref("recipe"),
		reflect.TypeFor[Hours]():                        ref("hours"),
		reflect.TypeFor[action.Limit]():                 ref("limit"),
		reflect.TypeFor[action.Repeat]():                ref("repeat"),
		reflect.TypeFor[trigger.Poll]():                 ref("poll"),
		reflect.TypeFor[schedule.Duration]():            ref("duration"),
		reflect.TypeFor[action.Delay]():                 ref("delay"),
		reflect.TypeFor[json.RawMessage]():              {"type": "object"},
		reflect.TypeFor[time.Time]():                    {"type": "string", "format": "date-time"},
		reflect.TypeFor[trigger.List[string]]():         oneOrSeveral(aName()),
		reflect.TypeFor[trigger.List[trigger.Status]](): oneOrSeveral(jsonschema.OneOf(b.world.Words("case.status"), noLine)),
		reflect.TypeFor[trigger.List[trigger.Actor]]():  oneOrSeveral(jsonschema.OneOf(textsOf(trigger.Actors()), lineOf("trigger.Actor"))),
	}}
}

// aName returns the schema of a name.
func aName() node { return node{"type": "string", "minLength": 1, "pattern": jsonschema.NoControl} }

func noLine(string) string { return "" }

// lineOf returns the lines of the words of a type.
func lineOf(typ string) func(word string) string {
	return func(word string) string { return helptext.Line(typ + "=" + word) }
}

// oneOrSeveral returns the schema of a [trigger.List].
func oneOrSeveral(of node) node {
	return node{"oneOf": []any{of, node{"type": "array", "items": of, "minItems": 1, "uniqueItems": true}}}
}

// object returns the schema of a struct with changes of its members: a keyword and a value for each.
func (b *schemaBuilder) object(t reflect.Type, members map[string]node, required ...string) node {
	types := b.types()
	delete(types.Types, t)
	n := types.Struct(t)
	properties := n["properties"].(node)
	for name, more := range members {
		one := maps.Clone(properties[name].(node))
		maps.Copy(one, more)
		properties[name] = one
	}
	if len(required) > 0 {
		slices.Sort(required)
		n["required"] = required
	}
	return n
}

func (b *schemaBuilder) set() node {
	name := node{"pattern": jsonschema.NoControl}
	n := b.object(reflect.TypeFor[Set](), map[string]node{
		"format": {"enum": []int{Format, 0}}, "recipes": {"type": []string{"array", "null"}},
		"filters": {"propertyNames": name}, "calendars": {"propertyNames": name},
	})
	return n
}

func (b *schemaBuilder) defs() node {
	defs := node{
		"recipe":    b.recipe(),
		"trigger":   b.trigger(),
		"poll":      b.poll(),
		"filter":    b.filter(),
		"condition": b.condition(),
		"action":    b.action(),
		"hours":     b.object(reflect.TypeFor[Hours](), map[string]node{"calendar": b.calendarName()}),
		"limit":     b.object(reflect.TypeFor[action.Limit](), map[string]node{"every": jsonschema.Positive()}),
		"repeat":    b.object(reflect.TypeFor[action.Repeat](), map[string]node{"every": jsonschema.Positive()}),
		"calendar":  b.calendar(),
		"duration":  jsonschema.Described(jsonschema.Duration(), "A length of time: 90s, 30m, 1h30m, 2d, 1w"),
		"delay":     jsonschema.Described(node{"anyOf": []any{ref("duration"), jsonschema.Placeholder()}}, "A length of time, or an expression that gives one: {{ case.fields.sla }}"),
	}
	for _, kind := range b.handlers.Kinds() {
		defs["with."+kind] = b.handlers.Schema(kind, b.world)
	}
	return defs
}

// calendarName returns the schema of the name of a calendar.
func (b *schemaBuilder) calendarName() node {
	return b.oneOfNames(slices.Sorted(maps.Keys(b.names.Calendars)))
}

// oneOfNames returns the schema of a name: one of those that are known, or any where none is.
func (b *schemaBuilder) oneOfNames(known []string) node {
	if len(known) == 0 {
		return aName()
	}
	return node{"type": "string", "enum": known}
}

func (b *schemaBuilder) recipe() node {
	n := b.object(reflect.TypeFor[Recipe](), map[string]node{
		"id":      {"minLength": 1, "maxLength": trigger.MaxID},
		"name":    {"pattern": jsonschema.Line},
		"actions": {"minItems": 1},
	}, "id", "name", "trigger", "actions")
	alone := node{"properties": node{"trigger": node{"properties": node{"on": namesTrigger("poll", "schedule")}, "required": []string{"on"}}}}
	n["if"] = alone
	n["then"] = node{"properties": node{"shadow": node{"const": false}}}
	return n
}

// calendar returns the schema of a calendar.
func (b *schemaBuilder) calendar() node {
	const clock = `([01][0-9]|2[0-3]):[0-5][0-9]`
	intervals := node{"type": "array", "items": node{"type": "string", "pattern": `^` + clock + `-(` + clock + `|24:00)$`}}
	date := node{"type": "string", "pattern": `^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$`}
	week, some := node{}, []any{}
	for _, day := range days {
		week[day] = intervals
		some = append(some, node{"properties": node{day: node{"minItems": 1}}, "required": []string{day}})
	}
	return b.object(reflect.TypeFor[schedule.Calendar](), map[string]node{
		"zone":    {"minLength": 1, "not": node{"enum": []string{"Local", "localtime"}}},
		"week":    {"properties": week, "additionalProperties": false, "anyOf": some},
		"closed":  {"items": date},
		"special": {"propertyNames": date, "additionalProperties": intervals},
	}, "zone", "week")
}

var days = []string{"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"}
