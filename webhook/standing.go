package webhook

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/commis-recipes/commis/schedule"
)

// standing is what is kept about an endpoint that failed: one row, from its first failure until it succeeds. Without
// further failures the row is forgotten after a while; that of a disabled endpoint stays.
type standing struct {
	V int `json:"v"` // of the row; see standingVersion
	Endpoint
	Streak   streak `json:"streak,omitempty"`
	Disabled bool   `json:"disabled,omitempty"`
	// Tell is from when on the host is to be told again that it is disabled; zero when it need not be.
	Tell time.Time `json:"tell,omitzero"`
}

const (
	endpointKind = "webhook_endpoint"
	// standingVersion is written into each row. A row of a later one, which a newer process wrote, is not changed.
	standingVersion = 1
	tellAgain       = time.Minute         // how long the host has to take that an endpoint is disabled
	forgetAfter     = 30 * 24 * time.Hour // from the first failure
)

// untold reports whether it is time to tell the host.
func (st *standing) untold(now time.Time) bool { return !st.Tell.IsZero() && !now.Before(st.Tell) }

// endpoints are the rows of all endpoints.
type endpoints struct{ store schedule.Store }

// rowOf returns the key of an endpoint's row, and its subject.
func rowOf(id string) string { return "webhook/" + id }

// change replaces what is kept about an endpoint, nil for nothing, by what fn returns for it. Nothing is written when that
// is the same pointer. fn may run more than once and must not change what it is given.
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

// remove removes what is kept about an endpoint, whatever it is.
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
