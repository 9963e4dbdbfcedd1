package main

import (
	"strings"
	"testing"
)

// Every contestant answers a small workload as the oracle does, and the table has a row for each size.
func TestRun(t *testing.T) {
	var out strings.Builder
	if err := run(&out, []int{20, 200}, 1); err != nil {
		t.Fatal(err)
	}
	for _, row := range []string{"| 20 |", "| 200 |", "loop / ours", "hostile"} {
		if !strings.Contains(out.String(), row) {
			t.Errorf("no %q in\n%s", row, out.String())
		}
	}
}

// A wrong answer ends the run.
func TestWrongAnswer(t *testing.T) {
	w := newWorkload(1, 100, 20)
	liar := peer{"liar", 1000, func(w workload) (contestant, error) {
		honest, err := ours(w)
		return func(m *mention, found []int) []int { return append(honest(m, found), 99) }, err
	}}
	if _, err := race(w, oracle(w), []peer{liar}, 1, nil); err == nil || !strings.Contains(err.Error(), "liar is wrong") {
		t.Fatal("want an error, got", err)
	}
}

// About one recipe in a hundred matches.
func TestWorkload(t *testing.T) {
	w := newWorkload(3, 2000, 50)
	matches := 0
	for _, a := range oracle(w) {
		matches += len(a)
	}
	if share := float64(matches) / float64(len(w.recipes)*len(w.mentions)); share < 0.005 || share > 0.02 {
		t.Fatalf("%.2f %% of the recipes match", 100*share)
	}
}

func BenchmarkOurs(b *testing.B) {
	w := newWorkload(1, 10_000, mentions)
	c, err := ours(w)
	if err != nil {
		b.Fatal(err)
	}
	found := make([]int, 0, len(w.recipes))
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		c(&w.mentions[i%len(w.mentions)], found)
	}
}

// The engine answers about the workload as its oracle does.
func TestEngineTable(t *testing.T) {
	var out strings.Builder
	if err := engineTable(&out, 200, 1); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out.String(), "| Plan / the index |") {
		t.Fatal(out.String())
	}
}
