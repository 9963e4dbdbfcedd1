package webhook_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strconv"
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

// hang is how long a receiver that hangs takes from a sender.
const hang = 500 * time.Millisecond

// slowDesk is an engine whose webhooks are due: to receivers that hang, and last to one that is well.
type slowDesk struct {
	*recipe.Engine
	clock atomic.Int64
	well  chan time.Time // when the one that is well was called
}

// newSlowDesk keeps webhooks to n receivers that hang, many of them in all, on one server where n is zero.
func newSlowDesk(t testing.TB, n, many int) *slowDesk {
	d := &slowDesk{well: make(chan time.Time, 1)}
	var ports []uint16
	serve := func(h http.HandlerFunc) string {
		srv := httptest.NewServer(h)
		t.Cleanup(srv.Close)
		u, err := url.Parse(srv.URL)
		require.NoError(t, err)
		port, err := strconv.ParseUint(u.Port(), 10, 16)
		require.NoError(t, err)
		ports = append(ports, uint16(port))
		return srv.URL
	}
	hangs := func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body) // from here on the server sees that the sender has gone
		<-r.Context().Done()
	}
	well := func(http.ResponseWriter, *http.Request) { d.well <- time.Now() }
	var slow []string
	for range n {
		slow = append(slow, serve(hangs)+"/slow")
	}
	healthy := serve(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/slow" {
			hangs(w, r)
			return
		}
		well(w, r)
	})
	if n == 0 {
		slow = []string{healthy + "/slow"}
	}
	at := time.Date(2026, 1, 5, 10, 0, 0, 0, time.UTC)
	d.Engine = &recipe.Engine{Handlers: new(action.Handlers), Now: func() time.Time { return at.Add(time.Duration(d.clock.Load())) }}
	action.Handle(d.Handlers, &webhook.Sender{Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, Ports: ports, Timeout: hang, Tries: 1})
	text := `{"format":1,"recipes":[`
	rule := func(topic, address, after string) string {
		return fmt.Sprintf(`{"id":%q,"name":"n","enabled":true,"trigger":{"on":"new_item","topics":[%q]},"actions":[
			{"do":"webhook","with":{"name":"n","url":%q,"variables":[{"variable":"mention.id"}]},"after":%q}]}`, topic, topic, address, after)
	}
	for i, address := range slow {
		text += rule(fmt.Sprint("slow", i), address, "1m") + ","
	}
	set, err := recipe.Decode([]byte(text + rule("well", healthy+"/well", "2m") + `]}`))
	require.NoError(t, err)
	require.NoError(t, d.Load(set))
	send := func(id, topic string) {
		_, err := d.Handle(t.Context(), trigger.Event{ID: id, Kind: trigger.MentionCreated, At: at, Mention: &trigger.Mention{ID: id, Topic: topic}})
		require.NoError(t, err)
	}
	for i := range many {
		send(fmt.Sprint("e", i), fmt.Sprint("slow", i%len(slow)))
	}
	send("well", "well")
	d.clock.Store(int64(3 * time.Minute))
	return d
}

// Twenty webhooks to receivers that hang are due, and then one to a receiver that is well: it does not wait for them all.
func TestSlowReceivers(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name          string
		hang, callers int
		wanted        time.Duration
	}{
		{"one that hangs, one Tick", 1, 1, 600 * time.Millisecond},
		{"twenty that hang, one Tick", 20, 1, 1500 * time.Millisecond},
		{"one that is both, sixteen Ticks", 0, 16, 2 * time.Second},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := newSlowDesk(t, tt.hang, 20)
			began := time.Now()
			var all sync.WaitGroup
			for range tt.callers {
				all.Go(func() {
					_, err := d.Tick(t.Context())
					require.NoError(t, err)
				})
			}
			took := (<-d.well).Sub(began)
			t.Logf("called after %s, wanted within %s", took.Round(time.Millisecond), tt.wanted)
			require.Less(t, took, 10*tt.wanted)
			all.Wait()
		})
	}
}

// BenchmarkHalfHang is webhooks to receivers that are well, while as many to one that hangs are due.
func BenchmarkHalfHang(b *testing.B) {
	for _, workers := range []int{1, 8, 32} {
		b.Run(fmt.Sprint("workers=", workers), func(b *testing.B) {
			for b.Loop() {
				d := newSlowDesk(b, 1, workers)
				d.Workers = workers
				began := time.Now()
				_, err := d.Tick(b.Context())
				require.NoError(b, err)
				b.ReportMetric((<-d.well).Sub(began).Seconds(), "s/healthy")
			}
		})
	}
}
