package batch

import (
	"slices"

	"github.com/commis-recipes/commis/schedule"
)

// listKey names a list of rows.
type listKey struct {
	name, kind string
	anyKind    bool
}

// extent is how much of a list is known: all rows with a key up to upTo, or all rows.
type extent struct {
	upTo  string
	whole bool
}

// learnList keeps a list of the database.
func (s *session) learnList(l List, rows []schedule.Job) {
	for _, j := range rows {
		s.learnRow(j)
	}
	known := s.lists[listKey{l.Name, l.Kind, l.AnyKind}]
	if !l.AnyKind {
		known = s.extent(l.Name, l.Kind)
	}
	if l.After > known.upTo || known.whole { // it does not go on where the known part ends
		return
	}
	e := extent{upTo: known.upTo, whole: len(rows) < l.Max}
	if len(rows) > 0 {
		e.upTo = max(e.upTo, rows[len(rows)-1].Key)
	}
	s.setList(listKey{l.Name, l.Kind, l.AnyKind}, e)
}

// extent returns how much is known of the rows of a name and a kind.
func (s *session) extent(name, kind string) extent {
	if e, ok := s.lists[listKey{name: name, kind: kind}]; ok {
		return e
	}
	return s.lists[listKey{name: name, anyKind: true}]
}

// list returns at most most rows, as Tx.List does, and reads what it does not know. A row that the session has dropped
// makes it read on.
func (s *session) list(name, kind, after string, most int) ([]schedule.Job, error) {
	for {
		e := s.extent(name, kind)
		found := s.find(name, kind, after)
		known := found
		if !e.whole {
			n, _ := slices.BinarySearchFunc(found, e.upTo, func(j schedule.Job, upTo string) int {
				if j.Key <= upTo {
					return -1
				}
				return 1
			})
			known = found[:n]
		}
		if e.whole || len(known) >= most {
			return known[:min(len(known), most)], nil
		}
		from := max(after, e.upTo)
		if after > e.upTo { // the rows between are not asked for, so this part is not kept
			return s.listFrom(name, kind, after, most)
		}
		if err := s.read(Query{Lists: []List{{Name: name, Kind: kind, After: from, Max: s.page(most - len(known))}}}); err != nil {
			return nil, err
		}
	}
}

// page is how many rows are read where n are missing: rows that were dropped need others in their places.
func (s *session) page(n int) int { return max(n, 16) }

// listFrom is list for a part that does not begin where the known part ends.
func (s *session) listFrom(name, kind, after string, most int) ([]schedule.Job, error) {
	l := List{Name: name, Kind: kind, After: after, Max: s.page(most)}
	for {
		a, err := s.tx.Read(s.ctx, Query{Lists: []List{l}})
		if err != nil {
			s.err = err
			return nil, err
		}
		rows := a.Lists[0]
		for _, j := range rows {
			s.learnRow(j)
		}
		found := s.find(name, kind, after)
		if len(rows) < l.Max {
			return found[:min(len(found), most)], nil
		}
		n := 0
		for n < len(found) && found[n].Key <= rows[len(rows)-1].Key {
			n++
		}
		if n >= most {
			return found[:most], nil
		}
		l.Max *= 2
	}
}

// find returns the known live rows of a name and a kind with a key greater than after, in the order of their keys. They
// share their memory with the session.
func (s *session) find(name, kind, after string) []schedule.Job {
	var found []schedule.Job
	keys := distinct(s.named[name])
	s.named[name] = keys
	for _, key := range keys {
		if r := s.rows[key]; r.live && key > after && r.job.Kind == kind && slices.Contains(r.job.Names, name) {
			found = append(found, r.job)
		}
	}
	return found
}

// addedTo reports whether a row that may be added has the name.
func (s *session) addedTo(name string) bool {
	return s.pending > 0 && slices.ContainsFunc(s.named[name], func(key string) bool {
		r := s.rows[key]
		return r.pending && slices.Contains(r.job.Names, name)
	})
}
