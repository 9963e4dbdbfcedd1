package batch

import (
	"errors"
	"maps"
	"slices"
	"time"

	"github.com/commis-recipes/commis/schedule"
)

var errOver = errors.New("the transaction has ended")

var _ schedule.Tx = (*Update)(nil)

// Remember implements [schedule.Tx].
func (u *Update) Remember(id string) (first bool, err error) {
	err = u.do(func(s *session) error {
		if err := s.core.Backend.Check(id); err != nil {
			return err
		}
		known, ok := s.ids[id]
		if !ok {
			if err := s.read(Query{IDs: []string{id}}); err != nil {
				return err
			}
			known = s.ids[id]
		}
		if first = !known; first {
			s.setID(id, true, false)
			s.fresh = append(s.fresh, id)
		}
		return nil
	})
	return first, err
}

// Get implements [schedule.Tx].
func (u *Update) Get(keys ...string) (found []schedule.Job, err error) {
	err = u.do(func(s *session) error {
		if err := u.know(keys); err != nil {
			return err
		}
		for _, key := range keys {
			if r := s.rows[key]; r.live {
				found = append(found, clone(r.job))
			}
		}
		return nil
	})
	return found, err
}

// List implements [schedule.Tx].
func (u *Update) List(name, kind, after string, most int) (listed []schedule.Job, err error) {
	err = u.do(func(s *session) error {
		if err := s.core.Backend.Check(name, kind, after); err != nil || most <= 0 {
			return err
		}
		if s.addedTo(name) {
			if err := u.insert(); err != nil {
				return err
			}
		}
		found, err := s.list(name, kind, after, most)
		for _, j := range found {
			listed = append(listed, clone(j))
		}
		return err
	})
	return listed, err
}

// Put implements [schedule.Tx]. It returns the row as it is stored, see [Instant].
func (u *Update) Put(j schedule.Job) (schedule.Job, error) {
	err := u.do(func(s *session) (err error) {
		if err := s.check(&j); err != nil {
			return err
		}
		old, known := s.rows[j.Key]
		if j.Version, err = s.number(old.job.Version); err != nil {
			return err
		}
		j.Fence, j.Attempt = j.Version, 0
		u.blind = u.blind || !known || old.pending
		s.set(j.Key, row{job: clone(j), live: true, written: true}, false)
		return nil
	})
	return j, err
}

// check refuses a row that cannot be stored, and rounds its instant to one that can.
func (s *session) check(j *schedule.Job) error {
	if err := s.core.Backend.Check(j.Key, j.Kind, j.Subject, j.Lane); err != nil {
		return err
	}
	if err := s.core.Backend.Check(j.Names...); err != nil {
		return err
	}
	due, err := RoundUp(j.Due)
	j.Due = due
	return err
}

// Drop implements [schedule.Tx].
func (u *Update) Drop(keys ...string) (dropped []schedule.Job, err error) {
	err = u.do(func(s *session) error {
		if err := u.know(keys); err != nil {
			return err
		}
		for _, key := range keys {
			if r := s.rows[key]; r.live {
				dropped = append(dropped, clone(r.job))
				s.set(key, row{job: schedule.Job{Version: r.job.Version}, written: true}, false)
			}
		}
		return nil
	})
	return dropped, err
}

// Settle implements [schedule.Tx].
func (u *Update) Settle(key string, fence uint64, retryAt time.Time) error {
	return u.do(func(s *session) (err error) {
		if err := u.know([]string{key}); err != nil {
			return err
		}
		r := s.rows[key]
		if !r.live || r.job.Fence != fence {
			return schedule.ErrStale
		}
		if retryAt.IsZero() {
			s.set(key, row{job: schedule.Job{Version: r.job.Version}, written: true}, false)
			return nil
		}
		if r.job.Due, err = RoundUp(retryAt); err != nil {
			return err
		}
		if r.job.Fence, err = s.number(0); err != nil {
			return err
		}
		r.written = true
		s.set(key, r, false)
		return nil
	})
}

// know reads those of the rows that are unknown.
func (u *Update) know(keys []string) error {
	s := u.s
	if err := s.core.Backend.Check(keys...); err != nil {
		return err
	}
	if s.pending > 0 && slices.ContainsFunc(keys, func(key string) bool { return s.rows[key].pending }) {
		if err := u.insert(); err != nil {
			return err
		}
	}
	var unknown []string
	for _, key := range keys {
		if _, ok := s.rows[key]; !ok {
			unknown = append(unknown, key)
		}
	}
	if len(unknown) == 0 {
		return nil
	}
	return s.read(Query{Keys: distinct(unknown)})
}

// insert adds at once what was to be added at the end, so that it can be read.
func (u *Update) insert() error {
	s := u.s
	if err := u.save(); err != nil {
		return err
	}
	var rows []schedule.Job
	for _, key := range slices.Sorted(maps.Keys(s.rows)) {
		if r := s.rows[key]; r.pending {
			rows = append(rows, r.job)
			s.forget(key)
		}
	}
	if err := s.tx.Insert(s.ctx, rows); err != nil {
		s.err = err
		return err
	}
	keys := make([]string, len(rows))
	for i, j := range rows {
		keys[i] = j.Key
	}
	return s.read(Query{Keys: keys}) // at once, since lists that are known must have them
}

// number returns a new number that is greater than last.
func (s *session) number(last uint64) (uint64, error) {
	s.used++
	for {
		for len(s.numbers) > 0 {
			b := &s.numbers[0]
			if b.Count <= 0 || b.First+uint64(b.Count)-1 <= last {
				s.numbers = s.numbers[1:]
				continue
			}
			n := max(b.First, last+1)
			b.Count -= int(n-b.First) + 1
			b.First = n + 1
			return n, nil
		}
		if err := s.read(Query{Numbers: 16}); err != nil {
			return 0, err
		}
	}
}
