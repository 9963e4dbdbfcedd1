package webhook_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"log"
	"net"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/trigger"
	"github.com/commis-recipes/commis/webhook"
)

// forever writes the text until the client is gone, or a hundred megabytes.
func forever(c net.Conn, text string) {
	part := []byte(strings.Repeat(text, 1+(64<<10)/len(text)))
	for sent := 0; sent < 100<<20; sent += len(part) {
		if _, err := c.Write(part); err != nil {
			return
		}
	}
}

// slowly writes the text over and over, one byte after the other.
func slowly(c net.Conn, text string) {
	for i := 0; ; i++ {
		if _, err := c.Write([]byte{text[i%len(text)]}); err != nil {
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
}

// bomb is four megabytes of nothing, compressed: many times what is read of an answer.
func bomb(t *testing.T) []byte {
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestSpeed)
	require.NoError(t, err)
	zeros := make([]byte, 1<<20)
	for range 4 {
		_, err = w.Write(zeros)
		require.NoError(t, err)
	}
	require.NoError(t, w.Close())
	return b.Bytes()
}

// A receiver costs at most the deadline and a little memory, whatever it answers. Not parallel: it measures memory.
func TestHostileReceivers(t *testing.T) {
	ok := "HTTP/1.1 200 OK\r\n"
	zipped := bomb(t)
	for _, tt := range []struct {
		name  string
		serve func(c net.Conn)
		want  webhook.Class
	}{
		{"never answers", func(c net.Conn) { _, _ = io.Copy(io.Discard, c) }, webhook.Timeout},
		{"never reads", func(net.Conn) { <-within(t).Done() }, webhook.Timeout},
		{"slow header", func(c net.Conn) { read(c); slowly(c, ok+strings.Repeat("X: y\r\n", 1000)) }, webhook.Timeout},
		{"slow body", func(c net.Conn) { read(c); _, _ = c.Write([]byte(ok + "\r\n")); slowly(c, "x") }, webhook.OK},
		{"slow chunks", func(c net.Conn) {
			read(c)
			_, _ = c.Write([]byte(ok + "Transfer-Encoding: chunked\r\n\r\n"))
			slowly(c, "1\r\nx\r\n")
		}, webhook.OK},
		{"endless body", func(c net.Conn) { read(c); _, _ = c.Write([]byte(ok + "\r\n")); forever(c, "x") }, webhook.OK},
		{"endless body of a failure", func(c net.Conn) {
			read(c)
			_, _ = c.Write([]byte("HTTP/1.1 400 Bad Request\r\n\r\n"))
			forever(c, "x")
		}, webhook.HTTP4xx},
		{"a body of many exabytes", func(c net.Conn) {
			read(c)
			_, _ = c.Write([]byte(ok + "Content-Length: 9223372036854775807\r\n\r\n"))
			forever(c, "x")
		}, webhook.OK},
		{"endless chunks", func(c net.Conn) {
			read(c)
			_, _ = c.Write([]byte(ok + "Transfer-Encoding: chunked\r\n\r\n"))
			forever(c, "1;"+strings.Repeat("e", 100)+"\r\nx\r\n")
		}, webhook.OK},
		{"endless trailer", func(c net.Conn) {
			read(c)
			_, _ = c.Write([]byte(ok + "Transfer-Encoding: chunked\r\nTrailer: X\r\n\r\n0\r\n"))
			forever(c, "X: y\r\n")
		}, webhook.OK},
		{"endless status", func(c net.Conn) { read(c); _, _ = c.Write([]byte("HTTP/1.1 200 ")); forever(c, "OK") }, webhook.TooLarge},
		{"endless header", func(c net.Conn) { read(c); _, _ = c.Write([]byte(ok + "X: ")); forever(c, "y") }, webhook.TooLarge},
		{"endless headers", func(c net.Conn) { read(c); _, _ = c.Write([]byte(ok)); forever(c, "X: y\r\n") }, webhook.TooLarge},
		{"endless other headers", func(c net.Conn) {
			read(c)
			_, _ = c.Write([]byte(ok))
			for i := 0; ; i++ {
				if _, err := fmt.Fprintf(c, "X-%d: y\r\n", i); err != nil {
					return
				}
			}
		}, webhook.TooLarge},
		{"endless news", func(c net.Conn) { read(c); forever(c, "HTTP/1.1 103 Early Hints\r\n\r\n") }, webhook.TooLarge},
		{"endless patience", func(c net.Conn) { read(c); forever(c, "HTTP/1.1 100 Continue\r\nX: y\r\n\r\n") }, webhook.TooLarge},
		{"a bomb", func(c net.Conn) {
			read(c)
			_, _ = fmt.Fprintf(c, "%sContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n", ok, len(zipped))
			_, _ = c.Write(zipped)
		}, webhook.OK},
		{"a bomb of a failure", func(c net.Conn) {
			read(c)
			_, _ = fmt.Fprintf(c, "HTTP/1.1 400 Bad Request\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n", len(zipped))
			_, _ = c.Write(zipped)
		}, webhook.HTTP4xx},
	} {
		t.Run(tt.name, func(t *testing.T) {
			address := raw(t, tt.serve)
			s := to(t, address)
			s.Tries, s.Excerpt = 3, 1<<10
			if slow := strings.HasPrefix(tt.name, "slow ") || strings.HasPrefix(tt.name, "never "); slow {
				s.Timeout = 500 * time.Millisecond
			}
			body := `"` + strings.Repeat("x", 8<<20) + `"` // more than fits into the buffers of a connection
			c := webhook.Config{URL: "http://" + address, Name: "n", Body: `""`}
			if tt.name == "never reads" {
				c.Body = body
			}
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			err := s.Handle(within(t), c, arrival(trigger.Mention{ID: "77"}))
			runtime.ReadMemStats(&after)
			require.Equal(t, tt.want, class(t, err), "%v", err)
			used := after.TotalAlloc - before.TotalAlloc
			t.Logf("%d KiB", used>>10)
			if tt.name != "never reads" && tt.name != "endless other headers" { // the one copies its body, the other's server allocates
				require.Less(t, used, uint64(1<<20))
			}
		})
	}
}

// A receiver cannot write into the log of the process, where what it was sent would be kept.
func TestAnswerWithoutRequest(t *testing.T) {
	var logged bytes.Buffer
	defer log.SetOutput(log.Writer())
	log.SetOutput(&logged)
	address := raw(t, func(c net.Conn) {
		read(c)
		_, _ = c.Write([]byte("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\nHTTP/1.1 200 hunter2\r\n\r\n"))
		time.Sleep(100 * time.Millisecond)
		_, _ = c.Write([]byte("hunter2"))
	})
	s := to(t, address)
	for range 5 {
		require.NoError(t, s.Handle(within(t), webhook.Config{URL: "http://" + address}, arrival(trigger.Mention{ID: "77"})))
		time.Sleep(20 * time.Millisecond)
	}
	require.Empty(t, logged.String())
}
