package recipe

import (
	"context"
	"maps"
	"slices"

	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/trigger"
)

// tracked are the records of one recipe, by their source: those that may have a row of their own.
type tracked map[string][]string

// add adds a record.
func (t tracked) add(r *trigger.Record) {
	if at, ok := slices.BinarySearch(t[r.Source], r.ID); !ok {
		t[r.Source] = slices.Insert(t[r.Source], at, r.ID)
	}
}

// has reports whether the record is one of them.
func (t tracked) has(r *trigger.Record) bool {
	_, ok := slices.BinarySearch(t[r.Source], r.ID)
	return ok
}

// without returns the records that are not among the others, sorted.
func (t tracked) without(others tracked) []*trigger.Record {
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

// list returns the records that the recipe tracks, and takes in those that it is about to track.
func (p *polling) list(ctx context.Context, here tracked) (tracked, error) {
	var before tracked
	err := p.mine(ctx, func(_ context.Context, tx schedule.Tx) (err error) {
		if before, err = readTracked(tx, p.state.Recipe); err != nil {
			return err
		}
		all := tracked{}
		for source, ids := range before {
			all[source] = slices.Clone(ids)
		}
		for _, r := range here.without(before) {
			all.add(r)
		}
		return p.keep(tx, before, all)
	})
	return before, err
}

func readTracked(tx schedule.Tx, recipe string) (tracked, error) {
	all := tracked{}
	_, err := getState(tx, trackedKey(recipe), &all)
	return all, err
}

// keep keeps the list of what is tracked, when it has changed.
func (p *polling) keep(tx schedule.Tx, before, all tracked) error {
	if maps.EqualFunc(before, all, slices.Equal) {
		return nil
	}
	return putState(tx, trackedKey(p.state.Recipe), p.claim.Subject, all)
}
