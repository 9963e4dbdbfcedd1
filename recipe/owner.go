package recipe

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/commis-recipes/commis/internal/clone"
	"github.com/commis-recipes/commis/internal/naming"
	"github.com/commis-recipes/commis/trigger"
)

// The errors of [Set.Edit], [Set.Enable] and [Set.Copy].
var (
	ErrNotOwner = errors.New("only the recipe's owner may edit it; others may copy it")
	ErrNoRecipe = errors.New("no such recipe")
)

// Edit returns the set with r instead of the recipe with its ID. It returns [ErrNotOwner] for anybody but its owner, since
// the recipe acts with the owner's permissions. The owner stays the same; a recipe without one is everybody's, and by may
// become its owner. The set itself is not changed.
//
// Source: Qualtrics, "Triggering & Emailing Surveys in Salesforce", editing a workflow.
func (s Set) Edit(by string, r Recipe) (Set, error) {
	i := slices.IndexFunc(s.Recipes, func(old Recipe) bool { return old.ID == r.ID })
	if i < 0 {
		return s, fmt.Errorf("recipe %q: %w", r.ID, ErrNoRecipe)
	}
	owner := s.Recipes[i].Owner
	if owner != "" && owner != by || owner == "" && r.Owner != "" && r.Owner != by {
		return s, fmt.Errorf("recipe %q: %w", r.ID, ErrNotOwner)
	}
	r.Owner = cmp.Or(owner, r.Owner)
	s.Recipes = slices.Clone(s.Recipes)
	s.Recipes[i] = clone.Of(r)
	return s, nil
}

// Enable returns the set with a recipe enabled at an instant of the engine's clock. The recipe's earlier waits stay
// cancelled. The set itself is not changed.
func (s Set) Enable(id string, at time.Time) (Set, error) {
	i := slices.IndexFunc(s.Recipes, func(r Recipe) bool { return r.ID == id })
	if i < 0 {
		return s, fmt.Errorf("recipe %q: %w", id, ErrNoRecipe)
	}
	s.Recipes = slices.Clone(s.Recipes)
	s.Recipes[i].Enabled, s.Recipes[i].EnabledAt = true, at
	return s, nil
}

// Copy returns the set with a copy of a recipe after all others, and the copy: disabled, with an ID of its own, and owned by
// the copier. Values derived from the ID, such as an event URL, differ for the copy. The set itself is not changed.
func (s Set) Copy(by, id string) (Set, Recipe, error) {
	taken := make(map[string]bool, len(s.Recipes))
	for _, r := range s.Recipes {
		taken[r.ID] = true
	}
	i := slices.IndexFunc(s.Recipes, func(old Recipe) bool { return old.ID == id })
	if i < 0 {
		return s, Recipe{}, fmt.Errorf("recipe %q: %w", id, ErrNoRecipe)
	}
	r := clone.Of(s.Recipes[i])
	r.Enabled, r.Owner = false, by
	for n := 2; taken[r.ID]; n++ {
		r.ID = naming.Numbered(id, n, trigger.MaxID)
	}
	s.Recipes = append(slices.Clone(s.Recipes), r)
	return s, clone.Of(r), nil
}
