package filter_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/commis-recipes/commis/filter"
	"github.com/commis-recipes/commis/internal/matching"
	"github.com/commis-recipes/commis/trigger"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func newIndex(rules []rule) matching.Index[*filter.Program, *filter.View] {
	var list []matching.Rule[*filter.Program]
	for _, r := range rules {
		list = append(list, r.Rule)
	}
	return filter.Internals().NewIndex(list)
}

// fires is what a trigger says, and whether it can say anything: it panics on an event without what its kind needs.
func fires(t trigger.Trigger, ev trigger.Event) (yes, whole bool) {
	defer func() {
		if recover() != nil {
			yes, whole = false, false
		}
	}()
	return t.Matches(ev) && t.InTopic(ev), true
}

// checkHits compares what an index finds with what every rule says on its own. It returns how many match.
func checkHits(rules []rule, x matching.Index[*filter.Program, *filter.View], v *filter.View, ev trigger.Event) (matches int, problem string) {
	v.Reset(ev)
	hits := slices.Clone(x.Match(v))
	for i, h := range hits {
		if h.Rule < 0 || h.Rule >= len(rules) || i > 0 && hits[i-1].Rule >= h.Rule {
			return 0, fmt.Sprintf("hits out of order: %v", hits)
		}
	}
	for i, r := range rules {
		at := slices.IndexFunc(hits, func(h matching.Hit) bool { return h.Rule == i })
		if r.Disabled {
			if at >= 0 {
				return 0, fmt.Sprintf("rule %d is for no event and was found", i)
			}
			continue
		}
		ok, err := r.alone.Match(v)
		fire, whole := fires(r.Trigger, ev)
		switch {
		case fire && ok:
			matches++
		case at >= 0 && hits[at].Sure && (!ok || err != nil):
			return 0, fmt.Sprintf("sure of %s, which says %v, %v", r.alone, ok, err)
		}
		if at < 0 && (!whole || fire && (ok || err != nil)) {
			return 0, fmt.Sprintf("did not find %s (%+v), which says %v, %v", r.alone, r.Trigger, ok, err)
		}
	}
	return matches, ""
}

// An index finds what every rule finds on its own: many rules and events.
func TestIndexAgainstPrograms(t *testing.T) {
	t.Parallel()
	sets, events := longer(150, 500, 2500), 40
	pairs, matches := 0, 0
	v := filter.NewView(trigger.Event{})
	c := withCalendars()
	for seed := range sets {
		d := seededDice(uint64(seed))
		rules := d.rules(&c, 1+d(12))
		x := newIndex(rules)
		if seed%10 == 0 {
			v = filter.NewView(trigger.Event{})
		}
		for range events {
			ev := d.event()
			n, problem := checkHits(rules, x, v, ev)
			require.Empty(t, problem, "seed %d, event %+v", seed, ev)
			pairs++
			matches += n
		}
	}
	require.GreaterOrEqual(t, pairs, 40*sets)
	require.Greater(t, matches, pairs/10, "hardly anything matches")
}

// The same in large sets, where rows are looked at in other ways.
func TestLargeIndexAgainstPrograms(t *testing.T) {
	t.Parallel()
	v := filter.NewView(trigger.Event{})
	c := withCalendars()
	for seed := range longer(1, 1, 4) {
		d := seededDice(uint64(1000 + seed))
		rules := d.rules(&c, 1500)
		x := newIndex(rules)
		for range 60 {
			ev := d.event()
			_, problem := checkHits(rules, x, v, ev)
			require.Empty(t, problem, "seed %d, event %+v", seed, ev)
		}
	}
}

// The same with rapid, which makes a failure small.
func TestIndexProperty(t *testing.T) {
	t.Parallel()
	rapid.Check(t, indexProperty())
}

func indexProperty() func(t *rapid.T) {
	c := withCalendars()
	v := filter.NewView(trigger.Event{})
	return func(t *rapid.T) {
		d := rapidDice(t)
		rules := d.rules(&c, 1+d(4))
		x := newIndex(rules)
		for range 4 {
			_, problem := checkHits(rules, x, v, d.event())
			require.Empty(t, problem)
		}
	}
}

func FuzzIndex(f *testing.F) { f.Fuzz(rapid.MakeFuzz(indexProperty())) }

// An index agrees with the evaluator that reads trees by hand, which knows neither expressions nor programs.
func TestIndexAgainstNaive(t *testing.T) {
	t.Parallel()
	c := withCalendars()
	v := filter.NewView(trigger.Event{})
	rapid.Check(t, func(t *rapid.T) {
		var conds []filter.Cond
		var rules []matching.Rule[*filter.Program]
		for range rapid.IntRange(1, 6).Draw(t, "rules") {
			cond := drawCond(t, 3)
			p, err := c.Compile(tree(cond))
			require.NoError(t, err)
			conds = append(conds, cond)
			rules = append(rules, matching.Rule[*filter.Program]{Trigger: trigger.Trigger{On: []string{trigger.OnNewItem}, AllTopics: true}, Program: p})
		}
		x := filter.Internals().NewIndex(rules)
		for range 4 {
			ev := drawEvent(t)
			ev.Kind = trigger.CaseCreated
			v.Reset(ev)
			hits := slices.Clone(x.Match(v))
			for i, cond := range conds {
				want, err := naive(cond, ev)
				at := slices.IndexFunc(hits, func(h matching.Hit) bool { return h.Rule == i })
				require.False(t, at < 0 && (want || err != nil), "did not find %s: %v, %v", cond.Text(), want, err)
				require.False(t, at >= 0 && hits[at].Sure && (!want || err != nil), "sure of %s: %v, %v", cond.Text(), want, err)
			}
		}
	})
}

// What an index decides alone, and what it only narrows down. On the event of the sample, hits are worked out by hand.
func TestIndexDecides(t *testing.T) {
	t.Parallel()
	sure, unsure, none := []matching.Hit{{Rule: 0, Sure: true}}, []matching.Hit{{Rule: 0}}, []matching.Hit(nil)
	for _, tc := range []struct {
		text string
		want []matching.Hit
	}{
		{`mention.service == "twitter"`, sure},
		{`"twitter" == mention.service`, sure},
		{`mention.service != "twitter"`, none},
		{`mention.service in ["email", "twitter"]`, sure},
		{`mention.service not in ["email", "twitter"]`, none},
		{`is(mention.service, "email")`, none},
		{`mention.service == nil`, none},
		{`mention.service != ""`, sure},
		{`mention.private`, sure},
		{`not mention.private`, none},
		{`mention.private != true`, none},
		{`mention.author.followers > 1499 and 1500.5 > mention.author.followers`, sure},
		{`mention.author.followers > 1500 or mention.author.followers < 1500`, none},
		{`mention.author.followers in [1, 1500]`, sure},
		{`mention.author.followers == nil`, none},
		{`"vip" in mention.tags and "x" not in mention.tags`, sure},
		{`any(mention.tags, # == "vip") and none(mention.tags, # in ["x", "y"])`, sure},
		{`mention.tags == nil`, none},
		{`mention.content contains "FALLA" and mention.content startsWith "La app" and not (mention.content endsWith "FALLA")`, sure},
		{`mention.content contains "falla"`, none},
		{`mention.content startsWith "a"`, none},
		{`mention.content endsWith "."`, none},
		{`mention.content contains "."`, none},
		{`mention.content contains "\ufffd"`, none}, // what is not valid UTF-8 is none either
		{`mention.arrived > date("2026-01-01") and date("2027-01-01T00:00:00Z") >= mention.arrived`, sure},
		{`mention.arrived < date("2026-01-01") or mention.arrived == date("2026-01-01")`, none},
		{`mention.arrived == nil`, none},
		{`mention.arrived > date("3000-01-01") and mention.service == "email"`, none},
		{`mention.arrived < date("3000-01-01")`, unsure},
		{`is(mention.tags, "x", "app")`, sure},
		{`words(mention.content, "falla", "error de servidor") and word(mention.content, "serv*")`, sure},
		{`word(mention.content, "fall")`, none},
		{`exact(mention.content, "FALLA") and not exact(mention.content, "falla")`, sure},
		{`exact(mention.content, "falla", "error de Servidor")`, none},
		{`contains_text(mention.content, "FALL")`, sure},
		{`mention.content matches "FAL+A"`, sure},
		{`mention.content matches "fal+a"`, none},
		{`not (mention.content matches "fal+a")`, sure},
		{`record.state == "waiting"`, sure},
		{`record["Store Name"] in ["Madrid", "Bilbao"]`, sure},
		{`record.state != nil and record.nothing == nil`, sure},
		{`is(record.topics, "Delivery")`, sure},
		{`record.topics == "Delivery"`, none},
		{`mention != nil and case != nil`, sure},
		{`mention == nil`, none},
		{`event.source == "reviews"`, sure},
		{`true`, sure},
		{`false`, none},
		{`mention.service == "twitter" and mention.content < "zzz"`, unsure},
		{`mention.service == "twitter" and len(mention.content) > 5`, sure},
		{`mention.service == "email" and len(mention.content) > 5`, none},
		{`len(mention.content) > 5 and mention.service == "email"`, none},
		{`mention.service == "email" and record.word > 3`, none},
		{`mention.service == "twitter" or record.word > 3`, sure},
		{`record.word > 3 or mention.service == "twitter"`, unsure},
		{`record.stars == 4`, none},
		{`record.stars == "4"`, sure},
		{`record.Rating == 2 and record.Rating in [1, 2.0] and record.Rating != 2.5`, sure},
		{`record.Rating == 9007199254740993`, unsure},
		{`is(record.Rating, 2)`, unsure},
		{`record.scores == 5`, none},
		{`record.Rating <= 2 and record.Rating >= 2 and record.Rating > 1.5 and record.Rating < 2.5`, sure},
		{`record.Rating > 2 or record.Rating < 2 or 2.0001 <= record.Rating`, none},
		{`not (record.Rating > 2) and -1 < record.zero and record.zero >= -0.0 and record.zero <= -0.0`, sure},
		{`number(record.stars) >= 4 and number(record.half) > 4.4 and number(record.stars) == 4`, sure},
		{`number(record.stars) != 4 or number(record.half) < 4.5`, none},
		{`record.stars > 3`, unsure},
		{`number(record.word) > 3`, unsure},
		{`record.list > 3`, unsure},
		{`record.missing < 3 or number(record.empty) < 3`, none},
		{`record.Rating < 3 and mention.service == "twitter"`, sure},
		{`record.Rating < 3 and mention.service == "email"`, none},
		{`record.word < 3 and mention.service == "email"`, unsure},
		{`mention.service == "email" and record.word < 3`, none},
		{`record.Rating < 9007199254740993`, unsure},
		{`record.flag == true and record.flag != false`, sure},
		{`record.flag == "true" or record.closed == true`, none},
		{`record.zero == 0 and record.zero != nil`, sure},
		{`len(mention.content) > 1000 or mention.service == "twitter"`, sure},
	} {
		t.Run(tc.text, func(t *testing.T) {
			t.Parallel()
			x := filter.Internals().NewIndex([]matching.Rule[*filter.Program]{{Trigger: trigger.Trigger{On: []string{trigger.OnCaseUpdated}, AllTopics: true}, Program: compile(t, text(tc.text))}})
			require.Equal(t, tc.want, slices.Clone(x.Match(filter.NewView(sample()))))
		})
	}
}

// An index of triggers and topics finds what fires.
func TestIndexOfTriggers(t *testing.T) {
	t.Parallel()
	on := func(on string) trigger.Trigger { return trigger.Trigger{On: []string{on}, AllTopics: true} }
	tagged, pending, reviews, support := on(trigger.OnCaseTagAdded), on(trigger.OnCaseStatusChanged), trigger.Trigger{On: []string{trigger.OnRecord}, Source: "reviews"}, trigger.Trigger{On: []string{trigger.OnNewItem}, Topics: []string{"support", "sales"}}
	tagged.Tag, pending.Status = []string{"vip"}, []trigger.Status{trigger.Pending}
	var rules []matching.Rule[*filter.Program]
	for _, tr := range []trigger.Trigger{on(trigger.OnNewItem), on(trigger.OnCaseMention), tagged, pending, reviews, support, on("host_kind"), {On: []string{trigger.OnPoll}, Poll: &trigger.Poll{Source: "s"}}} {
		rules = append(rules, matching.Rule[*filter.Program]{Trigger: tr, Program: compile(t, filter.Filter{})})
	}
	rules = append(rules, matching.Rule[*filter.Program]{Trigger: on(trigger.OnNewItem), Program: compile(t, filter.Filter{}), Disabled: true})
	x := filter.Internals().NewIndex(rules)
	for _, tc := range []struct {
		ev   trigger.Event
		want []int
	}{
		{trigger.Event{Kind: trigger.MentionCreated, Mention: &trigger.Mention{ID: "m", Topic: "sales"}}, []int{0, 1, 5}},
		{trigger.Event{Kind: trigger.MentionCreated, Mention: &trigger.Mention{ID: "m", Topic: "x"}}, []int{0, 1}},
		{trigger.Event{Kind: trigger.CaseCreated, Case: &trigger.Case{ID: "c", Topic: "support"}}, []int{0, 5}},
		{trigger.Event{Kind: trigger.CaseTagAdded, Case: &trigger.Case{ID: "c"}, Tag: "vip"}, []int{2}},
		{trigger.Event{Kind: trigger.CaseTagAdded, Case: &trigger.Case{ID: "c"}, Tag: "x"}, nil},
		{trigger.Event{Kind: trigger.CaseStatusChanged, Case: &trigger.Case{ID: "c"}, To: trigger.Pending}, []int{3}},
		{trigger.Event{Kind: trigger.CaseStatusChanged, Case: &trigger.Case{ID: "c"}, To: trigger.Resolved}, nil},
		{trigger.Event{Kind: trigger.RecordReceived, Record: &trigger.Record{ID: "r", Source: "reviews"}}, []int{4}},
		{trigger.Event{Kind: trigger.RecordReceived, Record: &trigger.Record{ID: "r", Source: "x"}}, nil},
		{trigger.Event{Kind: "host_kind", Case: &trigger.Case{ID: "c"}}, []int{6}},
		{trigger.Event{Kind: trigger.RecordPolled, Record: &trigger.Record{ID: "r"}}, []int{7}},
	} {
		var got []int
		for _, h := range x.Match(filter.NewView(tc.ev)) {
			got = append(got, h.Rule)
		}
		require.Equal(t, tc.want, got, "%+v", tc.ev)
	}
}

// An index that is made from another one, however often, finds what one that is made at once would.
func TestIndexMachine(t *testing.T) {
	t.Parallel()
	c := withCalendars()
	v := filter.NewView(trigger.Event{})
	for seed := range longer(6, 18, 60) {
		d := seededDice(uint64(seed))
		rules := d.rules(&c, d(12))
		if seed%6 == 0 {
			rules = d.rules(&c, 400)
		}
		x := newIndex(rules)
		older, olderRules := x, rules
		for range 40 {
			if d(8) == 0 {
				older, olderRules = x, rules
			}
			x, rules = d.changed(&c, x, rules)
			for range 3 {
				ev := d.event()
				_, problem := checkHits(rules, x, v, ev)
				require.Empty(t, problem, "seed %d, event %+v", seed, ev)
				_, problem = checkHits(olderRules, older, v, ev)
				require.Empty(t, problem, "an older index, seed %d, event %+v", seed, ev)
			}
		}
	}
}

// changed draws another list of rules: some go, some come, some move.
func (d dice) changed(c *filter.Compiler, x matching.Index[*filter.Program, *filter.View], rules []rule) (matching.Index[*filter.Program, *filter.View], []rule) {
	var next []rule
	var kept []int
	add := func(r rule, old int) {
		at := len(next)
		if d(4) == 0 {
			at = d(len(next) + 1)
		}
		next, kept = slices.Insert(next, at, r), slices.Insert(kept, at, old)
	}
	few := 2 + len(rules)/4
	for i, r := range rules {
		switch d(few) {
		case 0: // it goes
		case 1:
			add(d.rules(c, 1)[0], -1)
		default:
			next, kept = append(next, r), append(kept, i)
		}
	}
	for range d(3) {
		add(d.rules(c, 1)[0], -1)
	}
	if d(10) == 0 {
		slices.Reverse(next)
		slices.Reverse(kept)
	}
	if d(30) == 0 {
		next, kept = nil, nil
	}
	return x.Next(kept, func(i int) matching.Rule[*filter.Program] { return next[i].Rule }), next
}

// A program that an index knows better still runs when it is asked to.
func TestIndexedProgramRuns(t *testing.T) {
	t.Parallel()
	p := compile(t, text(`mention.service == "twitter"`))
	v := filter.NewView(sample())
	filter.Internals().NewIndex([]matching.Rule[*filter.Program]{{Trigger: trigger.Trigger{On: []string{trigger.OnNewItem}}, Program: p}})
	for range 2 {
		ok, err := p.Match(v)
		require.NoError(t, err)
		require.True(t, ok)
	}
	require.Nil(t, p.Explain(v))
	x := filter.Internals().NewIndex([]matching.Rule[*filter.Program]{{Trigger: trigger.Trigger{On: []string{trigger.OnCaseUpdated}, AllTopics: true}, Program: p}}) // once more
	require.Equal(t, []matching.Hit{{Rule: 0, Sure: true}}, x.Match(v))
}

// A term that another one begins with is found where the longer one is, too.
func TestIndexOfTermsWithinAnother(t *testing.T) {
	t.Parallel()
	var rules []matching.Rule[*filter.Program]
	for _, term := range []string{"falla", "falla de", "falla de servidor", "fallas"} {
		rules = append(rules, matching.Rule[*filter.Program]{
			Trigger: trigger.Trigger{On: []string{trigger.OnNewItem}, AllTopics: true},
			Program: compile(t, filter.Filter{Text: "word(mention.content, '" + term + "')"}),
		})
	}
	x := filter.Internals().NewIndex(rules)
	for content, want := range map[string][]int{
		"la falla de servidor": {0, 1, 2}, "la falla de hoy": {0, 1}, "la falla": {0}, "fallas": {3}, "fallad": nil, "la—falla de hoy": {0, 1}, "ñ—fallas": {3},
	} {
		var got []int
		ev := trigger.Event{Kind: trigger.MentionCreated, Mention: &trigger.Mention{ID: "m", Content: content}}
		for _, h := range x.Match(filter.NewView(ev)) {
			got = append(got, h.Rule)
		}
		require.Equal(t, want, got, content)
	}
}
