package foresight

import "github.com/commis-recipes/commis/recipe"

// LintWork is Lint, and counts its work: the questions about rules, and the recipes that fresh engines loaded to confirm an event.
func (h Host) LintWork(set recipe.Set) (findings []Finding, asked, loaded int, err error) {
	b, err := h.open(set)
	if err != nil {
		return nil, 0, 0, err
	}
	return b.lint(), b.judge.Asked, b.loaded, nil
}
