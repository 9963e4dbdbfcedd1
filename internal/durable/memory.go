package main

import (
	"context"
	"fmt"
	"runtime"
	"time"

	"github.com/commis-recipes/commis/internal/durable/workload"
	"github.com/commis-recipes/commis/schedule"
)

// threads returns how many times as many events two goroutines handle, in the same time and in memory, as one does.
func threads(ctx context.Context, rounds, events int) (float64, error) {
	var ratios []float64
	for range rounds {
		var took [2]time.Duration
		for i := range took {
			d, err := workload.New(new(schedule.Memory), nil, workload.Both, events, 3)
			if err != nil {
				return 0, err
			}
			runtime.GC()
			began := time.Now()
			if err := d.HandleEach(ctx, 0, events, i+1); err != nil {
				return 0, err
			}
			took[i] = time.Since(began)
			if err := d.Fire(ctx); err != nil {
				return 0, err
			}
			if err := d.Check(events); err != nil {
				return 0, err
			}
		}
		ratios = append(ratios, float64(took[0])/float64(took[1]))
	}
	return median(ratios), nil
}

// waits is the cost of a timer in memory.
type waits struct {
	bytes       float64
	armed, done time.Duration // CPU
}

// timersInMemory arms so many timers by an event each, and lets them come due together.
func timersInMemory(ctx context.Context, n int) (w waits, err error) {
	store := new(schedule.Memory)
	d, err := workload.New(store, nil, workload.Later, n, 3)
	if err != nil {
		return w, err
	}
	heap, began := liveHeap(), ownCPU()
	if err := d.HandleEach(ctx, 0, n, 1); err != nil {
		return w, err
	}
	w.armed = (ownCPU() - began) / time.Duration(n)
	w.bytes = float64(liveHeap()-heap) / float64(n)
	began = ownCPU()
	if err := d.Fire(ctx); err != nil {
		return w, err
	}
	w.done = (ownCPU() - began) / time.Duration(n)
	if err := d.CheckLater(n); err != nil {
		return w, err
	}
	if left := store.Len(); left != 2*n {
		return w, fmt.Errorf("%d timers left %d rows, and not two each: its recipe's runs and its own end", n, left)
	}
	return w, nil
}

// liveHeap returns the bytes that are in use.
func liveHeap() int64 {
	runtime.GC()
	runtime.GC() // objects in pools are freed only by the second collection
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
