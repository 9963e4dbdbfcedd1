package webhook_test

import (
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/trigger"
	"github.com/commis-recipes/commis/webhook"
)

// says reads a request, writes the text and then says nothing any more, until the client is gone.
func says(text string) func(c net.Conn) {
	return func(c net.Conn) {
		read(c)
		_, _ = c.Write([]byte(text))
		_, _ = io.Copy(io.Discard, c)
	}
}

// secured does over TLS what the function does.
func secured(config *tls.Config, serve func(c net.Conn)) func(c net.Conn) {
	return func(c net.Conn) { serve(tls.Server(c, config)) }
}

// certificate returns the configuration of a server that a test's client trusts.
func certificate(t testing.TB) *tls.Config {
	s := httptest.NewUnstartedServer(nil)
	s.Config.ErrorLog = discard()
	s.StartTLS()
	t.Cleanup(s.Close)
	return s.TLS
}

// silence is a receiver that leaves something open for ever, and how a delivery to it and a call of it end.
type silence struct {
	name           string
	scheme         string
	serve          func(c net.Conn)
	sender, caller webhook.Class
}

// silences are the ways to leave a connection open that net/http knows.
func silences(t testing.TB) []silence {
	const ok, other = "HTTP/1.1 200 OK\r\n", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n"
	secure := certificate(t)
	return []silence{
		{"another protocol", "http", says(other), webhook.Reset, webhook.Reset},
		{"another protocol with a beginning", "http", says(other + "hello"), webhook.Reset, webhook.Reset},
		{"another protocol that never ends", "http", func(c net.Conn) {
			read(c)
			_, _ = c.Write([]byte(other))
			slowly(c, "x")
		}, webhook.Reset, webhook.Reset},
		{"another protocol without a name", "http", says("HTTP/1.1 101 Switching Protocols\r\n\r\n"), webhook.Reset, webhook.Reset},
		{"another protocol over TLS", "https", secured(secure, says(other)), webhook.Reset, webhook.Reset},
		{"a status below all", "http", says("HTTP/1.1 099 Nothing\r\n\r\n"), webhook.Reset, webhook.Reset},
		{"an interim answer", "http", says("HTTP/1.1 100 Continue\r\n\r\n"), webhook.Timeout, webhook.Timeout},
		{"interim answers, one after the other", "http", func(c net.Conn) {
			read(c)
			slowly(c, "HTTP/1.1 103 Early Hints\r\n\r\n")
		}, webhook.Timeout, webhook.Timeout},
		{"half a header", "http", says(ok + "X: y"), webhook.Timeout, webhook.Timeout},
		{"half a body", "http", says(ok + "Content-Length: 10\r\n\r\nabc"), webhook.OK, webhook.Timeout},
		{"half a chunk", "http", says(ok + "Transfer-Encoding: chunked\r\n\r\na\r\nabc"), webhook.OK, webhook.Timeout},
		{"half a trailer", "http", says(ok + "Transfer-Encoding: chunked\r\nTrailer: X\r\n\r\n0\r\nX: "), webhook.OK, webhook.Timeout},
		{"no length, as before HTTP/1.1", "http", says("HTTP/1.0 200 OK\r\n\r\nabc"), webhook.OK, webhook.Timeout},
		{"no content and no end", "http", says("HTTP/1.1 204 No Content\r\nConnection: keep-alive\r\n\r\n"), webhook.OK, webhook.OK},
		{"a failure without its body", "http", says("HTTP/1.1 404 Not Found\r\nContent-Length: 10\r\n\r\n"), webhook.HTTP4xx, webhook.HTTP4xx},
		{"a proxy's failure without its body", "http", says("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 10\r\n\r\n"), webhook.HTTP5xx, webhook.HTTP5xx},
		{"half closed at once", "http", func(c net.Conn) {
			_ = c.(*net.TCPConn).CloseWrite()
			_, _ = io.Copy(io.Discard, c)
		}, webhook.Reset, webhook.Reset},
		{"half closed after the header", "http", func(c net.Conn) {
			read(c)
			_, _ = c.Write([]byte(ok + "\r\n"))
			_ = c.(*net.TCPConn).CloseWrite()
			_, _ = io.Copy(io.Discard, c)
		}, webhook.OK, webhook.OK},
		{"never reads", "http", func(net.Conn) { <-within(t).Done() }, webhook.Timeout, webhook.Timeout},
		{"never shakes hands", "https", func(c net.Conn) { _, _ = io.Copy(io.Discard, c) }, webhook.Timeout, webhook.Timeout},
		{"never answers over TLS", "https", secured(secure, says("")), webhook.Timeout, webhook.Timeout},
	}
}

// Whatever a receiver leaves open, a call ends within its deadline and a tenth of a second. (A busy machine gets ten.)
func TestEveryTryEnds(t *testing.T) {
	t.Parallel()
	const deadline = 200 * time.Millisecond
	for _, tt := range silences(t) {
		for _, by := range []string{"sender", "caller"} {
			t.Run(tt.name+"/"+by, func(t *testing.T) {
				t.Parallel()
				address := raw(t, tt.serve)
				s := to(t, address)
				s.Tries, s.Excerpt = 3, 1<<10
				s.TLS = &tls.Config{InsecureSkipVerify: true}
				ctx, cancel := context.WithTimeout(t.Context(), deadline)
				defer cancel()
				want := tt.caller
				handle := func() error {
					return webhook.Caller{Sender: s}.Handle(ctx, action.WebService{Method: "GET", URL: tt.scheme + "://" + address},
						action.Input{Key: "k", Attempt: 1, At: noon, Output: new(action.Output)})
				}
				if by == "sender" {
					want = tt.sender
					s.Timeout = deadline
					handle = func() error {
						return s.Handle(t.Context(), webhook.Config{URL: tt.scheme + "://" + address}, arrival(trigger.Mention{ID: "77"}))
					}
				}
				start := time.Now()
				ended := make(chan error, 1)
				go func() { ended <- handle() }()
				select {
				case err := <-ended:
					late := time.Since(start) - deadline
					t.Logf("%v after the deadline", late)
					if got := class(t, err); late < 0 || got != webhook.Timeout { // on a busy machine, or in a later try
						require.Equal(t, want, got, "%v", err)
					}
				case <-time.After(deadline + 10*100*time.Millisecond):
					require.Fail(t, "it hangs")
				}
			})
		}
	}
}

// What a failure that is tried again at once has to say is not waited for.
func TestFailureIsNotRead(t *testing.T) {
	t.Parallel()
	for name, head := range map[string]string{
		"a proxy's failure": "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 10\r\n\r\n",
		"another protocol":  "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var requests atomic.Int64
			address := raw(t, func(c net.Conn) {
				if requests.Add(1) == 3 {
					read(c)
					_, _ = c.Write([]byte("HTTP/1.1 204 No Content\r\n\r\n"))
					return
				}
				says(head)(c)
			})
			s := to(t, address)
			s.Tries = 3
			require.NoError(t, s.Handle(within(t), webhook.Config{URL: "http://" + address}, arrival(trigger.Mention{ID: "77"})))
			require.EqualValues(t, 3, requests.Load())
		})
	}
}

// The same to the nanosecond, on a clock that waits for everybody: connections that a context does not end are closed
// with it, also when a last record of TLS finds no room. No goroutine is left: the bubble would not end.
func TestEveryTryEndsExactly(t *testing.T) {
	secure := certificate(t)
	for _, tt := range []struct {
		name, scheme string
		serve        func(c net.Conn)
		want         webhook.Class
		within       time.Duration
	}{
		{"another protocol", "http", says("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n"), webhook.Reset, 0},
		{"no answer", "http", says(""), webhook.Timeout, 2 * time.Second},
		{"no end", "http", says("HTTP/1.0 200 OK\r\n\r\n"), webhook.OK, 2 * time.Second},
		{"takes nothing any more", "http", func(c net.Conn) { _, _ = c.Read(make([]byte, 1)) }, webhook.Timeout, 2 * time.Second},
		{"takes nothing any more over TLS", "https", secured(secure, read), webhook.Timeout, 2 * time.Second},
		{"another protocol that takes nothing any more", "https", secured(secure, func(c net.Conn) {
			read(c)
			_, _ = fmt.Fprint(c, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n")
		}), webhook.Reset, 2 * time.Second},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				over := make(chan struct{})
				defer close(over)
				s := &webhook.Sender{Timeout: 2 * time.Second, Tries: 1, TLS: &tls.Config{InsecureSkipVerify: true}}
				webhook.DialBy(s, func(context.Context, string, string) (net.Conn, error) {
					ours, theirs := net.Pipe()
					go func() {
						tt.serve(theirs)
						<-over
						_ = theirs.Close()
					}()
					return ours, nil
				})
				start := time.Now()
				err := s.Handle(t.Context(), webhook.Config{URL: tt.scheme + "://receiver.example"}, arrival(trigger.Mention{ID: "77"}))
				require.Equal(t, tt.want, class(t, err), "%v", err)
				require.LessOrEqual(t, time.Since(start), tt.within)
			})
		})
	}
}
