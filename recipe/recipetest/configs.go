package recipetest

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/internal/playback"
	"github.com/commis-recipes/commis/internal/strictjson"
	"github.com/commis-recipes/commis/recipe"
)

// configs describes the configs of the actions of a set.
type configs struct {
	types   map[string]reflect.Type        // of each kind's config; kinds of the host's own are missing
	actions map[string]map[string][]object // the configs as they are written, by recipe and kind
}

// object is a JSON object.
type object = map[string]any

func configsOf(set recipe.Set, kinds []action.Kind) configs {
	nothing := func(context.Context, action.Config, action.Input) error { return nil }
	hs := new(action.Handlers)
	action.HandleAll(hs, nothing, kinds...)
	playback.HandleOthers(hs, set, nothing)
	cs := configs{types: make(map[string]reflect.Type), actions: make(map[string]map[string][]object)}
	for _, kind := range hs.Kinds() {
		c, _ := hs.Decode(kind, nil) // the zero config, whatever it lacks
		if _, other := c.(action.Other); !other {
			cs.types[kind] = reflect.TypeOf(c)
		}
	}
	for _, r := range set.Recipes {
		of := make(map[string][]object)
		for _, a := range r.Actions {
			of[a.Do] = append(of[a.Do], decodeObject(a.With))
		}
		cs.actions[r.ID] = of
	}
	return cs
}

// decodeObject decodes a config with the digits of its numbers; one that is no object is empty.
func decodeObject(text json.RawMessage) object {
	var members object
	if len(text) > 0 {
		_ = strictjson.Decode(text, &members) // other values than objects have no members
	}
	return members
}

// kinds returns the kinds of the recipe's actions.
func (cs configs) kinds(recipe string) []string { return slices.Sorted(maps.Keys(cs.actions[recipe])) }

// absent is the value of a member that a config leaves out, such as one that is false.
type absent struct{}

// as returns the members as a config of the kind writes them, or the faults for which no config of the kind has them.
func (cs configs) as(kind string, with object) (object, strictjson.Faults) {
	t, typed := cs.types[kind]
	text, err := json.Marshal(with)
	if !typed || err != nil {
		return with, nil
	}
	config := reflect.New(t)
	var faults strictjson.Faults
	if errors.As(strictjson.Decode(text, config.Interface()), &faults) {
		for _, f := range faults {
			if names := strictjson.Members(structOf(t)); f.Meant == "" && strings.HasPrefix(f.Msg, "unknown member") && !strings.Contains(f.Path, ".") {
				f.Msg += "; " + kind + oneOf(" has ", slices.Sorted(maps.Keys(names)))
			}
		}
		return nil, faults
	}
	written, err := json.Marshal(config.Elem().Interface())
	if err != nil {
		return with, nil
	}
	all, out := decodeObject(written), make(object)
	for name := range with {
		if value, ok := all[name]; ok {
			out[name] = value
		} else {
			out[name] = absent{}
		}
	}
	return out, nil
}

// structOf returns the type, or that of an empty struct for a type of another kind.
func structOf(t reflect.Type) reflect.Type {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct {
		return reflect.TypeFor[struct{}]()
	}
	return t
}

// oneOf lists some words after a lead, five at most.
func oneOf(lead string, words []string) string {
	const most = 5
	switch n := len(words); {
	case n == 0:
		return lead + "none"
	case n > most:
		return lead + strings.Join(words[:most], ", ") + " and more"
	}
	return lead + strings.Join(words, ", ")
}
