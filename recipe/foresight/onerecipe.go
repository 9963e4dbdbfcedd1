package foresight

import (
	"fmt"
	"strings"
	"time"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/filter"
	"github.com/commis-recipes/commis/internal/fault"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/recipe/foresight/internal/judge"
	"github.com/commis-recipes/commis/trigger"
)

// tests returns the tests of an expression of this package.
func (b *bench) tests(text string) []*judge.Test {
	program, err := b.compiler.Compile(filter.Filter{Text: text})
	if err != nil {
		panic("foresight: " + err.Error()) // a mistake in this package
	}
	return []*judge.Test{judge.Tests(program)}
}

// replyServiceUnsaid finds a reply on one service in a recipe that runs for mentions of others, too: it is skipped there.
func (l *linter) replyServiceUnsaid(i int) {
	for j, a := range l.set.Recipes[i].Actions {
		reply, ok := l.config(a).(action.Reply)
		if !ok || reply.Service == "" || strings.Contains(reply.Service, "{{") {
			continue
		}
		answer := l.judge.Find(judge.Ask{
			Runs: l.rules[i : i+1], Also: l.tests(fmt.Sprintf(`mention.service != nil and mention.service != %q`, reply.Service)),
			Accept: func(ev trigger.Event) bool {
				d := l.explained(ev, i)[0]
				return len(d.Actions) > j && d.Actions[j].Outcome == recipe.Skipped && d.Actions[j].Reason == action.ServiceMismatch
			},
		})
		if answer.Verdict == judge.Found {
			at := fault.Index("actions", j) + ".with.service"
			l.add(ReplyServiceUnsaid, at, fmt.Sprintf("the filter lets mentions of other services through, where the reply by %s is skipped", reply.Service), i).witness(answer.Event)
		}
	}
}

// answersRobots finds an action that writes to the customer for a message of a machine.
func (l *linter) answersRobots(i int) {
	for j, a := range l.set.Recipes[i].Actions {
		if !a.ToAutomatic {
			continue
		}
		answer := l.judge.Find(judge.Ask{
			Runs: l.rules[i : i+1], Also: l.tests(`mention.automatic`),
			Accept: func(ev trigger.Event) bool { return l.carriedOut(i, j, ev) },
		})
		if answer.Verdict == judge.Found {
			at := fault.Index("actions", j) + ".to_automatic"
			l.add(AnswersRobots, at, "it also answers machines, such as an out-of-office reply, which may answer in turn", i).witness(answer.Event)
		}
	}
}

// carriedOut reports whether a fresh engine carries out the recipe's action for the event, at once or when it is due.
func (l *linter) carriedOut(i, j int, ev trigger.Event) bool {
	until := time.Time{}
	if !atOnce(l.set.Recipes[i].Actions[j]) {
		until = ev.At.Add(400 * 24 * time.Hour)
	}
	p, ok := l.play(l.only(i), ev, until)
	for _, a := range p.actions {
		if ok && a.Place == j+1 && a.Outcome == recipe.Done {
			return true
		}
	}
	return false
}

// atOnce reports whether an action is carried out when its event comes.
func atOnce(a action.Action) bool {
	return a.After.IsZero() && a.At == "" && a.Repeat == nil && a.Hours == nil
}

// removesEverything finds a removal for good in a recipe that runs for every item.
func (l *linter) removesEverything(i int) {
	for j, a := range l.set.Recipes[i].Actions {
		c, ok := l.config(a).(action.Irreversible)
		if !ok || !c.Irreversible() {
			continue
		}
		if _, always := l.always(i); always || l.set.Recipes[i].Filter.IsZero() {
			l.add(RemovesEverything, fault.Index("actions", j), "it removes every item of the recipe's topics for good; add a filter", i)
		}
	}
}

// neverOpen finds hours that never let the recipe, or an action, run.
func (l *linter) neverOpen(i int) {
	r := l.set.Recipes[i]
	l.neverOpenAt(i, "hours", r.Hours)
	for j, a := range r.Actions {
		l.neverOpenAt(i, fault.Index("actions", j)+".hours", a.Hours)
	}
}

func (l *linter) neverOpenAt(i int, at string, h *recipe.Hours) {
	if h == nil {
		return
	}
	open, closed := l.hours[h.Calendar].EverOpen()
	switch {
	case h.When == recipe.During && !open:
		l.add(NeverOpen, at, fmt.Sprintf("the calendar %s is never open", h.Calendar), i)
	case h.When == recipe.Outside && !closed:
		l.add(NeverOpen, at, fmt.Sprintf("the calendar %s is always open", h.Calendar), i)
	}
}
