package batch

import (
	"slices"

	"github.com/commis-recipes/commis/schedule"
)

// row is what a session knows of the row with a key.
type row struct {
	job     schedule.Job
	live    bool
	written bool // job, or that there is no row, is to be written
	pending bool // job is to be written if no row is live, which is unknown
}

// clone returns a row that shares no memory with j.
func clone(j schedule.Job) schedule.Job {
	j.Payload, j.Names = slices.Clone(j.Payload), slices.Clone(j.Names)
	return j
}

// change is how to undo one change of a session.
type change struct {
	read bool // it was learnt from the database, and no write
	kind changeKind
	key  string
	list listKey
	had  bool
	row  row
	id   bool
	upto extent
}

type changeKind uint8

const (
	changedRow changeKind = iota
	changedID
	changedList
)

// set keeps what is known of a row; read says that it was read and not written.
func (s *session) set(key string, r row, read bool) {
	was, had := s.rows[key]
	s.undo = append(s.undo, change{kind: changedRow, read: read, key: key, had: had, row: was})
	s.replace(key, had, was, r)
	if r.live || r.pending {
		for _, name := range r.job.Names {
			s.named[name] = append(s.named[name], key)
		}
	}
}

func (s *session) replace(key string, had bool, was, is row) {
	if had && was.pending {
		s.pending--
	}
	if is.pending {
		s.pending++
	}
	s.rows[key] = is
}

// forget makes a row unknown, so that it is read again.
func (s *session) forget(key string) {
	was := s.rows[key]
	s.undo = append(s.undo, change{kind: changedRow, key: key, had: true, row: was})
	s.replace(key, true, was, row{})
	delete(s.rows, key)
}

func (s *session) setID(id string, known, read bool) {
	was, had := s.ids[id]
	s.undo = append(s.undo, change{kind: changedID, read: read, key: id, had: had, id: was})
	s.ids[id] = known
}

func (s *session) setList(k listKey, e extent) {
	was, had := s.lists[k]
	s.undo = append(s.undo, change{kind: changedList, read: true, list: k, had: had, upto: was})
	s.lists[k] = e
}

// mark is a state of a session to which it can return.
type mark struct{ undo, fresh, entries int }

func (s *session) mark() mark { return mark{len(s.undo), len(s.fresh), len(s.entries)} }

// takeBack undoes what an update wrote. What it read stays known, unless it is rolled back to a savepoint: then the rows
// are not locked any more. Nor do lists stay known where it had replaced rows that it did not know: they lack these.
func (s *session) takeBack(u *Update) {
	for _, c := range slices.Backward(s.undo[u.began.undo:]) {
		if c.read && !u.saved && !(c.kind == changedList && u.blind) {
			continue
		}
		switch c.kind {
		case changedRow:
			s.replace(c.key, true, s.rows[c.key], c.row)
			if !c.had {
				delete(s.rows, c.key)
			}
		case changedID:
			s.ids[c.key] = c.id
			if !c.had {
				delete(s.ids, c.key)
			}
		case changedList:
			s.lists[c.list] = c.upto
			if !c.had {
				delete(s.lists, c.list)
			}
		}
	}
	s.undo = s.undo[:u.began.undo]
	clear(s.entries[u.began.entries:])
	s.fresh, s.entries = s.fresh[:u.began.fresh], s.entries[:u.began.entries]
}
