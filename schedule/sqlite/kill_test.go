package sqlite_test

import (
	"context"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/internal/killtest"
	"github.com/commis-recipes/commis/schedule/sqlite"
)

var (
	events = flag.Int("sqlite.events", 6_000, "how many events the kill test sends")
	kills  = flag.Int("sqlite.kills", 200, "how many workers the kill test kills at least")
	seed   = flag.Uint64("sqlite.seed", 1, "what the kill test draws everything from")
)

func TestMain(m *testing.M) { os.Exit(killtest.Main(openDesk, m.Run)) }

// openDesk opens the database of a desk. Its commits do not wait for the disk, since the end of a process loses nothing that
// was written: so there are more of them to be killed in.
func openDesk(ctx context.Context, file string) (*killtest.Database, error) {
	db, err := sqlite.Open(file, "synchronous(NORMAL)")
	if err != nil {
		return nil, err
	}
	store := &sqlite.Store{DB: db}
	if err := store.Migrate(ctx); err != nil {
		return nil, err
	}
	return &killtest.Database{
		SQL:     db,
		Store:   store,
		History: &sqlite.Recorder{DB: db},
		Exec: func(ctx context.Context, query string, args ...any) error {
			_, err := sqlite.Tx(ctx).ExecContext(ctx, query, args...)
			return err
		},
		Close: db.Close,
	}, nil
}

// Workers die all the time, and nothing is lost, done twice or left.
func TestKill(t *testing.T) {
	v := killtest.Ordeal{URL: newFile(t), Open: openDesk, Seed: *seed, Events: *events, Kills: *kills}.Run(t)
	require.Empty(t, v.Faults[:min(len(v.Faults), 20)], fmt.Sprintf("%d faults", len(v.Faults)))
}

// A host with a flaw does not get through it. (One whose local handlers write by a connection of their own would wait for
// itself, since SQLite has one writer: that shows without a test.)
func TestKillNotices(t *testing.T) {
	for _, tt := range []struct {
		flaw killtest.Flaw
		want string
	}{
		{killtest.Forgetful, "is applied 2 times"},
		{killtest.Torn, "is lost"},
	} {
		t.Run(string(tt.flaw), func(t *testing.T) {
			t.Parallel()
			v := killtest.Ordeal{URL: newFile(t), Open: openDesk, Seed: *seed, Events: 400, Kills: 40, Flaw: tt.flaw}.Run(t)
			require.Contains(t, strings.Join(v.Faults, "\n"), tt.want)
		})
	}
}
