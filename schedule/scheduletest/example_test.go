package scheduletest_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/schedule/scheduletest"
)

// hasty is a host's store that forgets its leases.
type hasty struct{ schedule.Memory }

func (h *hasty) Take(ctx context.Context, now time.Time, kind string, _ time.Duration, most int, full ...string) ([]schedule.Job, error) {
	return h.Memory.Take(ctx, now, kind, 0, most, full...)
}

// In a host's tests this is func TestStore(t *testing.T).
func ExampleRun() {
	_ = func(t *testing.T) {
		scheduletest.Run(t, func(t *testing.T) schedule.Store {
			// A store over a database makes an empty schema here, and drops it in t.Cleanup.
			return &schedule.Memory{}
		})
	}
}

func ExampleCheck() {
	ctx := context.Background()
	fmt.Println(len(scheduletest.Check(ctx, func() schedule.Store { return &schedule.Memory{} })))
	for _, v := range scheduletest.Check(ctx, func() schedule.Store { return &hasty{} }) {
		if v.Rule == "leases" {
			fmt.Println(v)
		}
	}
	// Output:
	// 0
	// leases: taking at most 10000 at start+1h0m0s: got ["a" "b"], want ["b"]
}

// durable is a host's store, in its tests. Here the data outlives the store in a Memory.
type durable struct{ *schedule.Memory }

func (d durable) Reopen(context.Context) (schedule.Store, error) {
	// A store over a database closes its connections here, and opens the same schema again.
	return durable{d.Memory}, nil
}

func ExampleReopener() {
	var store scheduletest.Reopener = durable{&schedule.Memory{}}
	again, err := store.Reopen(context.Background())
	fmt.Println(again != nil, err)
	fmt.Println(len(scheduletest.Check(context.Background(), func() schedule.Store { return durable{&schedule.Memory{}} })))
	// Output:
	// true <nil>
	// 0
}

func ExampleViolation_Error() {
	fmt.Println(&scheduletest.Violation{Rule: "leases", Err: errors.New("taken within its lease")})
	// Output: leases: taken within its lease
}

func ExampleViolation_Unwrap() {
	var v error = &scheduletest.Violation{Rule: "stale", Err: fmt.Errorf("settling: %w", context.Canceled)}
	fmt.Println(errors.Is(v, context.Canceled))
	// Output: true
}
