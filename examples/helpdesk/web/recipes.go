package web

import (
	"net/http"
	"time"

	"github.com/commis-recipes/commis/history"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/trigger"
)

// recipes tells which set runs, and why the file's does not.
func (a *API) recipes(*http.Request) (any, error) { return a.Desk.Recipes.State(), nil }

// history returns what was done with a case, by people and by recipes.
func (a *API) history(r *http.Request) (any, error) {
	k, err := a.Desk.Case(r.Context(), r.PathValue("case"))
	if err != nil {
		return nil, err
	}
	log, err := a.Desk.History.Log(r.Context(), history.Subject{Kind: trigger.CaseItem, ID: k.ID})
	return append([]history.Entry{}, log...), err
}

// waiting returns what recipes will do in a case unless something happens.
func (a *API) waiting(r *http.Request) (any, error) {
	k, err := a.Desk.Case(r.Context(), r.PathValue("case"))
	if err != nil {
		return nil, err
	}
	return a.Desk.Waiting(r.Context(), k.ID)
}

// letter is an action that failed for good, or an event that could not be applied.
type letter struct {
	ID     string      `json:"id"`
	Recipe string      `json:"recipe,omitempty"`
	Do     string      `json:"do,omitempty"`
	Event  string      `json:"event"`
	Item   trigger.Ref `json:"item"`
	Since  time.Time   `json:"since"`
}

// dead returns a page of the dead letters, after the one that the query names.
func (a *API) dead(r *http.Request) (any, error) {
	dead, err := a.Desk.Engine.Dead(r.Context(), r.URL.Query().Get("after"), 100)
	letters := make([]letter, len(dead))
	for i, d := range dead {
		letters[i] = letter{d.ID, d.Recipe, d.Do, d.Event, d.Item, d.Since}
	}
	return letters, err
}

// release has a dead letter tried again, and forget drops it for good.
func (a *API) release(r *http.Request) (any, error) {
	return a.bury(r, func(d recipe.Dead) error { return a.Desk.Engine.Release(r.Context(), d) })
}

func (a *API) forget(r *http.Request) (any, error) {
	return a.bury(r, func(d recipe.Dead) error { return a.Desk.Engine.Forget(r.Context(), d) })
}

func (a *API) bury(r *http.Request, do func(recipe.Dead) error) (any, error) {
	named, err := body[struct{ ID string }](r)
	if err != nil {
		return nil, err
	}
	d, err := a.Desk.DeadLetter(r.Context(), named.ID)
	if err != nil {
		return nil, err
	}
	return struct{}{}, do(d)
}
