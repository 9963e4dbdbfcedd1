package historytest

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/commis-recipes/commis/trigger"
)

// crowd is how many write at once.
const crowd = 64

// atOnce runs f for 0 to crowd-1, all at the same time, and joins the errors.
func atOnce(f func(i int) error) error {
	errs := make([]error, crowd)
	gate := make(chan struct{})
	var wg sync.WaitGroup
	for i := range crowd {
		wg.Go(func() {
			<-gate
			errs[i] = f(i)
		})
	}
	close(gate)
	wg.Wait()
	return errors.Join(errs...)
}

// idempotentConcurrently records the same entry, and one entry that is different
// each time, in every call.
func idempotentConcurrently(ctx context.Context, log Log) error {
	same := entry("same", mention)
	err := atOnce(func(i int) error {
		return record(ctx, log, same, entry(fmt.Sprintf("own-%d", i), ticket))
	})
	if err != nil {
		return err
	}
	if err := want(ctx, log, mention, same); err != nil {
		return err
	}
	return complete(ctx, log, ticket, crowd)
}

// concurrent has many who write pairs to one shared log and series to logs of
// their own, and who count the shared log meanwhile.
func concurrent(ctx context.Context, log Log) error {
	const rounds = 4
	err := atOnce(func(i int) error {
		own := trigger.Ref{Kind: trigger.CaseItem, ID: fmt.Sprintf("own-%d", i)}
		series := numbered(fmt.Sprintf("series-%d-", i), rounds, own)
		for r := range rounds {
			one, two := entry(fmt.Sprintf("one-%d-%d", i, r), mention), entry(fmt.Sprintf("two-%d-%d", i, r), mention)
			if err := record(ctx, log, one, series[r], two); err != nil {
				return err
			}
			got, err := log.Log(ctx, mention)
			if err != nil {
				return err
			}
			if len(got)%2 != 0 {
				return fmt.Errorf("half a call was seen: %d entries of calls with 2", len(got))
			}
		}
		return want(ctx, log, own, series...)
	})
	if err != nil {
		return err
	}
	return complete(ctx, log, mention, 2*rounds*crowd)
}

// complete wants n entries, in whatever order, with n different IDs.
func complete(ctx context.Context, log Log, s trigger.Ref, n int) error {
	got, err := log.Log(ctx, s)
	if err != nil {
		return err
	}
	ids := map[string]bool{}
	for _, e := range got {
		ids[e.ID] = true
	}
	if len(got) != n || len(ids) != n {
		return fmt.Errorf("log of %v: got %d entries with %d different IDs, want %d", s, len(got), len(ids), n)
	}
	return nil
}
