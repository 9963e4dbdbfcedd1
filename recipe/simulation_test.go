package recipe_test

import (
	"flag"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"
)

var (
	simSeeds = flag.Int("sim.seeds", 80, "how many worlds TestSimulation plays")
	simSeed  = flag.Uint64("sim.seed", 0, "play the world of this seed alone, and print it")
)

// simShards is how many parts of the seeds are played side by side. Each world is on one goroutine.
const simShards = 8

// TestSimulation plays worlds in which nearly everything goes wrong: events come twice and out of order, workers
// pause, crash before and after every call of the store and inside handlers, their clocks are wrong and jump
// back, commits lose their answers, and receivers act without answering. Meanwhile each worker loads its own edits of the
// set, which also switch recipes and actions off and on again; cases change their topic and their due instant, a conversation
// becomes a part of a case, and what actions do comes back as events. When all is well again, every promise of the
// engine must have been kept: a judge that knows the rules, and not the engine, says what must have happened, what may have,
// and what must not. A world that breaks one is printed, without all that it does not need to do so.
func TestSimulation(t *testing.T) {
	if *simSeed != 0 {
		rig, p := simNewRig(t), simDraw(*simSeed)
		if len(rig.run(p, false).broken) > 0 {
			p = rig.shrink(p)
		}
		simShow(t, rig, p)
		return
	}
	var crashes, calls atomic.Int64
	t.Run("seeds", func(t *testing.T) {
		for shard := range simShards {
			t.Run(fmt.Sprint(shard), func(t *testing.T) {
				t.Parallel()
				rig := simNewRig(t)
				for seed := shard; seed < *simSeeds; seed += simShards {
					w := rig.run(simDraw(uint64(seed)), false)
					crashes.Add(int64(w.crashes))
					calls.Add(int64(w.calls))
					if len(w.broken) > 0 {
						t.Errorf("seed %d: %s", seed, w.broken[0])
						simFail(t, rig, w.plan)
					}
				}
			})
		}
	})
	t.Logf("%d worlds, %d crashes, %d calls of stores and handlers", *simSeeds, crashes.Load(), calls.Load())
	if !t.Failed() {
		if *simSeeds >= 10_000 {
			require.GreaterOrEqual(t, crashes.Load(), int64(50_000), "so many crashes are what the promises are proved by")
		}
		require.GreaterOrEqual(t, crashes.Load(), int64(5**simSeeds), "worlds in which hardly anything goes wrong prove nothing")
	}
}

// TestSimulationRepeats plays worlds twice: the same seed gives the same history, byte for byte.
func TestSimulationRepeats(t *testing.T) {
	t.Parallel()
	for seed := range uint64(longer(10, 40, 200)) {
		first := simNewRig(t).run(simDraw(seed), true)
		second := simNewRig(t).run(simDraw(seed), true)
		require.Equal(t, first.trace.String(), second.trace.String(), "seed %d", seed)
		require.Equal(t, toJSON(t, first.db.entries), toJSON(t, second.db.entries), "seed %d", seed)
	}
}

// simFail shows the smallest world that still breaks a promise, as the plan does.
func simFail(t *testing.T, rig *simRig, p simPlan) {
	t.Helper()
	simShow(t, rig, rig.shrink(p))
	t.FailNow()
}

// shrink takes things out of a plan one at a time, as long as the world breaks the promise that it broke first.
func (rig *simRig) shrink(p simPlan) simPlan {
	w := rig.run(p, false)
	want := w.rule()
	for smaller := true; smaller; {
		smaller = false
		for q := range p.without(w.wrong) {
			if v := rig.run(q, false); v.rule() == want {
				p, w, smaller = q, v, true
				break
			}
		}
	}
	return p
}

// rule returns what the world broke first, without names and numbers.
func (w *simWorld) rule() string {
	if len(w.broken) == 0 {
		return ""
	}
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return -1
		}
		return r
	}, w.broken[0])
}

func simShow(t *testing.T, rig *simRig, p simPlan) {
	t.Helper()
	w := rig.run(p, true)
	for _, line := range w.broken {
		t.Errorf("seed %d: %s", p.seed, line)
	}
	t.Logf("play it again with -sim.seed=%d. The smallest world that does the same:\n%s%s", p.seed, w.plan, &w.trace)
}
