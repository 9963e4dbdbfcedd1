package conformance_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/recipe/recipetest"
	"github.com/commis-recipes/commis/webhook"
)

// The triggers of most recipes here.
const (
	newItem   = `{"on":"new_item","topics":["support"]}`
	onMention = `{"on":"case_mention","topics":["support"]}`
	onVIP     = `{"on":"case_tag_added","tag":"vip","topics":["support"]}`
	onPending = `{"on":"case_status_changed","status":"pending","topics":["support"]}`
	onRecord  = `{"on":"record"}`
)

// rule is a recipe as JSON: enabled, named after its ID, with further members such as a filter.
func rule(id, trigger, actions string, members ...string) string {
	more := ""
	for _, m := range members {
		more += "," + m
	}
	return fmt.Sprintf(`{"id":%q,"name":"The %s recipe","enabled":true,"trigger":%s,"actions":[%s]%s}`,
		id, id, trigger, actions, more)
}

// filtered is the member of a recipe that holds a filter as text.
func filtered(text string) string { return fmt.Sprintf(`"filter":%q`, text) }

// do is an action as JSON.
func do(kind, with string) string { return fmt.Sprintf(`{"do":%q,"with":%s}`, kind, with) }

// tag is the action that most rows look for: it puts one tag on the item.
func tag(name string) string { return do("add_tags", fmt.Sprintf(`{"tags":[%q]}`, name)) }

// set is a set of the recipes, with the calendars and the saved filter that they may name.
func set(recipes ...string) string {
	return `{"format":1,
		"filters":{"vip":"'vip' in mention.tags"},
		"calendars":{
			"brussels":{"zone":"Europe/Brussels","week":{"monday":["09:00-15:00","16:00-22:00"],"tuesday":["09:00-23:00"]}},
			"sundays":{"zone":"Europe/Brussels","week":{"sunday":["02:00-03:00"]}}},
		"recipes":[` + strings.Join(recipes, ",") + `]}`
}

// cook runs the recipes with handlers that only write down what they are asked to do, by the table of Social Connect.
func cook(t *testing.T, recipes ...string) *recipetest.Kitchen {
	t.Helper()
	return cookBy(t, action.SocialConnect, set(recipes...))
}

// cookBy runs a set by a table of availability.
func cookBy(t *testing.T, table action.Availability, set string) *recipetest.Kitchen {
	t.Helper()
	k := recipetest.New(t)
	k.Engine.Availability = table
	recipetest.Record[webhook.Config](k)
	k.Load(set)
	return k
}

// host is an engine that has a handler for every kind, and the table of Social Connect.
func host() *recipe.Engine {
	hs := new(action.Handlers)
	action.HandleAll(hs, func(context.Context, action.Config, action.Input) error { return nil })
	action.HandleFunc(hs, func(context.Context, webhook.Config, action.Input) error { return nil })
	return &recipe.Engine{Handlers: hs, Availability: action.SocialConnect}
}

// check is everything that is wrong with a set, for an engine.
func check(e *recipe.Engine, document string) error {
	parsed, err := recipe.Decode([]byte(document))
	return errors.Join(err, e.Check(parsed))
}

// faults are the paths, in their recipes, of all that is wrong with the recipes; nil when they load.
func faults(t *testing.T, recipes ...string) []string {
	t.Helper()
	var paths []string
	err := check(host(), set(recipes...))
	for _, f := range recipe.Faults(err) {
		paths = append(paths, f.Path)
	}
	require.Equal(t, err == nil, len(paths) == 0, "every error is a list of faults")
	return paths
}

// ran are the recipes that fired, in order.
func ran(r recipe.Report) []string {
	var ids []string
	for _, d := range r.Decisions {
		if d.Run != "" {
			ids = append(ids, d.Recipe)
		}
	}
	return ids
}

// outcomes are the steps of a report's first decision: "done", "skipped cases_only".
func outcomes(r recipe.Report) []string {
	var list []string
	if len(r.Decisions) == 0 {
		return nil
	}
	for _, s := range r.Decisions[0].Actions {
		list = append(list, strings.TrimSpace(string(s.Outcome)+" "+string(s.Reason)))
	}
	return list
}
