package additions_test

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/trigger"
)

// Every kind of event has a row, which says what its events are about and what they start.
func TestKindOfEvent(t *testing.T) {
	for name, kind := range constants(t, "trigger", "Kind") {
		spec, ok := trigger.Kind(kind).Spec()
		require.True(t, ok, "the kind of event %s has no row: add it to kindSpecs in trigger/kindspec.go", name)
		require.NotEmpty(t, spec.Starts(), "no trigger starts on %s: say which in its row of kindSpecs in trigger/kindspec.go", name)
		for _, on := range spec.Starts() {
			_, ok := trigger.SpecOf(on)
			require.True(t, ok, "%s starts %s, which has no row: add it to specs in trigger/spec.go", name, on)
		}
		if trigger.Kind(kind) != trigger.ScheduleFired {
			require.NotEmpty(t, spec.Item, "which item is %s about? say it in its row of kindSpecs in trigger/kindspec.go", name)
		}
		require.Equal(t, spec.Message, spec.Item == trigger.MentionItem && strings.HasSuffix(kind, "_created"),
			"does %s bring a message? see Message in its row of kindSpecs in trigger/kindspec.go", name)
	}
	require.Len(t, trigger.Kinds(), len(constants(t, "trigger", "Kind")), "a kind has two rows in trigger/kindspec.go, or has no constant in trigger/event.go")
}

// Every trigger has a row, and what the packages above derive from it.
func TestTrigger(t *testing.T) {
	families := []string{trigger.OnNewItem, trigger.OnCaseMention, trigger.OnCaseTagAdded, trigger.OnCaseStatusChanged, trigger.OnRecord}
	tests := text(t, "internal/conformance/*_test.go")
	for name, on := range constants(t, "trigger", "") {
		if !strings.HasPrefix(name, "On") {
			continue
		}
		spec, ok := trigger.SpecOf(on)
		require.True(t, ok, "the trigger %s has no row: add it to specs in trigger/spec.go", name)
		require.NotEmpty(t, spec.Kinds, "no kind of event starts %s: add it to a row of kindSpecs in trigger/kindspec.go", name)
		require.NotEmpty(t, spec.Items, "what are events of %s about? say it in its row of specs in trigger/spec.go", name)
		require.True(t, spec.Cases || !slices.Equal(spec.Items, []string{trigger.CaseItem}), "%s is about cases alone, and needs them: see Cases in its row of specs in trigger/spec.go", name)
		require.Contains(t, families, spec.Like, "%s takes the actions of no trigger of Social Connect: see Like in its row of specs in trigger/spec.go", name)
		require.Equal(t, spec.Alone, !spec.Has("by"), "may anybody start %s? see Members and Alone in its row of specs in trigger/spec.go", name)
		require.Contains(t, tests, `"`+on+`"`, "no test starts a recipe on %s: write one in internal/conformance/trg_test.go", on)
	}
}

// Each keeps the members that belong to a trigger, and every member of a trigger belongs to one.
func TestMemberOfTrigger(t *testing.T) {
	full := trigger.Trigger{AllTopics: true}
	fill(reflect.ValueOf(&full).Elem())
	always := []string{"on", "all_topics", "by", "types"}
	belongs := map[string]bool{}
	for _, on := range trigger.Names() {
		full.On = []string{on}
		spec, _ := trigger.SpecOf(on)
		for one := range full.Each() {
			got := jsonMembers(t, one)
			for _, member := range got {
				require.Contains(t, append(spec.Members, always...), member,
					"%s keeps %s, which is not of its Members: see specs in trigger/spec.go and options in trigger/option.go", on, member)
			}
			for _, member := range spec.Members {
				belongs[member] = true
				require.Contains(t, got, member, "%s loses its member %s: add it to options in trigger/option.go", on, member)
			}
		}
	}
	for _, member := range jsonMembers(t, full) {
		require.True(t, belongs[member] || slices.Contains(always, member),
			"the member %s of a trigger belongs to no trigger: add it to Members of a row of specs in trigger/spec.go", member)
	}
}

func jsonMembers(t *testing.T, v any) []string {
	t.Helper()
	data, err := json.Marshal(v)
	require.NoError(t, err)
	var doc map[string]any
	require.NoError(t, json.Unmarshal(data, &doc))
	var names []string
	for name := range doc {
		names = append(names, name)
	}
	return names
}

// fill sets everything in a value to something that is not zero.
func fill(v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		v.SetString("x")
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64:
		v.SetInt(7)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem())
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fill(v.Index(0))
	case reflect.Map:
		if v.Type().Elem().Kind() == reflect.Interface {
			v.Set(reflect.ValueOf(map[string]any{"x": "x"}))
			return
		}
		v.Set(reflect.MakeMap(v.Type()))
		element := reflect.New(v.Type().Elem()).Elem()
		fill(element)
		v.SetMapIndex(reflect.ValueOf("x").Convert(v.Type().Key()), element)
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[timeType]() {
			v.Set(reflect.ValueOf(noon))
			return
		}
		for i := range v.NumField() {
			fill(v.Field(i))
		}
	}
}
