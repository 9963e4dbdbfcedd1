package recipe_test

import (
	"slices"
	"time"
)

// settle lets healthy workers do what is left: events that nobody accepted, what comes due, and then what is dead.
func (w *simWorld) settle() {
	w.calm = true
	clear(w.back)
	w.tell(nil, "all is well from now on")
	if w.plan.seed%2 == 0 {
		for i := range w.sets {
			if w.sets[i] != (simEdit{}) {
				w.load(i, simEdit{})
			}
		}
	}
	for i := range w.plan.events {
		for range 3 {
			if !w.taken[i] {
				w.send(i, i%len(w.lives))
			}
		}
	}
	w.drain()
	w.healed = true
	for range 20 {
		ctx, _ := w.flight(0)
		dead, err := w.engines[0].DeadLetters(ctx, "", 1000)
		if err != nil {
			w.breaks("the dead cannot be listed: %v", err)
		}
		if len(dead) == 0 {
			w.sweep()
			return
		}
		for _, d := range dead {
			w.tell(nil, "%s is dead", d.IdempotencyKey)
			w.db.epochs[d.IdempotencyKey]++
			again := w.engines[0].Retry
			if r := simRecipeByID(d.Recipe); r.actions[r.action(d.Do)].once {
				again = w.engines[0].Discard
			}
			if err := again(ctx, d.Key); err != nil {
				w.breaks("%s is not retried: %v", d.Key, err)
			}
		}
		w.drain()
	}
	w.breaks("there are always dead ones")
}

// drain moves the time on from one instant with something to do to the next.
func (w *simWorld) drain() {
	for range 300 {
		for i := range w.lives {
			w.tick(i)
		}
		at, ok := w.db.mem.Next(w.now.Add(-5*time.Second), "work") // what is due by the slowest clock is done
		switch {
		case ok:
			w.pass(max(0, at.Sub(w.now)) + 5*time.Second)
		case slices.Contains(w.taken[len(w.plan.events):], false):
		default:
			return
		}
	}
	w.breaks("there is always something due")
}

// sweep lets so much time pass that nothing of what was remembered for a while is left.
func (w *simWorld) sweep() {
	w.pass(400 * 24 * time.Hour)
	for i := range w.lives {
		w.tick(i)
	}
	if at, ok := w.db.mem.Next(w.now.Add(-5*time.Second), "work", "signal"); ok {
		w.breaks("something is still due at %s", at)
	}
	for i, ev := range w.events {
		if ev.id != "" && !w.taken[i] {
			w.breaks("%s is not accepted in a healthy world", ev.id)
		}
	}
}
