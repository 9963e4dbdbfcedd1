package web

import (
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/examples/helpdesk/desk"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/trigger"
)

// maxBody is how long the body of a request may be, in bytes.
const maxBody = 1 << 20

// API answers requests.
type API struct {
	// Desk is the helpdesk. It must not be nil.
	Desk *desk.Desk
	// Logger gets what went wrong on our side. Nil means that it is discarded.
	Logger *slog.Logger
}

// Handler returns the routes.
func (a *API) Handler() http.Handler {
	mux := http.NewServeMux()
	for pattern, serve := range map[string]func(r *http.Request) (any, error){
		"POST /cases":                       a.create,
		"GET /cases/{case}":                 a.read,
		"PATCH /cases/{case}":               a.change,
		"POST /cases/{case}/messages":       a.receive,
		"POST /cases/{case}/replies":        a.reply,
		"PUT /cases/{case}/tags/{tag}":      a.tag,
		"DELETE /cases/{case}/tags/{tag}":   a.untag,
		"GET /cases/{case}/history":         a.history,
		"GET /cases/{case}/waiting":         a.waiting,
		"GET /agents/{agent}/notifications": a.notifications,
		"PUT /agents/{agent}/away":          a.away,
		"DELETE /agents/{agent}/away":       a.back,
		"GET /dead-letters":                 a.deadLetters,
		"POST /dead-letters/retry":          a.retry,
		"POST /dead-letters/discard":        a.discard,
		"GET /recipes":                      a.recipes,
	} {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			r.Body = http.MaxBytesReader(w, r.Body, maxBody)
			a.answer(w, r, serve)
		})
	}
	return mux
}

// answer writes what serve returns, or why it does not.
func (a *API) answer(w http.ResponseWriter, r *http.Request, serve func(r *http.Request) (any, error)) {
	answer, err := serve(r)
	status := http.StatusOK
	if err != nil {
		status = statusOf(err)
		answer = map[string]string{"error": err.Error()}
		if status == http.StatusInternalServerError {
			if a.Logger != nil {
				a.Logger.ErrorContext(r.Context(), "request failed", "method", r.Method, "path", r.URL.Path, "error", err)
			}
			answer = map[string]string{"error": "something went wrong here; try again"}
		}
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(answer) // the client may be gone
}

// statusOf returns the status of an error: what the client can mend is theirs.
func statusOf(err error) int {
	var invalid *desk.InvalidError
	var refused *trigger.RefusedError
	var tooLong *http.MaxBytesError
	switch {
	case errors.Is(err, desk.ErrNotFound), errors.Is(err, recipe.ErrNoDeadLetter):
		return http.StatusNotFound
	case errors.As(err, &tooLong):
		return http.StatusRequestEntityTooLarge
	case errors.As(err, &invalid), errors.As(err, &refused):
		return http.StatusBadRequest
	}
	return http.StatusInternalServerError
}

// read reads the body of a request.
func body[T any](r *http.Request) (v T, err error) {
	d := json.NewDecoder(r.Body)
	d.DisallowUnknownFields()
	var tooLong *http.MaxBytesError
	if err = d.Decode(&v); err != nil && !errors.As(err, &tooLong) {
		err = &desk.InvalidError{Field: "body", Err: err}
	}
	return v, err
}

// agent returns who sends a request.
func agent(r *http.Request) (desk.Origin, error) {
	name := r.Header.Get("Agent")
	if name == "" {
		return desk.Origin{}, &desk.InvalidError{Field: "Agent", Err: errors.New("the header is missing; say who you are")}
	}
	return desk.ByAgent(name), nil
}

// orAsItWas takes a change that changed nothing for done.
func orAsItWas[T any](v T, err error) (T, error) {
	if errors.Is(err, action.ErrUnchanged) {
		err = nil
	}
	return v, err
}
