package filter

import "fmt"

// budget is how much work one Match, Render or Explain may be, or all of one event that share it: see [View.Share]. One
// unit is about the work of a nanosecond, as measured with texts that make it long; what costs more units than it takes
// time is meant to.
const budget = 1 << 29

// What costs something in any case, in units of the budget.
const (
	stepPrice    = 16   // each instruction of an expression that runs
	compilePrice = 1500 // each byte of a text that is compiled to be run once
)

// meter counts the work of an evaluation. The count depends on the filter and the event alone, never on the clock or on
// what ran before, so that a filter that works too long on an event always does. Of evaluations that share a budget it
// depends on all of them and their order.
type meter struct {
	left    int64
	refused int64  // what was wanted when too little was left
	what    string // what is evaluated, for the message
	round   int    // tells one evaluation from the next, and one shared budget

	parts    int   // of a budget that is shared; zero means that each evaluation has its own
	share    int64 // what each part is certain of
	rest     int64 // what no part has
	exceeded bool  // the part was stopped
}

func (m *meter) start(what string) {
	m.what = what
	if m.parts > 0 {
		m.restore()
		return
	}
	m.left, m.exceeded = budget, false
	m.round++
}

// restore takes back what the last evaluation asked for and did not get.
func (m *meter) restore() {
	if m.left < 0 {
		m.left += m.refused
	}
}

// divide begins one budget for so many parts.
func (m *meter) divide(parts int) {
	m.parts = max(parts, 1)
	m.share, m.rest, m.left = budget/int64(m.parts), budget, 0
	m.round++
	m.startPart(m.share)
}

// startPart begins a part that has so much, or what is left.
func (m *meter) startPart(most int64) {
	m.restore()
	m.rest += m.left
	m.left = min(most, m.rest)
	m.rest -= m.left
	m.exceeded = false
}

// spend takes so many pieces of work from the budget, each of so many units. It stops the evaluation when nothing
// is left.
func (m *meter) spend(pieces, each int) {
	if m.left -= int64(pieces) * int64(each); m.left < 0 {
		m.stop(int64(pieces) * int64(each))
	}
}

//go:noinline
func (m *meter) stop(refused int64) {
	m.refuse(refused)
	stop("%s", m.tooLong())
}

// trySpend is spend outside of an evaluation: it reports whether there was as much.
func (m *meter) trySpend(pieces, each int) bool {
	if m.left -= int64(pieces) * int64(each); m.left < 0 {
		m.refuse(int64(pieces) * int64(each))
	}
	return m.left >= 0
}

func (m *meter) refuse(wanted int64) { m.refused, m.exceeded = wanted, true }

func (m *meter) tooLong() string {
	if m.parts > 1 {
		return fmt.Sprintf("the %s works too long on this event, whose budget is shared by %d", m.what, m.parts)
	}
	return fmt.Sprintf("the %s works too long on this event", m.what)
}
