package webhook_test

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/trigger"
	"github.com/commis-recipes/commis/webhook"
)

// class returns how the delivery ended by its error, and checks that the error steers the engine as the class says.
func class(t testing.TB, err error) webhook.Class {
	t.Helper()
	if err == nil {
		return webhook.OK
	}
	var e *webhook.DeliveryError
	require.ErrorAs(t, err, &e, "%v", err)
	_, again := action.RetryAfter(err)
	require.Equal(t, e.Class.Final(), action.IsPermanent(err), e.Class)
	require.Equal(t, e.Class.Final(), !again, e.Class)
	return e.Class
}

func TestAnswers(t *testing.T) {
	t.Parallel()
	for code, want := range map[int]webhook.Class{
		200: "ok", 201: "ok", 202: "ok", 204: "ok", 226: "ok", 299: "ok",
		300: "redirect", 301: "redirect", 302: "redirect", 303: "redirect", 304: "redirect", 307: "redirect", 308: "redirect",
		400: "http_4xx", 401: "http_4xx", 403: "http_4xx", 404: "http_4xx", 408: "try_again", 409: "http_4xx", 413: "http_4xx", 422: "http_4xx", 425: "try_again", 499: "http_4xx",
		410: "gone", 429: "throttled", 500: "http_5xx", 502: "http_5xx", 503: "http_5xx", 504: "http_5xx", 599: "http_5xx", 999: "http_5xx",
	} {
		t.Run(strconv.Itoa(code), func(t *testing.T) {
			t.Parallel()
			elsewhere := listen(t, nil)
			r := listen(t, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Location", elsewhere.URL)
				w.WriteHeader(code)
			})
			s := r.sender(t)
			s.Ports = append(s.Ports, elsewhere.sender(t).Ports...)
			err := s.Handle(within(t), webhook.Config{URL: r.URL + "/TOKEN?key=hunter2"}, arrival(trigger.Mention{ID: "77"}))
			require.Equal(t, want, class(t, err))
			require.Len(t, r.got(), 1)
			require.Empty(t, elsewhere.got(), "no redirect is followed")
			if err == nil {
				return
			}
			require.EqualError(t, err, fmt.Sprintf("webhook to 127.0.0.1: %s, status %d, attempt 1", want, code))
			var e *webhook.DeliveryError
			require.ErrorAs(t, err, &e)
			text, err := json.Marshal(e)
			require.NoError(t, err)
			require.JSONEq(t, fmt.Sprintf(`{"class":%q,"status":%d,"host":"127.0.0.1","id":"it-alerts/0/e1/mention/77","attempt":1,"at":"2026-01-05T12:00:01Z"}`, want, code), string(text))
		})
	}
}

// A redirect whose address cannot be read is a redirect all the same.
func TestBrokenRedirect(t *testing.T) {
	t.Parallel()
	r := listen(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Location", "http://[::1]:namedport/%zz")
		w.WriteHeader(302)
	})
	require.Equal(t, webhook.Redirect, class(t, r.sender(t).Handle(within(t), webhook.Config{URL: r.URL}, arrival(trigger.Mention{ID: "77"}))))
}

// raw starts a server that does with a connection what the function says, and returns its address.
func raw(t testing.TB, serve func(c net.Conn)) string {
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				serve(c)
			}()
		}
	}()
	return l.Addr().String()
}

// read reads what a client sends until the end of its header.
func read(c net.Conn) {
	var all []byte
	buf := make([]byte, 4<<10)
	for !strings.Contains(string(all), "\r\n\r\n") {
		n, err := c.Read(buf)
		if err != nil {
			return
		}
		all = append(all, buf[:n]...)
	}
}

func TestFaultsOfTheNetwork(t *testing.T) {
	t.Parallel()
	answer := func(text string) string {
		return raw(t, func(c net.Conn) {
			read(c)
			_, _ = c.Write([]byte(text))
		})
	}
	secure := httptest.NewUnstartedServer(status(200))
	secure.Config.ErrorLog = discard()
	secure.StartTLS()
	t.Cleanup(secure.Close)
	for _, tt := range []struct {
		name, scheme, address string
		want                  webhook.Class
	}{
		{"nobody listens", "http", "127.0.0.1:1", webhook.Refused},
		{"closes at once", "http", raw(t, func(net.Conn) {}), webhook.Reset},
		{"closes after the request", "http", raw(t, read), webhook.Reset},
		{"resets", "http", raw(t, func(c net.Conn) {
			read(c)
			_ = c.(*net.TCPConn).SetLinger(0)
		}), webhook.Reset},
		{"half a line", "http", answer("HTTP/1.1 20"), webhook.Reset},
		{"half a header", "http", answer("HTTP/1.1 200 OK\r\nContent-Le"), webhook.Reset},
		{"no HTTP", "http", answer("220 mail.example.com ESMTP\r\n"), webhook.Reset},
		{"a status that is none", "http", answer("HTTP/1.1 ABC OK\r\n\r\n"), webhook.Reset},
		{"another protocol", "http", answer("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n"), webhook.Reset},
		{"a status below all", "http", answer("HTTP/1.1 001 OK\r\n\r\n"), webhook.Reset},
		{"half a body", "http", answer("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"), webhook.OK},
		{"a body that is no gzip", "http", answer("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc"), webhook.OK},
		{"two lengths", "http", answer("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nabc"), webhook.Reset},
		{"a certificate of nobody", "https", secure.Listener.Addr().String(), webhook.TLS},
		{"no TLS", "https", raw(t, func(c net.Conn) {
			_, _ = c.Read(make([]byte, 4<<10))
			_, _ = c.Write([]byte("HTTP/1.1 400 Bad Request\r\n\r\n"))
		}), webhook.TLS},
		{"TLS where none is asked for", "http", secure.Listener.Addr().String(), webhook.HTTP4xx},
		{"a broken handshake", "https", raw(t, func(c net.Conn) {
			_, _ = c.Read(make([]byte, 4<<10))
			_, _ = c.Write([]byte{21, 3, 3, 0, 2, 2, 40}) // the alert handshake_failure
		}), webhook.TLS},
		{"gone during the handshake", "https", raw(t, func(c net.Conn) { _, _ = c.Read(make([]byte, 1)) }), webhook.Reset},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			err := to(t, tt.address).Handle(within(t), webhook.Config{URL: tt.scheme + "://" + tt.address + "/TOKEN"}, arrival(trigger.Mention{ID: "77"}))
			require.Equal(t, tt.want, class(t, err), "%v", err)
			if err != nil {
				require.NotContains(t, err.Error(), "TOKEN")
			}
		})
	}
	t.Run("a certificate that the host knows", func(t *testing.T) {
		t.Parallel()
		s := to(t, secure.Listener.Addr().String())
		s.TLS = secure.Client().Transport.(*http.Transport).TLSClientConfig
		require.NoError(t, s.Handle(within(t), webhook.Config{URL: secure.URL}, arrival(trigger.Mention{ID: "77"})))
	})
	t.Run("an old protocol", func(t *testing.T) {
		t.Parallel()
		old := httptest.NewUnstartedServer(status(200))
		old.Config.ErrorLog = discard()
		old.TLS = &tls.Config{MaxVersion: tls.VersionTLS11}
		old.StartTLS()
		t.Cleanup(old.Close)
		s := to(t, old.Listener.Addr().String())
		s.TLS = old.Client().Transport.(*http.Transport).TLSClientConfig
		require.Equal(t, webhook.TLS, class(t, s.Handle(within(t), webhook.Config{URL: old.URL}, arrival(trigger.Mention{ID: "77"}))))
	})
}

func TestDeadlines(t *testing.T) {
	t.Parallel()
	silent := raw(t, func(c net.Conn) { _, _ = io.Copy(io.Discard, c) })
	c := webhook.Config{URL: "http://" + silent}
	t.Run("its own", func(t *testing.T) {
		t.Parallel()
		s := to(t, silent)
		s.Timeout, s.Tries = 50*time.Millisecond, 3
		require.Equal(t, webhook.Timeout, class(t, s.Handle(within(t), c, arrival(trigger.Mention{ID: "77"}))))
	})
	t.Run("the caller's", func(t *testing.T) {
		t.Parallel()
		ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
		defer cancel()
		require.Equal(t, webhook.Timeout, class(t, to(t, silent).Handle(ctx, c, arrival(trigger.Mention{ID: "77"}))))
	})
	t.Run("the caller gives up", func(t *testing.T) {
		t.Parallel()
		ctx, cancel := context.WithCancel(context.Background())
		defer time.AfterFunc(50*time.Millisecond, cancel).Stop()
		require.Equal(t, webhook.Cancelled, class(t, to(t, silent).Handle(ctx, c, arrival(trigger.Mention{ID: "77"}))))
	})
	t.Run("the caller gave up", func(t *testing.T) {
		t.Parallel()
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		require.Equal(t, webhook.Cancelled, class(t, to(t, silent).Handle(ctx, c, arrival(trigger.Mention{ID: "77"}))))
	})
}

func TestQuickTries(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name     string
		answers  []int // 0 drops the connection
		header   string
		tries    int
		want     webhook.Class
		requests int
	}{
		{"at once", []int{200}, "", 0, webhook.OK, 1},
		{"a hiccup", []int{503, 200}, "", 0, webhook.OK, 2},
		{"dropped", []int{0, 0, 200}, "", 0, webhook.OK, 3},
		{"dropped for good", []int{0, 0, 0, 200}, "", 0, webhook.Reset, 3},
		{"a proxy alone", []int{502, 504, 503, 200}, "", 0, webhook.HTTP5xx, 3},
		{"two tries", []int{503, 503, 200}, "", 2, webhook.HTTP5xx, 2},
		{"one try", []int{503, 200}, "", 1, webhook.HTTP5xx, 1},
		{"an error of its own", []int{500, 200}, "", 0, webhook.HTTP5xx, 1},
		{"throttled", []int{429, 200}, "", 0, webhook.Throttled, 1},
		{"asks for time", []int{503, 200}, "1", 0, webhook.HTTP5xx, 1},
		{"too slow", []int{408, 200}, "", 0, webhook.OK, 2},
		{"too early", []int{425, 200}, "", 0, webhook.OK, 2},
		{"too early for good", []int{425, 425, 425, 200}, "", 0, webhook.TryAgain, 3},
		{"too early by an hour", []int{425, 200}, "3600", 0, webhook.TryAgain, 1},
		{"refused", []int{400, 200}, "", 0, webhook.HTTP4xx, 1},
		{"refused in the end", []int{503, 404, 200}, "", 0, webhook.HTTP4xx, 2},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var r *receiver
			r = listen(t, func(w http.ResponseWriter, _ *http.Request) {
				code := tt.answers[len(r.got())-1]
				if code == 0 {
					panic(http.ErrAbortHandler)
				}
				if tt.header != "" {
					w.Header().Set("Retry-After", tt.header)
				}
				w.WriteHeader(code)
			})
			s := r.sender(t)
			s.Tries = tt.tries
			now := noon
			s.Now = func() time.Time { now = now.Add(time.Second); return now }
			s.Secrets = secret(sampleShared)
			c := webhook.Config{URL: r.URL, Secret: "crm"}
			require.Equal(t, tt.want, class(t, s.Handle(within(t), c, arrival(trigger.Mention{ID: "77", Content: "hola"}))))
			require.Len(t, r.got(), tt.requests)
			for i, got := range r.got() {
				require.Equal(t, r.got()[0].body, got.body, "the same bytes each time")
				require.Equal(t, "it-alerts/0/e1/mention/77", got.header.Get(webhook.IDHeader))
				require.Equal(t, strconv.FormatInt(noon.Unix()+int64(i)+1, 10), got.header.Get(webhook.TimestampHeader), "of the try")
				require.NoError(t, webhook.Verify(got.header, []byte(got.body), noon, 0, sampleShared))
			}
		})
	}
}

// secret is a host's secrets: the same for every name.
func secret(secrets ...action.Secret) func(context.Context, string) ([]action.Secret, error) {
	return func(context.Context, string) ([]action.Secret, error) { return secrets, nil }
}

// The long schedule is the engine's, which is told how long to wait.
func TestSchedule(t *testing.T) {
	t.Parallel()
	r := listen(t, status(500))
	s := r.sender(t)
	ctx := within(t)
	seen := map[time.Duration]bool{}
	for i, plain := range []time.Duration{
		5 * time.Second, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 5 * time.Hour, 10 * time.Hour, 14 * time.Hour, 20 * time.Hour, 24 * time.Hour,
		24 * time.Hour, // and so on
	} {
		for _, key := range []string{"a", "b", "c"} {
			in := arrival(trigger.Mention{ID: "77"})
			in.Key, in.Attempt = key, i+1
			wait, ok := action.RetryAfter(s.Handle(ctx, webhook.Config{URL: r.URL}, in))
			require.True(t, ok)
			require.InDelta(t, plain.Seconds(), wait.Seconds(), plain.Seconds()*0.2, "attempt %d", in.Attempt)
			require.False(t, seen[wait], "two messages do not come back together")
			seen[wait] = true
			again, _ := action.RetryAfter(s.Handle(ctx, webhook.Config{URL: r.URL}, in))
			require.Equal(t, wait, again, "the same message and try waits as long")
		}
	}
}

// What the receiver asks for counts, up to a day.
func TestRetryAfter(t *testing.T) {
	t.Parallel()
	date := func(after time.Duration) string { return noon.Add(time.Second + after).Format(http.TimeFormat) }
	for _, tt := range []struct {
		asks        string
		least, most time.Duration // on the second attempt, whose plain wait is five minutes
	}{
		{"", 4 * time.Minute, 6 * time.Minute},
		{"soon", 4 * time.Minute, 6 * time.Minute},
		{"-1", 4 * time.Minute, 6 * time.Minute},
		{"1.5", 4 * time.Minute, 6 * time.Minute},
		{"0", 5 * time.Minute, 6 * time.Minute},
		{"1", 5 * time.Minute, 6 * time.Minute},
		{"420", 7 * time.Minute, 7 * time.Minute},
		{" 420 ", 7 * time.Minute, 7 * time.Minute},
		{"3600", time.Hour, time.Hour},
		{"86400", day, day},
		{"86401", day, day},
		{"9223372036", day, day},
		{"9223372036854775807", day, day},
		{"18446744073709551616", day, day},
		{strings.Repeat("9", 1000), day, day},
		{date(8 * time.Minute), 8 * time.Minute, 8 * time.Minute},
		{noon.Add(time.Second + time.Hour).Format("Monday, 02-Jan-06 15:04:05 GMT"), time.Hour, time.Hour},
		{noon.Add(time.Second + time.Hour).Format(time.ANSIC), time.Hour, time.Hour},
		{date(day), day, day},
		{date(day + time.Second), day, day},
		{date(-time.Hour), 5 * time.Minute, 6 * time.Minute},
		{"Fri, 31 Dec 9999 23:59:59 GMT", day, day},
		{"Mon, 01 Jan 0001 00:00:00 GMT", 5 * time.Minute, 6 * time.Minute},
	} {
		for _, code := range []int{408, 425, 429, 500, 503} {
			t.Run(fmt.Sprintf("%d %.30s", code, tt.asks), func(t *testing.T) {
				t.Parallel()
				r := listen(t, func(w http.ResponseWriter, _ *http.Request) {
					if tt.asks != "" {
						w.Header().Set("Retry-After", tt.asks)
					}
					w.WriteHeader(code)
				})
				in := arrival(trigger.Mention{ID: "77"})
				in.Attempt = 2
				wait, ok := action.RetryAfter(r.sender(t).Handle(within(t), webhook.Config{URL: r.URL}, in))
				require.True(t, ok)
				require.GreaterOrEqual(t, wait, tt.least)
				require.LessOrEqual(t, wait, tt.most)
			})
		}
	}
}

func TestSigned(t *testing.T) {
	t.Parallel()
	const client = "clé-秘密"
	names := map[string][]action.Secret{
		"crm": {sampleShared}, "pair": {samplePrivate}, "client": {client},
		"turning": {"whsec_bmV3IG5ldyBuZXcgbmV3IG5ldyBuZXch", sampleShared},
		"none":    {}, "broken": {"hunter2"}, "public": {samplePublic}, "empty": {""},
	}
	resolve := func(_ context.Context, name string) ([]action.Secret, error) {
		if s, ok := names[name]; ok {
			return s, nil
		}
		return nil, errors.New("vault said: hunter2")
	}
	body := []byte(`{"mention":{"id":"77","content":"¿Fallo?"},"event":{"id":"e1","kind":"mention_created","at":"2026-01-05T12:00:00Z"}}`)
	for _, tt := range []struct {
		name   string
		config webhook.Config
		check  func(t *testing.T, h http.Header)
	}{
		{"not at all", webhook.Config{}, func(t *testing.T, h http.Header) {
			require.Empty(t, h.Values(webhook.SignatureHeader))
			require.Empty(t, h.Values(webhook.BodySignatureHeader))
			require.NotEmpty(t, h.Get(webhook.IDHeader))
			require.NotEmpty(t, h.Get(webhook.TimestampHeader))
		}},
		{"shared", webhook.Config{Secret: "crm"}, func(t *testing.T, h http.Header) {
			require.NoError(t, webhook.Verify(h, body, noon, 0, sampleShared))
			require.Empty(t, h.Values(webhook.BodySignatureHeader))
		}},
		{"pair", webhook.Config{Secret: "pair"}, func(t *testing.T, h http.Header) {
			require.NoError(t, webhook.Verify(h, body, noon, 0, samplePublic))
		}},
		{"while it is replaced", webhook.Config{Secret: "turning"}, func(t *testing.T, h http.Header) {
			require.Len(t, strings.Fields(h.Get(webhook.SignatureHeader)), 2)
			require.NoError(t, webhook.Verify(h, body, noon, 0, sampleShared))
			require.NoError(t, webhook.Verify(h, body, noon, 0, "whsec_bmV3IG5ldyBuZXcgbmV3IG5ldyBuZXch"))
		}},
		{"the body alone", webhook.Config{BodySecret: "client"}, func(t *testing.T, h http.Header) {
			require.NoError(t, webhook.VerifyBody(h.Get("x-signature"), body, client))
			require.Empty(t, h.Values(webhook.SignatureHeader))
		}},
		{"both", webhook.Config{Secret: "crm", BodySecret: "client"}, func(t *testing.T, h http.Header) {
			require.NoError(t, webhook.Verify(h, body, noon, 0, sampleShared))
			require.NoError(t, webhook.VerifyBody(h.Get("x-signature"), body, client))
		}},
		{"a query", webhook.Config{Method: "GET", Secret: "crm", BodySecret: "client"}, func(t *testing.T, h http.Header) {
			require.NoError(t, webhook.Verify(h, nil, noon, 0, sampleShared))
			require.Empty(t, h.Values(webhook.BodySignatureHeader), "a GET never carries it")
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := listen(t, nil)
			s := r.sender(t)
			s.Secrets = resolve
			tt.config.URL = r.URL
			require.NoError(t, s.Handle(within(t), tt.config, arrival(trigger.Mention{ID: "77", Content: "¿Fallo?"})))
			tt.check(t, r.got()[0].header)
		})
	}
	r := listen(t, nil)
	for _, tt := range []struct {
		config webhook.Config
		want   string
		final  bool
	}{
		{webhook.Config{Secret: "none"}, "webhook: secret: the host has none of that name", true},
		{webhook.Config{Secret: "broken"}, "webhook: secret: secret 1 of 1: not a secret that begins with whsec_, whsk_ or whpk_", true},
		{webhook.Config{Secret: "public"}, "webhook: secret: secret 1 of 1: a whpk_ key only verifies", true},
		{webhook.Config{Secret: "vault"}, "webhook: secret: the host could not look it up", false},
		{webhook.Config{BodySecret: "none"}, "webhook: body_secret: the host has none of that name", true},
		{webhook.Config{BodySecret: "empty"}, "webhook: body_secret: the secret is empty", true},
		{webhook.Config{BodySecret: "vault"}, "webhook: body_secret: the host could not look it up", false},
	} {
		s := r.sender(t)
		s.Secrets = resolve
		tt.config.URL = r.URL
		err := s.Handle(within(t), tt.config, arrival(trigger.Mention{ID: "77"}))
		require.EqualError(t, err, tt.want)
		require.Equal(t, tt.final, action.IsPermanent(err), tt.want)
	}
	mute := r.sender(t)
	err := mute.Handle(within(t), webhook.Config{URL: r.URL, Secret: "crm"}, arrival(trigger.Mention{ID: "77"}))
	require.EqualError(t, err, "webhook: secret: the host has no secrets")
	require.Equal(t, []string{"secret: the host has no secrets", "body_secret: the host has no secrets"},
		lines(mute.Check(webhook.Config{Secret: "crm", BodySecret: "client"})), "already when it is loaded")
	require.NoError(t, mute.Check(webhook.Config{URL: r.URL}))
	mute.Secrets = resolve
	require.NoError(t, mute.Check(webhook.Config{Secret: "crm", BodySecret: "client"}))
	require.Empty(t, r.got(), "what cannot be signed is not sent")
}
