package web

import (
	"net/http"
	"slices"

	"github.com/commis-recipes/commis/examples/helpdesk/desk"
	"github.com/commis-recipes/commis/trigger"
)

func (a *API) create(r *http.Request) (any, error) {
	n, err := body[desk.New](r)
	if err != nil {
		return nil, err
	}
	return a.Desk.Create(r.Context(), n)
}

// read returns a case with its messages.
func (a *API) read(r *http.Request) (any, error) {
	k, err := a.Desk.Case(r.Context(), r.PathValue("case"))
	if err != nil {
		return nil, err
	}
	messages, err := a.Desk.Messages(r.Context(), k.ID)
	return struct {
		desk.Case
		Messages []desk.Message `json:"messages"`
	}{k, messages}, err
}

// receive takes what a customer wrote. The member id is the message's own: the same one again is taken once.
func (a *API) receive(r *http.Request) (any, error) {
	m, err := body[struct{ ID, Text string }](r)
	if err != nil {
		return nil, err
	}
	return a.Desk.Receive(r.Context(), r.PathValue("case"), m.ID, m.Text)
}

// reply sends what an agent wrote.
func (a *API) reply(r *http.Request) (any, error) {
	by, err := agent(r)
	if err != nil {
		return nil, err
	}
	m, err := body[struct{ Text string }](r)
	if err != nil {
		return nil, err
	}
	return a.Desk.Reply(r.Context(), by, r.PathValue("case"), m.Text)
}

// change sets what the body names: the status, the priority, who has the case.
func (a *API) change(r *http.Request) (any, error) {
	to, err := body[struct {
		Status       *trigger.Status
		Priority     *string
		Users, Teams *[]string
	}](r)
	if err != nil {
		return nil, err
	}
	return a.edit(r, func(k *desk.Case) {
		set(&k.Status, to.Status)
		set(&k.Priority, to.Priority)
		set((*[]string)(&k.Users), to.Users)
		set((*[]string)(&k.Teams), to.Teams)
	})
}

func (a *API) tag(r *http.Request) (any, error) {
	tag := r.PathValue("tag")
	return a.edit(r, func(k *desk.Case) {
		if !slices.Contains(k.Tags, tag) {
			k.Tags = append(slices.Clone(k.Tags), tag)
		}
	})
}

func (a *API) untag(r *http.Request) (any, error) {
	return a.edit(r, func(k *desk.Case) {
		k.Tags = slices.DeleteFunc(slices.Clone(k.Tags), func(tag string) bool { return tag == r.PathValue("tag") })
	})
}

// edit changes a case in the name of the agent who asks.
func (a *API) edit(r *http.Request, change func(*desk.Case)) (any, error) {
	by, err := agent(r)
	if err != nil {
		return nil, err
	}
	return orAsItWas(a.Desk.Change(r.Context(), by, r.PathValue("case"), change))
}

// set sets what was given.
func set[T any](field *T, given *T) {
	if given != nil {
		*field = *given
	}
}
