package recipe

import (
	"context"
	"errors"
	"time"

	"github.com/commis-recipes/commis/schedule"
)

// slotState is a recipe's row that comes due at its next slot.
type slotState struct {
	Recipe string    `json:"recipe"`
	Spec   string    `json:"spec"`          // a hash of the schedule, see slots
	Since  time.Time `json:"since"`         // no slot before it counts: the recipe was loaded first, edited or switched on then
	Last   time.Time `json:"last,omitzero"` // the last slot that has begun
	// Next is the first slot that has not begun; zero for none.
	Next time.Time `json:"next,omitzero"`
	// Run is the slot that has begun and not ended; nil for none.
	Run *slotRun `json:"run,omitempty"`
}

// slotRun is how far the recipe has come with the items of a slot.
type slotRun struct {
	Slot   time.Time `json:"slot"`
	Each   string    `json:"each"`
	Cursor string    `json:"cursor,omitempty"` // of the last item that was dealt with
	Read   int       `json:"read,omitempty"`   // how many there were
	Faults int       `json:"faults,omitempty"` // how many of them were none
	Fails  int       `json:"fails,omitempty"`  // how often the source failed since it last handed one out
	Off    Reason    `json:"off,omitempty"`    // why it is cancelled
}

const (
	slotKind   = "schedule" // a recipe whose slot comes
	slotPrefix = "slot/"
)

func slotKey(recipe string) string { return slotPrefix + key(recipe) }

// checkSlots is how often a process looks whether the row of a recipe on a schedule is there.
const checkSlots = time.Hour

// startSlots makes sure, every now and then, that every recipe on a schedule has its row.
func (e *Engine) startSlots(ctx context.Context) error {
	for _, r := range e.loaded().schedules {
		now := e.now()
		since := time.Duration(now.UnixNano() - r.slots.checked.Load())
		if r.slots.checked.Load() != 0 && since >= 0 && since < checkSlots {
			continue
		}
		err := e.update(ctx, schedule.On(slotKey(r.recipe.ID)), func(_ context.Context, tx schedule.Tx) error {
			return r.startSlots(tx, now)
		})
		if err != nil {
			return err
		}
		r.slots.checked.Store(now.UnixNano())
	}
	return nil
}

// startSlots makes sure that the row exists, and is that of the present recipe.
func (r *rule) startSlots(tx schedule.Tx, now time.Time) error {
	row, known, err := get(tx, slotKey(r.recipe.ID))
	if err != nil {
		return err
	}
	var state slotState
	if known {
		switch err := decodeState(row.Payload, &state); {
		case errors.Is(err, errLaterVersion):
			return nil
		case err != nil: // damaged: it is replaced
			known, state = false, slotState{}
		}
	}
	next, leave, err := r.currentSlots(tx, state, known, row.Due, now)
	if err != nil || leave || known && next == state {
		return err
	}
	due := next.Next
	if next.Run != nil {
		due = row.Due
	}
	_, err = putSlots(tx, &next, r.slots.Each, due)
	return err
}

// currentSlots returns the state as it is for the recipe of now: after an edit of its slots, and after it was switched
// off and on, it begins anew. leave says that another process was told of later slots, and that the row is left to it.
func (r *rule) currentSlots(tx schedule.Tx, state slotState, known bool, due, now time.Time) (next slotState, leave bool, err error) {
	var off switchOff
	if _, err := loadState(tx, switchOffKey(r.recipe.ID), &off); err != nil && !errors.Is(err, errLaterVersion) {
		return state, false, err
	}
	s := r.slots
	since := laterOf(s.since, r.enabledAt)
	switch {
	case !known:
		state.Recipe = r.recipe.ID
	case state.Since.Before(r.enabledAt):
		since = laterOf(r.enabledAt, off.At)
		state.Run = state.Run.cancelled(RecipeDisabled)
	case state.Since.Before(off.At):
		since = laterOf(since, off.At)
		state.Run = state.Run.cancelled(off.Reason)
	case state.Spec == s.spec && s.awaits(state.Next, now):
		return state, false, nil
	case state.Spec == s.spec: // the clock was set back
		since = now
	case since.Before(state.Since) && now.Sub(due) <= unknownFor:
		return state, true, nil
	case since.Before(state.Since): // whoever knew the later slots is gone, before the one that is due
		since = laterOf(state.Since, state.Next)
	}
	state.Spec, state.Since = s.spec, since
	after := since.Add(-1)
	if !state.Last.After(now) {
		after = laterOf(after, state.Last)
	}
	state.Next, _ = s.Next(after)
	return state, false, nil
}

// awaits reports whether a slot may be the next one: it is not far ahead, whatever the clock did.
func (s *slots) awaits(slot, now time.Time) bool {
	next, ok := s.Next(now)
	if !ok {
		return true
	}
	if after, ok := s.Next(next); ok {
		next = after
	}
	return !slot.IsZero() && !slot.After(next)
}

// cancelled returns the run as one that is cancelled when it comes up.
func (r *slotRun) cancelled(reason Reason) *slotRun {
	if r == nil {
		return nil
	}
	run := *r
	run.Off = reason
	return &run
}

// putSlots stores the state, due at the instant; with a zero instant it never comes due.
func putSlots(tx schedule.Tx, state *slotState, each string, due time.Time) (schedule.Job, error) {
	payload, err := encodeState(state)
	if err != nil {
		return schedule.Job{}, err
	}
	name := slotKey(state.Recipe)
	return tx.Put(schedule.Job{
		Key: name, Kind: slotKind, Subject: name, Lane: slotKind + "/" + each, Names: []string{recipeThread(state.Recipe)}, Due: due, Payload: payload,
	})
}
