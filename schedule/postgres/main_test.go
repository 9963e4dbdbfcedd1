package postgres_test

import (
	"context"
	"flag"
	"fmt"
	"os"
	"testing"

	"github.com/commis-recipes/commis/internal/killtest"
)

var (
	events = flag.Int("postgres.events", 6_000, "how many events the kill test sends")
	kills  = flag.Int("postgres.kills", 200, "how many workers the kill test kills at least")
	seed   = flag.Uint64("postgres.seed", 1, "what the kill test draws everything from")
)

// db is the PostgreSQL that the tests share.
var db *server

func TestMain(m *testing.M) {
	os.Exit(killtest.Main(openDesk, func() int { return run(m) }))
}

func run(m *testing.M) int {
	var err error
	if db, err = newServer(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer db.Close()
	return m.Run()
}
