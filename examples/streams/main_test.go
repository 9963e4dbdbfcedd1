package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/internal/pgserver"
)

var (
	events  = flag.Int("streams.events", 600, "how many events TestKill sends; 20000 is its full size")
	threads = flag.Int("streams.threads", 60, "how many threads they are in; 2000 is its full size")
	seed    = flag.Uint64("streams.seed", 1, "what TestKill draws everything from")
	burst   = flag.Int("streams.burst", 200, "how many events TestThroughput has in the streams when its processes start")
	latest  = flag.Duration("streams.late", time.Minute, "how late a timer may be; 2s where nobody else needs the processors")
)

// What the tests share: a PostgreSQL, and the directory of this command's own program, which the worker processes run.
var (
	database *pgserver.Server
	program  string
)

func TestMain(m *testing.M) {
	flag.Parse()
	os.Exit(runTests(m))
}

func runTests(m *testing.M) int {
	dir, err := os.MkdirTemp("", "commis-streams-")
	if err == nil {
		defer func() { _ = os.RemoveAll(dir) }()
		program = filepath.Join(dir, "streams")
		var said []byte
		if said, err = exec.Command("go", "build", "-o", program, ".").CombinedOutput(); err != nil {
			err = fmt.Errorf("%w\n%s", err, said)
		}
	}
	if err == nil {
		database, err = pgserver.New(context.Background())
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer database.Close()
	return m.Run()
}

// servers are the URLs of a database and of a queue.
type servers struct{ database, queue string }

// start starts a NATS server in this process, and makes a schema, the tables and the streams.
func start(t *testing.T, schema string) (servers, *host) {
	t.Helper()
	ns, err := server.NewServer(&server.Options{
		Host: "127.0.0.1", Port: server.RANDOM_PORT, JetStream: true, StoreDir: t.TempDir(), NoSigs: true, NoLog: true,
	})
	require.NoError(t, err)
	ns.Start()
	t.Cleanup(func() {
		ns.Shutdown()
		ns.WaitForShutdown()
	})
	require.True(t, ns.ReadyForConnections(time.Minute))
	s := servers{database.URL(schema), ns.ClientURL()}
	h, err := newHost(t.Context(), s.database, s.queue)
	require.NoError(t, err)
	t.Cleanup(h.close)
	_, err = h.db.Exec(t.Context(), "CREATE SCHEMA "+schema)
	require.NoError(t, err)
	require.NoError(t, h.setup(t.Context()))
	return s, h
}

// each calls do every period until that returns true.
func each(t *testing.T, period time.Duration, do func() bool) {
	t.Helper()
	ticks, late := time.NewTicker(period), time.After(20*time.Minute)
	defer ticks.Stop()
	for !do() {
		select {
		case <-ticks.C:
		case <-late:
			t.Fatal("it does not end")
		}
	}
}
