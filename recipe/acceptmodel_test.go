package recipe_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"sort"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/trigger"
)

// letter is a message of a thread that is known by up to three names: of an agent, which is to be followed by silence for
// thirty minutes, or of a customer.
type letter struct {
	id                          string
	minute                      int
	agent                       bool
	kase, conversation, contact string
}

func (p letter) event() trigger.Event {
	kind := "inbox"
	if p.agent {
		kind = "sent"
	}
	return names(p.id, ten.Add(time.Duration(p.minute)*time.Minute), kind, p.kase, p.conversation, p.contact)
}

// same reports whether two letters are of one thread: the best name that both have is the same.
func (p letter) same(q letter) bool {
	for _, pair := range [][2]string{{p.kase, q.kase}, {p.conversation, q.conversation}, {p.contact, q.contact}} {
		if pair[0] != "" && pair[1] != "" {
			return pair[0] == pair[1]
		}
	}
	return false
}

// state is one that the rules allow: the letters that are accepted and not applied, as they came; those of agents that wait;
// and customers' letters that were applied.
type state struct {
	pending, waiting, heard []letter
	done                    []string // "id minute", sorted
}

func (s state) clone() state {
	return state{slices.Clone(s.pending), slices.Clone(s.waiting), slices.Clone(s.heard), slices.Clone(s.done)}
}

func (s state) String() string {
	w, h := slices.Clone(s.waiting), slices.Clone(s.heard)
	byID := func(a, b letter) int { return strings.Compare(a.id, b.id) }
	slices.SortFunc(w, byID)
	slices.SortFunc(h, byID)
	return fmt.Sprint(s.pending, w, h, s.done)
}

// apply applies a letter.
func (s *state) apply(p letter) {
	if !p.agent {
		s.heard = append(s.heard, p)
		s.waiting = slices.DeleteFunc(s.waiting, func(w letter) bool { return w.same(p) && p.minute >= w.minute })
		return
	}
	late := func(q letter) bool { return q.same(p) && q.minute > p.minute }
	if slices.ContainsFunc(s.heard, late) || slices.ContainsFunc(s.waiting, late) {
		return
	}
	s.waiting = append(slices.DeleteFunc(s.waiting, p.same), p)
}

// next returns the letters that may be applied now: those before which none of their thread is pending.
func (s *state) next() (first []int) {
	for i, p := range s.pending {
		before := func(j int) bool {
			q := s.pending[j]
			return q.same(p) && (q.minute < p.minute || q.minute == p.minute && j < i)
		}
		free := true
		for j := range s.pending {
			free = free && !before(j)
		}
		if free {
			first = append(first, i)
		}
	}
	return first
}

// tick adds every state to which the clock may lead from this one: each letter that is pending is applied and each wait that
// is due is done, when none of its thread is pending.
func (s state) tick(minute int, all map[string]state, seen map[string]bool) {
	text := s.String()
	if seen[text] {
		return
	}
	seen[text] = true
	ended := true
	for _, i := range s.next() {
		ended = false
		n := s.clone()
		p := n.pending[i]
		n.pending = slices.Delete(n.pending, i, i+1)
		n.apply(p)
		n.tick(minute, all, seen)
	}
	for i, w := range s.waiting {
		if w.minute+30 > minute {
			continue
		}
		if slices.ContainsFunc(s.pending, w.same) {
			continue
		}
		ended = false
		n := s.clone()
		n.waiting = slices.Delete(n.waiting, i, i+1)
		n.done = append(n.done, fmt.Sprint(w.id, " ", minute))
		sort.Strings(n.done)
		n.tick(minute, all, seen)
	}
	if ended {
		all[text] = s
	}
}

// handle applies the events that are pending in the letter's thread, in order, and the letter unless it was applied.
func (s state) handle(p letter, repeated bool) state {
	n := s.clone()
	of := []letter{p} // and the threads of the events pending in its thread, and so on
	for i := 0; i < len(of); i++ {
		for _, q := range n.pending {
			if q.same(of[i]) && !slices.Contains(of, q) {
				of = append(of, q)
			}
		}
	}
	mine := slices.DeleteFunc(slices.Clone(n.pending), func(q letter) bool { return !slices.Contains(of, q) })
	slices.SortStableFunc(mine, func(a, b letter) int { return a.minute - b.minute })
	for _, q := range mine {
		n.pending = slices.DeleteFunc(n.pending, func(r letter) bool { return r.id == q.id })
		n.apply(q)
	}
	if !repeated {
		n.apply(p)
	}
	return n
}

// Whatever comes by Accept and by Handle, in whatever order, once or twice, under whatever names: what is done is what a
// naive reading of the rules allows.
func TestAcceptModel(t *testing.T) {
	rule := set(one("quiet", `{"on":"new_item","all_topics":true}`, `"filter":"mention.type == 'sent'"`,
		`{"do":"resolve","after":"30m","unless":["customer_reply"]}`), newItem("each", tagA))
	rapid.Check(t, func(r *rapid.T) {
		minute := 0
		var done []string
		each := map[string]int{}
		e := &recipe.Engine{Store: new(schedule.Memory), Handlers: new(action.Handlers), Workers: 1, Now: func() time.Time { return ten.Add(time.Duration(minute) * time.Minute) }}
		action.HandleFunc(e.Handlers, func(_ context.Context, _ action.Resolve, in action.Input) error {
			done = append(done, fmt.Sprint(in.Event.ID, " ", minute))
			return nil
		})
		action.HandleAll(e.Handlers, func(_ context.Context, _ action.Config, in action.Input) error { each[in.Event.ID]++; return nil })
		require.NoError(r, e.Load(parse(t, rule)))
		allowed := []state{{}}
		advance := func(f func(s state, into map[string]state)) {
			all := map[string]state{}
			for _, s := range allowed {
				f(s, all)
			}
			allowed = slices.Collect(maps.Values(all))
		}
		check := func() {
			sort.Strings(done)
			var texts []string
			allowed = slices.DeleteFunc(allowed, func(s state) bool {
				texts = append(texts, fmt.Sprint(s.done))
				return !slices.Equal(s.done, done)
			})
			require.NotEmpty(r, allowed, "done %v at minute %d, allowed %v", done, minute, texts)
		}
		tick := func() {
			_, err := e.Tick(t.Context())
			require.NoError(r, err)
			advance(func(s state, into map[string]state) { s.tick(minute, into, map[string]bool{}) })
			check()
		}
		var sent []letter
		isNew := map[string]bool{}
		draw := func() (letter, bool) {
			if len(sent) > 0 && rapid.IntRange(0, 5).Draw(r, "again") == 0 {
				return rapid.SampledFrom(sent).Draw(r, "which"), true
			}
			p := letter{id: fmt.Sprint("e", len(sent)), minute: minute - rapid.SampledFrom([]int{0, 0, 0, 1, 5, 40}).Draw(r, "late"), agent: rapid.Bool().Draw(r, "agent")}
			thread := rapid.SampledFrom([]string{"1", "2"}).Draw(r, "thread")
			known := rapid.IntRange(1, 7).Draw(r, "names")
			for i, name := range []*string{&p.kase, &p.conversation, &p.contact} {
				if known&(1<<i) != 0 {
					*name = thread
				}
			}
			sent = append(sent, p)
			isNew[p.id] = true
			return p, false
		}
		r.Repeat(map[string]func(*rapid.T){
			"accept": func(*rapid.T) {
				p, again := draw()
				require.NoError(r, e.Accept(t.Context(), p.event()))
				if again {
					return // it is pending or was applied
				}
				advance(func(s state, into map[string]state) {
					s = s.clone()
					s.pending = append(s.pending, p)
					into[s.String()] = s
				})
			},
			"handle": func(*rapid.T) {
				p, again := draw()
				report, err := e.Handle(t.Context(), p.event())
				require.NoError(r, err)
				require.Equal(r, again, report.Repeated)
				advance(func(s state, into map[string]state) {
					s = s.handle(p, again)
					into[s.String()] = s
				})
				check()
			},
			"tick": func(*rapid.T) { tick() },
			"wait": func(*rapid.T) {
				minute += rapid.SampledFrom([]int{1, 5, 29, 30, 31}).Draw(r, "minutes")
				tick()
			},
			"pass": func(*rapid.T) { minute += rapid.SampledFrom([]int{1, 30}).Draw(r, "minutes") },
		})
		tick()
		for id := range isNew {
			require.Equal(r, 1, each[id], "%s starts what runs at once, once", id)
		}
		require.Len(r, each, len(isNew))
	})
}
