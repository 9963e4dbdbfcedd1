package web

import "net/http"

// notifications returns what an agent was told.
func (a *API) notifications(r *http.Request) (any, error) {
	return a.Desk.Notifications(r.Context(), r.PathValue("agent"))
}

// away says that an agent takes no work now, and back that they do.
func (a *API) away(r *http.Request) (any, error) {
	return struct{}{}, a.Desk.SetAway(r.Context(), r.PathValue("agent"), true)
}

func (a *API) back(r *http.Request) (any, error) {
	return struct{}{}, a.Desk.SetAway(r.Context(), r.PathValue("agent"), false)
}
