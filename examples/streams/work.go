package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/nats-io/nats.go/jetstream"
	"golang.org/x/sync/errgroup"

	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/trigger"
)

// sweepEvery is how often each process looks for rows that are due and that no wake-up came for: those of a process that
// died.
const sweepEvery = 250 * time.Millisecond

// work handles the events of partitions, and carries out what is due, until ctx ends. Several processes may have one
// partition, as they do while it is handed over.
func (h *host) work(ctx context.Context, partitions []int) error {
	g, ctx := errgroup.WithContext(ctx)
	for _, p := range partitions {
		g.Go(func() error { return h.consume(ctx, "EVENTS", eventsOf(p), h.handle) })
	}
	g.Go(func() error { return h.consume(ctx, "WAKES", "wakes", h.wake) })
	g.Go(func() error { return h.sweep(ctx) })
	fmt.Println("working on partitions", partitions)
	return g.Wait()
}

// consume does one message after the other. One that could not be done comes again, before those after it where one may be
// pending only.
func (h *host) consume(ctx context.Context, stream, name string, do func(ctx context.Context, data []byte) error) error {
	consumer, err := h.js.Consumer(ctx, stream, name)
	if err != nil {
		return ended(ctx, err)
	}
	messages, err := consumer.Messages(jetstream.PullMaxMessages(1))
	if err != nil {
		return ended(ctx, err)
	}
	defer messages.Stop()
	for {
		m, err := messages.Next(jetstream.NextContext(ctx))
		if err != nil {
			return ended(ctx, err)
		}
		if err := do(ctx, m.Data()); ctx.Err() != nil && err != nil {
			return nil // it comes again
		} else if err != nil {
			fmt.Fprintln(os.Stderr, err)
			err = m.NakWithDelay(ackWait)
		} else {
			err = m.Ack()
		}
		if err != nil {
			return ended(ctx, err)
		}
	}
}

// ended returns err, unless ctx has ended: then nothing is wrong.
func ended(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return nil
	}
	return err
}

// handle applies an event. A message that is no event will never be one: it is told, and done with.
func (h *host) handle(ctx context.Context, data []byte) error {
	var ev trigger.Event
	err := json.Unmarshal(data, &ev)
	if err == nil {
		_, err = h.engine.Handle(ctx, ev)
		if err == nil || errors.Is(err, recipe.ErrNotRecorded) { // it was applied: sweep goes on with what is left
			return nil
		}
		if !errors.Is(err, trigger.ErrRefused) {
			return err
		}
	}
	fmt.Fprintln(os.Stderr, "refused:", err)
	return nil
}

// wake carries out a row that is due, and all others that are.
func (h *host) wake(ctx context.Context, data []byte) error {
	var w wake
	if err := json.Unmarshal(data, &w); err != nil {
		return err
	}
	_, err := h.engine.Wake(ctx, w.Key, w.Version)
	return err
}

func (h *host) sweep(ctx context.Context) error {
	each := time.NewTicker(sweepEvery)
	defer each.Stop()
	for {
		if _, err := h.engine.Tick(ctx); err != nil && ctx.Err() == nil {
			fmt.Fprintln(os.Stderr, err)
		}
		select {
		case <-each.C:
		case <-ctx.Done():
			return nil
		}
	}
}
