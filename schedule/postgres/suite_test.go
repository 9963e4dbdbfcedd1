package postgres_test

import (
	"context"
	"testing"

	"github.com/commis-recipes/commis/history/historytest"
	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/schedule/postgres"
	"github.com/commis-recipes/commis/schedule/scheduletest"
)

// reopening is a store that connects anew.
type reopening struct {
	*postgres.Store
	t   *testing.T
	url string
}

func (r *reopening) Reopen(context.Context) (schedule.Store, error) {
	r.DB.Close()
	return &reopening{&postgres.Store{DB: connect(r.t, r.url)}, r.t, r.url}, nil
}

func TestStore(t *testing.T) {
	t.Parallel()
	scheduletest.Run(t, func(t *testing.T) schedule.Store {
		url, pool := db.fresh(t)
		return &reopening{&postgres.Store{DB: pool}, t, url}
	})
}

func TestRecorder(t *testing.T) {
	t.Parallel()
	historytest.Run(t, func(t *testing.T) historytest.Log {
		_, pool := db.fresh(t)
		return &postgres.Recorder{DB: pool}
	})
}
