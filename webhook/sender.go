package webhook

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"sync"
	"time"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/internal/fault"
	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/trigger"
)

// keepTimeout bounds the time to store the result of a delivery. An engine's claim on an action lasts longer than that
// after the end of its ctx.
const keepTimeout = 5 * time.Second

// Sender sends webhooks. It is the handler of [Config]:
//
//	action.Handle(&handlers, new(webhook.Sender))
//
// The zero value is ready to use: it connects only to public addresses on ports 80 and 443, follows no redirect, uses no
// proxy and reads at most 64 KiB of an answer. Set the fields before the first call and do not change them afterwards.
// It is safe for concurrent use and must not be copied. It must be registered with [action.Handle], not with
// [action.HandleLocal], since it may use the store itself.
//
// An answer of 2xx is success. Network faults, 408, 425, 429 and 5xx are retried, a few times at once where that may help,
// and then on the schedule 5 s, 5 m, 30 m, 2 h, 5 h, 10 h, 14 h, 20 h, 24 h, as long as the engine does; not before
// the instant that Retry-After names (RFC 9110, section 10.2.3), up to 24 hours ahead. Everything else is final.
//
// An endpoint that answers 410 is disabled, and so is one that failed for five days: at each of at least three tries in
// the last five days, of which the first and the last are at least 12 hours apart. See [Endpoint] and [Sender.Enable].
// Errors wrap a [*DeliveryError], except those found before a request.
type Sender struct {
	// Secrets returns the secrets of a name that a config gives, see [Config.Secret]: more than one while they are
	// replaced, the newest first. Nil means that there are none. An error is retried; its text is neither logged
	// nor returned.
	Secrets func(ctx context.Context, name string) ([]action.Secret, error)
	// Store stores the failures of endpoints. Nil means in memory, until the process ends.
	Store schedule.Store
	// Disabled is called once for each endpoint that was disabled, and again, from a minute later on, only when it returned
	// an error or its process ended meanwhile. Its ctx ends after at most five seconds. Nil means no call.
	Disabled func(ctx context.Context, e Endpoint) error
	// Allow are ranges of addresses that may be reached although they are not public, such as those of an intranet, or
	// the one of its NAT64. Nil means none.
	Allow []netip.Prefix
	// Ports may be reached beside 80 and 443. Nil means none.
	Ports []uint16
	// Resolver finds the addresses of hosts. Nil means the system's.
	Resolver *net.Resolver
	// TLS is for receivers with certificates of their own. Nil means the system's.
	TLS *tls.Config
	// Timeout ends the tries of one call of Handle, unless its ctx ends them sooner. The result is then
	// stored, and Disabled called, within five seconds more, also when the ctx has ended. Zero means 20 seconds.
	Timeout time.Duration
	// Tries is the highest number of requests in one call of Handle. Zero means 3.
	Tries int
	// Excerpt is the number of bytes of an answer's body that a [*DeliveryError] quotes, at most 4 KiB. Only text is quoted,
	// without the request's address and secrets, also where the receiver repeats them escaped as in an address, in JSON or
	// in HTML, in base64 or in hexadecimal digits. Zero means none.
	Excerpt int
	// Logger gets a line for each delivery, and messages for an operator. Nil discards them.
	Logger *slog.Logger
	// Now is the clock of the tries. Nil means the instant of [action.Input.At], or time.Now when that is zero.
	Now func() time.Time

	once   sync.Once
	client *http.Client
	memory schedule.Memory
}

var (
	_ action.Handler[Config] = (*Sender)(nil)
	_ action.Checker[Config] = (*Sender)(nil)
)

// Handle sends the webhook for one event. The message's id is made of in.Key, so that a receiver can drop repeats.
func (s *Sender) Handle(ctx context.Context, c Config, in action.Input) error {
	timeout := s.Timeout
	if timeout <= 0 {
		timeout = 20 * time.Second
	}
	outer := ctx
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	d := delivery{s: s, in: in, result: result{at: s.now(in)}}
	if err := d.prepare(ctx, c); err != nil {
		return err
	}
	known, off, err := s.disabled(ctx, d.endpoint, d.at)
	switch {
	case err != nil && ctx.Err() != nil:
		d.class = ofError(ctx, err)
		return d.end(outer)
	case err != nil:
		return fmt.Errorf("webhook: the standing of the endpoint is unknown: %w", err)
	case off:
		d.class = Disabled
		return d.end(outer)
	}
	d.send(ctx)
	d.endpoint.At, d.endpoint.Class = d.at, d.class
	// The delivery is over: its result is stored even when the caller's ctx has ended.
	keep, done := context.WithTimeout(context.WithoutCancel(outer), keepTimeout)
	defer done()
	switch {
	case d.class == OK:
		err = s.succeeded(keep, d.endpoint, known)
	case d.class.receivers():
		err = s.failed(keep, d.endpoint)
	}
	if err != nil {
		s.logger().WarnContext(outer, "storing the result of an endpoint failed", "host", d.endpoint.Host, "error", err)
	}
	return d.end(outer)
}

// Check implements [action.Checker]: a config with a secret is a fault when [Sender.Secrets] is nil.
func (s *Sender) Check(c Config) error {
	var all fault.List
	if s.Secrets == nil && c.Secret != "" {
		all.Append(trigger.Invalid("secret", "the host has no secrets"))
	}
	if s.Secrets == nil && c.BodySecret != "" {
		all.Append(trigger.Invalid("body_secret", "the host has no secrets"))
	}
	return all.Err()
}

func (s *Sender) now(in action.Input) time.Time {
	switch {
	case s.Now != nil:
		return s.Now()
	case in.At.IsZero():
		return time.Now() // default clock
	}
	return in.At
}

func (s *Sender) endpoints() endpoints {
	if s.Store != nil {
		return endpoints{s.Store}
	}
	return endpoints{&s.memory}
}

func (s *Sender) logger() *slog.Logger {
	if s.Logger == nil {
		return slog.New(slog.DiscardHandler)
	}
	return s.Logger
}

// secrets returns the secrets of a name, at least one.
func (s *Sender) secrets(ctx context.Context, member, name string) ([]action.Secret, error) {
	if s.Secrets == nil {
		return nil, action.Permanent(fmt.Errorf("%s: the host has no secrets", member))
	}
	secrets, err := s.Secrets(ctx, name)
	switch {
	case err != nil:
		return nil, &secretError{member, err}
	case len(secrets) == 0:
		return nil, action.Permanent(fmt.Errorf("%s: the host has none of that name", member))
	}
	return secrets, nil
}

// secretError hides the text of an error that may quote a secret.
type secretError struct {
	member string
	err    error
}

func (e *secretError) Error() string { return e.member + ": the host could not look it up" }
func (e *secretError) Unwrap() error { return e.err }

var errEmptySecret = errors.New("the secret is empty")
