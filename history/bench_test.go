package history_test

import (
	"context"
	"strconv"
	"testing"
	"time"

	"github.com/commis-recipes/commis/history"
	"github.com/commis-recipes/commis/trigger"
)

// BenchmarkMemoryRecord records the two entries of a recipe with one action.
func BenchmarkMemoryRecord(b *testing.B) {
	var m history.Memory
	b.ReportAllocs()
	i := 0
	for ; b.Loop(); i++ {
		id := strconv.Itoa(i)
		s := trigger.Ref{Kind: trigger.CaseItem, ID: strconv.Itoa(i % 10_000)}
		at := noon.Add(time.Duration(i))
		if err := m.Record(context.Background(), note(id, at, s), note(id+"/0", at, s)); err != nil {
			b.Fatal(err)
		}
	}
	if got := len(m.Find(history.Query{})); got != 2*i {
		b.Fatalf("got %d entries, want %d", got, 2*i)
	}
}

// BenchmarkMemoryLog reads a log of 20 entries among a million.
func BenchmarkMemoryLog(b *testing.B) {
	var m history.Memory
	for i := range 1_000_000 {
		s := trigger.Ref{Kind: trigger.CaseItem, ID: strconv.Itoa(i % 50_000)}
		if err := m.Record(context.Background(), note(strconv.Itoa(i), noon.Add(time.Duration(i)), s)); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		if got := len(m.Log(case5)); got != 20 {
			b.Fatalf("got %d entries, want 20", got)
		}
	}
}
