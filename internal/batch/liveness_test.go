package batch_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/internal/batch"
	"github.com/commis-recipes/commis/schedule"
)

// Every call ends, however the others do: by an error, a panic, the end of their goroutine or of their ctx, while a group gathers
// or runs, also beside slow ones; functions of one thread run in the order of their calls, one at a time. A call that is never
// woken would block the bubble.
func TestEveryCallEnds(t *testing.T) {
	t.Parallel()
	for seed := range uint64(200) {
		synctest.Test(t, func(t *testing.T) {
			r := rand.New(rand.NewPCG(seed, 0))
			s := newStore(func(c *batch.Core) {
				c.Groups, c.Size = 1+r.IntN(3), 1+r.IntN(6)
				c.Patience = []time.Duration{-1, 0, time.Millisecond}[r.IntN(3)]
			})
			ordered := seed%2 == 0 // else several calls begin at once
			var all sync.WaitGroup
			var mu sync.Mutex
			last, busy, returned := map[string]int{}, map[string]bool{}, 0
			const n = 60
			for i := range n {
				first, second := fmt.Sprint("s", r.IntN(4)), fmt.Sprint("s", r.IntN(4))
				slow, ends, patience := time.Duration(r.IntN(3))*15*time.Millisecond, r.IntN(6), time.Duration(r.IntN(40))*time.Millisecond
				ctx, cancel := context.WithCancel(context.Background())
				if r.IntN(3) == 0 {
					ctx, cancel = context.WithTimeout(ctx, patience)
				}
				all.Go(func() {
					defer cancel()
					defer func() {
						_ = recover()
						mu.Lock()
						defer mu.Unlock()
						returned++
					}()
					ran := false
					_ = s.Update(ctx, schedule.On(first, second), func(ctx context.Context, tx schedule.Tx) error {
						mu.Lock()
						for _, subject := range []string{first, second} {
							if ordered && !ran && last[subject] > i+1 {
								t.Errorf("seed %d: call %d runs after call %d in thread %s", seed, i, last[subject]-1, subject)
							}
							if busy[subject] && first != second {
								t.Errorf("seed %d: two run in thread %s", seed, subject)
							}
							last[subject] = max(last[subject], i+1)
						}
						busy[first], busy[second], ran = true, true, true
						mu.Unlock()
						defer func() {
							mu.Lock()
							defer mu.Unlock()
							busy[first], busy[second] = false, false
						}()
						time.Sleep(slow)
						switch ends {
						case 0:
							return errors.New("no")
						case 1:
							panic("no")
						case 2:
							runtime.Goexit()
						}
						return put(fmt.Sprint("k", i))(ctx, tx)
					})
				})
				if ordered {
					synctest.Wait()
				}
				time.Sleep(time.Duration(r.IntN(2)) * 5 * time.Millisecond)
			}
			all.Wait()
			require.Equal(t, n, returned)
		})
	}
}
