package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/schedule/postgres"
)

// wake says which version of which row is due.
type wake struct {
	Key     string
	Version uint64
}

// wakeStore is the store, and schedules a wake-up for each row that comes due.
type wakeStore struct {
	*postgres.Store
	js jetstream.JetStream
}

// Update schedules the wake-ups of the rows that fn put, before they are committed: one that was scheduled for a row that is
// not there then does nothing, but a row without one would wait for a sweep.
func (s *wakeStore) Update(ctx context.Context, about schedule.Scope, fn func(context.Context, schedule.Tx) error) error {
	return s.Store.Update(ctx, about, func(ctx context.Context, tx schedule.Tx) error {
		w := wakeTx{Tx: tx, put: make(map[string]schedule.Job)}
		if err := fn(ctx, &w); err != nil {
			return err
		}
		return s.scheduleAll(ctx, w.put)
	})
}

// signalKind is the kind of rows that are only forgotten when they are due, some days later: a sweep does that.
const signalKind = "signal"

// wakeTx remembers the rows that were put and come due.
type wakeTx struct {
	schedule.Tx
	put map[string]schedule.Job
}

func (t *wakeTx) Put(j schedule.Job) (schedule.Job, error) {
	j, err := t.Tx.Put(j)
	delete(t.put, j.Key)
	if err == nil && !j.Due.IsZero() && j.Kind != signalKind {
		t.put[j.Key] = j
	}
	return j, err
}

func (t *wakeTx) Drop(keys ...string) ([]schedule.Job, error) {
	for _, key := range keys {
		delete(t.put, key)
	}
	return t.Tx.Drop(keys...)
}

// scheduleAll schedules wake-ups, and waits until the stream has them all. A row that is put again has one, the last.
func (s *wakeStore) scheduleAll(ctx context.Context, rows map[string]schedule.Job) error {
	var sent []jetstream.PubAckFuture
	for _, j := range rows {
		m, err := wakeMessage(j)
		if err != nil {
			return err
		}
		ack, err := s.js.PublishMsgAsync(m)
		if err != nil {
			return err
		}
		sent = append(sent, ack)
	}
	for _, ack := range sent {
		select {
		case <-ack.Ok():
		case err := <-ack.Err():
			return err
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

// wakeMessage makes a schedule. It sets the header itself, since that of jetstream.WithScheduleAt cuts the instant to the
// second: the wake-up would come too early, and do nothing.
func wakeMessage(j schedule.Job) (*nats.Msg, error) {
	data, err := json.Marshal(wake{j.Key, j.Version})
	sum := sha256.Sum256([]byte(j.Key))
	name := hex.EncodeToString(sum[:16])
	m := nats.NewMsg("wake.at." + name)
	m.Header.Set(jetstream.ScheduleHeader, "@at "+j.Due.UTC().Format(time.RFC3339Nano))
	m.Header.Set(jetstream.ScheduleTargetHeader, "wake.due."+name)
	m.Data = data
	return m, err
}
