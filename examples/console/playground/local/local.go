// Package local is the console in memory, for the playground: a desk on the sample's day, asked with JSON text. It knows nothing of
// a browser, so that a test compares what it answers as WebAssembly with what it answers natively.
package local

import (
	"context"
	"encoding/json"
	"errors"
	"net/url"
	"sync"
	"time"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/examples/console/desk"
	"github.com/commis-recipes/commis/examples/console/sample"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/trigger"
)

// Start is the first request: what the desk begins with.
type Start struct {
	// Set is the set of recipes; missing means the sample's.
	Set json.RawMessage `json:"set,omitempty"`
	// Events are the events; missing means the sample's day.
	Events []trigger.Event `json:"events,omitempty"`
	// Now is the instant up to which the events are played. Zero means that of the sample, or of the last event.
	Now time.Time `json:"now,omitzero"`
}

// Request is a request of the page, as [desk.Request] has it.
type Request struct {
	// Start begins anew. The other members are not used then.
	Start  *Start     `json:"start,omitempty"`
	Method string     `json:"method,omitempty"`
	Path   string     `json:"path,omitempty"`
	Query  url.Values `json:"query,omitempty"`
	Body   string     `json:"body,omitempty"`
	Bytes  []byte     `json:"bytes,omitempty"` // instead of Body, for an archive: in Base64
}

// Response is the answer.
type Response struct {
	Status int    `json:"status"`
	Type   string `json:"type"`
	Body   string `json:"body,omitempty"`
	Bytes  []byte `json:"bytes,omitempty"` // instead of Body, for an archive
	File   string `json:"file,omitempty"`
}

// everybody may do everything on a desk of their own.
var everybody = desk.User{ID: "you", Name: "You", Edit: true, Operate: true}

// world is the desk that answers.
var world struct {
	sync.Mutex
	*sample.Helpdesk
	desk *desk.Desk
}

// Call answers a request, both as JSON text. Without a Start before it, it begins with the sample.
func Call(request string) string {
	world.Lock()
	defer world.Unlock()
	var r Request
	if err := json.Unmarshal([]byte(request), &r); err != nil {
		return Bad("the request is not JSON as it should be: " + err.Error())
	}
	ctx := context.Background()
	if r.Start != nil || world.desk == nil {
		if r.Start == nil {
			r.Start = new(Start)
			defer func() { r.Start = nil }()
		}
		if err := begin(ctx, *r.Start); err != nil {
			return refuse(err)
		}
		if r.Path == "" {
			return write(Response{Status: 200, Type: "application/json", Body: "{}"})
		}
	}
	if err := world.Tick(ctx); err != nil {
		return Bad(err.Error())
	}
	body := r.Bytes
	if body == nil {
		body = []byte(r.Body)
	}
	out := world.desk.Do(ctx, everybody, desk.Request{Method: r.Method, Path: r.Path, Query: r.Query, Body: body})
	answer := Response{Status: out.Status, Type: out.Type, Body: string(out.Body), File: out.File}
	if out.File != "" {
		answer.Body, answer.Bytes = "", out.Body
	}
	return write(answer)
}

// begin makes a desk, and plays the events.
func begin(ctx context.Context, s Start) error {
	var err error
	set, events, now := []byte(s.Set), s.Events, s.Now
	if len(set) == 0 || string(set) == "null" {
		set = sample.Set
	}
	if events == nil {
		if events, err = sample.Events(); err != nil {
			return err
		}
	}
	if now.IsZero() && s.Events == nil {
		now = sample.Now
	}
	for _, ev := range events {
		if s.Events != nil && s.Now.IsZero() && ev.At.After(now) {
			now = ev.At
		}
	}
	decoded, err := recipe.Decode(set)
	if err != nil {
		return err
	}
	past := new(desk.MemoryHistory)
	h := sample.New(sample.Parts{History: past, Webhooks: webhooks})
	h.Accept(decoded)
	d := &desk.Desk{
		Engine: h.Engine, Sets: new(desk.MemorySets), Events: h.Journal, History: past, Kinds: kinds, Title: "Playground", Playground: true,
	}
	if len(events) > 0 {
		h.Begin(events[0].At)
	}
	if err := d.Start(ctx, desk.User{ID: "sample", Name: "the sample"}, set); err != nil {
		return err
	}
	if err := h.Play(ctx, events, now); err != nil {
		return err
	}
	world.Helpdesk, world.desk = h, d
	return nil
}

// refuse answers what is wrong with what a desk is to begin with.
func refuse(err error) string {
	return write(asResponse(desk.Refused(err)))
}

// Bad answers a request that is not one.
func Bad(message string) string { return write(asResponse(desk.Refusal(400, message))) }

func asResponse(r desk.Response) Response {
	return Response{Status: r.Status, Type: r.Type, Body: string(r.Body)}
}

func write(r Response) string {
	text, err := json.Marshal(r)
	if err != nil {
		return `{"status":500,"type":"application/json","body":"{\"error\":\"the answer cannot be written\"}"}`
	}
	return string(text)
}

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
