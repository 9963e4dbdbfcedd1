package filter

import "fmt"

// budget limits the work of one Match, Render or Explain, or of everything about one event that shares it (see
// [View.Share]). One unit is about a nanosecond's work, measured with texts that are expensive; some prices are higher
// on purpose.
const budget = 1 << 29

// The fixed prices, in budget units.
const (
	stepPrice    = 16   // each instruction of an expression that runs
	compilePrice = 1500 // each byte of a text that is compiled to run once
)

// meter counts the work of an evaluation. The count depends on the filter and the event alone, not on the clock or on
// earlier work, so a filter that exceeds the budget on an event always does. Where evaluations share a budget it
// depends on all of them and their order.
type meter struct {
	left    int64
	refused int64  // the amount requested when too little was left
	what    string // the thing being evaluated, for the message
	round   int    // distinguishes evaluations, and shared budgets

	parts    int   // parts of a shared budget; zero means that each evaluation has its own budget
	share    int64 // the guaranteed amount of each part
	rest     int64 // the amount not assigned to any part
	exceeded bool  // the part ran out
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

// restore returns the amount that the last evaluation requested and was refused.
func (m *meter) restore() {
	if m.left < 0 {
		m.left += m.refused
	}
}

// divide begins one budget for a number of parts.
func (m *meter) divide(parts int) {
	m.parts = max(parts, 1)
	m.share, m.rest, m.left = budget/int64(m.parts), budget, 0
	m.round++
	m.startPart(m.share)
}

// startPart begins a part with an amount, or with everything left if that is less.
func (m *meter) startPart(most int64) {
	m.restore()
	m.rest += m.left
	m.left = min(most, m.rest)
	m.rest -= m.left
	m.exceeded = false
}

// spend takes pieces times each units from the budget. It stops the evaluation when the budget is exceeded.
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

// trySpend is spend outside of an evaluation: it reports whether the budget sufficed.
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
