package recipe_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"sync"
	"testing"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/filter"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/trigger"
	"github.com/stretchr/testify/require"
)

// drawRecipe draws a recipe that may start on the events that drawMention draws.
func drawRecipe(r *rand.Rand, id string) recipe.Recipe {
	pick := func(list ...string) string { return list[r.IntN(len(list))] }
	var text string
	for i := range r.IntN(4) {
		if i > 0 {
			text += pick(" and ", " or ", " and not ")
		}
		text += "(" + pick(`mention.service == "twitter"`, `mention.service != "email"`, `"vip" in mention.tags`, `word(mention.content, "falla", "error")`, `not word(mention.content, "app")`,
			`mention.author.followers > 10`, `mention.private`, `record.x > 3`, `len(mention.content) > 10`, `mention.language in ["es", "en"]`, `mention.content matches "fal+a"`, `case == nil`) + ")"
	}
	on := pick("new_item", "new_item", "new_item", "case_mention", "mention_updated")
	out := recipe.Recipe{ID: id, Name: "n" + strconv.Itoa(r.IntN(3)), Enabled: r.IntN(8) > 0, Trigger: trigger.Trigger{On: []string{on}}}
	out.Filter.Text = text
	switch r.IntN(12) {
	case 0:
		out.Filter.Text, out.Filter.Saved = "", "vip"
	case 1:
		out.Filter = filter.Filter{Tree: &filter.Cond{Not: &filter.Cond{Field: "mention.service", Op: "is", Values: []any{pick("twitter", "email")}}}}
	}
	if out.Trigger.AllTopics = r.IntN(2) == 0; !out.Trigger.AllTopics {
		out.Trigger.Topics = []string{pick("support", "sales")}
	}
	if r.IntN(5) == 0 {
		out.Hours = &recipe.Hours{Calendar: "office", When: recipe.When(pick("during", "outside"))}
	}
	out.Actions = []action.Action{{Do: "add_tags", With: json.RawMessage(fmt.Sprintf(`{"tags": ["t%d"]}`, r.IntN(3)))}}
	return out
}

func drawEventFor(r *rand.Rand, id string) trigger.Event {
	pick := func(list ...string) string { return list[r.IntN(len(list))] }
	followers := r.IntN(20)
	ev := trigger.Event{ID: id, Kind: trigger.MentionCreated, At: ten, Mention: &trigger.Mention{
		ID: "m" + id, Topic: pick("support", "sales", ""), Service: pick("twitter", "email", "facebook"), Language: pick("es", "fr"), Private: r.IntN(2) == 0,
		Content: pick("", "la app FALLA", "un error de servidor", "fallla todo", "ok"), Tags: []string{pick("vip", "x")}, Author: trigger.Author{Followers: &followers},
	}}
	if r.IntN(3) == 0 {
		ev.Record = &trigger.Record{ID: "r", Fields: map[string]any{"x": []any{1, 5, "text"}[r.IntN(3)]}}
	}
	if r.IntN(6) == 0 {
		ev.Kind, ev.Changes = trigger.MentionUpdated, map[string]trigger.Change{"mention.status": {From: "new", To: "done"}}
	}
	return ev
}

// shown is a decision as text, to be compared.
func shown(list []recipe.Decision) []string {
	var lines []string
	for _, d := range list {
		line := fmt.Sprintln(d.Recipe, d.Outcome, d.Reason, d.Err, d.Run, d.Item)
		for _, s := range d.Actions {
			line += fmt.Sprintln(" ", s.Action, s.Do, s.Outcome, s.Reason, s.Err, s.Key, string(s.With), s.Due)
		}
		lines = append(lines, line)
	}
	return lines
}

// naive returns the IDs of the recipes of the set that the event concerns: it looks at every one, and runs its filter.
func naive(t require.TestingT, s recipe.Set, ev trigger.Event) (ids []string) {
	c := filter.Compiler{Saved: s.Filters}
	for _, r := range s.Recipes {
		p, err := c.Compile(r.Filter)
		require.NoError(t, err)
		if !r.Enabled || !r.Trigger.Matches(ev) || !r.Trigger.InTopic(ev) {
			continue
		}
		match, err := p.Match(filter.NewView(ev.Normal()))
		if err == nil && !match {
			continue
		}
		if err == nil && r.Hours != nil {
			hours, err := s.Calendars[r.Hours.Calendar].Compile()
			require.NoError(t, err)
			if hours.Open(ev.At) != (r.Hours.When == recipe.During) {
				continue
			}
		}
		ids = append(ids, r.ID)
	}
	return ids
}

// concerned is what Explain tells of the recipes that an event concerns.
func concerned(e *recipe.Engine, ev trigger.Event) []recipe.Decision {
	silent := []recipe.Outcome{recipe.Disabled, recipe.OtherTrigger, recipe.OtherTopic, recipe.FilteredOut, recipe.OutsideHours}
	return slices.DeleteFunc(e.Explain(ev), func(d recipe.Decision) bool { return slices.Contains(silent, d.Outcome) })
}

// drawRecipes draws a set.
func drawRecipes(t require.TestingT, r *rand.Rand, n int) recipe.Set {
	s := recipe.Set{Format: 1}
	require.NoError(t, json.Unmarshal([]byte(`{"vip": "\"vip\" in mention.tags"}`), &s.Filters))
	require.NoError(t, json.Unmarshal([]byte(`{"office": {"zone":"UTC","week":{"monday":["09:00-17:00"]}}}`), &s.Calendars))
	for i := range n {
		s.Recipes = append(s.Recipes, drawRecipe(r, "r"+strconv.Itoa(i)))
	}
	return s
}

// again returns the set as JSON holds it: nothing of it is the same memory.
func again(t require.TestingT, s recipe.Set) recipe.Set {
	data, err := json.Marshal(s)
	require.NoError(t, err)
	next, err := recipe.Decode(data)
	require.NoError(t, err)
	return next
}

// Plan, Explain and Handle find what looking at every recipe finds, whatever was loaded before.
func TestIndexedDecisions(t *testing.T) {
	t.Parallel()
	found := 0
	for seed := range longer(1, 3, 12) {
		r := rand.New(rand.NewPCG(uint64(seed), 5))
		e := engine(t)
		s := drawRecipes(t, r, 1+r.IntN(40))
		for round := range 30 {
			s = changedSet(t, r, s, round)
			require.NoError(t, e.Load(s))
			fresh := engine(t)
			require.NoError(t, fresh.Load(again(t, s)))
			for i := range 6 {
				ev := drawEventFor(r, fmt.Sprint(seed, ".", round, ".", i))
				want := concerned(fresh, ev)
				require.Equal(t, naive(t, s, ev), ids(want), "seed %d", seed)
				found += len(want)
				require.Equal(t, shown(want), shown(concerned(e, ev)), "Explain, seed %d", seed)
				require.Equal(t, shown(want), shown(e.Plan(ev)), "Plan, seed %d", seed)
				require.Equal(t, shown(want), shown(fresh.Plan(ev)), "Plan of a new engine, seed %d", seed)
				report, err := e.Handle(t.Context(), ev)
				require.NoError(t, err)
				require.Equal(t, ids(want), ids(report.Decisions), "Handle, seed %d", seed)
			}
		}
	}
	require.Greater(t, found, longer(50, 250, 1000))
}

func ids(list []recipe.Decision) []string {
	var all []string
	for _, d := range list {
		all = append(all, d.Recipe)
	}
	return all
}

// changedSet edits a set in place, as an administrator would, or draws some of it anew.
func changedSet(t require.TestingT, r *rand.Rand, s recipe.Set, round int) recipe.Set {
	at := r.IntN(len(s.Recipes))
	one := &s.Recipes[at]
	switch r.IntN(10) {
	case 0:
		return again(t, s)
	case 1:
		s.Recipes = slices.Insert(s.Recipes, at, drawRecipe(r, fmt.Sprint("new", round)))
	case 2:
		if len(s.Recipes) > 1 {
			s.Recipes = slices.Delete(s.Recipes, at, at+1)
		}
	case 3:
		s.Recipes[0], *one = *one, s.Recipes[0]
	case 4:
		one.Enabled = !one.Enabled
	case 5:
		one.Actions[0].With = json.RawMessage(fmt.Sprintf(`{"tags": ["t%d"]}`, round))
	case 6:
		require.NoError(t, json.Unmarshal(fmt.Appendf(nil, `{"vip": "mention.author.followers > %d"}`, r.IntN(20)), &s.Filters))
	case 7:
		require.NoError(t, json.Unmarshal(fmt.Appendf(nil, `{"office": {"zone":"UTC","week":{"monday":["%02d:00-17:00"]}}}`, 9+r.IntN(3)), &s.Calendars))
	default:
		*one = drawRecipe(r, one.ID)
	}
	return s
}

// A set that has a fault changes nothing, and does not hide what was loaded.
func TestFaultyReload(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 6))
	e, s := engine(t), drawRecipes(t, r, 20)
	require.NoError(t, e.Load(s))
	ev := drawEventFor(r, "e")
	want := shown(e.Plan(ev))
	bad := again(t, s)
	bad.Recipes[3].Filter.Text = "mention.servic == 1"
	bad.Recipes[7].ID = bad.Recipes[8].ID
	for range 2 {
		require.Len(t, recipe.Faults(e.Load(bad)), 2)
		require.Equal(t, want, shown(e.Plan(ev)))
	}
	require.NoError(t, e.Load(s))
	require.Equal(t, want, shown(e.Plan(ev)))
}

// Events that are handled while sets are loaded are decided by one of the sets each.
func TestHandleBesideLoad(t *testing.T) {
	t.Parallel()
	loads, handles := longer(100, 1_000, 1_000), longer(1_000, 10_000, 10_000)
	r := rand.New(rand.NewPCG(2, 7))
	var sets [2]recipe.Set
	for i := range sets {
		sets[i] = drawRecipes(t, r, 8)
	}
	e := engine(t)
	require.NoError(t, e.Load(sets[0]))
	events := make([]trigger.Event, 20)
	var want [2][20][]string
	for i := range events {
		events[i] = drawEventFor(r, strconv.Itoa(i))
		for k := range sets {
			alone := engine(t)
			require.NoError(t, alone.Load(sets[k]))
			want[k][i] = ids(concerned(alone, events[i]))
		}
	}
	var wg sync.WaitGroup
	wg.Go(func() {
		for i := range loads {
			if err := e.Load(sets[i%2]); err != nil {
				t.Error(err)
			}
		}
	})
	for worker := range 4 {
		wg.Go(func() {
			for n := range handles / 4 {
				i := n % len(events)
				ev := events[i]
				ev.ID = fmt.Sprint(worker, ".", n)
				m := *ev.Mention
				m.ID = "m" + ev.ID
				ev.Mention = &m
				report, err := e.Handle(t.Context(), ev)
				if got := ids(report.Decisions); err != nil || !slices.Equal(got, want[0][i]) && !slices.Equal(got, want[1][i]) {
					t.Errorf("event %d: %v, %v; want %v or %v", i, got, err, want[0][i], want[1][i])
				}
			}
		})
	}
	wg.Wait()
}
