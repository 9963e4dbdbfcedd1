package postgres_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/internal/killtest"
	"github.com/commis-recipes/commis/schedule/postgres"
)

// openDesk opens the database of a desk.
func openDesk(ctx context.Context, url string) (*killtest.Database, error) {
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, err
	}
	config.MaxConns = 10 // Tick has 8 transactions at once, and what is done outside of them needs one, too
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, err
	}
	db := stdlib.OpenDBFromPool(pool)
	return &killtest.Database{
		SQL:     db,
		Store:   &postgres.Store{DB: pool},
		History: &postgres.Recorder{DB: pool},
		Exec: func(ctx context.Context, query string, args ...any) error {
			_, err := postgres.Tx(ctx).Exec(ctx, query, args...)
			return err
		},
		Close: func() error {
			defer pool.Close()
			return db.Close()
		},
	}, nil
}

// hands is how many events a worker handles at a time, so that the store groups what they do.
const hands = 4

func ordeal(t *testing.T, events, kills int, flaw killtest.Flaw) *killtest.Verdict {
	url, _ := db.fresh(t)
	return killtest.Ordeal{URL: url, Open: openDesk, Seed: *seed, Events: events, Kills: kills, Flaw: flaw, Hands: hands}.Run(t)
}

// Workers die all the time, and nothing is lost, done twice or left.
func TestKill(t *testing.T) {
	v := ordeal(t, *events, *kills, killtest.Sound)
	require.Empty(t, v.Faults[:min(len(v.Faults), 20)], fmt.Sprintf("%d faults", len(v.Faults)))
}

// A host with a flaw does not get through it.
func TestKillNotices(t *testing.T) {
	for _, tt := range []struct {
		flaw killtest.Flaw
		want string
	}{
		{killtest.Forgetful, "is applied 2 times"},
		{killtest.Torn, "is lost"},
		{killtest.Elsewhere, "is applied 2 times"},
		{killtest.Hasty, "is lost"},
	} {
		t.Run(string(tt.flaw), func(t *testing.T) {
			t.Parallel()
			v := ordeal(t, 400, 40, tt.flaw)
			require.Contains(t, strings.Join(v.Faults, "\n"), tt.want)
		})
	}
}
