package recipe

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/trigger"
)

// Accept stores an event to be applied soon, in the transaction of ctx: the host's own transaction on the store's database,
// so that the event is stored if and only if the host's changes are, and no outbox is needed. Without a transaction in ctx
// it is one of its own. The store documents the way in which ctx carries a transaction; the ctx of an [action.HandleLocal]
// handler has one.
//
// Nothing is decided yet, and no thread is waited for. The event is applied by the next Tick, or before anything else that the
// engine does in its thread: events that were accepted by their instants, and those of one instant as they came. An action
// that waits is not begun before the events of its thread that were committed until then are applied. An event that cannot
// be applied ten times is a dead letter, see [Engine.DeadLetters].
//
// An event with a fault is refused, as by Handle; [ErrNotApplied] asks to send it again.
func (e *Engine) Accept(ctx context.Context, ev trigger.Event) error {
	ev, err := e.check(ev)
	if err != nil {
		return err
	}
	now := e.now()
	in := newIncoming(ev, now)
	a := accepted{event: in.Event}
	job, err := a.job(in.threads, now)
	if err == nil {
		err = e.add(ctx, job)
	}
	if err != nil {
		return notApplied(ev.ID, err)
	}
	return nil
}

// add is the store's Add, with a panic of the store turned into an error.
func (e *Engine) add(ctx context.Context, job schedule.Job) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = panicError(p)
		}
	}()
	return e.store().Add(ctx, job)
}

// accepted is an event that was accepted and is not applied yet.
type accepted struct {
	version
	Fails int       `json:"fails,omitempty"` // how often it could not be applied
	Came  uint64    `json:"came,omitempty"`  // the version of its first row, when it failed
	Died  time.Time `json:"died,omitzero"`
	event trigger.Event
	row   schedule.Job
}

func (a *accepted) job(names []string, due time.Time) (schedule.Job, error) {
	a.V = rowVersion
	payload, err := encodeHeaded(a, &a.event)
	return schedule.Job{
		Key: eventPrefix + key(a.event.ID), Kind: workKind, Subject: names[0], Lane: eventPrefix, Names: names, Due: due, Payload: payload,
	}, err
}

// order is greater for later events.
func (a *accepted) order() uint64 { return cmp.Or(a.Came, a.row.Version) }

func decodeAccepted(j schedule.Job) (*accepted, error) {
	a := &accepted{row: j}
	return a, decodeHeaded(j.Payload, a, &a.version, &a.event)
}

// catchUp applies the events of the thread with the names that were accepted, by their instants, and those of one instant
// as they came. Their actions are left to Tick.
func (e *Engine) catchUp(ctx context.Context, names []string) (Report, error) {
	var report Report
	var rows []schedule.Job
	err := e.update(ctx, schedule.Scope{Subjects: names, Names: names}, func(_ context.Context, tx schedule.Tx) (err error) {
		rows, err = pendingOf(tx, names)
		return err
	})
	if err != nil {
		return report, err
	}
	all := make([]*accepted, len(rows))
	for i, j := range rows {
		switch all[i], err = decodeAccepted(j); {
		case errors.Is(err, errLaterVersion):
			return report, err
		case err != nil:
			dead, err := e.putDeadRow(ctx, j, err)
			report.Actions = append(report.Actions, dead...)
			return report, err
		}
	}
	slices.SortFunc(all, func(a, b *accepted) int {
		return cmp.Or(a.event.At.Compare(b.event.At), cmp.Compare(a.order(), b.order()))
	})
	for _, a := range all {
		r, err := e.applyAccepted(ctx, a)
		report.append(r)
		if err != nil {
			return report, err
		}
	}
	return report, nil
}

// pendingOf returns the events that were accepted of the thread with the names, of the threads of those events, and so on:
// one that knows its thread by two names comes after earlier ones under either.
func pendingOf(tx schedule.Tx, names []string) ([]schedule.Job, error) {
	var rows []schedule.Job
	found := make(map[string]bool)
	for threads := [][]string{names}; len(threads) > 0; threads = threads[1:] {
		err := inThread(tx, workKind, threads[0], eventPrefix, func(j schedule.Job) error {
			if !found[j.Key] {
				found[j.Key] = true
				rows, threads = append(rows, j), append(threads, j.Names)
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return rows, nil
}

// applyAccepted applies an event that was accepted, and drops its row in the same transaction.
func (e *Engine) applyAccepted(ctx context.Context, a *accepted) (Report, error) {
	in := newIncoming(a.event, e.now())
	in.accepted = a.row.Key
	report, err := e.apply(ctx, e.decide(in))
	if err != nil && ctx.Err() == nil {
		dead, fault := e.failAccepted(ctx, a, err)
		report.Actions = append(report.Actions, dead...)
		if fault != nil {
			return report, errors.Join(err, fault)
		}
		err = &rowFault{err}
	}
	return report, err
}

// failAccepted counts that an event could not be applied when it was due. One that failed too often is a dead letter, which is
// reported.
func (e *Engine) failAccepted(ctx context.Context, a *accepted, why error) (dead []ActionReport, err error) {
	err = e.update(ctx, schedule.On(a.row.Subject), func(_ context.Context, tx schedule.Tx) error {
		dead = nil
		row, ok, err := get(tx, a.row.Key)
		if err != nil || !ok || row.Version != a.row.Version || row.Due.After(e.now()) {
			return err
		}
		failed := *a
		failed.Came, failed.Fails = a.order(), a.Fails+1
		if failed.Fails < MaxAttempts {
			again, err := failed.job(row.Names, e.now().Add(time.Second<<failed.Fails))
			if err != nil {
				return err
			}
			_, err = tx.Put(again)
			return err
		}
		if _, err := tx.Drop(row.Key); err != nil {
			return err
		}
		failed.Died = e.now()
		if row, err = failed.job(row.Names, time.Time{}); err != nil {
			return err
		}
		letter, err := e.putDeadLetter(tx, row)
		dead = []ActionReport{e.deadEvent(&failed, letter, why)}
		return err
	})
	if err != nil {
		return nil, err
	}
	if dead != nil {
		e.logger().ErrorContext(ctx, "event failed", "event", a.event.ID, "error", why)
	}
	return dead, nil
}

// deadEvent returns the report of an event that was accepted and has become a dead letter with the key.
func (e *Engine) deadEvent(a *accepted, key string, why error) ActionReport {
	s := ActionReport{
		At: a.Died, Event: a.event.ID, Item: a.event.Item(), Outcome: Failed, Err: why, Attempt: a.Fails, DeadLetter: key,
	}
	if e.Observer != nil {
		s.observed = &observed{event: a.event, started: s.At, ended: s.At}
	}
	return s
}
