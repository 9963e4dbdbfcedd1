package recipe

import (
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/filter"
	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/trigger"
	"github.com/stretchr/testify/require"
)

// everything is a recipe in which every field says something. It has faults, which do not matter here.
func everything() Recipe {
	return Recipe{
		ID: "id", Name: "name", Owner: "owner", Enabled: true,
		Trigger: trigger.Trigger{
			On: []string{"poll"}, Tag: []string{"tag"}, Status: []trigger.Status{trigger.Pending}, Source: "source", Object: "object", Topics: []string{"topic"}, AllTopics: true,
			Schedule: trigger.Schedule{Times: []string{"09:00"}, Days: []string{"monday"}, Zone: "UTC", Calendar: "c", Each: "e"},
			By:       []trigger.Actor{trigger.Agent}, Types: []string{"inbox"},
			Poll: &trigger.Poll{
				Source: "s", Every: schedule.Duration(time.Hour), Type: "json", Each: "e", Key: "k", GoneAfter: 2, Set: map[string]string{"local.a": "b"},
				Lookup: &trigger.Lookup{Source: "l", Set: map[string]string{"user.a": "b"}},
			},
		},
		Filter: filter.Filter{Tree: &filter.Cond{All: []filter.Cond{
			{Field: "mention.service", Op: "is", Values: []any{"a", "b"}},
			{Any: []filter.Cond{{Field: "mention.type", Op: "exists"}}},
			{Not: &filter.Cond{Field: "mention.author.followers", Op: "gt", Values: []any{int64(3)}}},
		}}},
		EnabledAt: time.Unix(5, 0), Stop: true, Shadow: true, Hours: &Hours{Calendar: "c", When: During},
		Actions: []action.Action{{
			Do: "add_tags", With: json.RawMessage(`{"tags": ["a"]}`), After: action.Delay{For: 1, Text: "a"}, At: "at", In: "in", From: action.FromFirst, Hours: &Hours{Calendar: "c", When: During}, Unless: []action.Signal{action.TagAdded},
			Repeat: &action.Repeat{Every: 1, Times: 2}, ID: "as", OnError: action.Stop, ToAutomatic: true, Limit: &action.Limit{Times: 1, Every: 1, Per: action.PerThread},
		}},
	}
}

// A rule is used again for the same recipe, and for none that differs from it in anything.
func TestSame(t *testing.T) {
	t.Parallel()
	c := compiler{engine: &Engine{}, last: &noSet}
	given := everything()
	document, err := json.Marshal(given)
	require.NoError(t, err)
	r := c.rule(c.faults.at("", ""), given, document)
	same := everything()
	require.True(t, r.same(&same))
	changed := 0
	eachLeaf(t, reflect.ValueOf(&given).Elem(), "recipe", func(path string) {
		changed++
		require.False(t, r.same(&given), "%s is not compared, or the rule shares it", path)
	})
	require.Greater(t, changed, 30)
	require.True(t, r.same(&same))
}

// eachLeaf changes every value within v, calls f and puts the old one back. It also makes lists shorter and pointers nil.
func eachLeaf(t *testing.T, v reflect.Value, path string, f func(path string)) {
	set := func(to reflect.Value) {
		old := reflect.New(v.Type()).Elem()
		old.Set(v)
		v.Set(to)
		f(path)
		v.Set(old)
	}
	if v.Type() == reflect.TypeFor[time.Time]() {
		set(reflect.ValueOf(time.Unix(9, 0)))
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			name := v.Type().Field(i).Name
			if empty := v.Field(i).IsZero(); empty && path != "recipe.Filter" && v.Type() != reflect.TypeFor[filter.Cond]() {
				t.Errorf("%s.%s is empty in the recipe of this test", path, name)
			}
			eachLeaf(t, v.Field(i), path+"."+name, f)
		}
	case reflect.Pointer:
		if v.IsNil() {
			return
		}
		set(reflect.Zero(v.Type()))
		eachLeaf(t, v.Elem(), path, f)
	case reflect.Slice:
		if v.IsNil() {
			return
		}
		set(v.Slice(0, v.Len()-1))
		for i := range v.Len() {
			eachLeaf(t, v.Index(i), path+"[]", f)
		}
	case reflect.Map:
		set(reflect.MakeMap(v.Type()))
		for _, k := range v.MapKeys() {
			old := v.MapIndex(k)
			v.SetMapIndex(k, reflect.ValueOf("other").Convert(v.Type().Elem()))
			f(path + "{}")
			v.SetMapIndex(k, old)
		}
	case reflect.String:
		set(reflect.ValueOf("other").Convert(v.Type()))
	case reflect.Bool:
		set(reflect.ValueOf(!v.Bool()).Convert(v.Type()))
	case reflect.Int, reflect.Int64:
		set(reflect.ValueOf(v.Int() + 1).Convert(v.Type()))
	case reflect.Uint8:
		set(reflect.ValueOf(uint8('x')))
	case reflect.Interface:
		set(reflect.ValueOf("other"))
		set(reflect.ValueOf([]any{1}))
	default:
		t.Fatalf("%s is a %v, which this test does not know", path, v.Kind())
	}
}
