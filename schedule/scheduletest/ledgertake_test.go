package scheduletest_test

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/commis-recipes/commis/schedule"
)

func (l *ledger) Take(
	ctx context.Context, now time.Time, kind string, lease time.Duration, most int, full ...string,
) ([]schedule.Job, error) {
	if err := ctx.Err(); err != nil && l.flaw != ignoresContext {
		return nil, err
	}
	l.pause()
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.flaw == clockOnlyForward {
		l.latest = slices.MaxFunc([]time.Time{now, l.latest}, time.Time.Compare)
		now = l.latest
	}
	var due []record
	for _, r := range l.rows {
		if l.due(r, now, kind) {
			due = append(due, r)
		}
	}
	slices.SortFunc(due, l.order)
	if l.flaw != fullAfterMax {
		due = slices.DeleteFunc(due, func(r record) bool { return l.passesOver(r, full) })
	}
	if l.flaw != ignoresMax && !(l.flaw == zeroMaxIsAll && most == 0) {
		due = due[:min(len(due), most)]
	}
	if l.flaw == fullAfterMax {
		due = slices.DeleteFunc(due, func(r record) bool { return slices.Contains(full, r.Lane) })
	}
	if l.flaw == asksThenTakes {
		l.mu.Unlock()
		l.pause()
		l.mu.Lock()
	}
	var jobs []schedule.Job
	for _, r := range due {
		key := l.key(r.Subject, r.Key)
		if r, ok := l.rows[key]; ok {
			l.take(&r, now, lease)
			l.rows[key] = r
			j := l.told(r)
			if l.flaw == takeIsBare {
				j.Payload = nil
			}
			jobs = append(jobs, j)
		}
	}
	return jobs, nil
}

func (l *ledger) due(r record, now time.Time, kind string) bool {
	thread := l.threads[r.Subject]
	switch {
	case l.shy && len(thread) > 0:
		return false
	case r.Kind != kind && l.flaw != ignoresKind && !(l.flaw == kindIgnoresCase && strings.EqualFold(r.Kind, kind)):
		return false
	case r.droppedButThere && l.flaw != takesDropped:
		return false
	case r.Due.IsZero():
		return l.flaw == takesState
	case l.flaw == takesEarly:
		now = now.Truncate(time.Second).Add(time.Second - 1)
	case l.flaw == takesLate:
		now = now.Add(-1)
	}
	if r.Due.After(now) {
		return false
	}
	switch l.flaw {
	case ignoresLeases:
		return true
	case leaseEndsLate:
		return r.leased.Before(now)
	case leaseHasABeginning:
		return r.taken.After(now) || !r.leased.After(now)
	}
	return !r.leased.After(now)
}

// passesOver tells whether the row's lane is full.
func (l *ledger) passesOver(r record, full []string) bool {
	switch l.flaw {
	case takesFull:
		return false
	case emptyLaneIsNever:
		return r.Lane != "" && slices.Contains(full, r.Lane)
	case oneFullLane:
		return len(full) > 0 && r.Lane == full[0]
	case laneIgnoresCase:
		return slices.ContainsFunc(full, func(lane string) bool { return strings.EqualFold(lane, r.Lane) })
	case laneIsABeginning:
		return slices.ContainsFunc(full, func(lane string) bool { return lane != "" && strings.HasPrefix(r.Lane, lane) || lane == r.Lane })
	}
	return slices.Contains(full, r.Lane)
}

func (l *ledger) order(a, b record) int {
	switch l.flaw {
	case newestFirst:
		return b.Due.Compare(a.Due)
	case laneByLane:
		return cmp.Or(cmp.Compare(a.Lane, b.Lane), a.Due.Compare(b.Due))
	case orderOfArrival:
		return cmp.Compare(a.arrived, b.arrived)
	case orderOfClockReading:
		return cmp.Compare(a.Due.Format("2006-01-02 15:04:05.000000"), b.Due.Format("2006-01-02 15:04:05.000000"))
	}
	return a.Due.Compare(b.Due)
}

func (l *ledger) take(r *record, now time.Time, lease time.Duration) {
	if lease == 0 && l.flaw == zeroLeaseIsNoTake {
		return
	}
	r.Attempt++
	r.everTaken++
	if l.flaw != takeKeepsFence {
		r.Fence = l.fence(r.Fence)
	}
	r.taken, r.leased = now, now.Add(lease)
	switch l.flaw {
	case leaseNeverEnds:
		r.leased = now.AddDate(1000, 0, 0)
	case leaseFromDue:
		r.leased = r.Due.Add(lease)
	case leaseInSeconds:
		r.leased = now.Add(lease.Truncate(time.Second))
	case leaseMovesDue:
		r.Due = now.Add(lease)
	case zeroLeaseHolds:
		r.leased = now.Add(max(lease, 1))
	case versionPerTake:
		r.Version = l.next()
	}
}

// fence is the one after another one.
func (l *ledger) fence(last uint64) uint64 {
	if l.flaw == fencePerRow {
		return last + 1
	}
	return l.next()
}
