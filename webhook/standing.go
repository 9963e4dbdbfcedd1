package webhook

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/commis-recipes/commis/schedule"
)

// standing is the row of an endpoint that failed, from its first failure until it succeeds. Without further failures the
// row is removed after a while; that of a disabled endpoint is kept.
type standing struct {
	V int `json:"v"` // of the row; see standingVersion
	Endpoint
	Streak   streak `json:"streak,omitempty"`
	Disabled bool   `json:"disabled,omitempty"`
	// Tell is the instant from which the host must be notified again that it is disabled; zero when it need not be.
	Tell time.Time `json:"tell,omitzero"`
}

const (
	endpointKind = "webhook_endpoint"
	// standingVersion is written into each row. A row with a later version, of a newer process, is not changed.
	standingVersion = 1
	tellAgain       = time.Minute         // wait before the host is notified again
	forgetAfter     = 30 * 24 * time.Hour // from the first failure
)

// untold reports whether the host must be notified now.
func (st *standing) untold(now time.Time) bool { return !st.Tell.IsZero() && !now.Before(st.Tell) }

// endpoints are the rows of all endpoints.
type endpoints struct{ store schedule.Store }

// rowOf returns the key of an endpoint's row, and its subject.
func rowOf(id string) string { return "webhook/" + id }

// change replaces the row of an endpoint, nil for none, by the result of fn. Nothing is written when that is the same
// pointer. fn may run more than once and must not change its argument.
func (es endpoints) change(ctx context.Context, id string, fn func(*standing) *standing) error {
	key := rowOf(id)
	return es.store.Update(ctx, schedule.On(key), func(_ context.Context, tx schedule.Tx) error {
		var old *standing
		rows, err := tx.Get(key)
		if err != nil {
			return err
		}
		if len(rows) > 0 {
			old = new(standing)
			if err := json.Unmarshal(rows[0].Payload, old); err != nil {
				return errors.New("the row of an endpoint cannot be read")
			}
		}
		st := fn(old)
		switch {
		case st == old, old != nil && old.V > standingVersion:
			return nil
		case st == nil:
			_, err = tx.Drop(key)
			return err
		}
		st.V = standingVersion
		row := schedule.Job{Key: key, Kind: endpointKind, Subject: key}
		if !st.Disabled {
			row.Due = st.Since.Add(forgetAfter)
		}
		if row.Payload, err = json.Marshal(st); err != nil {
			return err
		}
		_, err = tx.Put(row)
		return err
	})
}

// remove removes the row of an endpoint.
func (es endpoints) remove(ctx context.Context, id string) error {
	return es.store.Update(ctx, schedule.On(rowOf(id)), func(_ context.Context, tx schedule.Tx) error {
		_, err := tx.Drop(rowOf(id))
		return err
	})
}

// forget removes some of the rows that are old enough.
func (es endpoints) forget(ctx context.Context, now time.Time) error {
	rows, err := es.store.Take(ctx, now, endpointKind, time.Minute, 16)
	if err != nil {
		return err
	}
	for _, row := range rows {
		err := es.store.Update(ctx, schedule.On(row.Subject), func(_ context.Context, tx schedule.Tx) error {
			return tx.Settle(row.Key, row.Fence, time.Time{})
		})
		if err != nil && !errors.Is(err, schedule.ErrStale) {
			return err
		}
	}
	return nil
}
