package foresight

import (
	"context"
	"iter"
	"slices"
	"time"

	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/trigger"
)

// Backtest says what a set would have done about stored events: see [Host.Backtest].
type Backtest struct {
	// Set is the set that is tried.
	Set recipe.Set
	// Against is another set that it is compared with; nil means none.
	Against *recipe.Set
	// From is the instant of the first events that count; earlier ones are only applied. Zero counts all.
	From time.Time
	// Until is the instant of the last events that are read, and up to which waits come due after them. Zero reads all events, and
	// lets nothing come due after the last one.
	Until time.Time
	// Step hears of each event after it was handled; nil means nobody.
	Step func()
}

// Backtest plays the events in virtual time, waits and hours included, and returns a line for each recipe in the set's order, one
// for each recipe that only the other set has, and one for all. Nothing is carried out and no event is made up: the events are
// those of a journal, which has the effects of the time. Items are as the events told. The events are read one after the other
// and not kept. One with the ID of an earlier one is dropped as an engine does, and counted in the last line.
//
// An error of the events ends the backtest and is returned; so are the faults of a set that does not load.
func (h Host) Backtest(ctx context.Context, b Backtest, events iter.Seq2[trigger.Event, error]) ([]Tally, error) {
	now, err := h.newTrial(b.Set, b.From)
	if err != nil {
		return nil, err
	}
	trials := []*trial{now}
	var was *trial
	var partner []int
	if b.Against != nil {
		if was, err = h.newTrial(*b.Against, b.From); err != nil {
			return nil, err
		}
		partner = partners(*b.Against, b.Set)
		was.day.Redeliveries = nil // the same events
		trials = append(trials, was)
	}
	counted := 0
	for ev, err := range events {
		if err != nil {
			return nil, err
		}
		if !b.Until.IsZero() && ev.At.After(b.Until) {
			continue
		}
		for _, t := range trials {
			if err := t.handle(ctx, ev); err != nil {
				return nil, err
			}
		}
		if !ev.At.Before(b.From) {
			counted++
		}
		compare(now, was, partner)
		if b.Step != nil {
			b.Step()
		}
	}
	if !b.Until.IsZero() && now.begun {
		for _, t := range trials {
			if err := t.day.Until(ctx, b.Until); err != nil {
				return nil, err
			}
		}
		compare(now, was, partner)
	}
	return lines(now, was, partner, counted), nil
}

// compare counts the events of the last step on which a recipe of one set ran and its partner did not, and forgets them.
func compare(now, was *trial, partner []int) {
	if was != nil {
		for i, ids := range now.step {
			var then []ranOn
			if j := partner[i]; j >= 0 {
				then = was.step[j]
			}
			now.differ(i, ids, then)
		}
		for j, ids := range was.step {
			if i := slices.Index(partner, j); i >= 0 && len(now.step[i]) == 0 {
				now.differ(i, nil, ids)
			} else if i < 0 {
				for _, one := range ids {
					was.tallies[j].NoLonger++
					addExample(&was.tallies[j].Examples.NoLonger, one.id)
				}
			}
		}
		clear(was.step)
	}
	clear(now.step)
}

// differ counts the events on which the recipe ran in one set only.
func (t *trial) differ(i int, now, then []ranOn) {
	for _, one := range missing(now, then) {
		t.tallies[i].Newly++
		addExample(&t.tallies[i].Examples.Newly, one.id)
	}
	for _, one := range missing(then, now) {
		t.tallies[i].NoLonger++
		addExample(&t.tallies[i].Examples.NoLonger, one.id)
	}
}

// missing returns the events that are not among the others.
func missing(events, others []ranOn) []ranOn {
	have := make(map[string]bool, len(others))
	for _, o := range others {
		have[o.same] = true
	}
	return slices.DeleteFunc(slices.Clone(events), func(one ranOn) bool { return have[one.same] })
}

// lines returns the tallies in the order in which they are told.
func lines(now, was *trial, partner []int, events int) []Tally {
	now.end()
	again := now.day.Redeliveries
	total := Tally{
		Total: true, Events: events, Repeated: again.Equal + again.Different, RepeatedOtherwise: again.Different, People: now.all.People,
		Examples: Examples{RepeatedOtherwise: again.Examples},
	}
	var all []Tally
	for i, t := range now.tallies {
		if was != nil && partner[i] >= 0 && was.set.Recipes[partner[i]].ID != t.Recipe {
			t.Was = was.set.Recipes[partner[i]].ID
		}
		total.add(t)
		all = append(all, *t)
	}
	if was != nil {
		for j, t := range was.tallies {
			if !slices.Contains(partner, j) {
				gone := Tally{Recipe: t.Recipe, NoLonger: t.NoLonger, Examples: Examples{NoLonger: t.Examples.NoLonger}}
				total.add(&gone)
				all = append(all, gone)
			}
		}
	}
	return append(all, total)
}
