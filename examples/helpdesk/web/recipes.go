package web

import (
	"context"
	"net/http"

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
	log, err := a.Desk.History.Log(r.Context(), trigger.Ref{Kind: trigger.CaseItem, ID: k.ID})
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

// deadLetters returns a page of the dead letters, after the one that the query names.
func (a *API) deadLetters(r *http.Request) (any, error) {
	page, err := a.Desk.Engine.DeadLetters(r.Context(), r.URL.Query().Get("after"), 100)
	return append([]recipe.DeadLetter{}, page...), err
}

// retry has a dead letter tried again, and discard drops it for good.
func (a *API) retry(r *http.Request) (any, error) { return byKey(r, a.Desk.Engine.Retry) }

func (a *API) discard(r *http.Request) (any, error) { return byKey(r, a.Desk.Engine.Discard) }

// byKey does something with the dead letter that the body names.
func byKey(r *http.Request, do func(ctx context.Context, key string) error) (any, error) {
	named, err := body[struct{ Key string }](r)
	if err != nil {
		return nil, err
	}
	return struct{}{}, do(r.Context(), named.Key)
}
