package recipe

import (
	"context"
	"maps"
	"slices"

	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/trigger"
)

// recordIDs are the records of one recipe, by their source: those that may have a row of their own.
type recordIDs map[string][]string

// insert adds a record.
func (t recordIDs) insert(r *trigger.Record) {
	if at, ok := slices.BinarySearch(t[r.Source], r.ID); !ok {
		t[r.Source] = slices.Insert(t[r.Source], at, r.ID)
	}
}

// has reports whether the record is one of them.
func (t recordIDs) has(r *trigger.Record) bool {
	_, ok := slices.BinarySearch(t[r.Source], r.ID)
	return ok
}

// without returns the records that are not among the others, sorted.
func (t recordIDs) without(others recordIDs) []*trigger.Record {
	var gone []*trigger.Record
	for _, source := range slices.Sorted(maps.Keys(t)) {
		for _, id := range t[source] {
			if r := (&trigger.Record{Source: source, ID: id}); !others.has(r) {
				gone = append(gone, r)
			}
		}
	}
	return gone
}

func trackedKey(recipe string) string { return key("tracked", recipe) }

// trackedList is the row of a recipe's tracked records.
type trackedList struct {
	Records recordIDs `json:"records"`
	// Missed counts in how many polls in a row a record was missing, by its source and its ID. One that is not in it was
	// there.
	Missed map[string]map[string]int `json:"missed,omitempty"`
}

// missed returns in how many polls in a row the record was missing.
func (l *trackedList) missed(r *trigger.Record) int { return l.Missed[r.Source][r.ID] }

// miss adds a record that was missing in so many polls in a row.
func (l *trackedList) miss(r *trigger.Record, polls int) {
	l.Records.insert(r)
	if polls == 0 {
		return
	}
	if l.Missed == nil {
		l.Missed = make(map[string]map[string]int)
	}
	if l.Missed[r.Source] == nil {
		l.Missed[r.Source] = make(map[string]int)
	}
	l.Missed[r.Source][r.ID] = polls
}

func (l *trackedList) same(m *trackedList) bool {
	return maps.EqualFunc(l.Records, m.Records, slices.Equal) && maps.EqualFunc(l.Missed, m.Missed, maps.Equal)
}

// list returns the records that the recipe tracks, and stores those that it is about to track.
func (p *polling) list(ctx context.Context, here recordIDs) (trackedList, error) {
	var before trackedList
	err := p.mine(ctx, func(_ context.Context, tx schedule.Tx) (err error) {
		if before, err = loadTracked(tx, p.state.Recipe); err != nil {
			return err
		}
		all := trackedList{Records: recordIDs{}, Missed: before.Missed}
		for source, ids := range before.Records {
			all.Records[source] = slices.Clone(ids)
		}
		for _, r := range here.without(before.Records) {
			all.Records.insert(r)
		}
		return p.storeTracked(tx, &before, &all)
	})
	return before, err
}

func loadTracked(tx schedule.Tx, recipe string) (trackedList, error) {
	all := trackedList{Records: recordIDs{}}
	_, err := loadState(tx, trackedKey(recipe), &all)
	return all, err
}

// storeTracked stores the list of tracked records if it has changed.
func (p *polling) storeTracked(tx schedule.Tx, before, all *trackedList) error {
	if before.same(all) {
		return nil
	}
	return storeState(tx, trackedKey(p.state.Recipe), p.claim.Subject, all)
}
