package filter

import (
	"errors"
	"math"
	"reflect"
	"strconv"
	"time"

	"github.com/commis-recipes/commis/internal/index"
)

// layer is one part of a ruleIndex: the segment, and the readers of its columns.
type layer struct {
	*index.Segment
	columns []reader
	tests   []patternReader
}

// reader reads one column of a segment from an event.
type reader struct {
	use      columnUse
	location fieldLocation
	items    *index.Words
	first    uint32                  // the number of the first item
	key      string                  // the member of the object at location, for amountUse and numeralUse
	finder   *termFinder             // for wordUse, exactUse, partUse and patternTextUse
	plain    *plainFinder            // for startUse, endUse and wholeUse
	paths    map[string][]string     // for changeUse, by kind of item
	fields   map[string]*fieldReader // for objectUse
}

// patternReader matches a text of the event against a pattern.
type patternReader struct {
	location fieldLocation
	pattern  *pattern
}

func newLayer(b *index.Builder) layer {
	s := layer{Segment: b.Segment()}
	for i, c := range s.Columns() {
		r := reader{use: columnUse(c.Use)}
		names, first := s.Items(i)
		switch r.use {
		case wordUse, exactUse, partUse, patternTextUse:
			r.finder = newTermFinder(names, first, r.use.mode() != anyPart)
		case objectUse:
			r.fields = newFieldReaders(names, first)
		case startUse, endUse, wholeUse:
			r.plain = newPlainFinder(names, first, r.use)
		case changeUse:
			r.paths, r.first = pathsOf(names), first
		case numberUse, timeUse, amountUse, numeralUse, ageUse, fieldAgeUse, momentUse:
		default:
			r.items, r.first = index.NewWords(names), first
		}
		switch r.use {
		case topicUse, changeUse:
		case amountUse, numeralUse, fieldAgeUse, momentUse:
			_, path, key := readItem(c.Name)
			r.location, r.key = locationOf(path), key
		default:
			r.location = locationOf(c.Name)
		}
		s.columns = append(s.columns, r)
	}
	for _, t := range s.Tests() {
		p, _ := newPattern(t.Arg)
		at := locationOf(t.Name)
		s.tests = append(s.tests, patternReader{at, p})
	}
	return s
}

// locationOf returns the location of the field at a path.
func locationOf(path string) fieldLocation {
	var c Compiler
	at := newFieldLocation((&lowering{faults: &faults{}}).expr(c.parse(&faults{}, path, maxDepth).Node).field)
	at.path = path
	return at
}

// The limits of an index's work for one event: budget units for one pattern and for all of them, and terms found in
// texts.
const (
	mostPattern = 1 << 20
	allPatterns = budget / 4
	mostMatches = 1 << 24
)

// errTooMany makes an index give up.
var errTooMany = errors.New("too many terms in the texts of the event")

// lookup is a View read by an index.
type lookup struct {
	view   *View
	layer  *layer
	reader *reader // the reader that text belongs to
	text   *foldedForm
	query  index.Query
	places []int
	plain  []byte // a text folded for a plainFinder
	free   meter  // a budget that is never charged

	patterns int64 // the work left for patterns
	matches  int   // terms found in texts so far
	hits     [2][]index.Hit
	found    []hit
}

var _ index.Source = (*lookup)(nil)

// Items implements [index.Source].
func (l *lookup) Items(column int, items []uint32) []uint32 {
	r, ev := &l.layer.columns[column], &l.view.event
	switch r.use {
	case textUse:
		return r.appendItem(items, r.location.text(ev))
	case topicUse:
		return r.appendItem(items, ev.Topic())
	case wordUse, exactUse, partUse, patternTextUse:
		return l.appendTerms(r, items)
	case changeUse:
		return r.appendChanges(ev, items)
	case startUse, endUse, wholeUse:
		return l.appendPlain(r, items)
	}
	v, ok := r.location.value(ev)
	switch r.use {
	case truthUse:
		if !ok {
			return r.appendItem(items, "")
		}
		return r.appendItem(items, strconv.FormatBool(v.Bool()))
	case itemUse:
		if !ok {
			return r.appendItem(items, "")
		}
	case listUse:
		if ok {
			return r.appendList(items, *v.Addr().Interface().(*[]string))
		}
	case objectUse:
		if ok {
			return r.appendObject(items, *v.Addr().Interface().(*map[string]any))
		}
	}
	return items
}

// appendItem appends the item of one text.
func (r *reader) appendItem(items []uint32, s string) []uint32 {
	if place, ok := r.items.FindString(s); ok {
		return append(items, r.first+uint32(place))
	}
	return items
}

// appendList appends the items of a list's texts. An empty name is the item of a list that is not empty.
func (r *reader) appendList(items []uint32, list []string) []uint32 {
	if len(list) > 0 {
		items = r.appendItem(items, "")
	}
	for _, s := range list {
		if s != "" {
			items = r.appendItem(items, s)
		}
	}
	return items
}

// Number implements [index.Source] for numbers and times.
func (l *lookup) Number(column int) (v int64, ok bool) {
	r := &l.layer.columns[column]
	at, there := r.location.value(&l.view.event)
	switch {
	case !there:
		return 0, false
	case r.use == timeUse:
		t := at.Addr().Interface().(*time.Time)
		return nanoseconds(*t), !t.IsZero()
	case r.use == ageUse:
		t := *at.Addr().Interface().(*time.Time)
		return l.age(t, !t.IsZero())
	case r.use == fieldAgeUse, r.use == momentUse:
		t, kind := readTime((*at.Addr().Interface().(*map[string]any))[r.key])
		if r.use == fieldAgeUse {
			return l.age(t, kind == aTime)
		}
		return nanoseconds(t), kind == aTime
	case r.use == amountUse || r.use == numeralUse:
		d := valueOf((*at.Addr().Interface().(*map[string]any))[r.key])
		if r.use == numeralUse {
			d = readNumber(d)
		}
		return floatOrder(d.float), d.kind == aNumber
	case at.IsNil():
		return 0, false
	}
	return at.Elem().Int(), true
}

// Holds implements [index.Source]: it matches a text of the event against a pattern. An expensive pattern is left to
// the program of the rule, whose budget pays for it.
func (l *lookup) Holds(test int) (holds, known bool) {
	t := &l.layer.tests[test]
	s := t.location.text(&l.view.event)
	if s == "" {
		return false, true
	}
	cost := t.pattern.cost(s)
	if cost > mostPattern || cost > l.patterns {
		return false, false
	}
	l.patterns -= cost
	return t.pattern.re.MatchString(s), true
}

// Has reports whether one term appears in a text of the event.
func (l *lookup) Has(column int, item uint32) bool {
	r := &l.layer.columns[column]
	f, t := l.form(r), &r.finder.all[item-r.finder.all[0].item]
	return f != nil && f.mayHave(t.folded) && t.occursIn(f.text, &l.free)
}

// appendTerms appends the terms that appear in a text of the event.
func (l *lookup) appendTerms(r *reader, items []uint32) []uint32 {
	f := l.form(r)
	if f == nil {
		return items
	}
	return r.finder.appendFound(l, f.text, items)
}

// form returns a text of the event folded for its terms, or nil when it is missing.
func (l *lookup) form(r *reader) *foldedForm {
	if l.reader == r {
		return l.text
	}
	l.reader, l.text = r, nil
	if s, path := l.columnText(r); s != "" {
		mode := r.use.mode()
		l.free.left = math.MaxInt64
		l.text = l.view.foldedAt(path).uncharged(l.view, mode, s)
	}
	return l.text
}

// elements returns the elements of a host's list.
func elements(list typedValue) []any {
	if l, ok := list.raw.([]any); ok {
		return l
	}
	v := reflect.ValueOf(list.raw)
	all := make([]any, v.Len())
	for i := range all {
		all[i] = v.Index(i).Interface()
	}
	return all
}
