package replay

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// done returns the events and configs of the actions of a recipe that are done.
func done(t *testing.T, stdout, recipe string) []string {
	t.Helper()
	var all []string
	for _, o := range parse(t, stdout) {
		if o.Recipe == recipe && o.Outcome == "done" {
			all = append(all, o.Event+" "+string(o.With))
		}
	}
	return all
}

// A note is a mention of its own type, a field that is set is an update of the case with the change, and a case that is
// taken away is assigned to nobody. What is as it was already is no event.
func TestDeskTellsWhatFollows(t *testing.T) {
	t.Parallel()
	const set = `{"recipes":[
	 {"id":"do","name":"D","enabled":true,"trigger":{"on":"case_tag_added","all_topics":true},"actions":[
	  {"do":"note","with":{"text":"Looked at"}},
	  {"id":"product","do":"set_field","with":{"field":"case.fields.product","value":"router"}},
	  {"id":"list","do":"set_field","with":{"field":"case.fields.list","value":["{{ case.fields.list }}","b"]}},
	  {"do":"unassign"}]},
	 {"id":"notes","name":"N","enabled":true,"trigger":{"on":"new_item","types":["note"],"by":["recipe"],"all_topics":true},
	  "actions":[{"do":"slack","with":{"channel":"c","text":"{{ mention.type }} {{ mention.content }} {{ mention.case_id }}"}}]},
	 {"id":"updates","name":"U","enabled":true,"trigger":{"on":"case_updated","all_topics":true},
	  "actions":[{"do":"slack","with":{"channel":"c","text":"{{ was('case.fields.product') }} is {{ case.fields.product }}, {{ changed('case.fields.list') }}"}}]},
	 {"id":"assigned","name":"A","enabled":true,"trigger":{"on":"case_assigned","all_topics":true},
	  "actions":[{"do":"slack","with":{"channel":"c","text":"from {{ was('case.assigned.users') }} to {{ case.assigned.users }} "}}]}]}`
	events := strings.Join([]string{
		`{"id":"e1","kind":"case_created","at":"2026-01-05T10:00:00Z","case":{"id":"5","assigned":{"users":["ann"]},"fields":{"product":"phone","list":["a"]}}}`,
		`{"id":"e2","kind":"case_tag_added","at":"2026-01-05T10:01:00Z","case":{"id":"5"},"tag":"x"}`,
		`{"id":"e3","kind":"case_tag_added","at":"2026-01-05T10:02:00Z","case":{"id":"5"},"tag":"y"}`,
	}, "\n")
	stdout, _ := play(t, set, events)
	require.Equal(t, []string{
		`e2/1 {"channel":"c","text":"note Looked at 5"}`, `e3/1 {"channel":"c","text":"note Looked at 5"}`,
	}, done(t, stdout, "notes"))
	require.Equal(t, []string{
		`e2/2 {"channel":"c","text":"phone is router, false"}`, `e2/3 {"channel":"c","text":" is router, true"}`,
	}, done(t, stdout, "updates"), "the second time both fields are as they were")
	require.Equal(t, []string{`e2/4 {"channel":"c","text":"from ann to  "}`}, done(t, stdout, "assigned"))
}

// Who is away has no turn; the others have theirs one after the other, and the line of an action says whose it was.
func TestAway(t *testing.T) {
	t.Parallel()
	const set = `{"recipes":[{"id":"r","name":"R","enabled":true,"trigger":{"on":"new_item","all_topics":true},
	 "actions":[{"do":"assign","with":{"users":["ann","cid","bob","dan"],"pick":"one"}}]}]}`
	var events []string
	for _, n := range []string{"1", "2", "3", "4", "5"} {
		events = append(events, `{"id":"e`+n+`","kind":"mention_created","at":"2026-01-05T10:0`+n+`:00Z","mention":{"id":"m`+n+`"}}`)
	}
	for away, want := range map[string][]string{
		"":           {"ann", "cid", "bob", "dan", "ann"},
		"ann,bob":    {"cid", "dan", "cid", "dan", "cid"},
		"ann , eve ": {"cid", "bob", "dan", "cid", "bob"},
	} {
		var args []string
		if away != "" {
			args = []string{"-away", away}
		}
		stdout, _ := play(t, set, strings.Join(events, "\n"), args...)
		var got []string
		for line := range strings.Lines(stdout) {
			if _, after, ok := strings.Cut(line, `"output":{"users":["`); ok {
				who, _, _ := strings.Cut(after, `"`)
				got = append(got, who)
			}
		}
		require.Equal(t, want, got, "away: %q", away)
	}
	stdout, _ := play(t, set, strings.Join(events, "\n"), "-away", "ann,bob,cid,dan")
	skipped := 0
	for _, o := range parse(t, stdout) {
		if o.Action != "" && o.Outcome == "skipped" && o.Reason == "nobody_available" {
			skipped++
		}
	}
	require.Equal(t, 5, skipped)

	for _, bad := range []string{"", "ann,,bob"} {
		var out, errs bytes.Buffer
		require.Equal(t, exitUsage, run([]string{"-away", bad}, nil, &out, &errs), bad)
		require.Contains(t, errs.String(), "want names with a comma between them, such as ann,bob")
		require.Empty(t, out.String())
	}
}
