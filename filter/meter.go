package filter

// budget is how much work one Match, Render or Explain may be. One unit is about the work of a nanosecond, as
// measured with texts that make it long; what costs more units than it takes time is meant to.
const budget = 1 << 29

// meter counts the work of one evaluation. The count depends on the filter and the event alone, never on the clock
// or on what ran before, so that a filter that works too long on an event always does.
type meter struct {
	left  int64
	what  string // what is evaluated, for the message
	round int    // tells one evaluation from the next
}

func (m *meter) start(what string) {
	m.left, m.what = budget, what
	m.round++
}

// spend takes so many pieces of work from the budget, each of so many units. It stops the evaluation when nothing
// is left.
func (m *meter) spend(pieces, each int) {
	if m.left -= int64(pieces) * int64(each); m.left < 0 {
		m.stop()
	}
}

//go:noinline
func (m *meter) stop() { stop("the %s works too long on this event", m.what) }
