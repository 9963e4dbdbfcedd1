package webhook

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/internal/causeheader"
)

// The headers that identify the event of a message. Messages may overtake one another: the instants give their order.
const (
	EventIDHeader   = "Commis-Event-Id"   // escaped as in a query (RFC 3986)
	EventKindHeader = "Commis-Event-Kind" // such as case_status_changed; escaped in the same way
	EventAtHeader   = "Commis-Event-At"   // RFC 3339, in UTC
)

// delivery is one call of [Sender.Handle].
type delivery struct {
	s        *Sender
	in       action.Input
	id       string
	message  message
	endpoint Endpoint
	shared   []action.Secret // of webhook-signature
	body     []action.Secret // of x-signature
	first    http.Header     // of the first try
	keep     int             // number of bytes of an answer to keep
	result
}

// result is the result of the last try.
type result struct {
	class   Class
	status  int
	at      time.Time
	asked   time.Duration // by Retry-After
	excerpt string
	answer  []byte // of success, when it is kept
	why     string
}

// prepare builds the message and gets its secrets.
func (d *delivery) prepare(ctx context.Context, c Config) (err error) {
	d.id = messageID(d.in.Key)
	d.message, err = c.message(&d.in)
	d.endpoint = d.message.endpoint
	d.endpoint.Recipe = d.in.Recipe.ID
	var bad errURL
	switch {
	case errors.As(err, &bad):
		d.class, d.why = BadURL, bad.Error()
		return d.end(ctx)
	case errors.Is(err, errTooLarge):
		d.class = TooLarge
		return d.end(ctx)
	case err != nil:
		return action.Permanent(fmt.Errorf("webhook: %w", err))
	}
	if c.Secret != "" {
		if d.shared, err = d.s.secrets(ctx, "secret", c.Secret); err != nil {
			return fmt.Errorf("webhook: %w", err)
		}
	}
	if c.BodySecret != "" && d.message.method == http.MethodPost {
		if d.body, err = d.s.secrets(ctx, "body_secret", c.BodySecret); err != nil {
			return fmt.Errorf("webhook: %w", err)
		}
	}
	if d.first, err = d.header(); err != nil {
		return action.Permanent(fmt.Errorf("webhook: %w", err))
	}
	return nil
}

// header returns the header of one try.
func (d *delivery) header() (http.Header, error) {
	h := make(http.Header, 16)
	set := func(name, value string) {
		if value != "" {
			h[name] = []string{value}
		}
	}
	set("User-Agent", "commis-webhook")
	set("Accept-Encoding", "identity")
	for name, values := range d.message.header {
		h[name] = values
	}
	set("Content-Type", d.message.contentType)
	set("Authorization", string(d.message.authorization))
	set(IDHeader, d.id)
	set(TimestampHeader, strconv.FormatInt(d.at.Unix(), 10))
	set(causeheader.Name, causeheader.Write(d.in.Cause()))
	set(EventIDHeader, url.QueryEscape(d.in.Event.ID))
	set(EventKindHeader, url.QueryEscape(string(d.in.Event.Kind)))
	if !d.in.Event.At.IsZero() {
		set(EventAtHeader, d.in.Event.At.UTC().Format(time.RFC3339Nano))
	}
	if len(d.shared) > 0 {
		signature, err := Sign(d.id, d.at, d.message.body, d.shared...)
		if err != nil {
			return nil, fmt.Errorf("secret: %w", err)
		}
		set(SignatureHeader, signature)
	}
	if len(d.body) > 0 {
		if d.body[0] == "" {
			return nil, fmt.Errorf("body_secret: %w", errEmptySecret)
		}
		set(BodySignatureHeader, SignBody(d.message.body, d.body[0]))
	}
	return h, checkHeader(h)
}

// checkHeader requires values that can be sent (RFC 9110, section 5.5): net/http would refuse others with an error like one
// of the network, which would be retried for days.
func checkHeader(h http.Header) error {
	var bad []string
	for name, values := range h {
		for _, value := range values {
			if strings.IndexFunc(value, noHeader) >= 0 {
				bad = append(bad, name)
			}
		}
	}
	if bad == nil {
		return nil
	}
	slices.Sort(bad)
	return fmt.Errorf("header %s: holds a control character", strings.Join(slices.Compact(bad), ", "))
}

func noHeader(r rune) bool { return r < ' ' && r != '\t' || r == 0x7f }

// end logs the result of the delivery and returns the error for the engine.
func (d *delivery) end(ctx context.Context) error {
	e := &DeliveryError{
		Class: d.class, Status: d.status, Host: d.endpoint.Host, ID: d.id, Attempt: d.in.Attempt, At: d.at,
		Excerpt: d.excerpt, why: d.why,
	}
	d.s.logger().DebugContext(ctx, "webhook", "class", string(e.Class), "status", e.Status, "host", e.Host,
		"id", e.ID, "attempt", e.Attempt)
	switch {
	case d.class == OK:
		return nil
	case d.class.Final():
		return action.Permanent(e)
	}
	return action.Retry(wait(d.id, d.in.Attempt, d.asked), e)
}

// quote returns the start of an answer that is text, at most the given number of bytes. The address and secrets of the
// request are replaced by "[redacted]".
func (d *delivery) quote(h http.Header, answer []byte, most int) string {
	content, err := decode(h, answer, maxAnswerBody)
	cut := err != nil || len(answer) == maxAnswerBody || len(content) == maxAnswerBody
	quoted := text(content, cut)
	if len(quoted) > 2*maxExcerpt {
		quoted, cut = quoted[:2*maxExcerpt], true
	}
	quoted = d.sent().apply(quoted, cut)
	return whole(quoted[:min(len(quoted), most)])
}

// sent returns the secrets of the request.
func (d *delivery) sent() redaction {
	var r redaction
	r.addURL(d.message.url)
	r.addCredentials(string(d.message.authorization))
	for _, values := range d.message.header {
		for _, value := range values {
			r.addWhole(value, " ,;=\"")
			r.addCredentials(value)
		}
	}
	return r
}
