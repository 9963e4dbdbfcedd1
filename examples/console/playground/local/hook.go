package local

import (
	"context"
	"errors"

	"github.com/commis-recipes/commis/action"
)

// webhooks registers webhooks: the type of package webhook needs a network, which a page does not have.
func webhooks(hs *action.Handlers, receive func(action.Input) error) {
	action.HandleFunc(hs, func(_ context.Context, _ hook, in action.Input) error { return receive(in) })
}

// kinds are the kinds of action outside package action.
var kinds = []action.Kind{action.KindOf[hook]()}

// hook is the config of a webhook, as package webhook has it.
type hook struct {
	Name          string         `json:"name,omitempty"`
	Description   string         `json:"description,omitempty"`
	Method        string         `json:"method,omitempty"`
	URL           string         `json:"url" escape:"url" report:"host"`
	ContentType   string         `json:"content_type,omitempty"`
	Authorization action.Secret  `json:"authorization,omitempty"`
	Variables     []hookVariable `json:"variables,omitempty"`
	Body          string         `json:"body,omitempty" report:"-"`
	Secret        string         `json:"secret,omitempty"`
	BodySecret    string         `json:"body_secret,omitempty"`
}

type hookVariable struct {
	Key      string `json:"key"`
	Variable string `json:"variable"`
}

// Kind implements [action.Config].
func (hook) Kind() string { return "webhook" }

// Validate implements [action.Config].
func (h hook) Validate() error {
	if h.URL == "" {
		return errors.New("url: missing")
	}
	return action.CheckURL(h.URL)
}
