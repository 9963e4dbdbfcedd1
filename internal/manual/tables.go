package main

import (
	"context"
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/trigger"
	"github.com/commis-recipes/commis/webhook"
)

// handlers handle every kind of action of the library and do nothing.
var handlers = everyKind()

func everyKind() *action.Handlers {
	var hs action.Handlers
	action.HandleAll(&hs, func(context.Context, action.Config, action.Input) error { return nil })
	action.HandleFunc(&hs, func(context.Context, webhook.Config, action.Input) error { return nil })
	return &hs
}

// configOf returns the type of a kind's config.
func configOf(kind string) reflect.Type {
	c, _ := handlers.Decode(kind, json.RawMessage("{}")) // an empty config has faults, but the right type
	return reflect.TypeOf(c)
}

// kindNames are the kinds of action by the types of their configs.
var kindNames = func() map[string]string {
	names := map[string]string{}
	for _, kind := range handlers.Kinds() {
		names[configOf(kind).String()] = kind
	}
	return names
}()

// documents are the structs that administrators write.
var documents = func() []reflect.Type {
	all := []reflect.Type{
		reflect.TypeFor[recipe.Set](), reflect.TypeFor[recipe.Recipe](), reflect.TypeFor[action.Action](),
		reflect.TypeFor[trigger.Trigger](), reflect.TypeFor[schedule.Calendar](),
	}
	for _, kind := range handlers.Kinds() {
		all = append(all, configOf(kind))
	}
	return all
}()

// members are the JSON names of the fields of every struct in the documents and in events, by type and field.
var members = membersOf(append(slices.Clone(documents),
	reflect.TypeFor[trigger.Event](), reflect.TypeFor[trigger.Record](), reflect.TypeFor[trigger.Mention](), reflect.TypeFor[trigger.Case]()))

func membersOf(types []reflect.Type) map[string]map[string]string {
	all := map[string]map[string]string{}
	for _, t := range types {
		collect(all, t)
	}
	return all
}

func collect(all map[string]map[string]string, t reflect.Type) {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice || t.Kind() == reflect.Map {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct || all[t.String()] != nil {
		return
	}
	names := map[string]string{}
	all[t.String()] = names
	for i := range t.NumField() {
		f := t.Field(i)
		if !f.IsExported() && !f.Anonymous {
			continue
		}
		if name, _, _ := strings.Cut(f.Tag.Get("json"), ","); name != "" {
			names[f.Name] = name
		}
		collect(all, f.Type)
		if f.Anonymous {
			maps.Copy(names, all[f.Type.String()])
		}
	}
}
