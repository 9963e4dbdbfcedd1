package foresight

import (
	"slices"

	"github.com/commis-recipes/commis/recipe/foresight/internal/judge"
)

// decide compares when two recipes run and what they do, and sets the change, the parts and the events.
func (d *differ) decide(out *Difference, parts []string, i, j int) {
	now, was := d.now.set.Recipes[i], d.was.set.Recipes[j]
	acts := slices.Contains(parts, partActions) || !d.sameCalendars(i, j)
	if acts && !slices.Contains(parts, partActions) {
		parts = append(parts, partActions)
	}
	wider, narrower, judged := d.runs(out, parts, i, j)
	switch {
	case active(was) && !active(now):
		out.Witness = Witness{NoLongerRuns: d.any(d.was, j)}
		wider, narrower, judged = false, true, true
	case !active(was) && active(now):
		out.Witness = Witness{NowRuns: d.any(d.now, i)}
		wider, narrower, judged = true, false, true
	}
	out.What = d.what(parts, i, j, wider || narrower)
	stop := slices.Contains(parts, partStop)
	switch {
	case !judged:
		out.Change, out.Witness = NotJudged, Witness{}
	case wider && narrower, acts, stop && !wider && !narrower:
		out.Change = Changed
	case wider:
		out.Change = Wider
	case narrower:
		out.Change = Narrower
	}
}

// runs compares the events on which two recipes run.
func (d *differ) runs(out *Difference, parts []string, i, j int) (wider, narrower, judged bool) {
	a, b := *d.now.rules[i], *d.was.rules[j]
	b.ID = a.ID // the slots of a schedule are each recipe's own
	opaque := !a.Judged() || !b.Judged()
	switch {
	case opaque && normal(a.Test) != normal(b.Test):
		return false, false, false
	case opaque: // the same filter, so that the rest decides
		a = judge.Rule{ID: a.ID, Trigger: a.Trigger, Hours: a.Hours, Outside: a.Outside, Slots: a.Slots}
		b = judge.Rule{ID: b.ID, Trigger: b.Trigger, Hours: b.Hours, Outside: b.Outside, Slots: b.Slots}
	}
	if !slices.ContainsFunc(parts, func(p string) bool { return p == partTrigger || p == partFilter || p == partHours }) {
		return false, false, true
	}
	more := d.find(&a, &b, opaque, func(ev event) bool { return d.ran(d.now, ev, i) && !d.ran(d.was, ev, j) })
	less := d.find(&b, &a, opaque, func(ev event) bool { return d.ran(d.was, ev, j) && !d.ran(d.now, ev, i) })
	if more.Verdict == judge.NotJudged || less.Verdict == judge.NotJudged {
		return false, false, false
	}
	if more.Verdict == judge.Found && !opaque {
		out.Witness.NowRuns = &more.Event
	}
	if less.Verdict == judge.Found && !opaque {
		out.Witness.NoLongerRuns = &less.Event
	}
	return more.Verdict == judge.Found, less.Verdict == judge.Found, true
}

// find looks for an event on which one rule runs and the other does not. Where the filters are not judged the event is not run
// through an engine, and not shown.
func (d *differ) find(runs, not *judge.Rule, opaque bool, accept func(event) bool) judge.Answer {
	ask := judge.Ask{Runs: []*judge.Rule{runs}, Not: []*judge.Rule{not}, Accept: accept}
	if opaque {
		ask.Accept = nil
	}
	return d.now.judge.Find(ask)
}

// ran reports whether a fresh engine runs the recipe alone.
func (d *differ) ran(b *bench, ev event, i int) bool {
	if ev.Recipe != "" {
		ev.Recipe = b.set.Recipes[i].ID
	}
	return ran(b.explained(ev, i)[0])
}

// what returns the parts that make a difference: of trigger, filter and hours those that change by themselves when the recipe
// runs. For a recipe that is equal it returns those that are written differently.
func (d *differ) what(parts []string, i, j int, differs bool) []string {
	if !differs {
		return parts
	}
	decisive := func(part string) bool {
		a, b := *d.now.rules[i], *d.was.rules[j]
		b.ID = a.ID
		mixed := judge.Rule{ID: b.ID, Trigger: b.Trigger, Test: b.Test, Hours: b.Hours, Outside: b.Outside, Slots: b.Slots}
		switch part {
		case partTrigger:
			mixed.Trigger, mixed.Slots = a.Trigger, a.Slots
		case partFilter:
			if !a.Judged() || !b.Judged() {
				return normal(a.Test) != normal(b.Test)
			}
			mixed.Test = a.Test
		case partHours:
			mixed.Hours, mixed.Outside = a.Hours, a.Outside
		default:
			return true
		}
		if !b.Judged() {
			return true
		}
		one := d.now.judge.Find(judge.Ask{Runs: []*judge.Rule{&mixed}, Not: []*judge.Rule{&b}}).Verdict
		other := d.now.judge.Find(judge.Ask{Runs: []*judge.Rule{&b}, Not: []*judge.Rule{&mixed}}).Verdict
		return one != judge.Never || other != judge.Never
	}
	var all []string
	for _, part := range parts {
		if decisive(part) {
			all = append(all, part)
		}
	}
	if len(all) == 0 {
		return parts
	}
	return all
}

// order finds a recipe with stop that was after the recipe and is before it now, or the reverse, on a common event.
func (d *differ) order(out *Difference, i, j int) bool {
	if !active(d.now.set.Recipes[i]) || !active(d.was.set.Recipes[j]) || d.now.alone(i) {
		return false
	}
	var before, after []*judge.Rule // the recipes with stop before it, then and now
	var came, went []*judge.Rule    // those that were after it, and those that are after it now
	for k, partner := range d.partner {
		if partner < 0 || k == i || !d.stops(d.now, k) || !d.stops(d.was, partner) {
			continue
		}
		then, since := partner < j, k < i
		if then {
			before = append(before, d.was.rules[partner])
		}
		if since {
			after = append(after, d.now.rules[k])
		}
		switch {
		case since && !then:
			came = append(came, d.now.rules[k])
		case then && !since:
			went = append(went, d.was.rules[partner])
		}
	}
	less, lost := d.passed(d.was.rules[j], d.now.rules[i], came, before)
	more, won := d.passed(d.now.rules[i], d.was.rules[j], went, after)
	if !less && !more {
		return false
	}
	out.What = append(out.What, partOrder)
	if less && out.Witness.NoLongerRuns == nil {
		out.Witness.NoLongerRuns = lost
	}
	if more && out.Witness.NowRuns == nil {
		out.Witness.NowRuns = won
	}
	switch narrower := less || out.Change == Narrower; {
	case out.Change == Changed || out.Change == NotJudged:
	case narrower && (more || out.Change == Wider):
		out.Change = Changed
	case narrower:
		out.Change = Narrower
	default:
		out.Change = Wider
	}
	return true
}

func (d *differ) stops(b *bench, i int) bool {
	return b.set.Recipes[i].Stop && active(b.set.Recipes[i])
}

// passed looks for an event on which the recipe runs in one set, where none of some recipes stops it, and one of the others stops
// it in the other set.
func (d *differ) passed(runs, still *judge.Rule, stopping, open []*judge.Rule) (bool, *event) {
	for _, s := range stopping {
		answer := d.now.judge.Find(judge.Ask{Runs: []*judge.Rule{runs, still, s}, Not: open})
		if answer.Verdict == judge.Found {
			return true, &answer.Event
		}
	}
	return false, nil
}
