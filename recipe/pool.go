package recipe

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"time"
)

// pool is the workers of one call of Tick: the queued rows, which were taken and are not begun, and those that run.
type pool struct {
	e           *Engine
	start       time.Time
	queued      []dueRow
	slots       []dueRow  // slots of recipes that were taken, while others that came due before them may not be
	upTo        time.Time // all that is due until then was taken
	running     []dueRow
	sweeps      bool           // slots and polls are asked for once, also by a process that never had such recipes
	takenAll    time.Time      // when no row was left to take, but those of the lanes that were full; zero: some may be left
	fullThen    []string       // these lanes
	ended       bool           // a row has ended since
	lanes       map[string]int // how many of the running rows are of a lane
	doneLanes   []string       // those of which all rows were taken that were due at the start
	workers     workers
	closed      bool // nothing is taken any more
	storeFailed bool // the ending of a row could not be stored
	report      Report
	errs        []error
}

// mostTaken is how many rows a single worker takes at a time.
const mostTaken = 32

// newRowsAfter is how long after a pool took all rows it looks for new ones, while others run.
const newRowsAfter = 250 * time.Millisecond

// mostQueued is how many rows are queued at most that cannot be begun yet, since one of their thread or lane runs.
const mostQueued = 4 * mostTaken

// work takes and begins rows until none is left and all that were begun have ended.
func (s *pool) work(ctx context.Context) {
	for {
		s.startRows(ctx)
		if s.takeRows(ctx) {
			continue
		}
		if len(s.running) == 0 {
			return
		}
		for _, f := range s.workers.next() {
			s.finish(f)
		}
	}
}

// takeRows takes rows for the workers that have nothing to do, and reports whether there were any.
func (s *pool) takeRows(ctx context.Context) bool {
	workers := s.e.workers()
	room := workers - len(s.running)
	if workers == 1 {
		room = mostTaken
	}
	full := s.fullLanes()
	if s.closed || room <= 0 || len(s.running) > 0 && (2*room < workers || s.noneLeft(full)) || len(s.queued) >= mostQueued {
		return false
	}
	if s.storeFailed || ctx.Err() != nil {
		s.closed = true
		return false
	}
	taken, late, err := s.takeKinds(ctx, room, full)
	if err != nil {
		s.errs, s.closed = append(s.errs, err), true
		return false
	}
	if taken == 0 { // running rows may add more, or fill their lane
		late = len(s.running) == 0
	}
	s.closed = late && !slices.ContainsFunc(full, func(lane string) bool { return !slices.Contains(s.doneLanes, lane) })
	seated := s.queueSlots()
	set := s.e.loaded()
	slices.SortStableFunc(s.queued, func(a, b dueRow) int {
		return cmp.Or(cmp.Compare(a.rank(), b.rank()), a.Due.Compare(b.Due), cmp.Compare(a.beside(), b.beside()), set.compareKeys(a.Key, b.Key))
	})
	return taken > 0 || seated
}

// noneLeft reports whether no row is likely to be left to take, as long as these lanes are full.
func (s *pool) noneLeft(full []string) bool {
	if s.takenAll.IsZero() || !s.ended { // then nothing has changed, and the clock is left alone: a handler may just be moving it
		return !s.takenAll.IsZero()
	}
	missing := func(lane string) bool { return !slices.Contains(full, lane) }
	since := s.e.now().Sub(s.takenAll) // below zero when the clock was set back
	return since >= 0 && since < newRowsAfter && !slices.ContainsFunc(s.fullThen, missing)
}

// fullLanes returns the lanes of which no more may run, and those that are done.
func (s *pool) fullLanes() []string {
	in := make(map[string]int, len(s.lanes))
	for lane, n := range s.lanes {
		in[lane] = n
	}
	for _, d := range s.queued {
		in[d.Lane]++
	}
	full := slices.Clone(s.doneLanes)
	for lane, n := range in {
		if n >= s.laneLimit() && !slices.Contains(full, lane) {
			full = append(full, lane)
		}
	}
	return full
}

// laneLimit is how many rows of one lane may run.
func (s *pool) laneLimit() int { return max(1, s.e.workers()/2) }

// startRows runs the queued rows that may run: in their order, those of a thread that is worked on later.
func (s *pool) startRows(ctx context.Context) {
	var passed []dueRow // those that stay queued
	for i := 0; i < len(s.queued) && len(s.running) < s.e.workers(); {
		d := s.queued[i]
		if ctx.Err() != nil {
			s.queued = nil
			return
		}
		if s.lanes[d.Lane] >= s.laneLimit() || d.waitsFor(s.running) || d.waitsFor(passed) {
			passed = append(passed, d)
			i++
			continue
		}
		s.queued = slices.Delete(s.queued, i, i+1)
		s.lanes[d.Lane]++
		s.running = append(s.running, d)
		if s.e.workers() == 1 {
			s.finish(s.carryOut(ctx, d))
			continue
		}
		s.workers.begin(d, func(d dueRow) rowResult { return s.carryOut(ctx, d) })
	}
}

// rowFault is a fault of one row or event that was written down: the store is well, and the others go on.
type rowFault struct{ error }

func (f *rowFault) Unwrap() error { return f.error }

// carryOut works on one row.
func (s *pool) carryOut(ctx context.Context, d dueRow) (f rowResult) {
	f = rowResult{dueRow: d}
	defer func() {
		if p := recover(); p != nil {
			s.e.logger().ErrorContext(ctx, "worker panicked", "row", d.Key, "stack", string(debug.Stack()))
			f.err = panicError(p)
		}
	}()
	f.report, f.err = s.e.resume(ctx, d.Job, d.takenAt)
	s.e.observe(ctx, f.report)
	return f
}

// finish adds the result of a row.
func (s *pool) finish(f rowResult) {
	s.running = slices.DeleteFunc(s.running, func(d dueRow) bool { return d.Key == f.Key && d.Fence == f.Fence })
	s.ended = true
	if s.lanes[f.Lane]--; s.lanes[f.Lane] == 0 {
		delete(s.lanes, f.Lane)
	}
	s.report.append(f.report)
	if f.err != nil {
		s.errs = append(s.errs, fmt.Errorf("row %q: %w", f.Key, f.err))
		var own *rowFault
		s.storeFailed = s.storeFailed || !errors.As(f.err, &own)
	}
}

// takeKinds takes rows: slots, which have a list of their own, and of the others as many as there is room for. late says that all
// came due after the start.
func (s *pool) takeKinds(ctx context.Context, room int, full []string) (taken int, late bool, err error) {
	now, set := s.e.now(), s.e.loaded()
	late, s.upTo, s.takenAll = true, time.Time{}, time.Time{}
	var lanes []string
	for _, kind := range [...]string{slotKind, pollKind, workKind} {
		if room <= 0 {
			break
		}
		if !s.sweeps && (kind == slotKind && !set.scheduled || kind == pollKind && !set.polled) {
			continue
		}
		lease := s.e.lease()
		if kind == workKind {
			lease = s.e.takeLease()
		}
		jobs, err := s.e.take(ctx, kind, lease, room, full...)
		if err != nil {
			return taken, late, err
		}
		for _, j := range jobs {
			late, lanes = late && j.Due.After(s.start), append(lanes, j.Lane)
			if kind == slotKind {
				s.slots = append(s.slots, dueRow{j, now})
			} else {
				s.enqueue(dueRow{j, now})
			}
		}
		if taken += len(jobs); kind == slotKind {
			continue
		}
		room -= len(jobs)
		switch {
		case kind == workKind && room > 0:
			s.upTo, s.takenAll, s.fullThen, s.ended = now, now, full, false
		case kind == workKind:
			s.upTo = jobs[len(jobs)-1].Due
		}
	}
	if s.sweeps = false; late { // the oldest ones are taken first
		s.doneLanes = append(s.doneLanes, lanes...)
	}
	return taken, late, nil
}

// enqueue queues a row, instead of itself when its lease has passed while it was queued.
func (s *pool) enqueue(d dueRow) {
	if i := slices.IndexFunc(s.queued, func(q dueRow) bool { return q.Key == d.Key }); i >= 0 {
		s.queued[i] = d
		return
	}
	s.queued = append(s.queued, d)
}

// queueSlots queues the slots before which all due rows were taken, and reports whether there are any.
func (s *pool) queueSlots() bool {
	kept := s.slots[:0]
	for _, d := range s.slots {
		if s.closed || !d.Due.After(s.upTo) {
			s.queued = append(s.queued, d)
		} else {
			kept = append(kept, d)
		}
	}
	seated := len(kept) < len(s.slots)
	s.slots = kept
	return seated
}
