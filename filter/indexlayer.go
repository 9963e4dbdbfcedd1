package filter

import (
	"errors"
	"math"
	"reflect"
	"strconv"
	"time"

	"github.com/commis-recipes/commis/internal/index"
	"github.com/commis-recipes/commis/trigger"
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
	first    uint32 // the number of the first item
	change   textChange
	key      string                  // the member of the object at location, if it is that of a member
	member   bool                    // it is that of a member
	texts    *textColumn             // for uses that search
	paths    map[string][]string     // for changeUse, by kind of item
	fields   map[string]*fieldReader // for objectUse
}

// patternReader matches a text of the event against a pattern.
type patternReader struct {
	reader
	pattern *pattern
}

func newLayer(b *index.Builder) layer {
	s := layer{Segment: b.Segment()}
	for i, c := range s.Columns() {
		r := readerNamed(c.Name, columnUse(c.Use))
		names, first := s.Items(i)
		switch {
		case r.use.searches():
			r.texts = newTextColumn(&r, names, first)
		case r.use == objectUse:
			r.fields = newFieldReaders(names, first)
		case r.use == changeUse:
			r.paths, r.first = pathsOf(names), first
		case r.use.kind() != index.Number:
			r.items, r.first = index.NewWords(names), first
		}
		s.columns = append(s.columns, r)
	}
	for _, t := range s.Tests() {
		p, _ := newPattern(t.Arg)
		s.tests = append(s.tests, patternReader{readerNamed(t.Name, textUse), p})
	}
	return s
}

// readerNamed returns the reader of a column with a name.
func readerNamed(name string, use columnUse) reader {
	r := reader{use: use}
	if use == topicUse || use == changeUse {
		return r
	}
	r.change, name = changeIn(name)
	name, r.key, r.member = readMember(name)
	r.location = locationOf(name)
	return r
}

// memberOf returns the member that the reader is about of the object at its location.
func (r *reader) memberOf(object reflect.Value) any {
	return (*object.Addr().Interface().(*map[string]any))[r.key]
}

// text returns the text that the reader is about, with the reader's change; empty when it is missing or no text.
func (r *reader) text(ev *trigger.Event) string {
	s := ""
	if r.member {
		if at, ok := r.location.value(ev); ok {
			s = valueOf(r.memberOf(at)).text
		}
	} else {
		s = r.location.text(ev)
	}
	return r.change.of(s)
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
	view    *View
	layer   *layer
	query   index.Query
	places  []int
	plain   []byte // a text folded for a plainFinder
	free    meter  // a budget that is never charged
	changes []changedText

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
		return r.appendItem(items, r.text(ev))
	case topicUse:
		return r.appendItem(items, ev.Topic())
	case changeUse:
		return r.appendChanges(ev, items)
	}
	if r.texts != nil {
		return r.texts.appendItems(l, r, items)
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
	if r.use == lengthUse {
		return r.length(l)
	}
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
		t, kind := readTime(valueOf(r.memberOf(at)))
		if r.use == fieldAgeUse {
			return l.age(t, kind == aTime)
		}
		return nanoseconds(t), kind == aTime
	case r.use == amountUse || r.use == numeralUse:
		d := valueOf(r.memberOf(at))
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
	s := t.text(&l.view.event)
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

// Has implements [index.Source].
func (l *lookup) Has(column int, item uint32) bool {
	r := &l.layer.columns[column]
	return r.texts.has(l, r, item)
}

// folded returns a folded form of a text. path is that under which the view keeps it, empty if it has none.
func (l *lookup) folded(path string, mode searchMode, s string) *foldedForm {
	l.free.left = math.MaxInt64
	f := &l.view.scratch
	if path == "" {
		f.reset()
	} else {
		f = l.view.foldedAt(path)
	}
	return f.uncharged(l.view, mode, s)
}
