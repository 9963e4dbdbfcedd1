package webhook_test

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/trigger"
	"github.com/commis-recipes/commis/webhook"
)

// portVariable tells a child process of the test which port must not be reached.
const portVariable = "COMMIS_TEST_PORT"

// Whatever an administrator writes and whatever a name server answers, nothing on this machine is reached: with the
// resolver of Go and that of the system, with a proxy in the environment and without.
func TestNothingIsReached(t *testing.T) {
	if port := os.Getenv(portVariable); port != "" {
		n, err := strconv.ParseUint(port, 10, 16)
		require.NoError(t, err)
		reachFor(t, uint16(n))
		return
	}
	t.Parallel()
	for _, dns := range []string{"go", "cgo"} {
		for _, proxy := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s proxy=%t", dns, proxy), func(t *testing.T) {
				t.Parallel()
				port, seen := forbidden(t)
				child := exec.CommandContext(within(t), os.Args[0], "-test.run=^TestNothingIsReached$", "-test.count=1")
				child.Env = append(withoutProxies(os.Environ()), portVariable+"="+strconv.Itoa(int(port)), "GODEBUG=netdns="+dns)
				if proxy {
					for _, name := range []string{"HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"} {
						child.Env = append(child.Env, fmt.Sprintf("%s=http://127.0.0.1:%d", name, port))
					}
				}
				out, err := child.CombinedOutput()
				require.NoError(t, err, "%s", out)
				require.Contains(t, string(out), "PASS")
				require.Zero(t, seen.Load(), "somebody was reached")
				c, err := net.Dial("tcp4", fmt.Sprintf("127.0.0.1:%d", port))
				require.NoError(t, err)
				_, _ = io.ReadAll(c)
				require.NoError(t, c.Close())
				require.EqualValues(t, 1, seen.Load(), "the listener counts")
			})
		}
	}
}

func withoutProxies(env []string) []string {
	var out []string
	for _, e := range env {
		if name, _, _ := strings.Cut(e, "="); !strings.HasSuffix(strings.ToLower(name), "_proxy") && name != "GODEBUG" {
			out = append(out, e)
		}
	}
	return out
}

// forbidden listens on 127.0.0.1 and, where there is one, ::1, on one port, and counts connections.
func forbidden(t *testing.T) (port uint16, seen *atomic.Int64) {
	seen = new(atomic.Int64)
	count := func(l net.Listener) {
		t.Cleanup(func() { l.Close() })
		go func() {
			for {
				c, err := l.Accept()
				if err != nil {
					return
				}
				seen.Add(1)
				c.Close()
			}
		}()
	}
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	require.NoError(t, err)
	count(l)
	port = netip.MustParseAddrPort(l.Addr().String()).Port()
	if l, err := net.Listen("tcp6", fmt.Sprintf("[::1]:%d", port)); err == nil {
		count(l)
	}
	return port, seen
}

// reachFor tries to reach the port of this machine by every address that may lead there.
func reachFor(t *testing.T, port uint16) {
	ctx := within(t)
	for _, host := range []string{
		"127.0.0.1", "127.0.0.2", "127.255.255.254", "localhost", "LOCALHOST", "localhost.", "0.0.0.0", "0", "0x7f.1", "0x7f000001", "127.1", "127.0.1",
		"2130706433", "017700000001", "0177.0.0.1", "127.0.0.1.", "127.0.0.01", "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]",
		"[64:ff9b::7f00:1]", "[64:ff9b:1::7f00:1]", "[2002:7f00:1::]", "[::1%25lo]", "[fe80::1%25lo]", "[0:0:0:0:0:0:0:1]",
		"ｌｏｃａｌｈｏｓｔ", "local\u200bhost", "ⓛocalhost", "①②⑦.⓪.⓪.①", "127。0。0。1", "%6c%6f%63%61%6c%68%6f%73%74", "me@127.0.0.1", "example.com@127.0.0.1", "127.0.0.1\\@example.com",
	} {
		for _, scheme := range []string{"http", "https"} {
			s := webhook.Sender{Ports: []uint16{port}, Tries: 2}
			err := s.Handle(ctx, webhook.Config{URL: fmt.Sprintf("%s://%s:%d/", scheme, host, port)}, arrival(trigger.Mention{ID: "77"}))
			require.Contains(t, []webhook.Class{webhook.Blocked, webhook.BadURL, webhook.DNS}, class(t, err), "%s: %v", host, err)
			if host == "127.0.0.1" || host == "localhost" {
				require.Equal(t, webhook.Blocked, class(t, err))
			}
		}
	}
	s := webhook.Sender{Ports: []uint16{port}, Tries: 2, Resolver: resolver(t, map[string][]string{
		"loop.example": {"127.0.0.1"}, "loop6.example": {"::1"}, "both.example": {"127.0.0.1 ::1"}, "mapped.example": {"::ffff:127.0.0.1"},
		"zero.example": {"0.0.0.0"}, "zero6.example": {"::"}, "private.example": {"10.0.0.1 127.0.0.1"}, "metadata.example": {"169.254.169.254 ::1"},
		"nat64.example": {"64:ff9b::7f00:1"}, "later.example": {"10.0.0.1", "127.0.0.1"}, "wire.example": {"168.63.129.16"},
	})}
	for host := range map[string]bool{
		"loop.example": true, "loop6.example": true, "both.example": true, "mapped.example": true, "zero.example": true, "zero6.example": true, "private.example": true,
		"metadata.example": true, "nat64.example": true, "later.example": true, "wire.example": true, "LOOP.example.": true,
	} {
		for range 2 {
			err := s.Handle(ctx, webhook.Config{URL: fmt.Sprintf("http://%s:%d/", host, port)}, arrival(trigger.Mention{ID: "77"}))
			require.Equal(t, webhook.Blocked, class(t, err), "%s: %v", host, err)
		}
	}
	require.Equal(t, webhook.DNS, class(t, s.Handle(ctx, webhook.Config{URL: "http://nobody.example/"}, arrival(trigger.Mention{ID: "77"}))))

	// A proxy on this machine could be reached here, if it were asked for.
	s = webhook.Sender{Ports: []uint16{port}, Tries: 1, Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")},
		Resolver: resolver(t, map[string][]string{"private.example": {"10.0.0.1"}})}
	for _, scheme := range []string{"http", "https"} {
		err := s.Handle(ctx, webhook.Config{URL: scheme + "://private.example/"}, arrival(trigger.Mention{ID: "77"}))
		require.Equal(t, webhook.Blocked, class(t, err), "%v", err)
	}
}

// The port must be one that may be reached, whatever the address.
func TestPortsOfTheSender(t *testing.T) {
	t.Parallel()
	r := listen(t, nil)
	s := r.sender(t)
	s.Ports = nil
	err := s.Handle(within(t), webhook.Config{URL: r.URL}, arrival(trigger.Mention{ID: "77"}))
	require.Equal(t, webhook.Blocked, class(t, err))
	require.EqualError(t, err, "webhook to 127.0.0.1: blocked, attempt 1")
	require.Empty(t, r.got())
}

// Of several addresses only those that may be reached are, and each time anew.
func TestMixedAnswers(t *testing.T) {
	t.Parallel()
	good := listen(t, nil)
	port := good.sender(t).Ports[0]
	var bad atomic.Int64
	l, err := net.Listen("tcp4", fmt.Sprintf("127.0.0.2:%d", port))
	require.NoError(t, err, "every 127.x.y.z is this machine")
	t.Cleanup(func() { l.Close() })
	go func() { _ = http.Serve(l, http.HandlerFunc(func(http.ResponseWriter, *http.Request) { bad.Add(1) })) }()
	s := good.sender(t)
	s.Resolver = resolver(t, map[string][]string{
		"mixed.example":    {"127.0.0.2 127.0.0.1"},
		"rebinder.example": {"127.0.0.1", "127.0.0.2", "127.0.0.1", "127.0.0.2 10.0.0.1"},
	})
	send := func(host string) webhook.Class {
		return class(t, s.Handle(within(t), webhook.Config{URL: fmt.Sprintf("http://%s:%d/", host, port)}, arrival(trigger.Mention{ID: "77"})))
	}
	require.Equal(t, webhook.OK, send("mixed.example"))
	for _, want := range []webhook.Class{webhook.OK, webhook.Blocked, webhook.OK, webhook.Blocked} {
		require.Equal(t, want, send("rebinder.example"))
	}
	require.Len(t, good.got(), 3)
	require.Zero(t, bad.Load())
}
