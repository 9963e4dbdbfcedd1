package postgres_test

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/history"
	"github.com/commis-recipes/commis/internal/killtest"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/schedule/postgres"
)

// kept is where an engine of a benchmark keeps everything. rows tells, when it is over, how many were written.
type kept struct {
	store   schedule.Store
	history history.Recorder
	rows    func() int
}

func inMemory(testing.TB) kept {
	return kept{new(schedule.Memory), new(history.Memory), func() int { return 0 }}
}

func inPostgres(b testing.TB) kept {
	url, pool := db.fresh(b)
	return kept{&postgres.Store{DB: pool}, &postgres.Recorder{DB: pool}, func() (n int) {
		pool.Close() // its connections write down what they counted
		again := connect(b, url)
		killtest.Eventually(b, func() bool { return others(b, again) == 0 }, "connections stay")
		require.NoError(b, again.QueryRow(b.Context(), `SELECT sum(n_tup_ins + n_tup_upd + n_tup_del)
			FROM pg_stat_user_tables WHERE schemaname = current_schema`).Scan(&n))
		return n
	}}
}

// others counts the other connections to the schema of the pool.
func others(t testing.TB, pool *pgxpool.Pool) (n int) {
	require.NoError(t, pool.QueryRow(t.Context(), `SELECT count(*) FROM pg_stat_activity
		WHERE application_name = current_schema AND pid <> pg_backend_pid()`).Scan(&n))
	return n
}

var places = []struct {
	name string
	make func(testing.TB) kept
}{{"memory", inMemory}, {"postgres", inPostgres}}

// bench makes an engine whose two local handlers call did.
func bench(b *testing.B, k kept, now func() time.Time, did func(in action.Input), actions string) *recipe.Engine {
	b.Helper()
	var can action.Handlers
	action.HandleLocal(&can, action.HandlerFunc[action.Edit](func(_ context.Context, _ action.Edit, in action.Input) error {
		did(in)
		return nil
	}))
	action.HandleLocal(&can, action.HandlerFunc[action.Resolve](func(_ context.Context, _ action.Resolve, in action.Input) error {
		did(in)
		return nil
	}))
	e := &recipe.Engine{Handlers: &can, Store: k.store, History: k.history, Now: now}
	set, err := recipe.Decode([]byte(`{"format":1,"recipes":[{"id":"r","name":"R","enabled":true,
		"trigger":{"on":"new_item","all_topics":true},"actions":[` + actions + `]}]}`))
	require.NoError(b, err)
	require.NoError(b, e.Load(set))
	return e
}

// BenchmarkHandleTick is one event through Handle, with an action that is done at once, and one through Tick, with the
// action that an event of some time before put off: each in the transaction that settles it, with its history.
func BenchmarkHandleTick(b *testing.B) {
	memory := map[int]float64{}
	for _, place := range places {
		for _, workers := range []int{1, 4 * runtime.GOMAXPROCS(0)} {
			b.Run(fmt.Sprintf("%s/workers=%d", place.name, workers), func(b *testing.B) {
				var sent, done atomic.Int64
				k := place.make(b)
				now := func() time.Time { return noon.Add(time.Duration(sent.Load()) * 10 * time.Millisecond) }
				e := bench(b, k, now, func(action.Input) { done.Add(1) }, `{"do":"edit","with":{"property":"category","value":"seen"}},
					{"do":"resolve","after":"1s","unless":["customer_reply"]}`)
				one := func() {
					n := sent.Add(1)
					m := killtest.Message{ID: fmt.Sprint(n), Thread: fmt.Sprint(n)}
					_, err1 := e.Handle(b.Context(), m.Event(now()))
					_, err2 := e.Tick(b.Context())
					if err1 != nil || err2 != nil {
						b.Error(err1, err2)
					}
				}
				b.ReportAllocs()
				if workers == 1 {
					for b.Loop() {
						one()
					}
				} else {
					b.SetParallelism(workers / runtime.GOMAXPROCS(0))
					b.RunParallel(func(pb *testing.PB) {
						for pb.Next() {
							one()
						}
					})
				}
				b.StopTimer()
				events := sent.Load()
				each := b.Elapsed().Seconds() / float64(events)
				sent.Add(200)
				_, err := e.Tick(b.Context())
				require.NoError(b, err)
				require.Equal(b, 2*events, done.Load())
				b.ReportMetric(1/each, "events/s")
				if place.name == "memory" {
					memory[workers] = each
					return
				}
				b.ReportMetric(float64(k.rows())/float64(events), "rows/event")
				if memory[workers] > 0 {
					b.ReportMetric(each/memory[workers], "x-memory")
				}
			})
		}
	}
}

// BenchmarkLatency is how long after they were due actions are done, by one that calls Tick every 10 ms: of 200 that
// come due 20 ms apart, and of 200 that come due at once.
func BenchmarkLatency(b *testing.B) {
	const n, wait = 200, 4 * time.Second
	for _, place := range places {
		for _, apart := range []time.Duration{20 * time.Millisecond, 0} {
			b.Run(fmt.Sprintf("%s/apart=%s", place.name, apart), func(b *testing.B) {
				var late []time.Duration
				e := bench(b, place.make(b), nil, func(in action.Input) {
					late = append(late, time.Since(in.Event.At)-wait)
				}, fmt.Sprintf(`{"do":"resolve","after":"%s"}`, wait))
				want := 0
				for b.Loop() {
					now := time.Now()
					for i := range n {
						m := killtest.Message{ID: fmt.Sprint(want + i), Thread: fmt.Sprint(want + i)}
						_, err := e.Handle(b.Context(), m.Event(now.Add(time.Duration(i)*apart)))
						require.NoError(b, err)
					}
					require.Less(b, time.Since(now), wait, "the machine is too slow for this")
					for want += n; len(late) < want; time.Sleep(10 * time.Millisecond) {
						_, err := e.Tick(b.Context())
						require.NoError(b, err)
					}
				}
				slices.Sort(late)
				b.ReportMetric(float64(late[len(late)/2].Microseconds())/1000, "ms-p50")
				b.ReportMetric(float64(late[len(late)*99/100].Microseconds())/1000, "ms-p99")
			})
		}
	}
}
