package recipe_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/trigger"
	"github.com/commis-recipes/commis/webhook"
)

// receiver is a server of another company: one that hangs, or one that notes when it was called.
type receiver struct {
	*httptest.Server
	called atomic.Int64
	first  atomic.Pointer[time.Time]
}

func newReceiver(t testing.TB) *receiver {
	r := &receiver{}
	gone := make(chan struct{})
	r.Server = httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, req *http.Request) {
		if strings.HasPrefix(req.URL.Path, "/slow") {
			select {
			case <-req.Context().Done():
			case <-gone:
			}
			return
		}
		now := time.Now()
		r.first.CompareAndSwap(nil, &now)
		r.called.Add(1)
	}))
	t.Cleanup(func() { close(gone); r.Close() })
	return r
}

func (r *receiver) port(t testing.TB) uint16 {
	u, err := url.Parse(r.URL)
	require.NoError(t, err)
	port, err := strconv.ParseUint(u.Port(), 10, 16)
	require.NoError(t, err)
	return uint16(port)
}

// calls writes a recipe whose webhook calls an address a while after a mention in the topic.
func calls(topic, address, after string) string {
	return one(topic, fmt.Sprintf(`{"on":"new_item","topics":[%q]}`, topic), "",
		fmt.Sprintf(`{"do":"webhook","with":{"name":"w","url":%q,"variables":[{"variable":"mention.id"}]},"after":%q}`, address, after))
}

// calling returns an engine that sends webhooks, with tries of half a second, and its clock.
func calling(t testing.TB, set string, receivers ...*receiver) (*recipe.Engine, *atomic.Int64) {
	var clock atomic.Int64
	s := &webhook.Sender{Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, Timeout: 500 * time.Millisecond, Tries: 1}
	for _, r := range receivers {
		s.Ports = append(s.Ports, r.port(t))
	}
	var hs action.Handlers
	action.Handle(&hs, s)
	e := &recipe.Engine{Handlers: &hs, Now: func() time.Time { return ten.Add(time.Duration(clock.Load())) }}
	require.NoError(t, e.Load(parse(t, set)))
	return e, &clock
}

// inTopic is a mention in a topic, in a thread of its own.
func inTopic(id, topic string) trigger.Event {
	ev := customer(id, ten)
	ev.Mention.Topic, ev.Mention.CaseID = topic, id
	return ev
}

// Twenty webhooks to a receiver that hangs are due, and one to a receiver that is well: it is called within about the time
// of one that hangs, by one Tick, and where both are one server by sixteen. The bound is ten times that.
func TestReceiverThatHangs(t *testing.T) {
	for _, tt := range []struct {
		name       string
		oneServer  bool
		goroutines int
	}{
		{"two receivers", false, 1},
		{"two receivers, sixteen Ticks", false, 16},
		{"one server, sixteen Ticks", true, 16},
	} {
		t.Run(tt.name, func(t *testing.T) {
			slow, well := newReceiver(t), newReceiver(t)
			if tt.oneServer {
				well = slow
			}
			e, clock := calling(t, set(calls("slow", slow.URL+"/slow", "1m"), calls("fast", well.URL+"/fast", "2m")), slow, well)
			for _, id := range split("s", 20) {
				_, err := e.Handle(t.Context(), inTopic(id, "slow"))
				require.NoError(t, err)
			}
			_, err := e.Handle(t.Context(), inTopic("f", "fast"))
			require.NoError(t, err)
			clock.Store(int64(3 * time.Minute))
			start := time.Now()
			var all sync.WaitGroup
			for range tt.goroutines {
				all.Go(func() {
					if _, err := e.Tick(t.Context()); err != nil {
						t.Error(err)
					}
				})
			}
			all.Wait()
			require.EqualValues(t, 1, well.called.Load())
			require.Less(t, well.first.Load().Sub(start), 5*time.Second)
		})
	}
}

// BenchmarkReceiversThatHang is how many webhooks a second reach receivers that are well while half of all receivers hang:
// 20 webhooks to each of eight receivers, of which four hang for half a second and fail.
func BenchmarkReceiversThatHang(b *testing.B) {
	for _, workers := range []int{1, 8, 32} {
		b.Run(fmt.Sprintf("%d_workers", workers), func(b *testing.B) {
			var reached, until float64
			for b.Loop() {
				b.StopTimer()
				var receivers []*receiver
				var recipes []string
				for i := range 8 {
					r := newReceiver(b)
					receivers = append(receivers, r)
					recipes = append(recipes, calls(fmt.Sprint("t", i), r.URL+[]string{"/well", "/slow"}[i%2], "1m"))
				}
				e, clock := calling(b, set(recipes...), receivers...)
				e.Workers = workers
				const each = 20
				for n := range each {
					for i := range receivers {
						_, err := e.Handle(b.Context(), inTopic(fmt.Sprint("e", n, "-", i), fmt.Sprint("t", i)))
						require.NoError(b, err)
					}
				}
				clock.Store(int64(2 * time.Minute))
				b.StartTimer()
				start := time.Now()
				done := make(chan struct{})
				go func() { // when the last receiver that is well has had its last
					defer close(done)
					for all := int64(0); all < 4*each; time.Sleep(time.Millisecond) {
						all = 0
						for _, r := range receivers {
							all += r.called.Load()
						}
					}
					until += time.Since(start).Seconds()
				}()
				_, err := e.Tick(b.Context())
				require.NoError(b, err)
				<-done
				reached += 4 * each
			}
			b.ReportMetric(reached/until, "healthy/s")
		})
	}
}
