package judge

import (
	"math"

	"github.com/commis-recipes/commis/filter"
	"github.com/commis-recipes/commis/internal/matching"
	"github.com/commis-recipes/commis/trigger"
)

// Judge answers questions about the rules of one set. Use [New]. It is for one goroutine.
type Judge struct {
	World trigger.World

	// Asked is the number of questions that were answered.
	Asked int

	view *filter.View
	seen map[string]truth // results of tests, by their text and the value of their field
}

// New returns a judge in a host's world.
func New(w trigger.World) *Judge {
	return &Judge{World: w, view: new(filter.View), seen: make(map[string]truth)}
}

// Ask is a question: is there an event on which the rules of Runs run, at least one, those of Not do not, and the tests of Also
// hold?
type Ask struct {
	Runs, Not []*Rule
	Also      []*Test
	// AnyHours leaves the hours of all rules out.
	AnyHours bool
	// Accept is asked about an event before it is the answer; nil accepts every event. It runs the event through an engine.
	Accept func(ev trigger.Event) bool
}

// Verdict is what is known about a question.
type Verdict uint8

// The verdicts.
const (
	NotJudged Verdict = iota // a filter is beyond the fragment, or the search was too long
	Found                    // there is such an event
	Never                    // no event is one
)

// Answer is the answer to a question.
type Answer struct {
	Verdict Verdict
	Event   trigger.Event // when Found
	Tried   int           // how many different events the values that were looked at make
}

// asking is a question while it is answered.
type asking struct {
	Ask
	judge    *Judge
	rules    []*Rule
	tests    []*Test
	complete bool
}

const (
	maxSteps  = 200_000 // of one search
	maxChecks = 8       // events of one shape that Accept is asked about
)

// Find answers the question.
func (j *Judge) Find(q Ask) Answer {
	j.Asked++
	a := &asking{Ask: q, judge: j, complete: true}
	a.rules = append(append(a.rules, q.Runs...), q.Not...)
	for _, r := range a.rules {
		if !r.Judged() {
			return Answer{}
		}
		walk(r.Test, func(t *Test) { a.tests = append(a.tests, t) })
	}
	for _, t := range q.Also {
		if !judged(t) {
			return Answer{}
		}
		walk(t, func(t *Test) { a.tests = append(a.tests, t) })
	}
	var out Answer
	open := false
	for _, s := range a.shapes() {
		b := &builder{asking: a, shape: s}
		root, ok := b.build()
		if !ok {
			open = true
			continue
		}
		out.Tried = sum(out.Tried, b.size())
		ev, verdict := b.search(root)
		switch verdict {
		case Found:
			out.Event, out.Verdict = ev, Found
			return out
		case NotJudged:
			open = true
		}
	}
	if !open && a.complete {
		out.Verdict = Never
	}
	return out
}

// size returns how many different events the values make.
func (b *builder) size() int {
	n := 1
	for _, v := range b.all() {
		n = product(n, len(v.options))
	}
	return n
}

func sum(a, b int) int {
	if a > math.MaxInt-b {
		return math.MaxInt
	}
	return a + b
}

func product(a, b int) int {
	if b > 0 && a > math.MaxInt/b {
		return math.MaxInt
	}
	return a * b
}

// all returns the variables and their parts.
func (b *builder) all() []*variable {
	all := append([]*variable(nil), b.variables...)
	all = append(all, b.extra...)
	for _, v := range b.variables {
		if v.parts == nil {
			continue
		}
		for _, edge := range []*variable{v.parts.start, v.parts.end} {
			if edge != nil {
				all = append(all, edge)
			}
		}
	}
	return all
}

// Runs reports whether the rule runs on a normal event, see [trigger.World.Normal]; anyHours leaves its hours out.
func (j *Judge) Runs(r *Rule, ev *trigger.Event, anyHours bool) bool {
	return r.takes(ev, anyHours) && j.test(r.Test, ev) == yes
}

// Sample is an event that is asked about often. Use [NewSample].
type Sample struct {
	event trigger.Event
	view  filter.View
}

// NewSample returns the event, read for filters.
func NewSample(ev trigger.Event) *Sample {
	s := &Sample{event: ev}
	s.view.Reset(ev)
	return s
}

// RunsOn reports whether the rule runs on the event.
func (j *Judge) RunsOn(r *Rule, s *Sample) bool {
	if !r.takes(&s.event, false) {
		return false
	}
	old := j.view
	defer func() { j.view = old }()
	j.view = &s.view
	return r.Test == nil || j.eval(r.Test) == yes
}

// test evaluates a filter on an event.
func (j *Judge) test(t *Test, ev *trigger.Event) truth {
	if t == nil {
		return yes
	}
	j.view.Reset(*ev)
	return j.eval(t)
}

func (j *Judge) eval(t *Test) truth {
	switch t.Join {
	case matching.And:
		a := j.eval(t.Parts[0])
		if a != yes {
			return a
		}
		return j.eval(t.Parts[1])
	case matching.Or:
		a := j.eval(t.Parts[0])
		if a != no {
			return a
		}
		return j.eval(t.Parts[1])
	case matching.Not:
		return j.eval(t.Parts[0]).not()
	}
	return truthOf(t.Holds(j.view))
}
