package recipe_test

import (
	"fmt"
	"hash/fnv"
	"iter"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"time"
)

// simPlan is everything that a world is made of, drawn from its seed before the world begins. A world is a function
// of its plan: a plan with something taken out is a world too, and the smallest one that still fails is shown.
type simPlan struct {
	seed   uint64
	rate   uint64          // one call in so many goes wrong; zero is none
	spared map[string]bool // calls that do not, whatever the seed says
	fates  uint64          // decides which receivers always fail or skip; zero is none
	skews  []time.Duration // one for each worker
	due    time.Time       // of every case at first; zero is none
	events []simEvent
	steps  []simStep

	recipes []string // few, so that they meet
}

// simStep is one thing that happens in a world.
type simStep struct {
	do     simDo
	worker int
	event  int
	by     time.Duration
	edit   simEdit
}

type simDo string

const (
	simSend simDo = "send" // a worker gets the event
	simTick simDo = "tick" // a worker does what is due, after what its host has caused
	simPass simDo = "pass" // time passes
	simLoad simDo = "load" // a worker loads the set as it was edited
	simBack simDo = "back" // a worker's clock jumps back; by zero it is set right
	simJoin simDo = "join" // the conversation becomes a part of its case
)

// fault says whether the call with this name goes wrong, and how. It goes by the name, so that what is taken out of the
// plan changes nothing for the other calls.
func (p *simPlan) fault(name string) (roll uint32, ok bool) {
	if p.rate == 0 {
		return 0, false
	}
	h := fnv.New64a()
	h.Write([]byte(name))
	n := rand.NewPCG(p.seed, h.Sum64()).Uint64()
	return uint32(n >> 32), n%p.rate == 0 && !p.spared[name]
}

// simDraw draws the plan of a seed. One world in 16 has no faults.
func simDraw(seed uint64) simPlan {
	d := &simDrawing{Rand: rand.New(rand.NewPCG(seed, 0x5eed)), simPlan: simPlan{seed: seed, spared: map[string]bool{}}}
	if seed%16 != 0 {
		d.fates, d.rate = d.Uint64()|1, 3+d.Uint64N(10)
	}
	for range 2 + d.IntN(2) {
		d.skews = append(d.skews, time.Duration(d.IntN(8001)-4000)*time.Millisecond)
	}
	if d.IntN(4) > 0 {
		d.due = ten.Add(time.Duration(d.IntN(25)) * time.Minute)
	}
	d.drawRecipes()
	first := d.IntN(len(simThreads)) // neighbours may share a name
	d.threads = append(slices.Clone(simThreads[first:]), simThreads[:first]...)[:1+d.IntN(3)]
	d.now = ten
	var late []simStep
	for i := range 8 + d.IntN(7) {
		late = d.draw(i, late)
	}
	d.steps = append(d.steps, late...)
	for range 6 {
		d.steps = append(d.steps,
			simStep{do: simPass, by: time.Duration(d.IntN(300)) * time.Second},
			simStep{do: simTick, worker: d.worker()})
	}
	return d.simPlan
}

// without returns the plan with something taken out, for every such thing: a call that went wrong, an event, a recipe
// of an event, a step. Events keep their places.
func (p simPlan) without(wrong []string) iter.Seq[simPlan] {
	return func(yield func(simPlan) bool) {
		q := p
		q.rate, q.fates = 0, 0
		if p.rate != 0 && !yield(q) {
			return
		}
		for _, name := range wrong {
			q := p
			q.spared = maps.Clone(p.spared)
			q.spared[name] = true
			if !yield(q) {
				return
			}
		}
		for i := range p.events {
			if !p.withoutEvent(i, yield) {
				return
			}
		}
		for i := len(p.steps) - 1; i >= 0; i-- {
			q := p
			q.steps = slices.Delete(slices.Clone(p.steps), i, i+1)
			if !yield(q) {
				return
			}
		}
		if q := p; p.fates != 0 {
			q.fates = 0
			yield(q)
		}
	}
}

func (p simPlan) withoutEvent(i int, yield func(simPlan) bool) bool {
	if p.events[i].id == "" {
		return true
	}
	q := p
	q.events = slices.Clone(p.events)
	q.events[i] = simEvent{}
	if !yield(q) {
		return false
	}
	for j := range p.events[i].tags {
		q := p
		q.events = slices.Clone(p.events)
		q.events[i].tags = slices.Delete(slices.Clone(p.events[i].tags), j, j+1)
		if !yield(q) {
			return false
		}
	}
	return true
}

func (p simPlan) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "workers' clocks are off by %v, cases are due at %s\n", p.skews, p.due.Format(time.TimeOnly))
	for _, ev := range p.events {
		if ev.id != "" {
			fmt.Fprintln(&b, &ev)
		}
	}
	return b.String()
}
