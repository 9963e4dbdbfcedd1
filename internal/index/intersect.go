package index

// setsAtOnce is how many sets are intersected at a time, which is cheaper than one by one.
const setsAtOnce = 4

// scratch returns memory for a set that is valid until the next intersection. Its content is undefined.
func (q *Query) scratch(words int) bitset {
	i := len(q.sets)
	q.composed[i] = resized(q.composed[i], words)
	return q.composed[i]
}

// intersect intersects the rows with all pending sets.
func (q *Query) intersect() {
	if q.allRows && len(q.sets) == 0 {
		q.rows.fill(q.rowCount)
		q.sets = append(q.sets, q.rows)
	}
	if len(q.sets) == 0 {
		return
	}
	var s [setsAtOnce]bitset
	for i := range s {
		s[i] = q.sets[min(i, len(q.sets)-1)]
	}
	before := q.rows
	if q.allRows {
		before = s[0]
	}
	if q.dense() {
		q.intersectDense(before, s[0], s[1], s[2], s[3])
	} else {
		q.intersectSparse(s[0], s[1], s[2], s[3])
	}
	clear(q.sets) // a query must not keep a segment alive
	q.allRows, q.sets = false, q.sets[:0]
}

// dense reports whether most words are non-zero.
func (q *Query) dense() bool { return q.allRows || 2*len(q.liveWords) > len(q.rows) }

// intersectDense sets rows to the intersection of all sets, and notes the words that are non-zero.
func (q *Query) intersectDense(a, b, c, d, e bitset) {
	q.liveWords = resized(q.liveWords, len(q.rows))
	rows, live := q.rows, q.liveWords[:len(q.rows)]
	a, b, c, d, e = a[:len(rows)], b[:len(rows)], c[:len(rows)], d[:len(rows)], e[:len(rows)]
	n := 0
	for i := range rows {
		word := a[i] & b[i] & c[i] & d[i] & e[i]
		rows[i] = word
		live[n] = uint32(i)
		if word != 0 {
			n++
		}
	}
	q.liveWords = live[:n]
}

// intersectSparse does the same when few words are non-zero.
func (q *Query) intersectSparse(a, b, c, d bitset) {
	n := 0
	for _, i := range q.liveWords {
		word := q.rows[i] & a[i] & b[i] & c[i] & d[i]
		q.rows[i] = word
		q.liveWords[n] = i
		if word != 0 {
			n++
		}
	}
	q.liveWords = q.liveWords[:n]
}

// union adds a set to another, for the rows that are left.
func (q *Query) union(to, set bitset) {
	if q.dense() {
		set = set[:len(to)]
		for i := range to {
			to[i] |= set[i]
		}
		return
	}
	for _, i := range q.liveWords {
		to[i] |= set[i]
	}
}

// subtract removes a set from another, for the rows that are left.
func (q *Query) subtract(from, set bitset) {
	if q.dense() {
		set = set[:len(from)]
		for i := range from {
			from[i] &^= set[i]
		}
		return
	}
	for _, i := range q.liveWords {
		from[i] &^= set[i]
	}
}
