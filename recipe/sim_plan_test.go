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

	"github.com/commis-recipes/commis/trigger"
)

// simPlan is everything that a world is made of, drawn from its seed before the world begins. A world is a function
// of its plan: a plan with something taken out is a world too, and the smallest one that still fails is shown.
type simPlan struct {
	seed   uint64
	rate   uint64          // one call in so many goes wrong; zero is none
	spared map[string]bool // calls that do not, whatever the seed says
	fates  uint64          // decides which receivers always fail or skip; zero is none
	skews  []time.Duration // one for each worker
	events []simEvent
	steps  []simStep
}

// simEvent is one mention.
type simEvent struct {
	id   string
	at   time.Time
	in   simThread
	sent bool // by an agent
	tags []string
}

// simThread is what the host knows of a mention's thread. Any of it may be empty.
type simThread struct{ caseID, conversation, contact string }

// simThreads are the threads of a world. The last ones are two cases of one contact, and one conversation that the
// host knows with and without its case.
var simThreads = []simThread{
	{caseID: "1"},
	{conversation: "c2"},
	{contact: "ada"},
	{caseID: "3", contact: "bob"},
	{caseID: "4", contact: "bob"},
	{caseID: "5", conversation: "c5"},
	{conversation: "c5"},
}

// same reports whether a reply in the other thread is one in this: in the same case; without a case in the same
// conversation; else from the same contact.
func (t simThread) same(o simThread) bool {
	switch {
	case t.caseID != "" && o.caseID != "":
		return t.caseID == o.caseID
	case t.conversation != "" && o.conversation != "":
		return t.conversation == o.conversation
	}
	return t.contact != "" && t.contact == o.contact
}

func (ev simEvent) event() trigger.Event {
	m := &trigger.Mention{
		ID: "m" + ev.id, Topic: "t", Service: "twitter", Type: "inbox", Tags: ev.tags,
		CaseID: ev.in.caseID, Conversation: ev.in.conversation, Contact: trigger.Contact{ID: ev.in.contact},
	}
	e := trigger.Event{ID: ev.id, Kind: trigger.MentionCreated, At: ev.at, Actor: trigger.Customer, Mention: m}
	if ev.sent {
		m.Type, e.Actor = trigger.SentType, trigger.Agent
	}
	return e
}

func (ev simEvent) String() string {
	by := "customer"
	if ev.sent {
		by = "agent"
	}
	return fmt.Sprintf("%s at %s by the %s in %+v %v", ev.id, ev.at.Format(time.TimeOnly), by, ev.in, ev.tags)
}

// simStep is one thing that happens in a world.
type simStep struct {
	do     simDo
	worker int
	event  int
	by     time.Duration
}

type simDo string

const (
	simSend simDo = "send" // a worker gets the event
	simTick simDo = "tick" // a worker does what is due
	simPass simDo = "pass" // time passes
	simLoad simDo = "edit" // a worker loads the set as it was edited; by zero as it was before
	simBack simDo = "back" // a worker's clock jumps back; by zero it is set right
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
	r := rand.New(rand.NewPCG(seed, 0x5eed))
	p := simPlan{seed: seed, spared: map[string]bool{}}
	if seed%16 != 0 {
		p.fates, p.rate = r.Uint64()|1, 3+r.Uint64N(10)
	}
	for range 2 + r.IntN(2) {
		p.skews = append(p.skews, time.Duration(r.IntN(8001)-4000)*time.Millisecond)
	}
	var recipes []string
	for _, i := range r.Perm(len(simRecipes))[:2+r.IntN(3)] {
		recipes = append(recipes, simRecipes[i].id)
	}
	first := r.IntN(len(simThreads)) // neighbours may share a name
	threads := append(slices.Clone(simThreads[first:]), simThreads[:first]...)[:1+r.IntN(3)]
	now := ten
	var late []simStep
	for i := range 8 + r.IntN(7) {
		if r.IntN(3) > 0 {
			by := time.Duration(r.IntN(150)) * time.Second
			now = now.Add(by)
			p.steps = append(p.steps, simStep{do: simPass, by: by})
		}
		p.events = append(p.events, drawEvent(r, fmt.Sprint("e", i+1), now, threads, recipes))
		send := simStep{do: simSend, worker: r.IntN(len(p.skews)), event: i}
		switch r.IntN(4) {
		case 0: // it comes later than others
			late = append(late, send)
		case 1: // it comes twice
			p.steps = append(p.steps, send)
			late = append(late, simStep{do: simSend, worker: r.IntN(len(p.skews)), event: i})
		default:
			p.steps = append(p.steps, send)
		}
		if len(late) > 0 && r.IntN(2) == 0 {
			n := r.IntN(len(late))
			p.steps = append(p.steps, late[n])
			late = slices.Delete(late, n, n+1)
		}
		if r.IntN(3) > 0 {
			p.steps = append(p.steps, simStep{do: simTick, worker: r.IntN(len(p.skews))})
		}
		if r.IntN(12) == 0 {
			p.steps = append(p.steps, simStep{do: simLoad, worker: r.IntN(len(p.skews)), by: time.Duration(r.IntN(2))})
		}
		if r.IntN(40) == 0 {
			p.steps = append(p.steps, simStep{do: simBack, worker: r.IntN(len(p.skews)), by: time.Duration(r.IntN(24*3600)) * time.Second})
		}
	}
	p.steps = append(p.steps, late...)
	for range 6 {
		p.steps = append(p.steps,
			simStep{do: simPass, by: time.Duration(r.IntN(300)) * time.Second},
			simStep{do: simTick, worker: r.IntN(len(p.skews))})
	}
	return p
}

// drawEvent draws a mention of few threads and few recipes, so that they meet.
func drawEvent(r *rand.Rand, id string, at time.Time, threads []simThread, recipes []string) simEvent {
	ev := simEvent{id: id, at: at, in: threads[r.IntN(len(threads))], sent: r.IntN(3) > 0}
	for range r.IntN(3) {
		if tag := recipes[r.IntN(len(recipes))]; !slices.Contains(ev.tags, tag) {
			ev.tags = append(ev.tags, tag)
		}
	}
	return ev
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
			if p.events[i].id == "" {
				continue
			}
			q := p
			q.events = slices.Clone(p.events)
			q.events[i] = simEvent{}
			if !yield(q) {
				return
			}
			for j := range p.events[i].tags {
				q := p
				q.events = slices.Clone(p.events)
				q.events[i].tags = slices.Delete(slices.Clone(p.events[i].tags), j, j+1)
				if !yield(q) {
					return
				}
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

func (p simPlan) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "workers' clocks are off by %v\n", p.skews)
	for _, ev := range p.events {
		if ev.id != "" {
			fmt.Fprintln(&b, ev)
		}
	}
	return b.String()
}
