package recipe_test

import "time"

// settle lets healthy workers do what is left: events that nobody accepted, what comes due, and then what is dead.
func (w *simWorld) settle() {
	w.calm = true
	clear(w.back)
	w.tell(nil, "all is well from now on")
	for i := range w.plan.events {
		for range 3 {
			if !w.taken[i] {
				w.send(i, i%len(w.lives))
			}
		}
		if w.plan.events[i].id != "" && !w.taken[i] {
			w.breaks("%s is not accepted in a healthy world", w.plan.events[i].id)
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
			return
		}
		for _, d := range dead {
			w.tell(nil, "%s is dead", d.IdempotencyKey)
			w.db.epochs[d.IdempotencyKey]++
			again := w.engines[0].Retry
			if simActionByID(d.Recipe, d.Action).once {
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
		at, ok := w.db.mem.Next(w.now.Add(-5*time.Second), "work", "signal") // what is due by the slowest clock is done
		if !ok {
			return
		}
		w.pass(max(0, at.Sub(w.now)) + 5*time.Second)
	}
	w.breaks("there is always something due")
}
