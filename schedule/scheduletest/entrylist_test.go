package scheduletest_test

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/commis-recipes/commis/schedule"
)

// listing is a List as the ledger was then, without what the transaction had written.
type listing struct {
	name, kind, after string
	keys              []string
}

func (li listing) current(l *ledger) bool {
	return slices.Equal(li.keys, li.find(l, l.rows))
}

// find returns where the rows are that are listed, in order.
func (li listing) find(l *ledger, rows map[string]record) (keys []string) {
	for key, r := range rows {
		if r.Key > li.after && l.named(r, li.name, li.kind) {
			keys = append(keys, key)
		}
	}
	slices.SortFunc(keys, func(a, b string) int { return l.listOrder(rows[a], rows[b]) })
	return keys
}

func (l *ledger) named(r record, name, kind string) bool {
	switch {
	case r.droppedButThere:
		return false
	case r.Kind != kind && l.flaw != listIgnoresKind:
		return false
	case l.flaw == nameIgnoresCase:
		return slices.ContainsFunc(r.Names, func(n string) bool { return strings.EqualFold(n, name) })
	case l.flaw == nameIsABeginning:
		return slices.ContainsFunc(r.Names, func(n string) bool { return strings.HasPrefix(n, name) })
	}
	return slices.Contains(r.Names, name)
}

func (l *ledger) listOrder(a, b record) int {
	switch l.flaw {
	case listOfArrival:
		return cmp.Compare(a.arrived, b.arrived)
	case listOfLetters:
		return cmp.Or(cmp.Compare(strings.ToLower(a.Key), strings.ToLower(b.Key)), cmp.Compare(a.Key, b.Key))
	case listBackwards:
		return cmp.Compare(b.Key, a.Key)
	}
	return cmp.Compare(a.Key, b.Key)
}

func (e *entry) List(name, kind, after string, most int) ([]schedule.Job, error) {
	f := e.l.flaw
	switch {
	case e.closed:
		return nil, errOver
	case f == listIgnoresAfter:
		after = ""
	case f == listIgnoresMax:
		most = 1 << 20
	}
	e.l.pause()
	e.l.mu.Lock()
	defer e.l.mu.Unlock()
	li := listing{name: name, kind: kind, after: after}
	if e.l.optimistic {
		li.keys = li.find(e.l, e.l.rows)
		e.lists = append(e.lists, li)
	}
	rows := e.l.rows
	if len(e.writes) > 0 && f != blindToOwn && f != listBlindToOwn {
		rows = maps.Clone(rows)
		for key, r := range e.writes {
			delete(rows, key)
			if r != nil {
				rows[key] = *r
			}
		}
	}
	keys := li.find(e.l, rows)
	if _, ok := rows[after]; ok && f == listFromAfter {
		keys = append([]string{after}, keys...)
	}
	if f == aheadIsCut && slices.Contains(e.about.Names, name) {
		keys = keys[:min(len(keys), 100)]
	}
	var listed []schedule.Job
	for _, key := range keys[:min(len(keys), most)] {
		if _, known := e.reads[key]; !known && f != listIsLoose {
			e.reads[key] = e.l.rows[key]
		}
		listed = append(listed, e.l.told(rows[key]))
	}
	return listed, nil
}
