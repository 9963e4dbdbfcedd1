package historytest_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/commis-recipes/commis/history"
	"github.com/commis-recipes/commis/history/historytest"
	"github.com/commis-recipes/commis/trigger"
)

// desk is a host's recorder, here one that keeps everything in memory.
type desk struct{ history.Memory }

var _ historytest.Log = (*desk)(nil)

func (d *desk) Log(_ context.Context, s trigger.Ref) ([]history.Entry, error) {
	return d.Memory.Log(s), nil
}

// deaf records nothing.
type deaf struct{ desk }

func (*deaf) Record(context.Context, ...history.Entry) error { return nil }

// In a host's tests this is func TestHistory(t *testing.T).
func ExampleRun() {
	_ = func(t *testing.T) {
		historytest.Run(t, func(t *testing.T) historytest.Log {
			// A recorder over a database makes an empty schema here, and drops it in
			// t.Cleanup.
			return &desk{}
		})
	}
}

func ExampleCheck() {
	ctx := context.Background()
	fmt.Println(len(historytest.Check(ctx, func() historytest.Log { return &desk{} })))
	for _, v := range historytest.Check(ctx, func() historytest.Log { return &deaf{} })[:2] {
		fmt.Println(v)
	}
	// Output:
	// 0
	// separate_logs: log of mention/5: got 0 entries, want 2
	// order: log of mention/5: got 0 entries, want 8
}

func ExampleViolation_Error() {
	fmt.Println(&historytest.Violation{Rule: "copies", Err: fmt.Errorf("after the caller changed what it got")})
	// Output: copies: after the caller changed what it got
}
