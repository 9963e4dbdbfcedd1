package desk

import (
	"context"
	"fmt"

	"github.com/commis-recipes/commis/recipe"
)

// snapshot is the latest revision, decoded. It does not change.
type snapshot struct {
	Revision
	set   recipe.Set
	place map[string]int // of each recipe, by its ID
	lines []line         // of the list, see recipes.go
}

// newSnapshot decodes a revision. Lines of recipes that did not change are those of the snapshot before.
func (d *Desk) newSnapshot(r Revision, before *snapshot) (*snapshot, error) {
	set, err := recipe.Decode(r.Set)
	if err != nil {
		return nil, fmt.Errorf("revision %d cannot be read: %w", r.Version, err)
	}
	return d.snapshotOf(r, set, before), nil
}

func (d *Desk) snapshotOf(r Revision, set recipe.Set, before *snapshot) *snapshot {
	s := &snapshot{Revision: r, set: set, place: make(map[string]int, len(set.Recipes)), lines: make([]line, len(set.Recipes))}
	for i := range set.Recipes {
		s.place[set.Recipes[i].ID] = i
		s.lines[i] = d.line(&set.Recipes[i], before)
	}
	return s
}

// snapshot returns the latest revision, and loads it into the engine when another process has saved it.
func (d *Desk) snapshot(ctx context.Context) (*snapshot, error) {
	version, err := d.Sets.Version(ctx)
	if err != nil {
		return nil, down(err)
	}
	if s := d.latest.Load(); s != nil && s.Version == version {
		return s, nil
	}
	d.saving.Lock()
	defer d.saving.Unlock()
	before := d.latest.Load()
	if before != nil && before.Version >= version {
		return before, nil
	}
	r, err := d.Sets.Revision(ctx, version)
	if err != nil {
		return nil, down(err)
	}
	s, err := d.newSnapshot(r, before)
	if err != nil {
		return nil, err
	}
	for _, f := range recipe.Faults(d.Engine.LoadValid(s.set)) { // the host may have lost something that a recipe needs
		if at, ok := s.place[f.Recipe]; ok {
			s.lines[at].Fault = f.Path + ": " + f.Err.Error()
		}
	}
	d.latest.Store(s)
	return s, nil
}

// find returns a recipe by its ID.
func (s *snapshot) find(id string) (*recipe.Recipe, error) {
	if at, ok := s.place[id]; ok {
		return &s.set.Recipes[at], nil
	}
	return nil, missing("there is no recipe %s: it may have been removed; load the list again", quoted(id))
}
