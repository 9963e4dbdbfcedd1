package main

import (
	"fmt"
	"io"
	"maps"
	"runtime"
	"slices"
	"strings"
	"time"
)

// contestant appends the indexes of the recipes that a mention matches, in ascending order.
type contestant func(m *mention, found []int) []int

// peer is a named contestant, and the largest number of recipes it is tested with.
type peer struct {
	name string
	most int
	make func(workload) (contestant, error)
}

func peers() []peer {
	return []peer{
		{"ours", 1 << 30, ours},
		{"expr loop", 1 << 30, exprLoop},
		{"closures", 1 << 30, closures},
		{"cel-go", 10_000, celLoop},
		{"OPA", 1_000, opaModule},
	}
}

// mentions is the number of mentions in a workload.
const mentions = 64

// run prints the tables.
func run(out io.Writer, sizes []int, rounds int) error {
	fmt.Fprintf(out, "%s %s/%s, %d processors, medians of %d rounds, time for one mention\n\n", runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.GOMAXPROCS(0), rounds)
	head := []string{"recipes", "matches", "floor"}
	for _, p := range peers() {
		head = append(head, p.name)
	}
	head = append(head, "loop / ours", "ours / floor", "allocations", "B/recipe")
	fmt.Fprintf(out, "| %s |\n|%s\n", strings.Join(head, " | "), strings.Repeat("---|", len(head)))
	for _, n := range sizes {
		if err := printRow(out, newWorkload(1, n, mentions), rounds); err != nil {
			return fmt.Errorf("%d recipes: %w", n, err)
		}
	}
	fmt.Fprintf(out, "\nOne field, each recipe wants another value:\n\n| recipes | ours | expr loop | loop / ours |\n|---|---|---|---|\n")
	for _, n := range sizes {
		w := distinct(n, mentions)
		times, err := race(w, oracle(w), peers()[:2], rounds, nil)
		if err != nil {
			return fmt.Errorf("%d values: %w", n, err)
		}
		fmt.Fprintf(out, "| %d | %s | %s | %.0f |\n", n, formatTime(times[0]), formatTime(times[1]), times[1]/times[0])
	}
	if err := hostileTable(out, slices.Max(sizes), rounds); err != nil {
		return err
	}
	if err := engineTable(out, slices.Max(sizes), rounds); err != nil {
		return err
	}
	if err := conditionTable(out, slices.Max(sizes), rounds); err != nil {
		return err
	}
	return orderTable(out, slices.Max(sizes))
}

// hostileTable prints the times for sets that are worst for an index, of at most 10,000 recipes.
func hostileTable(out io.Writer, n, rounds int) error {
	n = min(n, 10_000)
	fmt.Fprintf(out, "\n%d hostile recipes:\n\n| set | matches | ours | expr loop | loop / ours | B/recipe |\n|---|---|---|---|---|---|\n", n)
	sets := hostile(n, 8)
	for _, name := range slices.Sorted(maps.Keys(sets)) {
		w := sets[name]
		answers := oracle(w)
		matches := 0
		for _, a := range answers {
			matches += len(a)
		}
		times, err := race(w, answers, peers()[:2], min(rounds, 3), nil)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		fmt.Fprintf(out, "| %s | %.0f | %s | %s | %.1f | %.0f |\n", name, float64(matches)/float64(len(w.mentions)), formatTime(times[0]), formatTime(times[1]), times[1]/times[0], memory(w))
	}
	return nil
}

// memory returns the bytes per recipe that an index of the workload takes.
func memory(w workload) float64 {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.GC() // objects in pools are freed only by the second collection
	runtime.ReadMemStats(&before)
	c, err := ours(w)
	if err != nil {
		return 0
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	runtime.KeepAlive(c)
	return float64(int64(after.HeapAlloc)-int64(before.HeapAlloc)) / float64(len(w.recipes))
}

func printRow(out io.Writer, w workload, rounds int) error {
	answers := oracle(w)
	matches := 0
	for _, a := range answers {
		matches += len(a)
	}
	var allocations float64
	times, err := race(w, answers, peers(), rounds, &allocations)
	if err != nil {
		return err
	}
	cells := []string{fmt.Sprint(len(w.recipes)), fmt.Sprintf("%.1f", float64(matches)/float64(len(w.mentions))), formatTime(times[len(times)-1])}
	for _, t := range times[:len(times)-1] {
		cells = append(cells, formatTime(t))
	}
	ours, loop, floor := times[0], times[1], times[len(times)-1]
	cells = append(cells, fmt.Sprintf("%.0f", loop/ours), fmt.Sprintf("%.1f", ours/floor), fmt.Sprintf("%.2f", allocations), fmt.Sprintf("%.0f", memory(w)))
	fmt.Fprintf(out, "| %s |\n", strings.Join(cells, " | "))
	return nil
}

// race checks the answers of each peer and returns the nanoseconds that each takes for a mention, zero for a peer that
// the workload is too large for. The last value is that of the floor.
func race(w workload, answers [][]int, peers []peer, rounds int, allocations *float64) ([]float64, error) {
	list := make([]contestant, len(peers)+1)
	for i, p := range peers {
		if len(w.recipes) > p.most {
			continue
		}
		c, err := p.make(w)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", p.name, err)
		}
		for j := range w.mentions {
			if got := c(&w.mentions[j], nil); !slices.Equal(got, answers[j]) {
				return nil, fmt.Errorf("%s is wrong about mention %d: %v, not %v", p.name, j, got, answers[j])
			}
		}
		list[i] = c
	}
	list[len(peers)] = floor(w, answers)
	if allocations != nil {
		*allocations = allocated(list[0], w)
	}
	samples := make([][]float64, len(list))
	for range rounds {
		for i, c := range list {
			if c != nil {
				samples[i] = append(samples[i], measure(c, w))
			}
		}
	}
	times := make([]float64, len(list))
	for i, s := range samples {
		if slices.Sort(s); len(s) > 0 {
			times[i] = s[len(s)/2]
		}
	}
	return times, nil
}

// measure returns the nanoseconds per mention, over at least a tenth of a second and eight mentions.
func measure(c contestant, w workload) float64 {
	found := make([]int, 0, len(w.recipes))
	done := 0
	start := time.Now()
	for time.Since(start) < 100*time.Millisecond || done < 8 {
		for range 8 {
			c(&w.mentions[done%len(w.mentions)], found)
			done++
		}
	}
	return float64(time.Since(start).Nanoseconds()) / float64(done)
}

// allocated returns the number of memory allocations of a contestant per mention.
func allocated(c contestant, w workload) float64 {
	found := make([]int, 0, len(w.recipes))
	for i := range w.mentions {
		c(&w.mentions[i], found)
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for range 4 {
		for i := range w.mentions {
			c(&w.mentions[i], found)
		}
	}
	runtime.ReadMemStats(&after)
	return float64(after.Mallocs-before.Mallocs) / float64(4*len(w.mentions))
}

// formatTime formats nanoseconds.
func formatTime(ns float64) string {
	switch {
	case ns == 0:
		return ""
	case ns < 1e4:
		return fmt.Sprintf("%.2f µs", ns/1e3)
	case ns < 1e6:
		return fmt.Sprintf("%.0f µs", ns/1e3)
	}
	return fmt.Sprintf("%.1f ms", ns/1e6)
}
