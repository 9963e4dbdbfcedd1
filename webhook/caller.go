package webhook

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/internal/netguard"
)

// The limits of a [Caller].
const (
	ServiceTimeout = 16 * time.Second // for one call of Handle
	ServiceAnswer  = 1_000_000        // bytes of the body of an answer
)

// Caller calls web services. It is the handler of [action.WebService], and makes its requests as a [Sender] does: to the
// same addresses, with the same headers, and tried again by the same rules. It disables nothing.
//
//	action.Handle(&handlers, webhook.Caller{Sender: sender})
//
// The action's output has the members status, and body, which is decoded JSON or the text of any other answer; later
// actions can read the body, and reports leave it out. Requests ask for uncompressed answers (Accept-Encoding: identity);
// gzip and deflate are decoded even so, and a byte order mark is removed.
//
// Source: Qualtrics, "Web Service Task".
type Caller struct {
	// Sender makes the requests. Nil is an error.
	Sender *Sender
}

var _ action.Handler[action.WebService] = Caller{}

// Handle calls the service. Errors wrap a [*DeliveryError], except those found before a request. An answer of more
// than [ServiceAnswer] bytes, compressed or not, or one that cannot be decoded, is a permanent failure, since the service
// has done its work.
func (c Caller) Handle(ctx context.Context, config action.WebService, in action.Input) error {
	if c.Sender == nil {
		return errors.New("webhook: a Caller without a Sender")
	}
	outer := ctx
	ctx, cancel := context.WithTimeout(ctx, ServiceTimeout)
	defer cancel()
	d := delivery{s: c.Sender, in: in, result: result{at: c.Sender.now(in)}, keep: ServiceAnswer}
	if err := d.call(config); err != nil {
		return err
	}
	if d.class == "" {
		d.send(ctx)
	}
	if d.status > 0 {
		in.Output.Set("status", d.status)
	}
	if d.class == OK {
		in.Output.Hide("body", document(d.answer))
	}
	return d.end(outer)
}

// call builds the request.
func (d *delivery) call(c action.WebService) (err error) {
	d.id = messageID(d.in.Key)
	d.message = message{method: c.Method, authorization: c.Authorization, body: []byte(c.Body), contentType: bodyTypes[c.BodyType]}
	if d.message.url, err = netguard.ParseURL(c.URL); err != nil {
		d.class, d.why = BadURL, err.Error()
		return nil
	}
	d.endpoint = endpointOf(d.message.url)
	d.message.header = make(http.Header, len(c.Headers))
	for name, value := range c.Headers {
		d.message.header.Set(name, string(value))
	}
	if err := c.Validate(); err != nil {
		return action.Permanent(fmt.Errorf("webhook: %w", err))
	}
	if d.first, err = d.header(); err != nil {
		return action.Permanent(fmt.Errorf("webhook: %w", err))
	}
	return nil
}

// bodyTypes are the content types of bodies.
var bodyTypes = map[action.BodyType]string{
	action.FormBody: "application/x-www-form-urlencoded",
	action.XMLBody:  "application/xml",
	action.JSONBody: "application/json",
	action.TextBody: "text/plain; charset=utf-8",
}

// document returns the decoded body of an answer.
func document(answer []byte) any {
	answer = unmarked(answer)
	if json.Valid(answer) {
		return json.RawMessage(answer)
	}
	return string(answer)
}
