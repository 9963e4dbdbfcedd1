package desk_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/examples/console/desk"
)

// shared is a set in which Bob's recipe uses things that others may use, too.
func shared(bobs string) string {
	return fmt.Sprintf(`{"format":1,
	"filters":{"vip":"'vip' in case.tags","via":{"saved":"vip"},"asks":"open('office')","free":"'free' in case.tags"},
	"calendars":{"office":{"zone":"Europe/Brussels","week":{"monday":["09:00-17:00"]}},"spare":{"zone":"UTC","week":{"friday":["09:00-17:00"]}}},
	"recipes":[
		{"id":"open","name":"Everybody's","enabled":false,"trigger":{"on":"new_item","all_topics":true},"filter":{"saved":"vip"},
			"hours":{"calendar":"office","when":"during"},"actions":[{"do":"add_tags","with":{"tags":["x"]}}]},
		{"id":"bobs","name":"Bob's","owner":"bob","enabled":false,%s}]}`, bobs)
}

// What a recipe of somebody else uses is left as it is, however the recipe names it.
func TestOthersUse(t *testing.T) {
	t.Parallel()
	const (
		trigger = `"trigger":{"on":"case_status_changed","status":"pending","all_topics":true},`
		action  = `"actions":[{"do":"add_tags","with":{"tags":["x"]}}]`
		vip     = "'vip' in case.tags"
		office  = "09:00-17:00\"]}},\"spare\""
	)
	for _, test := range []struct {
		name     string
		bobs     string // the members of Bob's recipe
		old, now string // of the set
		says     string // empty: it is Ann's to change
	}{
		{"its filter", trigger + `"filter":{"saved":"vip"},` + action, vip, "'gold' in case.tags", `the filter "vip"`},
		{"the filter of its filter", trigger + `"filter":{"saved":"via"},` + action, vip, "'gold' in case.tags", `the filter "vip"`},
		{"another filter for its filter", trigger + `"filter":{"saved":"via"},` + action, `"via":{"saved":"vip"}`, `"via":{"saved":"free"}`, `the filter "via"`},
		{"the calendar of its hours", trigger + `"hours":{"calendar":"office","when":"during"},` + action, office, "10:00-17:00\"]}},\"spare\"", `the calendar "office"`},
		{"the calendar of its filter", trigger + `"filter":"open('office')",` + action, office, "10:00-17:00\"]}},\"spare\"", `the calendar "office"`},
		{"the calendar of its saved filter", trigger + `"filter":{"saved":"asks"},` + action, office, "10:00-17:00\"]}},\"spare\"", `the calendar "office"`},
		{"the calendar of an action", trigger + `"actions":[{"do":"add_tags","with":{"tags":["x"]},"after":"30m","in":"office"}]`, office, "10:00-17:00\"]}},\"spare\"", `the calendar "office"`},
		{"the calendar of a text", trigger + `"actions":[{"do":"note","with":{"text":"{{ open('office') }}"}}]`, office, "10:00-17:00\"]}},\"spare\"", `the calendar "office"`},
		{"both, and more that it does not use", trigger + `"filter":{"saved":"vip"},` + action, "'free' in case.tags\"},", "'gratis' in case.tags\",\"more\":\"true\",\"zebra\":\"true\"},", ""},
		{"a filter that it does not use", trigger + `"filter":{"saved":"vip"},` + action, "'free' in case.tags", "'gratis' in case.tags", ""},
		{"a filter among several", trigger + `"filter":{"saved":"vip"},` + action, "'vip' in case.tags\",\"via\":{\"saved\":\"vip\"},", "'gold' in case.tags\",\"via\":{\"saved\":\"free\"},\"zebra\":\"true\",", `the filter "vip"`},
		{"a calendar that it does not use", trigger + action, office, "10:00-17:00\"]}},\"spare\"", ""},
		{"white space", trigger + `"filter":{"saved":"vip"},` + action, `{"vip":`, `{ "vip" :`, ""},
		{"the order", trigger + `"filter":{"saved":"vip"},` + action, `"recipes":[`, `"recipes":[{"id":"first","name":"F","enabled":false,"trigger":{"on":"new_item","all_topics":true},"actions":[{"do":"resolve"}]},`, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			set := shared(test.bobs)
			c := newConsole(t, set)
			require.Equal(t, 1, strings.Count(set, test.old))
			body := saving(1, `"set":`+strings.Replace(set, test.old, test.now, 1))
			var answer refusal
			status := c.post(t, "save", body, &answer)
			if test.says == "" {
				require.Equal(t, 200, status, answer.Error)
				return
			}
			require.Equal(t, 403, status)
			require.Contains(t, answer.Error, `recipe "bobs"`)
			require.Contains(t, answer.Error, test.says)
			require.Equal(t, set, stored(t, c))
			require.Equal(t, 200, c.as(t, bob, "POST", "save", body, &answer), "Bob may: %s", answer.Error)
		})
	}
}

// The owner of a recipe stays the same, whichever request names another one.
func TestOwnerStays(t *testing.T) {
	t.Parallel()
	c := newConsole(t, small)
	for _, test := range []struct{ name, old, now string }{
		{"taken from everybody", `"name":"Tag refunds"`, `"name":"Tag refunds","owner":"bob"`},
		{"given to everybody", `"owner":"bob",`, ``},
		{"given to Ann", `"owner":"bob",`, `"owner":"ann",`},
	} {
		var answer refusal
		require.Equal(t, 403, c.as(t, bob, "POST", "save", saving(1, `"set":`+strings.Replace(small, test.old, test.now, 1)), &answer), test.name)
		require.Contains(t, answer.Error, "the owner cannot be changed")
	}
	// A restore does not give it back when somebody else made one with its ID anew, and does not give its secret away.
	require.Equal(t, 200, c.as(t, bob, "POST", "save", saving(1, `"remove":"hook"`), nil))
	require.Equal(t, 200, c.post(t, "save", saving(2, `"recipe":`+strings.Replace(strings.Replace(hook, `"bob"`, `"ann"`, 1), "[redacted]", "Bearer x", 1)), nil))
	for _, u := range []desk.User{ann, bob} {
		require.Equal(t, 403, c.as(t, u, "POST", "restore", saving(3, `"to":1,"id":"hook"`), nil), u.ID)
		require.Equal(t, 403, c.as(t, u, "POST", "restore", saving(3, `"to":1`), nil), u.ID)
	}
	require.NotContains(t, stored(t, c), "s3cret")
}

// A restore brings nothing back that a recipe of somebody else uses by now in another form.
func TestOthersRestore(t *testing.T) {
	t.Parallel()
	set := shared(`"trigger":{"on":"case_assigned","all_topics":true},"filter":{"saved":"vip"},"actions":[{"do":"resolve"}]`)
	c := newConsole(t, set)
	require.Equal(t, 200, c.as(t, bob, "POST", "save", saving(1, `"set":`+strings.Replace(set, "'vip' in", "'gold' in", 1)), nil))
	var answer refusal
	require.Equal(t, 403, c.post(t, "restore", saving(2, `"to":1`), &answer))
	require.Contains(t, answer.Error, `recipe "bobs"`)
	require.Equal(t, 200, c.as(t, bob, "POST", "restore", saving(2, `"to":1`), nil))
}

// The folders of a recipe that one may not edit stay, whichever request names them; those of others are everybody's.
func TestOthersFolders(t *testing.T) {
	t.Parallel()
	c := newConsole(t, small)
	require.Equal(t, 200, c.as(t, bob, "POST", "save", saving(1, `"set":`+small+`,"all_tags":{"hook":["Walls"],"tag":["Money"]}`), nil))
	for _, folders := range []string{`{}`, `{"hook":[]}`, `{"hook":["Walls","Other"]}`, `{"hook":["Other"],"tag":["Money"]}`} {
		var answer refusal
		require.Equal(t, 403, c.post(t, "save", saving(2, `"set":`+small+`,"all_tags":`+folders), &answer), folders)
		require.Contains(t, answer.Error, `recipe "hook": its folders`)
	}
	var answer refusal
	require.Equal(t, 403, c.post(t, "restore", saving(2, `"to":1`), &answer))
	require.Equal(t, 403, c.post(t, "save", saving(2, `"recipe":`+hook+`,"tags":["Other"]`), nil))
	require.Equal(t, 200, c.post(t, "save", saving(2, `"set":`+small+`,"all_tags":{"hook":["Walls"],"tag":["Refunds"]}`), nil))
	require.Equal(t, 200, c.post(t, "save", saving(3, `"set":`+strings.Replace(small, "Tag refunds", "Tag them", 1)), nil), "all folders stay")
	var set struct{ Tags map[string][]string }
	require.Equal(t, 200, c.get(t, "set", &set))
	require.Equal(t, map[string][]string{"hook": {"Walls"}, "tag": {"Refunds"}}, set.Tags)
}
