package historytest

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/commis-recipes/commis/history"
)

func idempotent(ctx context.Context, log Log) error {
	first := entry("e", mention)
	other := entry("e", mention)
	other.Action, other.At = "changed", start.Add(-time.Hour)
	elsewhere := entry("e", ticket)
	capital := entry("E", mention)
	for _, step := range []struct{ call, want []history.Entry }{
		{[]history.Entry{first, other, elsewhere}, []history.Entry{first}},
		{[]history.Entry{first}, []history.Entry{first}},
		{[]history.Entry{elsewhere, other}, []history.Entry{first}},
		{[]history.Entry{other, capital, first}, []history.Entry{first, capital}},
	} {
		if err := record(ctx, log, step.call...); err != nil {
			return err
		}
		if err := want(ctx, log, mention, step.want...); err != nil {
			return err
		}
		if err := want(ctx, log, ticket); err != nil {
			return err
		}
	}
	return nil
}

// fault is an entry that breaks one rule of Entry.Check.
type fault struct {
	name  string
	entry history.Entry
}

// faults breaks every rule that an entry can break.
func faults() []fault {
	var all []fault
	add := func(name string, spoil func(e *history.Entry)) {
		e := entry("bad", mention)
		spoil(&e)
		all = append(all, fault{name, e})
	}
	add("no ID", func(e *history.Entry) { e.ID = "" })
	add("no instant", func(e *history.Entry) { e.At = time.Time{} })
	add("no kind of item", func(e *history.Entry) { e.Item.Kind = "" })
	add("no ID of the item", func(e *history.Entry) { e.Item.ID = "" })
	add("no kind of actor", func(e *history.Entry) { e.Actor.Kind = "" })
	add("an unknown kind of actor", func(e *history.Entry) { e.Actor.Kind = "robot" })
	add("no action", func(e *history.Entry) { e.Action = "" })
	return all
}

func refuses(ctx context.Context, log Log) error {
	var errs []error
	for _, f := range faults() {
		if log.Record(ctx, f.entry) == nil {
			errs = append(errs, fmt.Errorf("an entry with %s was taken", f.name))
		}
	}
	return errors.Join(errs...)
}

// allOrNothing also records what was refused again: its ID must not be taken for
// known.
func allOrNothing(ctx context.Context, log Log) error {
	before := entry("before", mention)
	if err := record(ctx, log, before); err != nil {
		return err
	}
	good := numbered("good", 2, mention)
	for _, f := range faults() {
		if log.Record(ctx, good[0], f.entry, good[1]) == nil {
			return fmt.Errorf("a call with an entry with %s was taken", f.name)
		}
		if err := want(ctx, log, mention, before); err != nil {
			return fmt.Errorf("after a call with an entry with %s: %w", f.name, err)
		}
	}
	if err := record(ctx, log, good...); err != nil {
		return err
	}
	return want(ctx, log, mention, before, good[0], good[1])
}

func cancelled(ctx context.Context, log Log) error {
	done, cancel := context.WithCancel(ctx)
	cancel()
	e := entry("e", mention)
	if log.Record(done, e) == nil {
		return errors.New("a call with a ctx that is done was taken")
	}
	if err := want(ctx, log, mention); err != nil {
		return err
	}
	if err := record(ctx, log, e); err != nil {
		return err
	}
	return want(ctx, log, mention, e)
}
