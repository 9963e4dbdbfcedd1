package postgres_test

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// reader is a database, or a transaction of it.
type reader interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
}

// judge compares what stands in the database with what was sent. Of the library it knows the history and the rows.
type judge struct {
	faults                                  []string
	applied, lost, twice, left, redelivered int
	fired, cancelled, calls, keys           int
}

func (j *judge) fault(format string, args ...any) {
	j.faults = append(j.faults, fmt.Sprintf(format, args...))
}

// end is how a timer ended, by the history.
type end struct {
	outcome, reason string
	arrival         int64
}

func (j *judge) judge(ctx context.Context, db reader, p plan) error {
	done, err := j.done(ctx, db)
	if err != nil {
		return err
	}
	for _, m := range p {
		switch n := done[[2]string{"edit", m.id}]; {
		case n == 0:
			j.lost++
			j.fault("%s is lost", m.id)
		case n > 1:
			j.twice++
			j.fault("%s is applied %d times", m.id, n)
		default:
			j.applied++
		}
	}
	if err := j.timers(ctx, db, p, done); err != nil {
		return err
	}
	if err := j.outside(ctx, db, p); err != nil {
		return err
	}
	return j.rows(ctx, db)
}

// done reads how often something was done in transactions.
func (j *judge) done(ctx context.Context, db reader) (map[[2]string]int, error) {
	done := map[[2]string]int{}
	var do, event string
	var times int
	rows, _ := db.Query(ctx, `SELECT do_, event, times FROM desk_done`)
	_, err := pgx.ForEachRow(rows, []any{&do, &event, &times}, func() error {
		done[[2]string{do, event}] = times
		return nil
	})
	return done, err
}

// timers: a timer fires once, or is called off for a reason that holds. It never fires behind a reply that was applied,
// nor where a later message that was applied has moved it.
func (j *judge) timers(ctx context.Context, db reader, p plan, done map[[2]string]int) error {
	applied, ends := map[string]int64{}, map[string][]end{}
	var event, action string
	var one end
	rows, _ := db.Query(ctx, `SELECT event, action, outcome, reason, arrival FROM commis_history
		WHERE recipe_id = 'each' AND action = 'recipe_triggered' OR recipe_id = 'quiet' AND action = 'resolve' AND outcome <> 'waiting'`)
	_, err := pgx.ForEachRow(rows, []any{&event, &action, &one.outcome, &one.reason, &one.arrival}, func() error {
		if action == "resolve" {
			ends[event] = append(ends[event], one)
		} else {
			applied[event] = one.arrival
		}
		return nil
	})
	if err != nil {
		return err
	}
	threads := map[string]plan{}
	for _, m := range p {
		threads[m.thread] = append(threads[m.thread], m)
	}
	for _, thread := range threads {
		for i, m := range thread {
			if !m.reply {
				j.timer(m, ends[m.id], done[[2]string{"resolve", m.id}], thread[i+1:], applied)
			}
		}
	}
	return nil
}

// timer judges the timer of one message; later are the messages of its thread behind it.
func (j *judge) timer(m message, ends []end, times int, later plan, applied map[string]int64) {
	if len(ends) != 1 {
		j.fault("the timer of %s has the ends %v", m.id, ends)
		return
	}
	one := ends[0]
	replied, again := false, false
	for _, l := range later {
		replied, again = replied || l.reply, again || !l.reply
		if one.outcome != "done" || one.arrival < applied[l.id] {
			continue
		}
		if l.reply || applied[l.id] > applied[m.id] { // one of an agent that came before m itself moves nothing
			j.fault("the timer of %s fires after %s was applied", m.id, l.id)
		}
	}
	switch {
	case one.outcome == "done":
		j.fired++
		if times != 1 {
			j.fault("the timer of %s fires %d times", m.id, times)
		}
	case times != 0:
		j.fault("the timer of %s fires, and is %s", m.id, one.outcome)
	case one.outcome == "cancelled" && (one.reason == "customer_reply" && replied || one.reason == "rearmed" && again):
		j.cancelled++
	default:
		j.fault("the timer of %s is %s: %s", m.id, one.outcome, one.reason)
	}
}

// outside: what is done outside of transactions is done at least once, and again only with the same key.
func (j *judge) outside(ctx context.Context, db reader, p plan) error {
	byKey, byEvent := map[string]string{}, map[[2]string]string{}
	var do, key string
	var ids []string
	rows, _ := db.Query(ctx, `SELECT do_, key, events FROM desk_calls`)
	_, err := pgx.ForEachRow(rows, []any{&do, &key, &ids}, func() error {
		j.calls++
		for _, id := range ids {
			if was, ok := byEvent[[2]string{do, id}]; ok && was != key {
				j.fault("%s for %s has the keys %s and %s", do, id, was, key)
			}
			byEvent[[2]string{do, id}] = key
		}
		if was, ok := byKey[key]; ok && was != fmt.Sprint(ids) {
			j.fault("%s is the key of %v and of %v", key, was, ids)
		}
		byKey[key] = fmt.Sprint(ids)
		return nil
	})
	if err != nil {
		return err
	}
	j.keys = len(byKey)
	pending := 0
	for _, m := range p {
		if m.reply && byEvent[[2]string{"add_tags", m.id}] == "" {
			j.fault("%s is never called", m.id)
		}
		if m.news && byEvent[[2]string{"notify", m.id}] == "" {
			pending++
		}
	}
	var rowsPending int
	err = db.QueryRow(ctx, `SELECT count(*) FROM commis_jobs WHERE key LIKE 'digest/news/%/match/%'`).Scan(&rowsPending)
	if pending > 4 || pending != rowsPending {
		j.fault("%d matches are not told, and %d are pending, of a digest of 5", pending, rowsPending)
	}
	return err
}

// rows: nothing that is to be done is left.
func (j *judge) rows(ctx context.Context, db reader) error {
	var dead int
	err := db.QueryRow(ctx, `SELECT count(*) FILTER (WHERE kind = 'work'), count(*) FILTER (WHERE kind = 'dead'),
		(SELECT coalesce(sum(repeated), 0) FROM desk_events) FROM commis_jobs`).
		Scan(&j.left, &dead, &j.redelivered)
	if j.left+dead > 0 {
		j.fault("%d timers and %d dead actions are left", j.left, dead)
	}
	return err
}
