package main

import (
	"container/heap"
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/commis-recipes/commis/internal/durable/workload"
	"github.com/commis-recipes/commis/trigger"
)

// floor is the least that an event in memory needs: a map of the events that were applied, a heap of timers, and the event
// as JSON for the action later.
type floor struct {
	desk       *workload.Desk // it makes the events
	now        time.Time
	applied    map[string]bool
	due        timers
	done, late []int
}

type timer struct {
	at      time.Time
	n       int
	payload []byte
}

// timers is a heap, the earliest first.
type timers []timer

func (t timers) Len() int           { return len(t) }
func (t timers) Less(i, j int) bool { return t[i].at.Before(t[j].at) }
func (t timers) Swap(i, j int)      { t[i], t[j] = t[j], t[i] }
func (t *timers) Push(x any)        { *t = append(*t, x.(timer)) }
func (t *timers) Pop() any {
	old := *t
	last := old[len(old)-1]
	*t = old[:len(old)-1]
	return last
}

func least() contestant {
	return contestant{"floor", func(_ context.Context, _ *bench, events int) (*session, error) {
		desk, err := workload.New(nil, nil, workload.Both, events, 3)
		if err != nil {
			return nil, err
		}
		f := &floor{
			desk: desk, now: workload.Noon, applied: map[string]bool{}, done: make([]int, events), late: make([]int, events),
		}
		return &session{
			handle: f.step,
			fire: func(context.Context) error {
				f.now = f.now.Add(2 * time.Hour)
				f.tick()
				return nil
			},
			check: f.check,
			close: func() error { return nil }, noDatabase: true,
		}, nil
	}}
}

// step handles events, one a second, and fires the timers that came due before each.
func (f *floor) step(_ context.Context, from, to int) error {
	for n := from; n < to; n++ {
		f.now = f.now.Add(time.Second)
		f.tick()
		if err := f.handle(n, f.desk.Event(n)); err != nil {
			return err
		}
	}
	return nil
}

func (f *floor) handle(n int, ev trigger.Event) error {
	if f.applied[ev.ID] {
		return nil
	}
	f.applied[ev.ID] = true
	payload, err := json.Marshal(ev)
	if err != nil {
		return err
	}
	f.done[n]++
	heap.Push(&f.due, timer{f.now.Add(time.Hour), n, payload})
	return nil
}

func (f *floor) tick() {
	for len(f.due) > 0 && !f.due[0].at.After(f.now) {
		f.late[heap.Pop(&f.due).(timer).n]++
	}
}

func (f *floor) check(_ context.Context, events int) error {
	for n := range events {
		if f.done[n] != 1 || f.late[n] != 1 {
			return fmt.Errorf("the floor did the actions of event %d %d and %d times", n, f.done[n], f.late[n])
		}
	}
	return nil
}
