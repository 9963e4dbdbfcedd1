package index

// Source is one event, as read by a segment. Columns and tests are numbered by their index in [Segment.Columns] and
// [Segment.Tests].
type Source interface {
	// Items appends the numbers of the items that the event has in a column, in any order; one may appear twice. For a
	// column of kind One it is at most one.
	Items(column int, items []uint32) []uint32
	// Has reports whether the event has one item of a Text column.
	Has(column int, item uint32) bool
	// Number returns the number that the event has in a column; ok is false when it has none.
	Number(column int) (v int64, ok bool)
	// Holds reports whether a test holds. If that is not known, a row that depends on the test may hold, and is not
	// sure.
	Holds(test int) (holds, known bool)
}

// Hit is a slot that may match an event.
type Hit struct {
	Slot uint32
	Sure bool // it certainly matches
}

// Query is the memory of a match. The zero value is ready to use. It must not be copied and is not safe for concurrent
// use.
type Query struct {
	round       uint32
	stamp       []uint32 // by item: the last round in which the event had it
	absentStamp []uint32 // by item: the last round in which the event did not have it
	columns     []columnAnswer
	singleAsks  []singleAsk
	tests       []testResult
	found       []uint32 // the items of all columns read so far
	itemRows    []uint32 // rows that require one of some items
	rowCount    int      // the number of rows
	uncertain   bool     // a test of the last row is not known
	rows        bitset
	allRows     bool               // rows is not computed yet and would be all rows
	liveWords   []uint32           // the words of rows that may be non-zero, ascending
	sets        []bitset           // sets to intersect with rows
	composed    [setsAtOnce]bitset // memory for sets
	marks       bitset             // a set of rows; empty between uses
}

// columnAnswer holds the items or the number of an event in a column.
type columnAnswer struct {
	round    uint32 // in which the event was read
	from, to int    // its items in found
	number   int64
	ok       bool
}

// singleAsk counts the items of a column that were asked for one by one.
type singleAsk struct {
	round uint32
	asked int
}

// testResult is the result of a test.
type testResult struct {
	round uint32
	yes   bool
	known bool
}

// begin prepares the query for a segment and a new event.
func (q *Query) begin(s *Segment) {
	if q.round++; q.round == 0 {
		clear(q.stamp[:cap(q.stamp)])
		clear(q.absentStamp[:cap(q.absentStamp)])
		clear(q.columns[:cap(q.columns)])
		clear(q.singleAsks[:cap(q.singleAsks)])
		clear(q.tests[:cap(q.tests)])
		q.round = 1
	}
	q.stamp = resized(q.stamp, len(s.plus.from))
	q.absentStamp = resized(q.absentStamp, len(s.plus.from))
	q.columns = resized(q.columns, len(s.columns))
	q.singleAsks = resized(q.singleAsks, len(s.columns))
	q.tests = resized(q.tests, len(s.tests))
	q.found, q.sets = q.found[:0], q.sets[:0]
	q.rowCount = len(s.slots)
	q.rows, q.marks = resized(q.rows, len(s.special)), resized(q.marks, len(s.special))
}

// resized returns the slice with length n, keeping its elements if there is room.
func resized[T any](list []T, n int) []T {
	if n <= cap(list) {
		return list[:n]
	}
	return make([]T, n+n/4)[:n]
}

// column reads a column of the event, once.
func (q *Query) column(s *Segment, src Source, col int) *columnAnswer {
	a := &q.columns[col]
	if a.round == q.round {
		return a
	}
	*a = columnAnswer{round: q.round, from: len(q.found)}
	if c := &s.columns[col]; c.Kind == Number {
		if a.number, a.ok = src.Number(col); a.ok {
			q.found = append(q.found, c.part(a.number))
		}
	} else {
		q.found = src.Items(col, q.found)
	}
	a.to = a.from
	for _, item := range q.found[a.from:] {
		if q.stamp[item] != q.round {
			q.stamp[item] = q.round
			q.found[a.to] = item
			a.to++
		}
	}
	q.found = q.found[:a.to]
	return a
}

// test reports whether a test has the result that a row requires, and sets uncertain when it is not known.
func (q *Query) test(src Source, i int, wanted bool) bool {
	v := &q.tests[i]
	if v.round != q.round {
		v.round = q.round
		v.yes, v.known = src.Holds(i)
	}
	if !v.known {
		q.uncertain = true
	}
	return !v.known || v.yes == wanted
}

// holds checks all conditions of a row, or only those that the columns did not answer when they narrowed the rows. It
// sets uncertain if a result is not known.
func (q *Query) holds(s *Segment, src Source, row uint32, narrowed bool) bool {
	q.uncertain = false
	for code := s.row(row); len(code) > 0; {
		h, n := clauseHead(code[0]), int(code[1])
		if !narrowed || h&columnAnswers == 0 {
			if kind, of := h.decode(); !q.clause(s, src, kind, of, code[2:2+n]) {
				return false
			}
		}
		code = code[2+n:]
	}
	return true
}

func (q *Query) clause(s *Segment, src Source, kind clauseHead, of int, args []uint32) bool {
	switch kind {
	case testHolds:
		return q.test(src, of, true)
	case testFails:
		return q.test(src, of, false)
	}
	if c := &s.columns[of]; c.late && c.Kind == Text {
		for _, item := range args {
			if q.has(s, src, of, item) {
				return kind == hasOne
			}
		}
		return kind == hasNone
	}
	a := q.column(s, src, of)
	switch kind {
	case isWithin:
		return a.ok && spansContain(args, a.number)
	case isAbsent:
		return !a.ok || spansContain(args, a.number)
	}
	for _, item := range args {
		if q.stamp[item] == q.round {
			return kind == hasOne
		}
	}
	return kind == hasNone
}

// mostAsked is how many single items are asked for before the whole column is read.
const mostAsked = 128

// has asks the event for one item of a column.
func (q *Query) has(s *Segment, src Source, col int, item uint32) bool {
	a := &q.columns[col]
	switch {
	case q.stamp[item] == q.round:
		return true
	case q.absentStamp[item] == q.round, a.round == q.round:
		return false
	}
	if q.singleAsks[col].round != q.round {
		q.singleAsks[col] = singleAsk{round: q.round}
	}
	if q.singleAsks[col].asked++; q.singleAsks[col].asked > mostAsked {
		q.column(s, src, col)
		return q.stamp[item] == q.round
	}
	if src.Has(col, item) {
		q.stamp[item] = q.round
		return true
	}
	q.absentStamp[item] = q.round
	return false
}
