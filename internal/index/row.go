package index

import (
	"slices"
)

// The limits of what one formula becomes: how many rows, and how many items in all of them. What exceeds them is left to
// the caller in part.
const (
	maxRows  = 16
	maxItems = 2048
)

// row is clauses and tests that must all hold. A formula becomes rows of which one must hold.
type row struct {
	clauses []clause
	tests   []wanted
	run     bool // and then the caller must find out
}

// wanted is a test and how it must end.
type wanted struct {
	test Test
	yes  bool
}

// all is the row that holds for every event.
func (r *row) all() bool { return len(r.clauses) == 0 && len(r.tests) == 0 }

// rows returns the rows of the events for which f is want, or fails. A row that does not ask to be run holds only where
// f surely is want.
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
		return either(both(f.a.rows(want), f.b.rows(false), false), toRun(f.b.rows(true)), false)
	case aTest:
		return []row{{tests: []wanted{{f.test, want}}}}
	case anOpaque:
		return []row{{run: true}}
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

// both returns the rows that hold where one of a and one of b does. Where a may fail, b cannot narrow it: that is where a
// must be run, for where it surely holds it does not fail.
func both(a, b []row, aFails bool) []row {
	if aFails {
		sure := slices.DeleteFunc(slices.Clone(a), func(r row) bool { return r.run })
		run := slices.DeleteFunc(slices.Clone(a), func(r row) bool { return !r.run })
		if out := append(both(sure, b, false), run...); len(out) <= maxRows && size(out) <= maxItems {
			return out
		}
		return toRun(a)
	}
	if len(a)*len(b) > maxRows || size(a)*len(b)+size(b)*len(a) > maxItems {
		if size(b) < size(a) {
			a = b
		}
		return toRun(a)
	}
	var out []row
	for _, r := range a {
		for _, s := range b {
			if t, ok := r.and(s); ok {
				out = add(out, t)
			}
		}
	}
	return out
}

// either returns the rows that hold where one of a or one of b does. Where a may fail, no row of b is sure.
func either(a, b []row, aFails bool) []row {
	if aFails {
		b = toRun(b)
	}
	out := slices.Clone(a)
	for _, r := range b {
		out = add(out, r)
	}
	if len(out) > maxRows || size(out) > maxItems {
		return []row{{run: true}}
	}
	return out
}

// toRun makes every row one that the caller must look at.
func toRun(rows []row) []row {
	rows = slices.Clone(rows)
	for i := range rows {
		rows[i].run = true
	}
	return rows
}

func size(rows []row) int {
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
	out := row{clauses: slices.Clone(r.clauses), tests: slices.Clone(r.tests), run: r.run || s.run}
	for _, c := range s.clauses {
		if !out.narrow(c) {
			return row{}, false
		}
	}
	for _, t := range s.tests {
		if slices.Contains(out.tests, wanted{t.test, !t.yes}) {
			return row{}, false
		}
		if !slices.Contains(out.tests, t) {
			out.tests = append(out.tests, t)
		}
	}
	return out, true
}

// narrow adds a clause, and reports whether the row can still hold.
func (r *row) narrow(c clause) bool {
	for i, d := range r.clauses {
		if one, ok := d.and(c); ok {
			r.clauses[i] = one
			return !one.never()
		}
	}
	r.clauses = append(r.clauses, c)
	return true
}

// add adds a row. One clause beside another about the same column is one clause.
func add(rows []row, r row) []row {
	for i, s := range rows {
		switch {
		case s.all() && (!s.run || r.run):
			return rows
		case r.all() && r.run == s.run:
			rows[i] = r
			return rows
		case s.run != r.run || len(s.tests)+len(r.tests) > 0 || len(s.clauses) != 1 || len(r.clauses) != 1:
			continue
		}
		if one, ok := s.clauses[0].or(r.clauses[0]); ok {
			rows[i] = row{clauses: []clause{one}, run: r.run}
			if one.always() {
				rows[i].clauses = nil
			}
			return rows
		}
	}
	return append(rows, r)
}
