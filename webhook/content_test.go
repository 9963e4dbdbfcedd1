package webhook_test

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/trigger"
	"github.com/commis-recipes/commis/webhook"
)

// packed returns the text in the coding.
func packed(t testing.TB, coding, text string) string {
	var b bytes.Buffer
	var w io.WriteCloser
	switch coding {
	case "gzip":
		w = gzip.NewWriter(&b)
	case "zlib":
		w = zlib.NewWriter(&b)
	case "flate":
		var err error
		w, err = flate.NewWriter(&b, flate.BestSpeed)
		require.NoError(t, err)
	}
	_, err := io.WriteString(w, text)
	require.NoError(t, err)
	require.NoError(t, w.Close())
	return b.String()
}

// packs answers with the body in the coding that it says.
func packs(code int, coding, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", coding)
		w.WriteHeader(code)
		_, _ = io.WriteString(w, body)
	}
}

// What a service answers is read, however it is packed, as far as that is bounded.
func TestAnswerOfAService(t *testing.T) {
	t.Parallel()
	const answer = `{"id":1}`
	full := strings.Repeat("x", webhook.ServiceAnswer)
	for _, tt := range []struct {
		name, coding, body string
		class              webhook.Class
		want               string
	}{
		{"as it is", "", answer, webhook.OK, answer},
		{"as it was asked for", "identity", answer, webhook.OK, answer},
		{"gzip", "gzip", packed(t, "gzip", answer), webhook.OK, answer},
		{"gzip by its old name", "X-GZIP", packed(t, "gzip", answer), webhook.OK, answer},
		{"deflate", "deflate", packed(t, "zlib", answer), webhook.OK, answer},
		{"deflate without zlib", "deflate", packed(t, "flate", answer), webhook.OK, answer},
		{"twice", "deflate, gzip", packed(t, "gzip", packed(t, "zlib", answer)), webhook.OK, answer},
		{"three times", "gzip, gzip, gzip", packed(t, "gzip", packed(t, "gzip", packed(t, "gzip", answer))), webhook.Unreadable, ""},
		{"an unexpected coding", "br", answer, webhook.Unreadable, ""},
		{"another one beneath", "br, gzip", packed(t, "gzip", answer), webhook.Unreadable, ""},
		{"no gzip", "gzip", answer, webhook.Unreadable, ""},
		{"gzip with a spoiled sum", "gzip", spoiled(packed(t, "gzip", answer)), webhook.Unreadable, ""},
		{"nothing, packed", "gzip", packed(t, "gzip", ""), webhook.OK, ""},
		{"nothing at all", "gzip", "", webhook.Unreadable, ""},
		{"as much as may be", "gzip", packed(t, "gzip", full), webhook.OK, full},
		{"more", "gzip", packed(t, "gzip", full+"x"), webhook.TooLarge, ""},
		{"more, beneath", "gzip, gzip", packed(t, "gzip", packed(t, "gzip", full+"x")), webhook.TooLarge, ""},
		{"a byte order mark", "", "\ufeff" + answer, webhook.OK, answer},
		{"a byte order mark, packed", "gzip", packed(t, "gzip", "\ufeff"+answer), webhook.OK, answer},
		{"UTF-16", "", "\xff\xfe{\x00\"\x00\xe9\x00\"\x00:\x00\x3d\xd8\xa8\xde}\x00", webhook.OK, `{"é":🚨}`},
		{"UTF-16, the other way round", "", "\xfe\xff\x00{\x00}", webhook.OK, `{}`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := listen(t, packs(200, tt.coding, tt.body))
			output, err := service(t, r.sender(t), action.WebService{Method: "GET", URL: r.URL})
			require.Equal(t, "identity", r.got()[0].header.Get("Accept-Encoding"))
			require.Equal(t, tt.class, class(t, err))
			require.Equal(t, 200, output["status"])
			if tt.class != webhook.OK {
				require.NotContains(t, output, "body")
				return
			}
			require.Equal(t, tt.want, fmt.Sprintf("%s", output["body"]))
		})
	}
}

// spoiled returns gzip whose sum is another one.
func spoiled(text string) string {
	b := []byte(text)
	b[len(b)-8] ^= 1
	return string(b)
}

// An answer that breaks off is one that did not come, however it is packed.
func TestAnswerBreaksOff(t *testing.T) {
	t.Parallel()
	body := packed(t, "gzip", strings.Repeat("x", 100))
	address := raw(t, func(c net.Conn) {
		read(c)
		_, _ = fmt.Fprintf(c, "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n%s", len(body), body[:20])
	})
	_, err := service(t, to(t, address), action.WebService{Method: "GET", URL: "http://" + address})
	require.Equal(t, webhook.Reset, class(t, err))
}

// An excerpt is text, or there is none.
func TestExcerptIsText(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, coding, body string
		most               int
		want               string
	}{
		{"none is asked for", "", "no route", 0, ""},
		{"less than none", "", "no route", -1, ""},
		{"text", "", "no\troute\r\nhere: é 🚨", 100, "no\troute\r\nhere: é 🚨"},
		{"cut", "", "no route", 2, "no"},
		{"cut within a letter", "", "no été", 4, "no "},
		{"cut after it", "", "no été", 5, "no é"},
		{"a byte order mark", "", "\ufeffno", 100, "no"},
		{"UTF-16", "", "\xff\xfen\x00o\x00", 100, "no"},
		{"gzip", "gzip", packed(t, "gzip", "no route"), 100, "no route"},
		{"deflate", "deflate", packed(t, "zlib", "no route"), 100, "no route"},
		{"deflate without zlib", "deflate", packed(t, "flate", "no route"), 100, "no route"},
		{"a little of much", "gzip", packed(t, "gzip", strings.Repeat("é", 1<<20)), 5, "éé"},
		{"more than is read", "", strings.Repeat("é", 40<<10), 5, "éé"},
		{"more than is read, not even", "", "x" + strings.Repeat("é", 40<<10), 5, "xéé"},
		{"bytes that are no text", "", "no \xff", 100, ""},
		{"Latin-1", "", "no \xe9t\xe9", 100, ""},
		{"a letter that breaks off", "", "no \xc3", 100, ""},
		{"a control character", "", "no \x1b[31m", 100, ""},
		{"a control character of Latin-1", "", "no \u009b31m", 100, ""},
		{"an image", "", "\x89PNG\r\n\x1a\n\x00\x00", 100, ""},
		{"an unexpected coding", "br", "no route", 100, ""},
		{"no gzip", "gzip", "no route", 100, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := listen(t, packs(400, tt.coding, tt.body))
			s := r.sender(t)
			s.Excerpt = tt.most
			err := s.Handle(within(t), webhook.Config{URL: r.URL}, arrival(trigger.Mention{ID: "77"}))
			var e *webhook.DeliveryError
			require.ErrorAs(t, err, &e)
			require.Equal(t, tt.want, e.Excerpt)
			require.Equal(t, tt.want != "", strings.Contains(err.Error(), ", answer "))
		})
	}
}
