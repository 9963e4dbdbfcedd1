package webhook_test

import (
	"bytes"
	"fmt"
	"net"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/trigger"
	"github.com/commis-recipes/commis/webhook"
)

// counter is a receiver that costs as little as possible, and how many messages it got.
func counter(b *testing.B) (address string, got *atomic.Int64) {
	got = new(atomic.Int64)
	buffers := sync.Pool{New: func() any { return new([8 << 10]byte) }}
	answer := []byte("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")
	return raw(b, func(c net.Conn) {
		buf := buffers.Get().(*[8 << 10]byte)
		defer buffers.Put(buf)
		for n := 0; !bytes.HasSuffix(buf[:n], []byte("}")); {
			more, err := c.Read(buf[n:])
			if err != nil {
				return
			}
			n += more
		}
		got.Add(1)
		_, _ = c.Write(answer)
	}), got
}

var crash = trigger.Mention{
	ID: "43769358878509009", Topic: "soporte", Service: "twitter", Type: "inbox", Content: "¡La app falla otra vez! Error de servidor al pagar.",
	Language: "es", Sentiment: "negative", Tags: []string{"ES", "app"}, Author: trigger.Author{ID: "3313939576", Name: "Ada", Handle: "@ada"}, Arrived: noon,
}

// BenchmarkDeliver sends a signed message of two variables to a receiver on this machine, each on a connection of its
// own. The allocations are those of the receiver's half too.
func BenchmarkDeliver(b *testing.B) {
	for _, workers := range []int{1, 64} {
		b.Run(fmt.Sprintf("workers=%d", workers), func(b *testing.B) {
			address, got := counter(b)
			s := to(b, address)
			s.Secrets = secret(sampleShared)
			c := webhook.Config{Name: "slack-it", URL: "http://" + address + "/T0/B0", Secret: "crm", Variables: []webhook.Variable{
				{Key: "text", Variable: "mention.content"}, {Key: "from", Variable: "mention.author.name"}}}
			var sent atomic.Int64
			b.ReportAllocs()
			b.SetParallelism(max(1, workers/runtime.GOMAXPROCS(0)))
			if workers == 1 {
				for b.Loop() {
					require.NoError(b, s.Handle(b.Context(), c, arrival(crash)))
					sent.Add(1)
				}
			} else {
				b.RunParallel(func(pb *testing.PB) {
					for pb.Next() {
						if err := s.Handle(b.Context(), c, arrival(crash)); err != nil {
							b.Error(err)
							return
						}
						sent.Add(1)
					}
				})
			}
			require.Equal(b, sent.Load(), got.Load(), "what is sent arrives")
			b.ReportMetric(float64(sent.Load())/b.Elapsed().Seconds(), "deliveries/s")
		})
	}
}

// BenchmarkBlocked asks for an address that must not be reached.
func BenchmarkBlocked(b *testing.B) {
	var s webhook.Sender
	c := webhook.Config{URL: "http://169.254.169.254/latest/meta-data"}
	b.ReportAllocs()
	for b.Loop() {
		require.Equal(b, webhook.Blocked, class(b, s.Handle(b.Context(), c, arrival(crash))))
	}
}

// BenchmarkVerify checks a signature, as a receiver does.
func BenchmarkVerify(b *testing.B) {
	body := bytes.Repeat([]byte("x"), 1<<10)
	for name, keys := range map[string][2]action.Secret{"shared": {sampleShared, sampleShared}, "pair": {samplePrivate, samplePublic}} {
		b.Run(name, func(b *testing.B) {
			signature, err := webhook.Sign(sampleID, sampleTime, body, keys[0])
			require.NoError(b, err)
			h := signed(sampleID, sampleTime, signature)
			b.ReportAllocs()
			for b.Loop() {
				require.NoError(b, webhook.Verify(h, body, sampleTime, 0, keys[1]))
			}
		})
	}
}
