package desk

import (
	"cmp"
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/recipe/foresight"
	"github.com/commis-recipes/commis/trigger"
)

// Question is asked before an edit is saved.
type Question struct {
	Diff     []string `json:"diff"` // the differences, in words
	Backtest backtest `json:"backtest"`
}

// backtest is the difference that an edit makes on the last events of the journal.
type backtest struct {
	Events   int `json:"events"`
	Newly    int `json:"newly"`     // events on which a recipe runs only with the edit
	NoLonger int `json:"no_longer"` // events on which a recipe runs only without it
	Limit    int `json:"limit"`     // up to which nothing is asked
	// Actions are the actions that the changed recipes would carry out, by kind.
	Actions map[string]int `json:"actions"`
}

// ask returns a question when the edit makes a difference on more events of the journal than usual, or ends waits.
func (d *Desk) ask(c *call, next *snapshot) error {
	ids := []string{}
	for _, change := range next.Changes {
		if change.Recipe != "" && !slices.Contains(ids, change.Recipe) {
			ids = append(ids, change.Recipe)
		}
	}
	before, after := c.now.set, next.set
	if !needsAll(next.Changes) {
		before, after = around(before, ids...), around(after, ids...)
	}
	out, err := d.backtest(c, before, after, ids)
	if err != nil {
		return err
	}
	ends, err := d.endedWaits(c, next, ids)
	if err != nil {
		return err
	}
	if out.Newly+out.NoLonger <= out.Limit && len(ends) == 0 {
		return nil
	}
	words := append(d.judged(before, after), wordsOf(next.Changes)...)
	words = append(words, ends...)
	message := fmt.Sprintf("save? on the last %d events it would run %d times more and %d times less", out.Events, out.Newly, out.NoLonger)
	if len(ends) > 0 {
		message += "; actions that wait would be cancelled"
	}
	return &Error{Status: 428, Message: message, Question: &Question{Diff: words, Backtest: out}}
}

// needsAll reports whether a change is about other things than single recipes: the order, a filter, a calendar.
func needsAll(changed []Change) bool {
	return slices.ContainsFunc(changed, func(c Change) bool { return c.Recipe == "" })
}

// backtest plays the last events to both sets.
func (d *Desk) backtest(c *call, before, after recipe.Set, ids []string) (backtest, error) {
	out := backtest{Limit: cmp.Or(d.Ask, 10), Actions: map[string]int{}}
	events, err := d.Events.Last(c.ctx, cmp.Or(d.Try, 500))
	if err != nil {
		return out, down(err)
	}
	out.Events = len(events)
	var until time.Time
	if len(events) > 0 {
		until = horizon(events)
	}
	tallies, err := d.foresight().Backtest(c.ctx, foresight.Backtest{Set: after, Against: &before, Until: until}, each(events))
	if err != nil {
		return out, invalid("the last events cannot be tried on this: %v", err)
	}
	for _, t := range tallies {
		if t.Total {
			out.Newly, out.NoLonger = t.Newly, t.NoLonger
		}
		if slices.Contains(ids, t.Recipe) {
			for do, n := range t.Actions {
				out.Actions[do] += n
			}
		}
	}
	return out, nil
}

func each(events []trigger.Event) iter.Seq2[trigger.Event, error] {
	return func(yield func(trigger.Event, error) bool) {
		for _, ev := range events {
			if !yield(ev, nil) {
				return
			}
		}
	}
}

// judged says of each recipe that differs on which events it runs now.
func (d *Desk) judged(before, after recipe.Set) []string {
	differences, err := d.foresight().Diff(before, after)
	if err != nil {
		return nil // both load, so this does not happen
	}
	meaning := map[foresight.Change]string{
		foresight.Wider: "runs on more events than before", foresight.Narrower: "runs on fewer events than before",
		foresight.Changed: "runs on other events, or does other things", foresight.Equal: "runs on the same events and does the same",
		foresight.NotJudged: "what its filter changes cannot be judged beforehand",
	}
	var all []string
	for _, f := range differences {
		if words, ok := meaning[f.Change]; ok {
			all = append(all, fmt.Sprintf("%s %s (%s)", f.Recipe, words, strings.Join(f.What, ", ")))
		}
	}
	return all
}

// endedWaits says how many actions that wait would be cancelled, for each of the recipes that changed.
func (d *Desk) endedWaits(c *call, next *snapshot, ids []string) ([]string, error) {
	ids = slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return !mayEnd(c.now, next, id) })
	if len(ids) == 0 {
		return nil, nil
	}
	all, err := d.waits(c.ctx, c.now)
	if err != nil {
		return nil, err
	}
	count := make(map[string]int)
	for _, w := range all {
		if !next.carriesOut(w) {
			count[w.Recipe]++
		}
	}
	var words []string
	for _, id := range names(count) {
		words = append(words, fmt.Sprintf("%s: waiting actions that would be cancelled: %d", id, count[id]))
	}
	return words, nil
}

// mayEnd reports whether a recipe is switched off or removed, or an action of it.
func mayEnd(now, next *snapshot, id string) bool {
	was, err := now.find(id)
	if err != nil || !was.Enabled || was.Shadow {
		return false
	}
	for _, a := range was.Actions {
		if !next.carriesOut(wait{Recipe: id, Action: idOf(a), Do: a.Do}) {
			return true
		}
	}
	return false
}
