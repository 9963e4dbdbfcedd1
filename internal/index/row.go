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
}

// wantedTest is a test and its required result.
type wantedTest struct {
	test Test
	yes  bool
}

// always reports whether the row holds for every event.
func (r *row) always() bool { return len(r.clauses) == 0 && len(r.tests) == 0 }

// rows returns the rows of the events for which f yields want, or fails. A row without mustRun holds only where f
// certainly yields want.
func (f *Formula) rows(want bool) []row {
	switch f.op {
	case aNot:
		return f.a.rows(!want)
	case anAnd, anOr:
		a, b := f.a.rows(want), f.b.rows(want)
		if (f.op == anAnd) == want {
			return both(a, b, f.a.fails)
		}
		return either(a, b, f.a.fails)
	case aGuard:
		return either(both(f.a.rows(want), f.b.rows(false), false), withMustRun(f.b.rows(true)), false)
	case aTest:
		return []row{{tests: []wantedTest{{f.test, want}}}}
	case anOpaque:
		return []row{{mustRun: true}}
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

// both returns the rows that hold where one of a and one of b does. Where a may fail, b must not restrict it: these are
// the rows of a that must be run, since a sure row of a does not fail.
func both(a, b []row, aFails bool) []row {
	if aFails {
		sure := slices.DeleteFunc(slices.Clone(a), func(r row) bool { return r.mustRun })
		run := slices.DeleteFunc(slices.Clone(a), func(r row) bool { return !r.mustRun })
		if out := append(both(sure, b, false), run...); len(out) <= maxRows && countItems(out) <= maxItems {
			return out
		}
		return withMustRun(a)
	}
	if len(a)*len(b) > maxRows || countItems(a)*len(b)+countItems(b)*len(a) > maxItems {
		if countItems(b) < countItems(a) {
			a = b
		}
		return withMustRun(a)
	}
	var out []row
	for _, r := range a {
		for _, s := range b {
			if t, ok := r.and(s); ok {
				out = appendRow(out, t)
			}
		}
	}
	return out
}

// either returns the rows that hold where one of a or one of b does. Where a may fail, no row of b is sure.
func either(a, b []row, aFails bool) []row {
	if aFails {
		b = withMustRun(b)
	}
	out := slices.Clone(a)
	for _, r := range b {
		out = appendRow(out, r)
	}
	if len(out) > maxRows || countItems(out) > maxItems {
		return []row{{mustRun: true}}
	}
	return out
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
	out := row{clauses: slices.Clone(r.clauses), tests: slices.Clone(r.tests), mustRun: r.mustRun || s.mustRun}
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
		switch {
		case s.always() && (!s.mustRun || r.mustRun):
			return rows
		case r.always() && r.mustRun == s.mustRun:
			rows[i] = r
			return rows
		case s.mustRun != r.mustRun || len(s.tests)+len(r.tests) > 0 || len(s.clauses) != 1 || len(r.clauses) != 1:
			continue
		}
		if one, ok := s.clauses[0].or(r.clauses[0]); ok {
			rows[i] = row{clauses: []clause{one}, mustRun: r.mustRun}
			if one.always() {
				rows[i].clauses = nil
			}
			return rows
		}
	}
	return append(rows, r)
}
