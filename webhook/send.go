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

// What is read of an answer at most: together 64 KiB.
const (
	maxAnswerHeader = 32 << 10
	maxAnswerBody   = 32 << 10
	maxExcerpt      = 4 << 10
)

// quickWait is how long to wait before the second try of a call; before the third it is twice as long, and so on.
const quickWait = 250 * time.Millisecond

// quick reports whether a try soon after may end otherwise: the network hiccuped, or a proxy had nobody behind it. A
// receiver that asks for time, or is slow, gets it.
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

// send makes the request, a few times if need be, and leaves how the last try ended in d.
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

// note keeps how a try ended.
func (d *delivery) note(ctx context.Context, resp *http.Response, err error) {
	d.status, d.asked = 0, 0
	if err != nil {
		d.class = ofError(ctx, err)
		return
	}
	d.status, d.class = resp.StatusCode, ofStatus(resp.StatusCode)
	d.asked = retryAfter(resp.Header.Get("Retry-After"), d.at)
}

// finish reads the last answer, as far as it is read at all, and reports whether it came to an end. Most of it is
// dropped: a receiver that cannot get rid of its answer may take the message for one that did not arrive.
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

// newClient returns a client that connects by dial. Each try has a connection of its own, so that its address is judged
// each time, and so that nobody can send what net/http would put into the log: an answer without a request.
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

// answers is a transport that hands out answers only. They lead nowhere: without a Location there is no redirect to
// follow, or to fail on. What would not end with the context of the request, another protocol, is closed.
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

// unread closes the body of what is no answer, or of one that nobody waits for, without reading it.
func unread(resp *http.Response) {
	_ = resp.Body.Close()
	resp.Body = http.NoBody
}
