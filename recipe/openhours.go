package recipe

import "time"

// closed says that a task may not be begun at the instant, and when it may; the zero ending begins it. The action's own
// hours count whenever it is begun. Those of the recipe were checked for the event; when they say during, they are
// checked again for waits and retries. Hours that never change any more cancel it.
func (r *rule) closed(t *task, at time.Time) ending {
	a := &r.actions[t.Action]
	hours, outside := a.timing.hours, a.timing.outside
	if hours == nil {
		if r.hours == nil || r.outside || !t.waits() && !t.Send && t.Nth < 2 && t.Tries == 0 {
			return ending{}
		}
		hours = r.hours
	}
	if t.Digest == nil && !t.Send && a.digests() || hours.Open(at) != outside {
		return ending{} // collected matches are sent later
	}
	opens, ok := hours.Change(at)
	if !ok {
		return cancelledBy(HoursClosed)
	}
	return ending{outcome: Waiting, reason: HoursClosed, retry: opens.UTC(), asItWas: true}
}

// closed asks the hours of the task's rule, if the set has it.
func (e *Engine) closed(t *task, at time.Time) ending {
	r := e.loaded().rule(t.Recipe.ID)
	if r == nil || t.Action >= len(r.actions) || r.actions[t.Action].id != t.ID {
		return ending{}
	}
	return r.closed(t, at)
}
