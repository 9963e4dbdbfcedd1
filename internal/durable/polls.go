package main

import (
	"context"
	"fmt"

	"github.com/commis-recipes/commis/internal/durable/workload"
)

// polls prints the transactions of polls.
func (t *table) polls(ctx context.Context) error {
	fmt.Fprintf(t.out, "\n| transactions of a poll | the base | ours |\n|---|---|---|\n")
	fresh, unchanged, err := workload.Poll(ctx, t.records)
	if err != nil {
		return err
	}
	was := [2]string{noBase, noBase}
	if t.b.base != nil {
		a, err := t.b.base.do(order{Do: "poll", Events: t.records})
		if err != nil {
			return err
		}
		was = [2]string{fmt.Sprint(a.Fresh), fmt.Sprint(a.Unchanged)}
	}
	fmt.Fprintf(t.out, "| of %d new records, with an action each | %s | %d |\n", t.records, was[0], fresh)
	fmt.Fprintf(t.out, "| of %d records that did not change | %s | %d |\n", t.records, was[1], unchanged)
	return nil
}
