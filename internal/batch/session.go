package batch

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"sync"

	"github.com/commis-recipes/commis/history"
	"github.com/commis-recipes/commis/schedule"
)

// session is one transaction of the database, with what is known of the database and what is to be written.
type session struct {
	core   *Core
	ctx    context.Context // that of the group
	tx     Transaction
	shared bool // more than one function runs in it

	mu      sync.Mutex // held by every call of a function
	rows    map[string]row
	named   map[string][]string // the keys of rows that have or had the name
	ids     map[string]bool     // whether an id that was asked for is remembered
	lists   map[listKey]extent
	fresh   []string // ids to remember
	entries []history.Entry
	pending int // number of rows that are added if they are not there
	undo    []change
	numbers []Block
	used    int   // how many numbers were used
	err     error // of the database, which makes the transaction useless
}

// begin locks what the members lock, and reads what they announce.
func begin(g *group, members []*call) (*session, error) {
	s := &session{
		core: g.core, ctx: g.ctx, shared: len(members) > 1,
		rows: make(map[string]row), named: make(map[string][]string), ids: make(map[string]bool), lists: make(map[listKey]extent),
	}
	var q Query
	var names []string
	for _, m := range members {
		q.Subjects = append(q.Subjects, m.about.Subjects...)
		q.Keys = append(q.Keys, m.about.Keys...)
		q.IDs = append(q.IDs, m.about.IDs...)
		names = append(names, m.about.Names...)
	}
	q.Subjects, q.Keys, q.IDs = distinct(q.Subjects), distinct(q.Keys), distinct(q.IDs)
	for _, name := range distinct(names) {
		q.Lists = append(q.Lists, List{Name: name, AnyKind: true, Max: cmp.Or(g.core.Ahead, 100)})
	}
	q.Numbers = len(members) * int(cmp.Or(g.core.usage.Load(), 16))
	tx, a, err := g.core.Backend.Begin(g.ctx, q)
	if err != nil {
		return nil, err
	}
	s.tx = tx
	s.learn(q, a)
	return s, nil
}

// distinct sorts the words in place, and returns them without repetitions.
func distinct(words []string) []string {
	slices.Sort(words)
	return slices.Compact(words)
}

// read asks the database.
func (s *session) read(q Query) error {
	a, err := s.tx.Read(s.ctx, q)
	if err != nil {
		s.err = err
		return err
	}
	s.learn(q, a)
	return nil
}

// learn keeps an answer. What the session has read or written itself is newer.
func (s *session) learn(q Query, a Answer) {
	for _, j := range a.Rows {
		s.learnRow(j)
	}
	for i, l := range q.Lists {
		s.learnList(l, a.Lists[i])
	}
	for _, key := range q.Keys {
		if _, ok := s.rows[key]; !ok {
			s.set(key, row{}, true)
		}
	}
	for _, id := range a.Known {
		s.setID(id, true, true)
	}
	for _, id := range q.IDs {
		if _, ok := s.ids[id]; !ok {
			s.setID(id, false, true)
		}
	}
	s.numbers = append(s.numbers, a.Numbers...)
}

// learnRow keeps a row of the database. One that was to be added with its key is not added.
func (s *session) learnRow(j schedule.Job) {
	if r, ok := s.rows[j.Key]; !ok || r.pending {
		s.set(j.Key, row{job: j, live: true}, true)
	}
}

// end ends the function of an update: when it failed, its writes are taken back. It returns why the whole transaction is
// useless, or nil.
func (s *session) end(u *Update, out *outcome) error {
	if out.returned && out.err == nil && s.err == nil && s.tx.Failed() {
		out.err = errSpoilt
	}
	switch {
	case s.core.Backend.Conflict(s.err): // whatever the function made of it
		return s.err
	case out.failed() && (s.err != nil || out.err != nil && s.core.Backend.Conflict(out.err)):
		return cmp.Or(out.err, s.err) // which is the database's own, or wraps it
	case s.err != nil:
		return s.err
	case !out.failed():
		return nil
	}
	if !s.shared { // it is rolled back
		return nil
	}
	s.takeBack(u)
	if u.saved {
		return s.tx.RollbackToSavepoint(s.ctx)
	}
	if s.tx.Failed() {
		return errors.Join(out.err, errSpoilt)
	}
	return nil
}

// estimate learns how many numbers a function uses.
func (s *session) estimate(functions int) {
	s.core.usage.Store(int64(min(s.used/functions+8, 1024)))
}

// writes returns what is to be written.
func (s *session) writes() Writes {
	w := Writes{IDs: s.fresh, Entries: s.entries}
	for key, r := range s.rows {
		switch {
		case r.pending:
			w.Added = append(w.Added, r.job)
		case !r.written:
		case r.live:
			w.Put = append(w.Put, r.job)
		default:
			w.Dropped = append(w.Dropped, key)
		}
	}
	return w
}
