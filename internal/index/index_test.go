package index_test

import (
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/commis-recipes/commis/internal/index"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// The columns and tests of the events that are drawn here.
var (
	kindColumn   = index.Column{Kind: index.One, Name: "kind"}
	placeColumn  = index.Column{Kind: index.One, Name: "place"}
	sizeColumn   = index.Column{Kind: index.Number, Name: "size"}
	weightColumn = index.Column{Kind: index.Number, Name: "weight"}
	tagsColumn   = index.Column{Kind: index.Many, Name: "tags"}
	wordsColumn  = index.Column{Kind: index.Text, Name: "words"}
	titleColumn  = index.Column{Kind: index.Text, Name: "title"}
	seldomColumn = index.Column{Kind: index.One, Name: "seldom"}
	extraColumn  = index.Column{Kind: index.Many, Name: "extra"}
	columns      = append([]index.Column{kindColumn, placeColumn, sizeColumn, tagsColumn, wordsColumn, titleColumn, seldomColumn, extraColumn}, others...)
	others       = []index.Column{{Name: "mood"}, {Name: "language"}, {Name: "country"}, {Name: "owner"}, {Name: "channel"}}
	evenTest     = index.Test{Name: "even"}
	manyTagsTest = index.Test{Name: "many", Arg: "tags"}
)

// event is what happens in this test.
type event struct {
	texts  map[index.Column][]string
	size   *int64
	weight *int64
	dear   []index.Test // those that are not known
}

func (e event) holds(t index.Test) bool {
	if t == evenTest {
		return e.size != nil && *e.size%2 == 0
	}
	return len(e.texts[tagsColumn]) > 1
}

// source shows an event to a segment.
type source struct {
	s *index.Segment
	event
}

func (s source) Items(column int, items []uint32) []uint32 {
	names, first := s.s.Items(column)
	c := s.s.Columns()[column]
	for _, text := range s.texts[c] {
		if i := slices.Index(names, text); i >= 0 {
			items = append(items, first+uint32(i))
			if c.Kind != index.One {
				items = append(items, first+uint32(i))
			}
		}
	}
	return items
}

func (s source) Has(column int, item uint32) bool {
	names, first := s.s.Items(column)
	return slices.Contains(s.texts[s.s.Columns()[column]], names[item-first])
}

func (s source) Number(column int) (int64, bool) {
	n := s.size
	if s.s.Columns()[column] == weightColumn {
		n = s.weight
	}
	if n == nil {
		return 0, false
	}
	return *n, true
}

func (s source) Holds(test int) (holds, known bool) {
	t := s.s.Tests()[test]
	known = !slices.Contains(s.dear, t)
	return s.holds(t) == known, known // where it is not known it is a lie
}

// wish is a formula, and the same as a function: yes, no or an error.
type wish struct {
	formula *index.Formula
	text    string
	want    func(event) answer
}

// and wants what both want; b is not asked where a does not say yes.
func (a wish) and(b wish) wish {
	return wish{index.And(a.formula, b.formula), "(" + a.text + " and " + b.text + ")", func(e event) answer {
		if x := a.want(e); x != yes {
			return x
		}
		return b.want(e)
	}}
}

// has wants one of some items in a column.
func has(c index.Column, items ...string) wish {
	return wish{index.Any(c, items...), fmt.Sprint(c.Name, items), func(e event) answer {
		return is(slices.ContainsFunc(e.texts[c], func(s string) bool { return slices.Contains(items, s) }))
	}}
}

type answer int

const (
	no answer = iota
	yes
	fails
)

func is(b bool) answer {
	if b {
		return yes
	}
	return no
}

// dice draws a number from 0 to n-1.
type dice func(n int) int

// seeded draws the same numbers for the same seed of a test.
func seeded(seed int, test uint64) dice { return rand.New(rand.NewPCG(uint64(seed), test)).IntN }

// item draws an item that many want, or seldom one that few do.
func (d dice) item() string {
	if d(20) == 0 {
		return d.rare()
	}
	return string(rune('a' + d(6)))
}

func (d dice) rare() string { return fmt.Sprint("rare", d(8)) }

func (d dice) items() []string {
	var list []string
	for range d(4) {
		list = append(list, d.item())
	}
	return list
}

func (d dice) size() int64 {
	return []int64{math.MinInt64, math.MinInt64 + 1, -2, -1, 0, 1, 2, 3, 4, 5, 70, 71, 500, math.MaxInt64 - 1, math.MaxInt64}[d(15)]
}

func (d dice) event() event {
	e := event{texts: map[index.Column][]string{}}
	for _, c := range columns {
		switch c.Kind {
		case index.One:
			e.texts[c] = []string{[]string{"", d.item(), d.rare()}[d(3)]}
		case index.Many, index.Text:
			e.texts[c] = d.items()
			if d(2) == 0 {
				e.texts[c] = append(e.texts[c], d.rare())
			}
		}
	}
	if d(4) > 0 {
		n := d.size() + int64(d(2)*d(200))
		e.size = &n
	}
	if d(2) == 0 {
		n := d.size()
		e.weight = &n
	}
	switch d(8) {
	case 0:
		e.dear = []index.Test{evenTest}
	case 1:
		e.dear = []index.Test{evenTest, manyTagsTest}
	}
	return e
}

// leaf draws one clause, one test or one part that is opaque.
func (d dice) leaf() wish {
	switch d(13) {
	case 0:
		t := []index.Test{evenTest, manyTagsTest}[d(2)]
		return wish{index.Holds(t), t.Name, func(e event) answer { return is(e.holds(t)) }}
	case 1, 2, 3:
		s := index.Span{Low: d.size() + int64(d(100)), High: d.size()}
		return wish{index.Within(sizeColumn, s), fmt.Sprint(s), func(e event) answer { return is(e.size != nil && s.Low <= *e.size && *e.size <= s.High) }}
	case 4:
		return wish{index.Absent(sizeColumn), "absent", func(e event) answer { return is(e.size == nil) }}
	case 5:
		return wish{index.Always(), "always", func(event) answer { return yes }}
	case 6:
		item := d.item()
		return wish{index.Opaque(nil), "opaque", func(e event) answer { return is(slices.Contains(e.texts[tagsColumn], item)) }}
	case 8:
		w, odd := d.plain(), d.plain()
		return wish{index.Guarded(index.And(w.formula, index.Not(odd.formula)), odd.formula), w.text + " unless " + odd.text, func(e event) answer {
			if odd.want(e) == yes {
				return fails
			}
			return w.want(e)
		}}
	case 7:
		item, bad := d.item(), d.item()
		odd := []*index.Formula{index.Any(tagsColumn, bad), index.Any(tagsColumn, bad, d.item()), index.Always(), index.Or(index.Opaque(nil), index.Any(tagsColumn, bad)),
			index.Not(index.And(index.Holds(evenTest), index.Not(index.Any(tagsColumn, bad))))}[d(5)]
		return wish{index.Opaque(odd), "failing", func(e event) answer {
			if slices.Contains(e.texts[tagsColumn], bad) {
				return fails
			}
			return is(slices.Contains(e.texts[kindColumn], item))
		}}
	}
	return d.plain()
}

// plain draws a clause about texts.
func (d dice) plain() wish {
	c := []index.Column{kindColumn, placeColumn, tagsColumn, wordsColumn, titleColumn, wordsColumn}[d(6)]
	switch n := d(300); {
	case n == 299:
		s := index.Span{Low: d.size(), High: d.size() + int64(d(100))}
		return wish{index.Within(weightColumn, s), fmt.Sprint("weight", s), func(e event) answer { return is(e.weight != nil && s.Low <= *e.weight && *e.weight <= s.High) }}
	case n == 0:
		c = []index.Column{seldomColumn, extraColumn}[d(2)]
	case n < 60:
		c = others[d(len(others))]
	}
	return has(c, d.items()...)
}

// wish draws a formula.
func (d dice) wish(depth int) wish {
	if depth == 0 {
		return d.leaf()
	}
	switch d(5) {
	case 0:
		a := d.wish(depth - 1)
		return wish{index.Not(a.formula), "not(" + a.text + ")", func(e event) answer {
			switch a.want(e) {
			case yes:
				return no
			case no:
				return yes
			}
			return fails
		}}
	case 1, 2:
		return d.wish(depth - 1).and(d.wish(depth - 1))
	case 3:
		a, b := d.wish(depth-1), d.wish(depth-1)
		return wish{index.Or(a.formula, b.formula), "(" + a.text + " or " + b.text + ")", func(e event) answer {
			if x := a.want(e); x != no {
				return x
			}
			return b.want(e)
		}}
	}
	return d.wish(depth - 1)
}

// check compares what a segment finds with what every wish says.
func check(s *index.Segment, q *index.Query, wishes map[uint32]wish, e event) string {
	hits := s.Match(q, source{s, e}, nil)
	found := map[uint32]index.Hit{}
	for i, h := range hits {
		if i > 0 && hits[i-1].Slot >= h.Slot {
			return fmt.Sprintf("out of order: %v", hits)
		}
		found[h.Slot] = h
		if _, ok := wishes[h.Slot]; !ok {
			return fmt.Sprintf("found %d, which is not there", h.Slot)
		}
	}
	for slot, w := range wishes {
		h, ok := found[slot]
		switch want := w.want(e); {
		case !ok && want != no:
			return fmt.Sprintf("did not find %s, which says %v", w.text, want)
		case ok && h.Sure && want != yes:
			return fmt.Sprintf("is sure of %s, which says %v", w.text, want)
		case ok && !h.Sure && w.formula.Rows().Decided() && e.dear == nil:
			return fmt.Sprintf("is not sure of %s, which it can decide", w.text)
		}
	}
	return ""
}

func build(wishes map[uint32]wish) *index.Segment {
	var b index.Builder
	for _, slot := range slices.Sorted(maps.Keys(wishes)) {
		b.Add(slot, wishes[slot].formula.Rows())
	}
	return b.Segment()
}

// agree checks a segment of the wishes with some events.
func agree(t *testing.T, seed int, q *index.Query, wishes map[uint32]wish, events int, draw func() event) {
	t.Helper()
	s := build(wishes)
	for range events {
		e := draw()
		require.Empty(t, check(s, q, wishes, e), "seed %d, %d slots, %+v", seed, len(wishes), e)
	}
}

// A segment finds what every formula wants, whatever its size.
func TestSegment(t *testing.T) {
	t.Parallel()
	var q index.Query
	for seed := range longer(100, 400, 1500) {
		d := seeded(seed, 1)
		wishes := map[uint32]wish{}
		n := []int{1, 5, 30, 100, 400, 2000}[min(d(60)/10, seed%7*d(2)+d(2))%6]
		for range n {
			wishes[uint32(d(4*n))] = d.wish(d(4))
		}
		agree(t, seed, &q, wishes, 30, d.event)
	}
}

// Formulas of one kind alone make segments whose rows all want the same column.
func TestSegmentOfOneKind(t *testing.T) {
	t.Parallel()
	var q index.Query
	for seed := range longer(20, 60, 300) {
		d := seeded(seed, 2)
		wishes := map[uint32]wish{}
		c := columns[d(6)]
		for slot := range uint32(1 + d(600)) {
			var a, b wish
			for a.text == "" || !strings.Contains(a.text, c.Name) && c.Kind != index.Number {
				a, b = d.leaf(), d.leaf()
			}
			if d(3) == 0 {
				wishes[slot] = a.and(b)
				continue
			}
			wishes[slot] = a
		}
		agree(t, seed, &q, wishes, 40, d.event)
	}
}

// Where every formula wants some of very many items, those of the event's are all that is looked at.
func TestSegmentOfManyItems(t *testing.T) {
	t.Parallel()
	var q index.Query
	for seed := range longer(8, 20, 40) {
		d := seeded(seed, 5)
		wishes := map[uint32]wish{}
		name := func() string { return fmt.Sprint("item", d(400)) }
		for slot := range uint32(600 + d(900)) {
			items := []string{name(), name(), name()}[:1+d(3)]
			wishes[slot] = has(tagsColumn, items...).and(d.leaf())
		}
		agree(t, seed, &q, wishes, 40, func() event {
			e := d.event()
			e.texts[tagsColumn] = nil
			for range d(6) {
				e.texts[tagsColumn] = append(e.texts[tagsColumn], name())
			}
			return e
		})
	}
}

// Where formulas that want the same stand together, most of a set is out of question soon.
func TestSegmentOfBlocks(t *testing.T) {
	t.Parallel()
	var q index.Query
	for seed := range longer(3, 8, 30) {
		d := seeded(seed, 4)
		wishes := map[uint32]wish{}
		for slot := range uint32(1500) {
			all := d.wish(1)
			for range 3 {
				all = has(others[d(len(others))], append(d.items(), d.item(), d.item())...).and(all)
			}
			wishes[slot] = has(kindColumn, string(rune('a'+slot/250))).and(all)
		}
		agree(t, seed, &q, wishes, 20, d.event)
	}
}

// The same with rapid, which makes a failure small, and for fuzzing.
func segmentProperty(t *rapid.T) {
	d := dice(func(n int) int { return rapid.IntRange(0, n-1).Draw(t, "draw") })
	wishes := map[uint32]wish{}
	for slot := range uint32(1 + d(5)) {
		wishes[slot] = d.wish(d(5))
	}
	var q index.Query
	s := build(wishes)
	for range 3 {
		require.Empty(t, check(s, &q, wishes, d.event()))
	}
}

func TestSegmentProperty(t *testing.T) {
	t.Parallel()
	rapid.Check(t, segmentProperty)
}

func FuzzSegment(f *testing.F) { f.Fuzz(rapid.MakeFuzz(segmentProperty)) }

// What is copied from a segment says what it said there.
func TestCopy(t *testing.T) {
	t.Parallel()
	var q index.Query
	for seed := range 200 {
		d := seeded(seed, 3)
		wishes, moved := map[uint32]wish{}, map[uint32]wish{}
		for range 1 + d(80) {
			wishes[uint32(d(200))] = d.wish(d(4))
		}
		s := build(wishes)
		var b index.Builder
		for slot := range uint32(200) {
			w, ok := wishes[slot]
			switch {
			case ok && d(3) > 0:
				b.Copy(slot+7, s, slot)
				moved[slot+7] = w
			case d(6) == 0:
				moved[slot+7] = d.wish(d(4))
				b.Add(slot+7, moved[slot+7].formula.Rows())
			}
		}
		for _, one := range []struct {
			s      *index.Segment
			wishes map[uint32]wish
		}{{b.Segment(), moved}, {s, wishes}} {
			for range 20 {
				e := d.event()
				require.Empty(t, check(one.s, &q, one.wishes, e), "seed %d, %+v", seed, e)
			}
		}
	}
}

// A formula never becomes more than the limits say, and what exceeds them is still found.
func TestLimits(t *testing.T) {
	t.Parallel()
	any := func(c index.Column, n int) *index.Formula { return index.Any(c, fmt.Sprint(n)) }
	var ors, product, names *index.Formula = any(kindColumn, 0), index.Always(), nil
	for i := range 200 {
		ors = index.Or(ors, index.And(any(kindColumn, i), any(placeColumn, i)))
		product = index.And(product, index.Or(any(index.Column{Kind: index.One, Name: fmt.Sprint("x", i)}, 1), any(index.Column{Kind: index.One, Name: fmt.Sprint("y", i)}, 1)))
	}
	var many []string
	for i := range 3000 {
		many = append(many, fmt.Sprint(i))
	}
	names = index.Any(tagsColumn, many...)
	for i, f := range []*index.Formula{ors, product, index.And(index.Or(names, any(kindColumn, 1)), index.Or(any(placeColumn, 1), any(wordsColumn, 1)))} {
		require.LessOrEqual(t, len(f.Rows()), 16, "formula %d", i)
		require.False(t, f.Rows().Decided(), "formula %d", i)
	}
	require.True(t, names.Rows().Decided())
}

// A finder finds the terms that a text begins with, however they begin with each other.
func TestFinder(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.StringMatching(`[ab]{1,9}|[abc]{3,5}|ñ[ab]{0,4}|\x00?a`)
		terms := rapid.SliceOfN(word, 1, 40).Draw(t, "terms")
		slices.Sort(terms)
		terms = slices.Compact(terms)
		f := index.NewFinder(terms)
		text := rapid.StringMatching(`[abcñ\x00]{0,30}`).Draw(t, "text")
		for i := range len(text) {
			var want []int
			for j, term := range terms {
				if strings.HasPrefix(text[i:], term) {
					want = append(want, j)
				}
			}
			got := f.At([]byte(text[i:]), nil)
			slices.Sort(got)
			require.Equal(t, want, got, "%q at %d in %q", terms, i, text)
			if want != nil {
				require.Equal(t, i, f.Next([]byte(text), i), "%q at %d in %q", terms, i, text)
			}
		}
	})
}

// Words are found as a whole.
func TestWords(t *testing.T) {
	t.Parallel()
	list := []string{"a", "ab", "abc", "b", "falla", "aaaa", "aaaaa", "aaaaaaaa", "aaaaaaaaa", "aaaaaaaabaaaaaaaa", "reclamación urgente"}
	var w *index.Words
	find := func(s string) int {
		if i, ok := w.Find([]byte(s)); ok {
			return i
		}
		return -1
	}
	for i := range 3000 {
		list = append(list, fmt.Sprint("word", i))
	}
	w = index.NewWords(list)
	for i, s := range list {
		require.Equal(t, i, find(s), s)
		require.Equal(t, -1, find(s+"x"), s)
		at, ok := w.FindString(s)
		require.True(t, ok)
		require.Equal(t, i, at)
	}
	require.Equal(t, -1, find(""))
	_, ok := index.NewWords(nil).Find([]byte("a"))
	require.False(t, ok)
}

// Matching allocates nothing beyond the caller's list.
func TestAllocations(t *testing.T) {
	d := dice(rand.New(rand.NewPCG(1, 1)).IntN)
	wishes := map[uint32]wish{}
	for slot := range uint32(500) {
		wishes[slot] = d.wish(2)
	}
	s := build(wishes)
	var q index.Query
	var src index.Source = silent{}
	hits := s.Match(&q, src, nil)
	require.Zero(t, testing.AllocsPerRun(50, func() { hits = s.Match(&q, src, hits[:0]) }))
}

// silent is an event without anything.
type silent struct{}

func (silent) Items(_ int, items []uint32) []uint32 { return items }
func (silent) Has(int, uint32) bool                 { return false }
func (silent) Number(int) (int64, bool)             { return 0, false }
func (silent) Holds(int) (holds, known bool)        { return false, true }
