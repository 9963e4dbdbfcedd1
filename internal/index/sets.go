package index

// together is how many sets of rows meet at once: it is cheaper than one after the other.
const together = 4

// scratch returns memory for a set that is good until the sets meet. What is in it is not defined.
func (q *Query) scratch(words int) bitset {
	i := len(q.sets)
	q.composed[i] = sized(q.composed[i], words)
	return q.composed[i]
}

// meet keeps the rows that are in all sets.
func (q *Query) meet() {
	if q.all && len(q.sets) == 0 {
		q.rows.fill(q.n)
		q.sets = append(q.sets, q.rows)
	}
	if len(q.sets) == 0 {
		return
	}
	var s [together]bitset
	for i := range s {
		s[i] = q.sets[min(i, len(q.sets)-1)]
	}
	before := q.rows
	if q.all {
		before = s[0]
	}
	if q.dense() {
		q.meetAll(before, s[0], s[1], s[2], s[3])
	} else {
		q.meetLive(s[0], s[1], s[2], s[3])
	}
	clear(q.sets) // a query must not keep a segment that nobody uses any more
	q.all, q.sets = false, q.sets[:0]
}

// dense reports whether most words have rows.
func (q *Query) dense() bool { return q.all || 2*len(q.live) > len(q.rows) }

// meetAll makes rows what is in all sets, and notes which words have any.
func (q *Query) meetAll(a, b, c, d, e bitset) {
	q.live = sized(q.live, len(q.rows))
	rows, live := q.rows, q.live[:len(q.rows)]
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
	q.live = live[:n]
}

// meetLive does the same where few words have rows.
func (q *Query) meetLive(a, b, c, d bitset) {
	n := 0
	for _, i := range q.live {
		word := q.rows[i] & a[i] & b[i] & c[i] & d[i]
		q.rows[i] = word
		q.live[n] = i
		if word != 0 {
			n++
		}
	}
	q.live = q.live[:n]
}

// add adds a set to another, as far as rows are left there.
func (q *Query) add(to, set bitset) {
	if q.dense() {
		set = set[:len(to)]
		for i := range to {
			to[i] |= set[i]
		}
		return
	}
	for _, i := range q.live {
		to[i] |= set[i]
	}
}

// drop takes a set out of another, as far as rows are left there.
func (q *Query) drop(from, set bitset) {
	if q.dense() {
		set = set[:len(from)]
		for i := range from {
			from[i] &^= set[i]
		}
		return
	}
	for _, i := range q.live {
		from[i] &^= set[i]
	}
}
