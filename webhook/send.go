package webhook

import (
	"context"
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"time"

	"github.com/hashicorp/go-retryablehttp"

	"github.com/commis-recipes/commis/internal/netguard"
)

// The limits of an answer: together 64 KiB.
const (
	maxAnswerHeader = 32 << 10
	maxAnswerBody   = 32 << 10
	maxExcerpt      = 4 << 10
)

// quickWait is the wait before the second try of a call; it doubles before each further try.
const quickWait = 250 * time.Millisecond

// quick reports whether a retry soon after may succeed: after a fault of the network, or a proxy without a server. Not so
// for a receiver that asks for time or is slow.
func (r result) quick() bool {
	switch r.class {
	case DNS, Refused, Reset:
		return true
	case TryAgain:
		return r.asked == 0
	case HTTP5xx:
		return r.status != http.StatusInternalServerError && r.asked == 0
	}
	return false
}

// send makes the request, a few times if necessary, and stores the result of the last try in d.
func (d *delivery) send(ctx context.Context) {
	ctx, release := hold(ctx)
	req, err := retryablehttp.NewRequestWithContext(ctx, d.message.method, d.message.url.String(), d.message.body)
	if err != nil {
		d.class = BadURL
		return
	}
	req.Header = d.first
	left := d.s.Tries
	if left <= 0 {
		left = 3
	}
	c := retryablehttp.Client{
		HTTPClient: d.s.httpClient(),
		RetryMax:   left - 1,
		CheckRetry: func(ctx context.Context, resp *http.Response, err error) (bool, error) {
			d.note(ctx, resp, err)
			left--
			if d.quick() && left > 0 && resp != nil {
				unread(resp)
			}
			return d.quick(), nil
		},
		Backoff: func(_, _ time.Duration, try int, _ *http.Response) time.Duration {
			return jitter(d.id, d.in.Attempt+try, quickWait<<min(try, 8))
		},
		PrepareRetry: func(r *http.Request) (err error) {
			d.at = d.s.now(d.in)
			r.Header, err = d.header() // another one: the last try may still be writing its own
			return err
		},
		ErrorHandler: retryablehttp.PassthroughErrorHandler,
	}
	resp, err := c.Do(req)
	if err != nil || resp == nil {
		return // noted
	}
	if d.finish(resp) {
		release()
	}
}

// note stores the result of a try.
func (d *delivery) note(ctx context.Context, resp *http.Response, err error) {
	d.status, d.asked = 0, 0
	if err != nil {
		d.class = ofError(ctx, err)
		return
	}
	d.status, d.class = resp.StatusCode, ofStatus(resp.StatusCode)
	d.asked = retryAfter(resp.Header.Get("Retry-After"), d.at)
}

// finish reads the last answer up to the limit, and reports whether it was complete. Most of it is dropped, but it must be
// read: a receiver that cannot send its answer may conclude that the message did not arrive.
func (d *delivery) finish(resp *http.Response) bool {
	defer resp.Body.Close()
	if d.keep > 0 && d.class == OK {
		d.read(resp)
		return d.class == OK
	}
	body := io.LimitReader(resp.Body, maxAnswerBody)
	if most := min(d.s.Excerpt, maxExcerpt); d.class != OK && most > 0 {
		answer, _ := io.ReadAll(body)
		d.excerpt = d.quote(resp.Header, answer, most)
	}
	_, err := io.Copy(io.Discard, body)
	return err == nil
}

// read keeps the content of the answer.
func (d *delivery) read(resp *http.Response) {
	answer, err := io.ReadAll(io.LimitReader(resp.Body, int64(d.keep)+1))
	switch {
	case err != nil:
		d.class = ofError(resp.Request.Context(), err)
		return
	case len(answer) > d.keep:
		d.class = TooLarge
		return
	}
	content, err := decode(resp.Header, answer, d.keep+1)
	switch {
	case len(content) > d.keep:
		d.class = TooLarge
	case err != nil:
		d.class = Unreadable
	default:
		d.answer = content
	}
}

// httpClient returns the client of all deliveries.
func (s *Sender) httpClient() *http.Client {
	s.once.Do(func() {
		guard := netguard.Guard{Allow: s.Allow, Ports: s.Ports}
		dialer := net.Dialer{Timeout: 10 * time.Second, Resolver: s.Resolver, ControlContext: guard.Control}
		s.client = newClient(dialer.DialContext, s.TLS)
	})
	return s.client
}

// newClient returns a client that connects by dial. Each try has a connection of its own, so that its address is checked
// each time, and so that a receiver cannot send an answer without a request, which net/http would log.
func newClient(dial func(ctx context.Context, network, address string) (net.Conn, error), config *tls.Config) *http.Client {
	return &http.Client{Transport: answers{&http.Transport{
		DialContext:            dial,
		TLSClientConfig:        config.Clone(),
		TLSHandshakeTimeout:    10 * time.Second,
		DisableCompression:     true,
		DisableKeepAlives:      true,
		MaxResponseHeaderBytes: maxAnswerHeader,
	}}}
}

// answers is a transport that returns final answers only. It removes Location, so that there is no redirect to follow or to
// fail on, and closes connections of another protocol, which would not end with the request's context.
type answers struct{ transport *http.Transport }

func (a answers) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := a.transport.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	resp.Header.Del("Location")
	if resp.StatusCode < 200 {
		unread(resp)
	}
	return resp, nil
}

// unread closes the body of an answer that is not used, without reading it.
func unread(resp *http.Response) {
	_ = resp.Body.Close()
	resp.Body = http.NoBody
}
