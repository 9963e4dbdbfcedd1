package foresight_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/recipe/foresight"
	"github.com/commis-recipes/commis/trigger"
)

// decode reads a set.
func decode(t testing.TB, set string) recipe.Set {
	t.Helper()
	got, err := recipe.Decode([]byte(set))
	require.NoError(t, err)
	return got
}

// one writes a recipe; rest are its further members.
func one(id, trig, rest string) string {
	return fmt.Sprintf(`{"id":%q,"name":"N","enabled":true,"trigger":{"all_topics":true,%s},%s}`, id, trig, rest)
}

// recipes writes a set.
func recipes(list ...string) string { return `{"recipes":[` + strings.Join(list, ",") + `]}` }

const (
	onNew     = `"on":"new_item"`
	onMention = `"on":"case_mention"`
	onUpdate  = `"on":"case_updated"`
	tagVIP    = `"actions":[{"do":"add_tags","with":{"tags":["vip"]}}]`
	note      = `"actions":[{"do":"note","with":{"text":"hi"}}]`
)

func where(filter, actions string) string {
	return `"filter":` + fmt.Sprintf("%q", filter) + `,` + actions
}

// Whoever waits for a long lint hears of each recipe.
func TestLintStep(t *testing.T) {
	t.Parallel()
	steps := 0
	host := foresight.Host{Step: func() { steps++ }}
	_, err := host.Lint(manyRecipes(t, 30))
	require.NoError(t, err)
	require.Equal(t, 30, steps)
}

// The findings of sets, each as "rule recipes path".
func TestLint(t *testing.T) {
	t.Parallel()
	office := `"calendars":{"office":{"zone":"UTC","week":{"monday":["09:00-17:00"]}}},`
	allDay := `"calendars":{"always":{"zone":"UTC","week":{"monday":["00:00-24:00"],"tuesday":["00:00-24:00"],"wednesday":["00:00-24:00"],` +
		`"thursday":["00:00-24:00"],"friday":["00:00-24:00"],"saturday":["00:00-24:00"],"sunday":["00:00-24:00"]}}},`
	for _, tt := range []struct {
		name, set string
		want      []string
	}{
		{"nothing", recipes(one("a", onNew, where(`mention.type != "sent"`, tagVIP))), nil},
		{"never", recipes(one("a", onUpdate, where(`case.priority == "low" and case.priority == "high"`, tagVIP))),
			[]string{"never_matches a recipes[0].filter"}},
		{"never, disabled", recipes(strings.Replace(one("a", onUpdate, where(`false`, tagVIP)), `"enabled":true,`, "", 1)),
			[]string{"never_matches a recipes[0].filter"}},
		{"a list holds both", recipes(one("a", onUpdate, where(`"a" in case.tags and "b" in case.tags`, tagVIP))), nil},
		{"always", recipes(one("a", onUpdate, where(`case.priority != "low" or case.priority == "low"`, tagVIP))),
			[]string{"always_matches a recipes[0].filter"}},
		{"absent is neither", recipes(one("a", onMention, where(`mention.author.followers < 100 or mention.author.followers >= 100`, tagVIP))), nil},
		{"beyond", recipes(one("a", onUpdate, where(`case.title matches "a+" and not (case.title matches "a+")`, tagVIP))), nil},
		{"duplicate", recipes(
			one("a", onUpdate, where(`case.priority in ["low", "high"]`, tagVIP)),
			one("b", onUpdate, where(`case.priority == "high" or case.priority == "low"`, `"actions":[{"id":"x","do":"add_tags","with":{ "tags":["vip"]}}]`))),
			[]string{"duplicate b a recipes[1]"}},
		{"three alike", recipes(one("a", onUpdate, tagVIP), one("b", onUpdate, tagVIP), one("c", onUpdate, tagVIP)),
			[]string{"duplicate b a recipes[1]", "duplicate c a b recipes[2]"}},
		{"subsumed", recipes(
			one("a", onUpdate, where(`case.priority == "high"`, tagVIP)),
			one("b", onUpdate, where(`case.priority != nil`, tagVIP))),
			[]string{"subsumed a b recipes[0]"}},
		{"subsumed by more actions", recipes(
			one("a", onUpdate, tagVIP),
			one("b", onUpdate, `"actions":[{"do":"resolve"},{"do":"add_tags","with":{"tags":["vip"]}}]`)),
			[]string{"subsumed a b recipes[0]"}},
		{"narrower with other actions", recipes(
			one("a", onUpdate, where(`case.priority == "high"`, note)),
			one("b", onUpdate, tagVIP)), nil},
		{"other topics", recipes(
			strings.Replace(one("a", onUpdate, tagVIP), `"all_topics":true`, `"topics":["x"]`, 1),
			strings.Replace(one("b", onUpdate, tagVIP), `"all_topics":true`, `"topics":["y"]`, 1)), nil},
		{"fewer topics", recipes(
			strings.Replace(one("a", onUpdate, tagVIP), `"all_topics":true`, `"topics":["x"]`, 1),
			strings.Replace(one("b", onUpdate, tagVIP), `"all_topics":true`, `"topics":["y","x"]`, 1)), []string{"subsumed a b recipes[0]"}},
		{"conflicting statuses", recipes(
			one("a", onMention, where(`"vip" in case.tags`, `"actions":[{"do":"set_status","with":{"status":"pending"}}]`)),
			one("b", onMention, `"actions":[{"do":"set_status","with":{"status":"resolved"}}]`)),
			[]string{"conflicting_writes a b recipes[0].actions[0]"}},
		{"the same status", recipes(
			one("a", onUpdate, `"actions":[{"do":"resolve"}]`),
			one("b", onUpdate, where(`"vip" in case.tags`, `"actions":[{"do":"set_status","with":{"status":"resolved"}},{"do":"note","with":{"text":"x"}}]`))), nil},
		{"never together", recipes(
			one("a", onMention, where(`mention.private`, `"actions":[{"do":"set_status","with":{"status":"pending"}}]`)),
			one("b", onMention, where(`not mention.private`, `"actions":[{"do":"set_status","with":{"status":"resolved"}}]`))), nil},
		{"a tag on and off", recipes(
			one("a", onNew, `"actions":[{"do":"add_tags","with":{"tags":["x"],"target":"case"}}]`),
			one("b", onNew, `"actions":[{"do":"remove_tags","with":{"tags":["x","y"],"target":"case"}}]`)),
			[]string{"conflicting_writes a b recipes[0].actions[0]"}},
		{"one later", recipes(
			one("a", onMention, `"actions":[{"do":"set_status","with":{"status":"pending"}}]`),
			one("b", onMention, `"actions":[{"do":"set_status","after":"2d","with":{"status":"resolved"}}]`)), nil},
		{"a placeholder", recipes(
			one("a", onNew, `"actions":[{"do":"assign","with":{"users":["{{ mention.author.name }}"]}}]`),
			one("b", onNew, `"actions":[{"do":"assign","with":{"users":["ann"]}}]`)), nil},
		{"two people", recipes(
			one("a", onNew, `"actions":[{"do":"assign","with":{"users":["bob"]}}]`),
			one("b", onNew, `"actions":[{"do":"assign","with":{"users":["ann"]}}]`)),
			[]string{"conflicting_writes a b recipes[0].actions[0]"}},
		{"nobody and somebody", recipes(
			one("a", onUpdate, `"actions":[{"do":"assign","with":{"users":["bob"]}}]`),
			one("b", onUpdate, `"actions":[{"do":"unassign"}]`)),
			[]string{"conflicting_writes a b recipes[0].actions[0]"}},
		{"a ring of two", recipes(
			one("a", `"on":"case_tag_added","tag":"x"`, `"actions":[{"do":"remove_tags","with":{"tags":["x"]}}]`),
			one("b", `"on":"case_tag_removed","tag":"x"`, `"actions":[{"do":"add_tags","with":{"tags":["x"]}}]`)),
			[]string{"cycle a b recipes[0]"}},
		{"a tag that is there", recipes(
			one("a", `"on":"case_tag_added","tag":"a"`, `"actions":[{"do":"add_tags","with":{"tags":["b"]}}]`),
			one("b", `"on":"case_tag_added","tag":"b"`, `"actions":[{"do":"add_tags","with":{"tags":["a"]}}]`)), nil},
		{"a way in, and a ring", recipes(
			one("in", onNew, `"actions":[{"do":"add_tags","with":{"tags":["x"],"target":"case"}}]`),
			one("a", `"on":"case_tag_added","tag":"x"`, `"actions":[{"do":"remove_tags","with":{"tags":["x"]}}]`),
			one("b", `"on":"case_tag_removed","tag":"x"`, `"actions":[{"do":"add_tags","with":{"tags":["x"]}}]`)),
			[]string{"cycle a b recipes[1]"}},
		{"one alone", recipes(one("a", onUpdate,
			`"actions":[{"do":"set_field","with":{"field":"case.fields.n","value":"{{ event.id }}"}}]`)),
			[]string{"cycle a recipes[0]"}},
		{"a filter that ends it", recipes(one("a", onUpdate, where(`case.fields.n == nil`,
			`"actions":[{"do":"set_field","with":{"field":"case.fields.n","value":"{{ event.id }}"}}]`))), nil},
		{"a ring through a wait", recipes(
			one("a", `"on":"case_status_changed","status":"pending"`, `"actions":[{"do":"set_status","after":"30m","unless":["customer_reply"],"with":{"status":"unresolved"}}]`),
			one("b", `"on":"case_status_changed","status":"unresolved"`, `"actions":[{"do":"set_status","after":"10d","with":{"status":"pending"}}]`)),
			[]string{"cycle a b recipes[0]"}},
		{"a ring through business hours", `{` + office + `"recipes":[` +
			one("a", `"on":"case_tag_added","tag":"x"`, `"actions":[{"do":"remove_tags","after":"400h","in":"office","with":{"tags":["x"]}}]`) + `,` +
			one("b", `"on":"case_tag_removed","tag":"x"`, `"actions":[{"do":"add_tags","with":{"tags":["x"]}}]`) + `]}`,
			[]string{"cycle a b recipes[0]"}},
		{"a wait on the way, and no ring", recipes(
			one("a", `"on":"case_status_changed","status":"pending"`, `"actions":[{"do":"set_status","with":{"status":"unresolved"}}]`),
			one("b", `"on":"case_status_changed","status":"resolved"`, `"actions":[{"do":"set_status","after":"30m","with":{"status":"pending"}}]`)), nil},
		{"answers itself after a while", recipes(one("a", `"on":"case_mention","by":["recipe","customer"]`,
			`"actions":[{"do":"private_reply","after":"1d","with":{"message":"hi"}}]`)),
			[]string{"answers_itself a recipes[0]"}},
		{"answers itself", recipes(one("a", `"on":"case_mention","by":["recipe","customer"]`,
			`"actions":[{"do":"reply","with":{"message":"hi","mode":"immediate"}}]`)),
			[]string{"answers_itself a recipes[0]"}},
		{"answer each other", recipes(
			one("a", `"on":"case_mention","by":["recipe","customer"]`, where(`mention.content != "a"`, `"actions":[{"do":"reply","with":{"message":"a","mode":"immediate"}}]`)),
			one("b", `"on":"case_mention","by":["recipe"]`, where(`mention.content == "a"`, `"actions":[{"do":"reply","with":{"message":"b","mode":"immediate"}}]`))),
			[]string{"answers_itself a b recipes[0]"}},
		{"answers people alone", recipes(one("a", onMention, `"actions":[{"do":"reply","with":{"message":"hi","mode":"immediate"}}]`)), nil},
		{"answers robots", recipes(one("a", onMention, `"actions":[{"do":"reply","to_automatic":true,"with":{"message":"hi","mode":"immediate"}}]`)),
			[]string{"answers_robots a recipes[0].actions[0].to_automatic"}},
		{"robots are filtered out", recipes(one("a", onMention, where(`not mention.automatic`,
			`"actions":[{"do":"reply","to_automatic":true,"with":{"message":"hi","mode":"immediate"}}]`))), nil},
		{"always open", `{` + allDay + `"recipes":[` + one("a", onNew, `"hours":{"calendar":"always","when":"outside"},`+tagVIP) + `]}`,
			[]string{"never_open a recipes[0].hours"}},
		{"sometimes open", `{` + office + `"recipes":[` + one("a", onNew, `"hours":{"calendar":"office","when":"outside"},`+tagVIP) + `]}`, nil},
		{"a wait that never ends", recipes(`{"id":"a","name":"N","enabled":true,"trigger":{"on":"schedule","times":["09:00"],"zone":"UTC","each":"cases","all_topics":true},` +
			`"actions":[{"do":"resolve","after":"1d","from":"last"}]}`), []string{"wait_never_ends a recipes[0].actions[0].after"}},
		{"a shorter wait", recipes(`{"id":"a","name":"N","enabled":true,"trigger":{"on":"schedule","times":["09:00"],"zone":"UTC","each":"cases","all_topics":true},` +
			`"actions":[{"do":"resolve","after":"23h","from":"last"}]}`), nil},
		{"from the first slot", recipes(`{"id":"a","name":"N","enabled":true,"trigger":{"on":"schedule","times":["09:00"],"zone":"UTC","each":"cases","all_topics":true},` +
			`"actions":[{"do":"resolve","after":"3d"}]}`), nil},
		{"a poll", recipes(`{"id":"a","name":"N","enabled":true,"trigger":{"on":"poll","poll":{"source":"s","every":"1h","key":"id"}},` +
			`"actions":[{"do":"slack","after":"1h","with":{"channel":"c","text":"x"}}]}`), []string{"wait_never_ends a recipes[0].actions[0].after"}},
		{"unused", `{"filters":{"vip":"case.title == 'x'","inner":"case.title == 'y'","outer":{"saved":"inner"},"used":"case.title == 'z'"},"calendars":{` +
			`"texts":{"zone":"UTC","week":{"monday":["09:00-17:00"]}},"none":{"zone":"UTC","week":{"monday":["09:00-17:00"]}},` +
			`"asked":{"zone":"UTC","week":{"monday":["09:00-17:00"]}},"in":{"zone":"UTC","week":{"monday":["09:00-17:00"]}}},"recipes":[` +
			one("a", onUpdate, `"filter":{"saved":"used"},"actions":[{"do":"note","after":"1h","in":"in","with":{"text":"{{ open(\"texts\") }}"}}]`) + `,` +
			one("b", onUpdate, where(`open("asked")`, tagVIP)) + `]}`,
			[]string{"unused_calendar calendars.none", "unused_filter filters.inner", "unused_filter filters.outer", "unused_filter filters.vip"}},
		{"impossible values", `{"filters":{"s":"case.status != 'open'"},"recipes":[` +
			one("a", onUpdate, where(`case.priority == "urgent" or case.title == "x"`, tagVIP)) + `,` +
			one("b", onUpdate, where(`event.actor in ["human", "agent"] and event.kind in ["case_update", "case_updated"]`, note)) + `]}`,
			[]string{"impossible_value a recipes[0].filter", "impossible_value b recipes[1].filter", "impossible_value b recipes[1].filter",
				"impossible_value filters.s", "unused_filter filters.s"}},
		{"removes everything", recipes(one("a", onNew, `"actions":[{"do":"remove","with":{"how":"delete"}}]`)), []string{"removes_everything a recipes[0].actions[0]"}},
		{"removes some", recipes(one("a", onNew, where(`mention.service == "x"`, `"actions":[{"do":"remove","with":{"how":"delete"}}]`))), nil},
		{"a service unsaid", recipes(one("a", onMention, `"actions":[{"do":"reply","with":{"message":"hi","mode":"draft","service":"twitter"}}]`)),
			[]string{"reply_service_unsaid a recipes[0].actions[0].with.service"}},
		{"a service said", recipes(one("a", onMention, where(`mention.service == "twitter"`, `"actions":[{"do":"reply","with":{"message":"hi","mode":"draft","service":"twitter"}}]`))), nil},
		{"stopped", recipes(
			one("s", onUpdate, where(`case.priority == "high"`, `"stop":true,`+note)),
			one("t", onUpdate, where(`case.priority != "high"`, `"stop":true,"actions":[{"do":"note","with":{"text":"t"}}]`)),
			one("u", onUpdate, where(`case.title == "x"`, `"stop":true,"actions":[{"do":"note","with":{"text":"u"}}]`)),
			one("a", onUpdate, tagVIP)),
			[]string{"shadowed_by_stop u s t recipes[2]", "shadowed_by_stop a s t recipes[3]"}},
		{"stopped sometimes", recipes(
			one("s", onUpdate, where(`case.priority == "high"`, `"stop":true,`+note)),
			one("a", onUpdate, tagVIP)), nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			findings, err := foresight.Host{}.Lint(decode(t, tt.set))
			require.NoError(t, err)
			var got []string
			for _, f := range findings {
				got = append(got, strings.Join(append([]string{string(f.Rule)}, append(f.Recipes, f.Path)...), " "))
				require.NotEmpty(t, f.Message)
				require.Equal(t, f.Rule.Severity(), f.Severity)
				if f.Witness != nil {
					require.NoError(t, trigger.World{}.Check(*f.Witness))
				}
			}
			require.Equal(t, tt.want, got)
		})
	}
}
