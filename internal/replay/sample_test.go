package replay

import (
	"bytes"
	"encoding/json"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/examples/replay/sample"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/recipe/desk"
	"github.com/commis-recipes/commis/trigger"
)

// sampleDay is the sample as a test reads it: by the standard library, and without the events that come twice.
func sampleDay(t *testing.T) (events []trigger.Event) {
	t.Helper()
	seen := make(map[string]bool)
	for text := range strings.Lines(string(sample.Events)) {
		var ev trigger.Event
		require.NoError(t, json.Unmarshal([]byte(text), &ev))
		if !seen[ev.ID] {
			events = append(events, ev)
		}
		seen[ev.ID] = true
	}
	return events
}

func runSample(t *testing.T, args ...string) (lines []outcome, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	require.Equal(t, exitOK, run(args, nil, &out, &errs), "standard error: %s", &errs)
	return parse(t, out.String()), out.String(), errs.String()
}

// in returns the local time of day in Brussels, where it is one hour later than in UTC all day.
func in(at time.Time) string { return at.UTC().Add(time.Hour).Format("15:04:05") }

// officeHours are those of the calendar bru on a Monday.
func officeHours(at time.Time) bool {
	c := in(at)
	return "09:00:00" <= c && c < "12:30:00" || "13:15:00" <= c && c < "18:00:00"
}

func customers(ev trigger.Event) bool {
	return ev.Kind == trigger.MentionCreated && ev.Mention.Type != "sent"
}

func TestSampleIsDeterministic(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{nil, {"-explain"}} {
		_, first, firstSummary := runSample(t, args...)
		_, second, secondSummary := runSample(t, args...)
		require.Equal(t, first, second)
		require.Equal(t, firstSummary, secondSummary)
	}
}

// The lines are in order of virtual time, and within the day.
func TestSampleOrder(t *testing.T) {
	t.Parallel()
	lines, _, _ := runSample(t)
	last := time.Time{}
	for _, l := range lines {
		at, err := time.Parse(time.RFC3339, l.At)
		require.NoError(t, err)
		require.False(t, at.Before(last), "%s after %s", l.At, last)
		require.False(t, at.After(sample.End))
		last = at
	}
}

// The sample shows everything that there is: every kind of action, trigger and filter, and every outcome that a day
// without accidents has.
func TestSampleShowsEverything(t *testing.T) {
	t.Parallel()
	set, err := recipe.Decode(sample.Set)
	require.NoError(t, err)
	kinds, triggers, topics := make(map[string]bool), make(map[string]bool), make(map[bool]bool)
	var texts, trees, saved, after, unless, stops, during, outside int
	count := func(n *int, is bool) {
		if is {
			*n++
		}
	}
	for _, r := range set.Recipes {
		topics[r.Trigger.AllTopics] = true
		for _, on := range r.Trigger.On {
			triggers[on] = true
		}
		count(&texts, r.Filter.Text != "")
		count(&trees, r.Filter.Tree != nil)
		count(&saved, r.Filter.Saved != "")
		count(&during, r.Hours != nil && r.Hours.When == recipe.During)
		count(&outside, r.Hours != nil && r.Hours.When == recipe.Outside)
		for _, a := range r.Actions {
			kinds[a.Do] = true
			count(&after, !a.After.IsZero())
			count(&unless, len(a.Unless) > 0)
			count(&stops, a.OnError != "")
		}
	}
	for _, kind := range new(desk.Desk).Handlers().Kinds() {
		require.True(t, kinds[kind], "no recipe of the sample has a %s action", kind)
	}
	triggers[trigger.OnPoll] = true     // the sets of the directory followups do
	triggers[trigger.OnSchedule] = true // the set of the directory desk/weekly does
	for _, on := range trigger.Names() {
		require.True(t, triggers[on], "no recipe of the sample starts on %s", on)
	}
	require.Len(t, topics, 2)
	for i, n := range []int{texts, trees, saved, after, unless, stops, during, outside} {
		require.Positive(t, n, "feature %d", i)
	}

	lines, _, stderr := runSample(t)
	outcomes, ran := make(map[string]bool), make(map[string]bool)
	for _, l := range lines {
		outcomes[l.Outcome] = true
		ran[l.Recipe] = true
		if l.Error != "" {
			require.Equal(t, "closed-in-salesforce", l.Recipe, "a record without an address is the only failure: %s", l.Error)
		}
	}
	for _, r := range set.Recipes {
		require.Equal(t, r.Enabled, ran[r.ID], "recipe %s", r.ID)
	}
	for _, o := range []recipe.Outcome{recipe.Fired, recipe.Waiting, recipe.Done, recipe.Skipped, recipe.Cancelled, recipe.Repeated,
		recipe.LoopStopped, recipe.Partial, recipe.Failed} {
		require.True(t, outcomes[string(o)], "no line of the sample is %s", o)
	}
	require.Contains(t, stderr, "\nerrors:   2\n", "the survey and the contact of a record without an address")
}

// TestSampleCounts compares how often recipes fired with plain loops over the events.
func TestSampleCounts(t *testing.T) {
	t.Parallel()
	words := func(pattern string) *regexp.Regexp {
		return regexp.MustCompile(`(?i)(^|[^\p{L}\p{M}\p{N}])(` + strings.ReplaceAll(pattern, " ", `\s+`) + `)($|[^\p{L}\p{M}\p{N}])`)
	}
	falla := words(`falla|error de servidor`)
	leaving := words(`cancelar suscripción|cancel my subscription|résilier|kündigen|opzeggen|cancelar assinatura`)
	spammers := []string{"Momo B.", "CK", "BB", "Kevin Lombard"} // as a person reads them
	for id, concerns := range map[string]func(trigger.Event) bool{
		"it-alerts": func(ev trigger.Event) bool {
			return customers(ev) && ev.Mention.Topic != "billing" && falla.MatchString(ev.Mention.Content)
		},
		"hide-spam": func(ev trigger.Event) bool { return customers(ev) && slices.Contains(spammers, ev.Mention.Author.Name) },
		"churn":     func(ev trigger.Event) bool { return customers(ev) && leaving.MatchString(ev.Mention.Content) },
		"big-voices": func(ev trigger.Event) bool {
			return customers(ev) && ev.Mention.Topic == "social" && ev.Mention.Author.Followers != nil && *ev.Mention.Author.Followers >= 5000
		},
		"angry-tweets": func(ev trigger.Event) bool {
			return customers(ev) && ev.Mention.Service == "twitter" && ev.Mention.Topic == "social" &&
				ev.Mention.Sentiment == "negative" && officeHours(ev.At)
		},
		"night-mail": func(ev trigger.Event) bool {
			return customers(ev) && ev.Mention.Service == "email" && !officeHours(ev.At)
		},
		"same-agent": func(ev trigger.Event) bool { return ev.Kind == trigger.CaseCreated },
		"urgent": func(ev trigger.Event) bool {
			return ev.Kind == trigger.CaseUpdated || ev.Kind == trigger.CaseCreated && // the desk tells of vip-first
				slices.Contains(ev.Case.Contact.Tags, "vip") && ev.Case.Priority != "high"
		},
		"answered":    func(ev trigger.Event) bool { return ev.Kind == trigger.CaseStatusChanged && ev.To == trigger.Pending },
		"close-quiet": closeQuiet,
		"spanish-desk": func(ev trigger.Event) bool {
			return customers(ev) && ev.Mention.Language == "es" && ev.Mention.CaseID != "" && "08:00:00" <= in(ev.At) && in(ev.At) < "15:00:00"
		},
		"quiet-threads": func(ev trigger.Event) bool {
			return ev.Kind == trigger.MentionCreated && ev.Mention.Type == "sent" && ev.Mention.CaseID == ""
		},
		"bad-review": func(ev trigger.Event) bool {
			return ev.Record != nil && ev.Record.Object == "review" &&
				slices.Contains([]any{1.0, 2.0, "1", "2"}, ev.Record.Fields["rating"])
		},
		"closed-in-salesforce": func(ev trigger.Event) bool { return ev.Record != nil && ev.Record.Fields["IsClosed"] == "true" },
		"night-vip":            func(trigger.Event) bool { return false }, // disabled
	} {
		t.Run(id, func(t *testing.T) {
			t.Parallel()
			var want, got []string
			for _, ev := range sampleDay(t) {
				if concerns(ev) {
					want = append(want, ev.ID)
				}
			}
			lines, _, _ := runSample(t)
			for _, l := range lines {
				if l.Recipe == id && l.Action == "" && l.Outcome != "repeated" && l.Outcome != "loop_stopped" {
					root, _, _ := strings.Cut(l.Event, "/")
					got = append(got, root)
				}
			}
			require.Equal(t, want, got)
		})
	}
}

func closeQuiet(ev trigger.Event) bool {
	return ev.Kind == trigger.CaseStatusChanged && ev.To == trigger.Pending && ev.Case.Topic == "support" && officeHours(ev.At)
}

// TestSampleSilence follows every half hour of silence by hand, and the wait for the next opening after it.
func TestSampleSilence(t *testing.T) {
	t.Parallel()
	type end struct{ event, outcome, at, reason string }
	var want []end
	events := sampleDay(t)
	for _, ev := range events {
		if !closeQuiet(ev) {
			continue
		}
		due := ev.At.Add(30 * time.Minute)
		for ; !officeHours(due); due = due.Truncate(time.Minute).Add(time.Minute) { // the hours hold then, too
		}
		e := end{ev.ID, "done", due.UTC().Format(time.RFC3339Nano), ""}
		for _, next := range events {
			first := e.outcome == "done" && next.At.After(ev.At) && !next.At.After(due)
			switch {
			case first && customers(next) && next.Mention.CaseID == ev.Case.ID:
				e = end{ev.ID, "cancelled", next.At.UTC().Format(time.RFC3339Nano), "customer_reply"}
			case first && closeQuiet(next) && next.Case.ID == ev.Case.ID:
				e = end{ev.ID, "cancelled", next.At.UTC().Format(time.RFC3339Nano), "rearmed"}
			}
		}
		want = append(want, e)
	}
	lines, _, stderr := runSample(t)
	var got []end
	for _, l := range lines {
		if l.Recipe == "close-quiet" && l.Do == "set_status" && l.Outcome != "waiting" {
			got = append(got, end{l.Event, l.Outcome, l.At, l.Reason})
		}
	}
	require.ElementsMatch(t, want, got)
	require.Greater(t, len(want), 10)
	require.Contains(t, stderr, "waiting:  0\n", "by midnight nothing waits any more")
}

// TestSampleExplain counts a line for every recipe and every event, also those that followed.
func TestSampleExplain(t *testing.T) {
	t.Parallel()
	set, err := recipe.Decode(sample.Set)
	require.NoError(t, err)
	plain, _, _ := runSample(t)
	lines, _, stderr := runSample(t, "-explain")
	byEvent := make(map[string]int)
	decisions, actions := 0, 0
	for i, l := range lines {
		if l.Action != "" {
			actions++
			continue
		}
		require.Equal(t, set.Recipes[decisions%len(set.Recipes)].ID, l.Recipe, "line %d: in the order of the set", i+1)
		decisions++
		byEvent[l.Event]++
		require.Equal(t, l.Outcome == "filtered_out", len(l.Tests) > 0, "line %d", i+1)
		if l.Recipe == "night-vip" {
			require.Equal(t, "disabled", l.Outcome)
		}
	}
	repeated := 2
	follow := len(byEvent) - len(sampleDay(t))
	require.Contains(t, stderr, "events:   "+strconv.Itoa(len(sampleDay(t))+repeated)+", 2 of them repeated; "+strconv.Itoa(follow)+" more followed\n")
	require.Equal(t, len(set.Recipes)*(len(byEvent)+repeated), decisions)
	for _, l := range plain {
		if l.Action != "" {
			actions--
		}
	}
	require.Zero(t, actions, "explaining does nothing more")
}
