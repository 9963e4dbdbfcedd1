package recipe_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/schedule"
)

// Twenty that take half a second each are due, and then one that is well: it does not wait for them.
func TestSlowOnesHoldUpNobody(t *testing.T) {
	const half = 500 * time.Millisecond
	for _, tt := range []struct {
		name      string
		receivers int  // how many the twenty go to
		chores    bool // they are of a kind that names none
		thread    bool // they are of one thread
		within    time.Duration
		most      int // of one receiver, or of the kind, at a time
	}{
		{"one receiver", 1, false, false, 600 * time.Millisecond, 4},
		{"two receivers", 2, false, false, 1500 * time.Millisecond, 4},
		{"twenty receivers", 20, false, false, 1500 * time.Millisecond, 1},
		{"a kind of the host's", 1, true, false, 600 * time.Millisecond, 4},
		{"one thread and receiver", 1, false, true, 600 * time.Millisecond, 1},
		{"one thread and twenty receivers", 20, false, true, 600 * time.Millisecond, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				recipes := []string{to("well", "well", "2m", "well")}
				for i := range 20 {
					topic := fmt.Sprint("slow", i)
					if tt.chores {
						recipes = append(recipes, one(topic, `{"on":"new_item","topics":["`+topic+`"]}`, "", `{"do":"chore","after":"1m"}`))
					} else {
						recipes = append(recipes, to(topic, topic, "1m", fmt.Sprint("slow", i%tt.receivers)))
					}
				}
				s := newErrands(t, 0, nil, recipes...)
				s.takes["chore"] = half
				for _, r := range split("slow", tt.receivers) {
					s.takes[r] = half
				}
				for _, topic := range split("slow", 20) {
					ev := item(topic, topic)
					if tt.thread {
						ev.Mention.CaseID = "one"
					}
					s.handle(t, ev)
				}
				s.handle(t, item("well", "well"))
				time.Sleep(3 * time.Minute)
				start := time.Now()
				report, err := s.Tick(t.Context())
				require.NoError(t, err)
				require.LessOrEqual(t, s.began(t, "well", start), tt.within)
				require.Len(t, report.Actions, 21, "one Tick does all that was due when it was called")
				require.LessOrEqual(t, s.most[""], 8)
				for _, r := range append(split("slow", tt.receivers), "chore") {
					require.LessOrEqual(t, s.most[r], tt.most, r)
				}
				if tt.thread {
					require.Equal(t, 10*time.Second, time.Since(start), "one after the other")
				} else if tt.receivers == 1 {
					require.Equal(t, 4, max(s.most["slow0"], s.most["chore"]), "half of the workers, and no fewer")
					require.Equal(t, 2500*time.Millisecond, time.Since(start))
				}
				requireNobody(t)
			})
		})
	}
}

// countingTakes is a store that counts how often rows are taken of it.
type countingTakes struct {
	schedule.Memory
	takes int
}

func (s *countingTakes) Take(
	ctx context.Context, now time.Time, kind string, lease time.Duration, max int, full ...string,
) ([]schedule.Job, error) {
	s.takes++
	return s.Memory.Take(ctx, now, kind, lease, max, full...)
}

// While a lane is full, and nothing else is due, the store is not asked again for each row that ends: 64 rows of one receiver
// are mostly taken four at a time, which are 16 times, and a few more to know that no row is left. One that is seen to end before
// the three beside it is followed by one alone.
func TestTakesOfAFullLane(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := new(countingTakes)
		s := newErrands(t, 8, store, to("r", "r", "1m", "x"))
		s.takes["x"] = time.Millisecond
		for _, id := range split("e", 64) {
			s.handle(t, item(id, "r"))
		}
		time.Sleep(2 * time.Minute)
		_, err := s.Tick(t.Context())
		require.NoError(t, err)
		require.Len(t, s.trips, 64)
		require.Equal(t, 4, s.most["x"])
		require.Less(t, store.takes, 40, "far from one for each row")
	})
}

// Rows of other receivers that come due meanwhile do not keep a Tick from the rest of those that were due at its start, also when
// their lane was full all the time; nor do they keep it running for ever.
func TestLaterRowsBesideAFullLane(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newErrands(t, 8, nil, to("r", "r", "1m", "x"), to("b", "b", "1s", "y"))
		s.takes["x"] = time.Second
		for _, id := range split("e", 20) {
			s.handle(t, item(id, "r"))
		}
		time.Sleep(2 * time.Minute)
		ended, start := make(chan error), time.Now()
		go func() {
			_, err := s.Tick(t.Context())
			ended <- err
		}()
		for i := range 60 {
			time.Sleep(150 * time.Millisecond)
			s.handle(t, item(fmt.Sprint("b", i), "b"))
			select {
			case err := <-ended:
				require.NoError(t, err)
				done := 0
				for _, trip := range s.trips {
					if trip.receiver == "x" {
						done++
					}
				}
				require.Equal(t, 20, done, "one Tick does all that was due when it was called")
				require.Less(t, time.Since(start), 6*time.Second)
				return
			default:
			}
		}
		require.Fail(t, "it goes on")
	})
}

// One worker is one after the other, in the order of (due, set, action), whatever was armed first.
func TestOneWorkerOrder(t *testing.T) {
	const n = 10
	synctest.Test(t, func(t *testing.T) {
		var recipes, want []string
		for i := range n {
			topic := fmt.Sprintf("t%02d", i)
			recipes = append(recipes, one(topic, `{"on":"new_item","topics":["`+topic+`"]}`, "",
				`{"do":"errand","with":{"receiver":"x"},"after":"2m"}`, `{"do":"chore","id":"b","after":"1m"}`, `{"do":"chore","id":"a","after":"2m"}`))
			want = append(want, topic+"/1")
		}
		for i := range n {
			want = append(want, fmt.Sprintf("t%02d/0", i), fmt.Sprintf("t%02d/2", i))
		}
		s := newErrands(t, 1, nil, recipes...)
		s.takes["x"], s.takes["chore"] = time.Millisecond, time.Millisecond
		for i := range n { // the last of the set first
			topic := fmt.Sprintf("t%02d", n-1-i)
			s.handle(t, item(topic, topic))
		}
		time.Sleep(3 * time.Minute)
		_, err := s.Tick(t.Context())
		require.NoError(t, err)
		require.Equal(t, want, s.order())
		require.Equal(t, 1, s.most[""])
	})
}

// The next time of an action that is repeated has the place of the action, though it was kept after the others.
func TestOneWorkerOrderOfRepeats(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newErrands(t, 1, nil, one("r", `{"on":"new_item","all_topics":true}`, "",
			`{"do":"errand","with":{"receiver":"x"},"after":"10m","repeat":{"times":2,"every":"10m"}}`, `{"do":"chore","after":"20m"}`))
		s.handle(t, item("e", "x"))
		for range 2 {
			time.Sleep(10 * time.Minute)
			_, err := s.Tick(t.Context())
			require.NoError(t, err)
		}
		require.Equal(t, []string{"r/0", "r/0", "r/1"}, s.order())
	})
}

// With many workers those of one thread are one after the other, in the same order.
func TestThreadOrder(t *testing.T) {
	for _, n := range []int{5, 8} {
		synctest.Test(t, func(t *testing.T) {
			var recipes, want []string
			for i := range n {
				topic := fmt.Sprintf("t%02d", i)
				recipes = append(recipes, to(topic, topic, "1m", topic))
				want = append(want, topic+"/0")
			}
			s := newErrands(t, 8, nil, recipes...)
			for i := range n {
				topic := fmt.Sprintf("t%02d", n-1-i)
				s.takes[topic] = 100 * time.Millisecond
				ev := item(topic, topic)
				ev.Mention.CaseID = "one"
				s.handle(t, ev)
			}
			time.Sleep(time.Hour)
			_, err := s.Tick(t.Context())
			require.NoError(t, err)
			s.requireAlone(t)
			require.Equal(t, want, s.order())
		})
	}
}

// Those of one thread are one after the other too where they know it by different names.
func TestThreadOfTwoNames(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newErrands(t, 8, nil, to("a", "a", "1m", "a"), to("b", "b", "1m", "b"), to("c", "c", "1m", "c"))
		for _, id := range []string{"a", "b", "c"} {
			s.takes[id] = time.Second
		}
		early, late, other := item("a", "a"), item("b", "b"), item("c", "c")
		early.Mention.CaseID, early.Mention.Conversation = "", "talk"
		late.Mention.CaseID, late.Mention.Conversation = "5", "talk"
		s.handle(t, early, late, other)
		time.Sleep(time.Hour)
		start := time.Now()
		_, err := s.Tick(t.Context())
		require.NoError(t, err)
		require.Equal(t, time.Second, s.began(t, "b", start))
		require.Zero(t, s.began(t, "a", start))
		require.Zero(t, s.began(t, "c", start))
	})
}

// The end of ctx ends the actions that run and those that have not begun; nothing is lost.
func TestTickEndsWithCtx(t *testing.T) {
	for _, workers := range []int{1, 8} {
		synctest.Test(t, func(t *testing.T) {
			s := newErrands(t, workers, nil, to("r", "r", "1m", "x"), to("q", "q", "1m", "y"))
			s.takes["x"], s.takes["y"] = 10*time.Second, 10*time.Second
			for _, id := range split("e", 10) {
				s.handle(t, item("r"+id, "r"), item("q"+id, "q"))
			}
			time.Sleep(2 * time.Minute)
			start := time.Now()
			ctx, cancel := context.WithTimeout(t.Context(), 700*time.Millisecond)
			defer cancel()
			_, err := s.Tick(ctx)
			require.ErrorIs(t, err, context.DeadlineExceeded)
			require.Equal(t, 700*time.Millisecond, time.Since(start))
			require.Len(t, s.trips, workers)
			requireNobody(t)

			s.takes["x"], s.takes["y"] = 0, 0
			for range 10 {
				time.Sleep(time.Minute)
				_, err := s.Tick(t.Context())
				require.NoError(t, err)
			}
			done := map[string]bool{}
			for _, one := range s.trips[workers:] {
				require.False(t, done[one.event], one.event)
				done[one.event] = true
			}
			require.Len(t, done, 20)
		})
	}
}

// Several Ticks at a time share the due rows.
func TestTicksAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newErrands(t, 4, nil, to("r", "r", "1m", "x"), to("q", "q", "1m", "y"))
		s.takes["x"], s.takes["y"] = 100*time.Millisecond, 100*time.Millisecond
		var want []string
		for _, id := range split("e", 40) {
			s.handle(t, item("r"+id, "r"), item("q"+id, "q"))
			want = append(want, "r"+id, "q"+id)
		}
		time.Sleep(2 * time.Minute)
		start := time.Now()
		var steps atomic.Int64
		var all sync.WaitGroup
		for range 5 {
			all.Go(func() {
				report, err := s.Tick(t.Context())
				if err != nil {
					t.Error(err)
				}
				steps.Add(int64(len(report.Actions)))
			})
		}
		all.Wait()
		require.EqualValues(t, 80, steps.Load(), "each is reported once")
		var got []string
		for _, one := range s.trips {
			got = append(got, one.event)
		}
		require.Equal(t, sorted(want), sorted(got))
		require.LessOrEqual(t, time.Since(start), time.Second, "80 of a tenth of a second, 20 at a time")
		requireNobody(t)
	})
}

// New rows come due all the time: Tick ends even so.
func TestTickEndsUnderInflow(t *testing.T) {
	for _, workers := range []int{1, 2, 8} {
		synctest.Test(t, func(t *testing.T) {
			recipes := []string{to("q", "q", "1ms", "q"), to("r", "r", "1ms", "r")}
			for _, id := range split("e", 20) {
				recipes = append(recipes, to(id, id, "1ms", id))
			}
			s := newErrands(t, workers, nil, recipes...)
			s.takes["q"], s.takes["r"] = 10*time.Millisecond, 10*time.Millisecond
			for _, id := range split("e", 20) {
				s.takes[id] = 10 * time.Millisecond
				s.handle(t, item(id, id))
			}
			time.Sleep(time.Second)
			ctx, stop := context.WithCancel(t.Context())
			var feeder sync.WaitGroup
			feeder.Go(func() {
				for i := 0; ctx.Err() == nil; i++ {
					for j := range 8 {
						s.handle(t, item(fmt.Sprint("new", i, "-", j), []string{"r", "q"}[j%2]))
					}
					time.Sleep(time.Millisecond)
				}
			})
			start := time.Now()
			ctx2, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			_, err := s.Tick(ctx2)
			require.NoError(t, err)
			require.LessOrEqual(t, time.Since(start), time.Second, "20 of 10 ms, and a few that came due meanwhile")
			done := 0
			for _, one := range s.trips {
				if one.event[0] == 'e' {
					done++
				}
			}
			require.Equal(t, 20, done, "what was due when it was called is done")
			stop()
			feeder.Wait()
		})
	}
}

// outOfOrder is a store that fails from its n-th call on, until it is well again.
type outOfOrder struct {
	schedule.Memory
	left atomic.Int64
}

func (o *outOfOrder) Update(ctx context.Context, about schedule.Scope, fn func(context.Context, schedule.Tx) error) error {
	if o.left.Add(-1) < 0 {
		return errDown
	}
	return o.Memory.Update(ctx, about, fn)
}

func (o *outOfOrder) Take(ctx context.Context, now time.Time, kind string, lease time.Duration, max int, full ...string) ([]schedule.Job, error) {
	if o.left.Add(-1) < 0 {
		return nil, errDown
	}
	return o.Memory.Take(ctx, now, kind, lease, max, full...)
}

// Whenever the store fails in the middle of a Tick: it ends and says so, and the due actions are done later, with their keys.
func TestStoreFailsDuringTick(t *testing.T) {
	const calm = 1 << 40
	failed := 0
	for _, workers := range []int{1, 8} {
		for after := range int64(60) {
			synctest.Test(t, func(t *testing.T) {
				store := &outOfOrder{}
				store.left.Store(calm)
				s := newErrands(t, workers, store, to("r", "r", "1m", "x"), to("q", "q", "1m", "y"))
				s.takes["x"] = time.Second
				for _, id := range split("e", 8) {
					s.handle(t, item("r"+id, "r"), item("q"+id, "q"))
				}
				time.Sleep(2 * time.Minute)
				store.left.Store(after)
				if _, err := s.Tick(t.Context()); err != nil {
					require.ErrorIs(t, err, errDown)
					failed++
				}
				requireNobody(t)
				first := len(s.trips)
				store.left.Store(calm)
				for range 10 {
					time.Sleep(time.Minute)
					_, err := s.Tick(t.Context())
					require.NoError(t, err)
				}
				times := map[string]int{}
				for i, one := range s.trips {
					times[one.event]++
					if i >= first {
						require.LessOrEqual(t, times[one.event], 2, "%s: again only what was not written down", one.event)
					} else {
						require.Equal(t, 1, times[one.event])
					}
				}
				require.Len(t, times, 16, "nothing is lost")
			})
		}
	}
	require.Greater(t, failed, 60)
}

// A handler that ends its goroutine, as the FailNow of a test does, ends no Tick.
func TestHandlerEndsItsGoroutine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newErrands(t, 8, nil, to("r", "r", "1m", "x"), to("q", "q", "1m", "y"))
		s.during = func(_ context.Context, in action.Input) error {
			if in.Event.ID == "bad" {
				runtime.Goexit()
			}
			return nil
		}
		s.handle(t, item("bad", "r"), item("good", "q"))
		time.Sleep(2 * time.Minute)
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		ended := make(chan error, 1)
		go func() {
			_, err := s.Tick(ctx)
			ended <- err
		}()
		select {
		case err := <-ended:
			require.Error(t, err)
			require.NotErrorIs(t, err, context.DeadlineExceeded)
		case <-time.After(time.Hour):
			require.FailNow(t, "Tick hangs")
		}
		require.Equal(t, "q/0 r/0", sorted(s.order()))
	})
}

// One event that cannot be applied, or a row that cannot be read, keeps nobody else's from being done in the same call.
func TestTickGoesOnAfterARow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var store schedule.Memory
		s := newErrands(t, 8, &store, to("r", "r", "1m", "x"))
		s.handle(t, item("well", "r"))
		require.NoError(t, store.Update(t.Context(), schedule.On("s"), func(_ context.Context, tx schedule.Tx) error {
			for _, id := range split("foreign", 40) {
				if _, err := tx.Put(schedule.Job{Key: id, Kind: "work", Subject: id, Lane: id, Due: time.Now(), Payload: []byte("not ours")}); err != nil {
					return err
				}
			}
			return nil
		}))
		time.Sleep(2 * time.Minute)
		_, err := s.Tick(t.Context())
		require.Error(t, err)
		require.False(t, errors.Is(err, errDown))
		require.Equal(t, []string{"r/0"}, s.order())
	})
}

// A lane whose text is filled in by then counts as it was written: all that wait for it are one.
func TestLaneOfText(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newErrands(t, 8, nil, to("r", "r", "1m", "{{ mention.id }}"), to("well", "well", "2m", "well"))
		for _, id := range split("e", 20) {
			s.takes[id] = 500 * time.Millisecond
			s.handle(t, item(id, "r"))
		}
		s.handle(t, item("well", "well"))
		time.Sleep(3 * time.Minute)
		start := time.Now()
		_, err := s.Tick(t.Context())
		require.NoError(t, err)
		require.LessOrEqual(t, s.began(t, "well", start), 600*time.Millisecond)
	})
}
