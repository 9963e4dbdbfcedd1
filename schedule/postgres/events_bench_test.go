package postgres_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/schedule/postgres"
	"github.com/commis-recipes/commis/trigger"
)

// counter counts statements, those of batches one by one.
type counter struct{ statements, trips atomic.Int64 }

func (c *counter) TraceQueryStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceQueryStartData) context.Context {
	c.statements.Add(1)
	c.trips.Add(1)
	return ctx
}

func (*counter) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

func (c *counter) TraceBatchStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceBatchStartData) context.Context {
	c.trips.Add(1)
	return ctx
}

func (c *counter) TraceBatchQuery(context.Context, *pgx.Conn, pgx.TraceBatchQueryData) {
	c.statements.Add(1)
}

func (*counter) TraceBatchEnd(context.Context, *pgx.Conn, pgx.TraceBatchEndData) {}

// counted connects with a counter, to as many connections as are needed.
func counted(t testing.TB, url string) (*pgxpool.Pool, *counter) {
	config, err := pgxpool.ParseConfig(url)
	require.NoError(t, err)
	c := new(counter)
	config.ConnConfig.Tracer, config.MaxConns = c, 40
	pool, err := pgxpool.NewWithConfig(t.Context(), config)
	require.NoError(t, err)
	t.Cleanup(pool.Close)
	return pool, c
}

// threeNames is an event whose thread has three names.
func threeNames(n int64, at time.Time) trigger.Event {
	return trigger.Event{ID: fmt.Sprint("e", n), Kind: trigger.MentionCreated, At: at, Actor: trigger.Agent, Mention: &trigger.Mention{
		ID: fmt.Sprint("m", n), Topic: "support", Service: "email", Type: trigger.SentType, Content: "hello",
		CaseID: fmt.Sprint(n), Conversation: fmt.Sprint("c", n), Contact: trigger.Contact{ID: fmt.Sprint("p", n)},
	}}
}

// BenchmarkEvents is events with three names of their threads, one action now and one later, with 1 and with 32 of them
// in flight, and the later actions through Tick. CPU is that of the program and of the database.
func BenchmarkEvents(b *testing.B) {
	for _, flying := range []int{1, 32} {
		b.Run(fmt.Sprintf("flying=%d", flying), func(b *testing.B) {
			url, _ := db.fresh(b)
			pool, count := counted(b, url)
			var done atomic.Int64
			var now atomic.Int64
			k := kept{&postgres.Store{DB: pool}, &postgres.Recorder{DB: pool}, nil}
			e := bench(b, k, func() time.Time { return noon.Add(time.Duration(now.Load())) }, func(action.Input) { done.Add(1) },
				`{"do":"edit","with":{"property":"category","value":"seen"}}, {"do":"resolve","after":"1h","unless":["customer_reply"]}`)
			var next atomic.Int64
			run := func(n int64) {
				var all sync.WaitGroup
				for range flying {
					all.Go(func() {
						for i := next.Add(1); i <= n; i = next.Add(1) {
							if _, err := e.Handle(b.Context(), threeNames(i, noon)); err != nil {
								b.Error(err)
							}
						}
					})
				}
				all.Wait()
				next.Store(n)
			}
			run(64) // statements are prepared
			var events int64 = 64
			ours, theirs, statements, trips := usage(b), databaseCPU(b), count.statements.Load(), count.trips.Load()
			began := time.Now()
			for b.Loop() {
				events += 500
				run(events)
			}
			took := time.Since(began)
			n := float64(events - 64)
			b.ReportMetric(n/took.Seconds(), "events/s")
			b.ReportMetric(float64((usage(b)-ours).Microseconds())/n, "µs-program/event")
			b.ReportMetric(float64((databaseCPU(b)-theirs).Microseconds())/n, "µs-database/event")
			b.ReportMetric(float64(count.statements.Load()-statements)/n, "statements/event")
			b.ReportMetric(float64(count.trips.Load()-trips)/n, "trips/event")
			now.Store(int64(2 * time.Hour))
			ours, theirs, statements, began = usage(b), databaseCPU(b), count.statements.Load(), time.Now()
			_, err := e.Tick(b.Context())
			require.NoError(b, err)
			require.Equal(b, 2*events, done.Load())
			n = float64(events)
			b.ReportMetric(n/time.Since(began).Seconds(), "ticked/s")
			b.ReportMetric(float64((usage(b)-ours+databaseCPU(b)-theirs).Microseconds())/n, "µs/ticked")
			b.ReportMetric(float64(count.statements.Load()-statements)/n, "statements/ticked")
		})
	}
}

// usage is the CPU time of this process.
func usage(t testing.TB) time.Duration {
	var u syscall.Rusage
	require.NoError(t, syscall.Getrusage(syscall.RUSAGE_SELF, &u))
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// databaseCPU is the CPU time of the PostgreSQL that this process started, with those of its processes that have ended.
func databaseCPU(t testing.TB) (sum time.Duration) {
	stats, err := filepath.Glob("/proc/[0-9]*/stat")
	require.NoError(t, err)
	children := map[int][][]string{}
	for _, name := range stats {
		text, err := os.ReadFile(name)
		if err != nil {
			continue // it has ended
		}
		head, rest, _ := strings.Cut(string(text), ") ")
		if fields := strings.Fields(rest); strings.Contains(head, "(postgres") {
			parent, _ := strconv.Atoi(fields[1])
			children[parent] = append(children[parent], append([]string{strings.Fields(head)[0]}, fields...))
		}
	}
	add := func(fields []string) {
		for _, f := range fields[12:16] { // utime, stime, cutime and cstime, in hundredths
			n, _ := strconv.Atoi(f)
			sum += time.Duration(n) * 10 * time.Millisecond
		}
	}
	for _, main := range children[os.Getpid()] {
		add(main)
		pid, _ := strconv.Atoi(main[0])
		for _, child := range children[pid] {
			add(child)
		}
	}
	return sum
}
