package recipe

import (
	"context"
	"time"
)

// gather takes rows: slots, which are kept apart, and of the others as many as there is room for. late says that all came
// due after the start.
func (s *shift) gather(ctx context.Context, room int) (taken int, late bool, err error) {
	now := s.e.now()
	late, s.upTo = true, time.Time{}
	for _, kind := range [...]string{slotKind, pollKind, workKind} {
		if room <= 0 {
			break
		}
		if kind == slotKind && s.looked && len(s.e.loaded().schedules) == 0 {
			continue // once a shift is enough for rows of recipes that are not in the set any more
		}
		s.looked = true
		jobs, err := s.e.take(ctx, kind, s.e.lease(), room, s.full()...)
		if err != nil {
			return taken, late, err
		}
		for _, j := range jobs {
			late = late && j.Due.After(s.start)
			if kind == slotKind {
				s.slots = append(s.slots, due{j, now})
			} else {
				s.hand = append(s.hand, due{j, now})
			}
		}
		if taken += len(jobs); kind == slotKind {
			continue
		}
		room -= len(jobs)
		switch {
		case kind == workKind && room > 0:
			s.upTo = now
		case kind == workKind:
			s.upTo = jobs[len(jobs)-1].Due
		}
	}
	return taken, late, nil
}

// seat releases the slots before which all due rows were taken, and reports whether there are any.
func (s *shift) seat() bool {
	kept := s.slots[:0]
	for _, d := range s.slots {
		if s.over || !d.Due.After(s.upTo) {
			s.hand = append(s.hand, d)
		} else {
			kept = append(kept, d)
		}
	}
	seated := len(kept) < len(s.slots)
	s.slots = kept
	return seated
}
