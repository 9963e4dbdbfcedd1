package schedule_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/commis-recipes/commis/schedule"
)

// filled is a memory with n rows, one a second.
func filled(b *testing.B, n int) *schedule.Memory {
	var m schedule.Memory
	for i := range n {
		put(b, &m, schedule.Job{Key: fmt.Sprint(i), Kind: "k", Subject: "thread", Due: noon.Add(time.Duration(i) * time.Second)})
	}
	return &m
}

// BenchmarkMemoryPut replaces rows that are there already.
func BenchmarkMemoryPut(b *testing.B) {
	for _, n := range []int{100, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			m := filled(b, n)
			j := schedule.Job{Key: "7", Kind: "k", Subject: "thread", Payload: []byte("{}")}
			i := 0
			b.ReportAllocs()
			for b.Loop() {
				i++
				j.Due = noon.Add(time.Duration(i%n) * time.Second)
				err := m.Update(context.Background(), schedule.On("thread"), func(_ context.Context, tx schedule.Tx) error {
					_, err := tx.Put(j)
					return err
				})
				if err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkMemorySettle puts a row and settles it, beside n others.
func BenchmarkMemorySettle(b *testing.B) {
	for _, n := range []int{100, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			m := filled(b, n)
			j := schedule.Job{Key: "x", Kind: "k", Subject: "thread", Due: noon, Payload: []byte("{}")}
			b.ReportAllocs()
			for b.Loop() {
				err := m.Update(context.Background(), schedule.On("thread"), func(_ context.Context, tx schedule.Tx) error {
					stored, err := tx.Put(j)
					if err != nil {
						return err
					}
					return tx.Settle(j.Key, stored.Fence, time.Time{})
				})
				if err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkMemoryTakeMany takes 32 rows of all that are due, and gives them back.
func BenchmarkMemoryTakeMany(b *testing.B) {
	for _, n := range []int{100, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			m := filled(b, n)
			now := noon.Add(time.Duration(n) * time.Second)
			b.ReportAllocs()
			for b.Loop() {
				if len(take(b, m, now, 0, 32)) != 32 {
					b.Fatal("rows are missing")
				}
			}
		})
	}
}
