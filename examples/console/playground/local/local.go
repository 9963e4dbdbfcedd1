// Package local is the console in memory, for the playground: a desk on the sample's day, asked with JSON text. It knows nothing of
// a browser, so that a test compares its answers as WebAssembly with those of the same code here.
package local

import (
	"context"
	"encoding/json"
	"net/url"
	"sync"
	"time"

	"github.com/commis-recipes/commis/examples/console/desk"
	"github.com/commis-recipes/commis/examples/console/sample"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/trigger"
)

// Start is the first request: the set and the events with which the desk begins.
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

// begun is the beginning of a desk.
type begun struct {
	set    []byte
	events []trigger.Event
	now    time.Time // up to which the events were played
	until  time.Time // the end of the replay
}

// world is the desk that answers.
var world struct {
	sync.Mutex
	*sample.Helpdesk
	desk  *desk.Desk
	begun begun
}

// Call answers a request, both as JSON text. Without a Start before it, it begins with the sample. Two paths are not those of a desk:
// "GET sample" answers the set and the events with which it began, and "GET replay" the output of their replay.
func Call(request string) string {
	world.Lock()
	defer world.Unlock()
	var r Request
	if err := json.Unmarshal([]byte(request), &r); err != nil {
		return Bad("the request is not JSON as it should be: " + err.Error())
	}
	ctx := context.Background()
	if r.Start != nil {
		if err := begin(ctx, *r.Start); err != nil {
			return write(asResponse(desk.Refused(err)))
		}
		return write(Response{Status: 200, Type: "application/json", Body: "{}"})
	}
	if world.desk == nil {
		if err := begin(ctx, Start{}); err != nil {
			return Bad(err.Error())
		}
	}
	if r.Method == "GET" && (r.Path == "sample" || r.Path == "replay") {
		return write(documents(ctx, r.Path))
	}
	return write(ask(ctx, r))
}

// ask passes a request on to the desk.
func ask(ctx context.Context, r Request) Response {
	if err := world.Tick(ctx); err != nil {
		return asResponse(desk.Refusal(500, err.Error()))
	}
	body := r.Bytes
	if body == nil {
		body = []byte(r.Body)
	}
	out := world.desk.Do(ctx, everybody, desk.Request{Method: r.Method, Path: r.Path, Query: r.Query, Body: body})
	answer := asResponse(out)
	if answer.File = out.File; out.File != "" {
		answer.Body, answer.Bytes = "", out.Body
	}
	return answer
}

// documents answers the beginning of the desk, or the replay of it.
func documents(ctx context.Context, path string) Response {
	document, media, err := []byte(nil), "application/json", error(nil)
	if path == "sample" {
		document, err = sampleOf(world.begun)
	} else {
		media = "text/plain; charset=utf-8"
		document, err = replay(ctx, world.begun)
	}
	if err != nil {
		return asResponse(desk.Refused(err))
	}
	return Response{Status: 200, Type: media, Body: string(document)}
}

// given returns the set and the events of a Start: the sample's, where nothing else is said.
func (s Start) given() (begun, error) {
	b := begun{set: s.Set, events: s.Events, now: s.Now}
	if len(b.set) == 0 || string(b.set) == "null" {
		b.set = sample.Set
	}
	if s.Events == nil {
		var err error
		if b.events, err = sample.Events(); err != nil {
			return b, err
		}
		b.until = sample.End
		if b.now.IsZero() {
			b.now = sample.Now
		}
	}
	if b.now.IsZero() {
		for _, ev := range b.events {
			if ev.At.After(b.now) {
				b.now = ev.At
			}
		}
	}
	return b, nil
}

// begin makes a desk, and plays the events.
func begin(ctx context.Context, s Start) error {
	b, err := s.given()
	if err != nil {
		return err
	}
	decoded, err := recipe.Decode(b.set)
	if err != nil {
		return err
	}
	past := new(desk.MemoryHistory)
	h := sample.New(sample.Parts{History: past, Webhooks: webhooks})
	h.Accept(decoded)
	d := &desk.Desk{
		Engine: h.Engine, Sets: new(desk.MemorySets), Events: h.Journal, History: past, Kinds: kinds, Title: "Playground", Playground: true,
	}
	if len(b.events) > 0 {
		h.Begin(b.events[0].At)
	}
	if err := d.Start(ctx, desk.User{ID: "sample", Name: "the sample"}, b.set); err != nil {
		return err
	}
	if err := h.Play(ctx, b.events, b.now); err != nil {
		return err
	}
	world.Helpdesk, world.desk, world.begun = h, d, b
	return nil
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
