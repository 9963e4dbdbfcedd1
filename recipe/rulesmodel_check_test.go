package recipe_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestRulesModel plays worlds in which nothing goes wrong, and says beforehand what has to happen in them, when, and why
// what does not happen does not.
func TestRulesModel(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		p := drawRulePlan(r)
		want, got, story := p.play(t)
		if !slices.Equal(want, got) {
			r.Fatalf("the engine does otherwise:\n%s", ruleDifference(p, want, got, story))
		}
	})
}

// play plays the plan in both worlds, and returns what happened in each, in one order.
func (p rulePlan) play(t testing.TB) (want, got []string, story string) {
	m, e := newRuleModel(p), newRuleEngine(t, p)
	e.load(p.recipes)
	recipes, sent := p.recipes, []ruleEvent{}
	var told strings.Builder
	for i, s := range p.steps {
		fmt.Fprintf(&told, "%s: ", ruleClock(m.clock))
		switch s.do {
		case "send", "again":
			ev := s.event
			if s.do == "again" {
				if len(sent) == 0 {
					continue
				}
				ev = sent[i%len(sent)]
			} else {
				ev = m.received(s.event)
				e.items[ev.thread] = ev.item
				sent = append(sent, ev)
			}
			fmt.Fprintf(&told, "%+v at %s\n", ev, ruleClock(ev.at))
			m.event(ev)
			e.event(ev.event())
			m.pump()
			e.pump()
		case "edit": // what is switched off and what is armed at one instant, in whatever order, is nobody's promise
			rulePass(m, &m.clock, m.clock+1, true)
			rulePass(e, &e.clock, e.clock+1, true)
			recipes = s.edit(recipes)
			fmt.Fprintf(&told, "edit %s: %s\n", s.name, ruleRecipes(recipes))
			m.load(recipes)
			e.load(recipes)
			if strings.HasPrefix(s.name, "blink") {
				rulePass(m, &m.clock, m.clock+1, true)
				rulePass(e, &e.clock, e.clock+1, true)
				recipes = s.edit(recipes)
				m.load(recipes)
				e.load(recipes)
			}
		case "sleep":
			fmt.Fprintf(&told, "sleeps for %d minutes\n", s.by)
			m.clock, e.clock = m.clock+s.by, e.clock+s.by
			rulePass(m, &m.clock, m.clock, true)
			rulePass(e, &e.clock, e.clock, true)
		default:
			fmt.Fprintf(&told, "%s for %d minutes\n", s.do, s.by)
			rulePass(m, &m.clock, m.clock+s.by, s.do == "pass")
			rulePass(e, &e.clock, e.clock+s.by, s.do == "pass")
		}
	}
	end := m.clock + 6*1440
	rulePass(m, &m.clock, end, true)
	rulePass(e, &e.clock, end, true)
	if len(m.waits) > 0 {
		t.Errorf("the model still waits")
	}
	return ruleTold(m.lines, m.vague), ruleTold(e.lines, m.vague), told.String()
}

// ruleRecipes writes recipes, one a line.
func ruleRecipes(recipes []ruleRecipe) string {
	_, text, _ := strings.Cut(ruleSet(recipes), `"recipes":[`)
	return "  " + strings.ReplaceAll(text, `},{"actions"`, "},\n  {\"actions\"")
}

// received is the event as the host sends it: its item is changed by then.
func (m *ruleModel) received(ev ruleEvent) ruleEvent {
	it := m.items[ev.thread]
	switch ev.kind {
	case "case_status_changed":
		ev.from, it.status = it.status, ev.to
	case "case_tag_added":
		if !slices.Contains(it.tags, ev.tag) {
			it.tags = append(slices.Clone(it.tags), ev.tag)
		}
	case "case_updated":
		it.topic, it.urgent, it.due = ev.item.topic, ev.item.urgent, ev.item.due
	}
	m.items[ev.thread] = it
	ev.item, ev.at = it, m.clock+ev.at
	return ev
}

// ruleWorld is the model or the engine.
type ruleWorld interface {
	tick()
	pump() (some bool)
	next() (at int, ok bool)
}

// rulePass moves the clock, and runs what comes due at its instant. What is due at the end is run when it is inclusive.
func rulePass(w ruleWorld, clock *int, to int, inclusive bool) {
	for w.tick(); w.pump(); w.tick() {
	}
	for range 10_000 {
		at, ok := w.next()
		if !ok || at > to || at == to && !inclusive {
			break
		}
		*clock = at
		for w.tick(); w.pump(); w.tick() {
		}
	}
	*clock = to
}

// ruleTold sorts what was told; what is vague is told without its instant and reason.
func ruleTold(lines []string, vague map[string]bool) []string {
	all := []string{}
	for _, line := range lines {
		at, rest, _ := strings.Cut(line, ": ")
		words := strings.Fields(rest)
		recipe := at[strings.LastIndex(at, " ")+1:]
		event := strings.TrimSpace(rest[strings.LastIndex(rest, " for ")+5:])
		event, _, _ = strings.Cut(event, " ")
		vaguely := len(words) > 1 && vague[recipe+" "+words[0]+" "+event]
		switch {
		case vaguely && words[1] == "waiting":
			continue // it may be put off once more before it is found to be over
		case vaguely && (words[1] == "cancelled" || words[1] == "expired"):
			line = fmt.Sprintf("%s %s is over for %s", recipe, words[0], event)
		}
		if !vaguely || !slices.Contains(all, line) {
			all = append(all, line)
		}
	}
	slices.Sort(all)
	return all
}

func ruleDifference(p rulePlan, want, got []string, story string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\nat most %d runs; the world:\n%s", ruleRecipes(p.recipes), p.maxRuns, story)
	for _, line := range want {
		if !slices.Contains(got, line) {
			fmt.Fprintln(&b, "missing:   ", line)
		}
	}
	for _, line := range got {
		if !slices.Contains(want, line) {
			fmt.Fprintln(&b, "unexpected:", line)
		}
	}
	fmt.Fprintf(&b, "all of it:\n%s\n", strings.Join(got, "\n"))
	return b.String()
}
