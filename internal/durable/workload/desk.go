// Package workload is a desk that every engine of the comparison runs: one recipe with an action that is due now and one
// that is due later, events that start it, and a count of the actions. It is compiled with this build and with the base,
// so it uses the API of both.
package workload

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/history"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/trigger"
)

// Noon is when the clock of a desk starts.
var Noon = time.Date(2026, 1, 5, 12, 0, 0, 0, time.UTC)

const (
	// Both is a set with one action now and one in an hour.
	Both = `{"format":1,"recipes":[{"id":"r","name":"R","enabled":true,"trigger":{"on":"new_item","all_topics":true},"actions":[
		{"do":"edit","with":{"property":"category","value":"seen"}}, {"do":"resolve","after":"1h","unless":["customer_reply"]}]}]}`
	// Later is a set with one action in an hour.
	Later = `{"format":1,"recipes":[{"id":"r","name":"R","enabled":true,"trigger":{"on":"new_item","all_topics":true},"actions":[
		{"do":"resolve","after":"1h","unless":["customer_reply"]}]}]}`
)

// Desk is an engine with one recipe, whose local handlers count. Its methods are not safe for concurrent use.
type Desk struct {
	recipe.Engine
	names     int
	now       atomic.Int64   // nanoseconds since Noon
	did, late []atomic.Int32 // how often, by event: the action that is due now, and the later one
}

// New makes a desk for so many events, whose threads have so many names: one (the case) or three.
func New(store schedule.Store, log history.Recorder, set string, events, names int) (*Desk, error) {
	d := &Desk{names: names, did: make([]atomic.Int32, events), late: make([]atomic.Int32, events)}
	var can action.Handlers
	action.HandleLocal(&can, action.HandlerFunc[action.Edit](func(_ context.Context, _ action.Edit, in action.Input) error {
		return count(d.did, in)
	}))
	action.HandleLocal(&can, action.HandlerFunc[action.Resolve](func(_ context.Context, _ action.Resolve, in action.Input) error {
		return count(d.late, in)
	}))
	d.Handlers, d.Store, d.History = &can, store, log
	d.Now = func() time.Time { return Noon.Add(time.Duration(d.now.Load())) }
	s, err := recipe.Decode([]byte(set))
	if err != nil {
		return nil, err
	}
	return d, d.Load(s)
}

func count(done []atomic.Int32, in action.Input) error {
	n, err := strconv.Atoi(strings.TrimPrefix(in.Event.ID, "e"))
	if err == nil {
		done[n].Add(1)
	}
	return err
}

// Event returns the event with a number, which happens now and is the first of its thread.
func (d *Desk) Event(n int) trigger.Event {
	m := &trigger.Mention{
		ID: fmt.Sprint("m", n), Topic: "support", Service: "email", Type: trigger.SentType, Content: "hello", CaseID: fmt.Sprint(n),
	}
	if d.names > 1 {
		m.Conversation, m.Contact = fmt.Sprint("c", n), trigger.Contact{ID: fmt.Sprint("p", n)}
	}
	return trigger.Event{ID: fmt.Sprint("e", n), Kind: trigger.MentionCreated, At: d.Now(), Actor: trigger.Agent, Mention: m}
}

// HandleEach handles the events from and up to a number, so many at a time.
func (d *Desk) HandleEach(ctx context.Context, from, to, flying int) error {
	var (
		all    sync.WaitGroup
		failed = make([]error, flying)
		next   atomic.Int64
	)
	next.Store(int64(from))
	for i := range flying {
		all.Go(func() {
			for n := int(next.Add(1)) - 1; n < to && failed[i] == nil; n = int(next.Add(1)) - 1 {
				_, failed[i] = d.Handle(ctx, d.Event(n))
			}
		})
	}
	all.Wait()
	return errors.Join(failed...)
}

// HandleSome handles the events from and up to a number, so many in one call.
func (d *Desk) HandleSome(ctx context.Context, from, to, size int) error {
	for ; from < to; from += size {
		events := make([]trigger.Event, 0, size)
		for n := from; n < min(from+size, to); n++ {
			events = append(events, d.Event(n))
		}
		if _, err := d.HandleAll(ctx, events); err != nil {
			return err
		}
	}
	return nil
}

// Fire lets two hours pass, and carries out all actions that came due.
func (d *Desk) Fire(ctx context.Context) error {
	d.now.Add(int64(2 * time.Hour))
	_, err := d.Tick(ctx)
	return err
}

// Step handles the events from and up to a number, one a second, and carries out the actions that came due before each.
func (d *Desk) Step(ctx context.Context, from, to int) error {
	for n := from; n < to; n++ {
		d.now.Add(int64(time.Second))
		if _, err := d.Tick(ctx); err != nil {
			return err
		}
		if _, err := d.Handle(ctx, d.Event(n)); err != nil {
			return err
		}
	}
	return nil
}

// Check returns an error unless both actions of each event up to a number were done once.
func (d *Desk) Check(events int) error {
	for n := range events {
		if now, later := d.did[n].Load(), d.late[n].Load(); now != 1 || later != 1 {
			return fmt.Errorf("the actions of event %d were done %d and %d times, and not once each", n, now, later)
		}
	}
	return nil
}

// CheckLater returns an error unless the later action of each event up to a number was done once, and no other one.
func (d *Desk) CheckLater(events int) error {
	for n := range events {
		if now, later := d.did[n].Load(), d.late[n].Load(); now != 0 || later != 1 {
			return fmt.Errorf("the actions of event %d were done %d and %d times, and not the later one once", n, now, later)
		}
	}
	return nil
}
