package index

import (
	"slices"
)

// The limits on the rows of one formula: the number of rows, and of items in all of them. Parts of a formula that
// exceeds them are left to the caller.
const (
	maxRows  = 16
	maxItems = 2048
)

// row is a set of clauses and tests that must all hold. A formula becomes rows of which one must hold.
type row struct {
	clauses []clause
	tests   []wantedTest
	mustRun bool // and then the caller must evaluate the formula
	fails   bool // and then the evaluation may end in an error, whatever comes after; mustRun is set too
}

// wantedTest is a test and its required result.
type wantedTest struct {
	test Test
	yes  bool
}

// always reports whether the row holds for every event.
func (r *row) always() bool { return len(r.clauses) == 0 && len(r.tests) == 0 }

// rows returns the rows of the events for which f yields want, or fails. A row without mustRun holds only where f
// certainly yields want. Rows with fails hold for all events on which f fails, the others for all on which it yields
// want.
func (f *Formula) rows(want bool) []row {
	switch f.op {
	case aNot:
		return f.a.rows(!want)
	case anAnd, anOr:
		a, b := f.a.rows(want), f.b.rows(want)
		if (f.op == anAnd) == want {
			return both(a, b)
		}
		return either(a, f.a.unfailing(b))
	case aGuard:
		rows := f.a.rows(want)
		if !want {
			rows = both(rows, f.b.rows(false))
		}
		return either(rows, failing(f.b.rows(true)))
	case aTest:
		return []row{{tests: []wantedTest{{f.test, want}}}}
	case anOpaque:
		rows := []row{{mustRun: true}}
		if f.fails {
			rows = either(rows, failing(f.b.rows(true)))
		}
		return rows
	}
	c := f.clause
	if !want {
		c = c.not()
	}
	switch {
	case c.never():
		return nil
	case c.always():
		return []row{{}}
	}
	return []row{{clauses: []clause{c}}}
}

// both returns the rows that hold where one of a and one of b does. b does not restrict the rows of a that fail.
func both(a, b []row) []row {
	if len(a)*len(b) > maxRows || countItems(a)*len(b)+countItems(b)*len(a) > maxItems {
		if countItems(b) < countItems(a) && !slices.ContainsFunc(a, fails) {
			a, b = b, a
		}
		return either(withMustRun(a), slices.DeleteFunc(withMustRun(b), func(r row) bool { return !r.fails }))
	}
	var out []row
	for _, r := range a {
		if r.fails {
			out = appendRow(out, r)
			continue
		}
		for _, s := range b {
			if t, ok := r.and(s); ok {
				out = appendRow(out, t)
			}
		}
	}
	return out
}

// either returns the rows that hold where one of a or one of b does.
func either(a, b []row) []row {
	out := slices.Clone(a)
	for _, r := range b {
		out = appendRow(out, r)
	}
	if len(out) > maxRows || countItems(out) > maxItems {
		return []row{{mustRun: true, fails: slices.ContainsFunc(out, fails)}}
	}
	return out
}

// unfailing returns rows that are evaluated only where f neither fails nor decides. A row is sure only where f cannot
// fail.
func (f *Formula) unfailing(rows []row) []row {
	if !f.fails {
		return rows
	}
	return withMustRun(rows)
}

func fails(r row) bool { return r.fails }

// failing returns the rows with mustRun and fails set.
func failing(rows []row) []row {
	rows = withMustRun(rows)
	for i := range rows {
		rows[i].fails = true
	}
	return rows
}

// withMustRun returns the rows with mustRun set.
func withMustRun(rows []row) []row {
	rows = slices.Clone(rows)
	for i := range rows {
		rows[i].mustRun = true
	}
	return rows
}

func countItems(rows []row) int {
	n := len(rows)
	for i := range rows {
		for _, c := range rows[i].clauses {
			n += len(c.items) + len(c.spans)
		}
	}
	return n
}

// and returns the row that holds where both do, unless there is no such event.
func (r row) and(s row) (row, bool) {
	out := row{clauses: slices.Clone(r.clauses), tests: slices.Clone(r.tests), mustRun: r.mustRun || s.mustRun, fails: r.fails || s.fails}
	for _, c := range s.clauses {
		if !out.addClause(c) {
			return row{}, false
		}
	}
	for _, t := range s.tests {
		if slices.Contains(out.tests, wantedTest{t.test, !t.yes}) {
			return row{}, false
		}
		if !slices.Contains(out.tests, t) {
			out.tests = append(out.tests, t)
		}
	}
	return out, true
}

// addClause adds a clause, and reports whether the row can still hold.
func (r *row) addClause(c clause) bool {
	for i, d := range r.clauses {
		if one, ok := d.and(c); ok {
			r.clauses[i] = one
			return !one.never()
		}
	}
	r.clauses = append(r.clauses, c)
	return true
}

// appendRow appends a row. Two rows of one clause each, about the same column, become one.
func appendRow(rows []row, r row) []row {
	for i, s := range rows {
		alike := r.mustRun == s.mustRun && r.fails == s.fails
		switch {
		case s.always() && (!s.mustRun || r.mustRun && (s.fails || !r.fails)):
			return rows
		case r.always() && r.mustRun == s.mustRun && (r.fails || !s.fails):
			rows[i] = r
			return rows
		case !alike || len(s.tests)+len(r.tests) > 0 || len(s.clauses) != 1 || len(r.clauses) != 1:
			continue
		}
		if one, ok := s.clauses[0].or(r.clauses[0]); ok {
			rows[i].clauses = []clause{one}
			if one.always() {
				rows[i].clauses = nil
			}
			return rows
		}
	}
	return append(rows, r)
}
