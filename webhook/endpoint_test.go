package webhook_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/trigger"
	"github.com/commis-recipes/commis/webhook"
)

const day = 24 * time.Hour

// world is a receiver that answers as a test says, a sender with the test's clock, and what the host was told.
type world struct {
	*receiver
	answer atomic.Int64
	sender *webhook.Sender
	now    time.Time
	mu     sync.Mutex
	told   []webhook.Endpoint
	refuse bool // the host does not take it
}

func newWorld(t testing.TB) *world {
	w := &world{now: noon}
	w.answer.Store(200)
	w.receiver = listen(t, func(rw http.ResponseWriter, _ *http.Request) { rw.WriteHeader(int(w.answer.Load())) })
	w.sender = w.receiver.sender(t)
	w.sender.Store = new(schedule.Memory)
	w.sender.Now = func() time.Time { return w.now }
	w.sender.Disabled = w.tell
	return w
}

func (w *world) tell(_ context.Context, e webhook.Endpoint) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.refuse {
		return errors.New("no")
	}
	w.told = append(w.told, e)
	return nil
}

// send sends to the path after a while, and returns how it ended.
func (w *world) send(t testing.TB, after time.Duration, answer int, path string) webhook.Class {
	t.Helper()
	w.now = w.now.Add(after)
	w.answer.Store(int64(answer))
	return class(t, w.sender.Handle(within(t), webhook.Config{URL: w.URL + path}, arrival(trigger.Mention{ID: "77"})))
}

func TestOnlyFailsForFiveDays(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	require.Equal(t, webhook.HTTP5xx, w.send(t, 0, 500, "/h"))
	require.Equal(t, webhook.HTTP4xx, w.send(t, 3*day, 404, "/h"))
	require.Equal(t, webhook.Throttled, w.send(t, 2*day-1, 429, "/h"))
	require.Empty(t, w.told)
	require.Equal(t, webhook.HTTP5xx, w.send(t, 1, 503, "/h"), "the try that was one too many")
	require.Len(t, w.told, 1)
	e := w.told[0]
	require.Regexp(t, `^[0-9a-f]{32}$`, e.ID)
	e.ID = ""
	require.Equal(t, webhook.Endpoint{Host: "127.0.0.1", Since: noon, At: noon.Add(5 * day), Class: "http_5xx", Recipe: "it-alerts"}, e)

	requests := len(w.got())
	for range 3 {
		require.Equal(t, webhook.Disabled, w.send(t, day, 200, "/h"))
	}
	require.Len(t, w.got(), requests, "nothing is sent any more")
	require.Equal(t, webhook.OK, w.send(t, 0, 200, "/other"), "another endpoint of the host")
	require.Len(t, w.told, 1, "the host is told once")

	require.NoError(t, w.sender.Enable(within(t), w.told[0].ID))
	require.Equal(t, webhook.OK, w.send(t, 0, 200, "/h"))
	require.Equal(t, webhook.HTTP5xx, w.send(t, 0, 500, "/h"))
	require.Equal(t, webhook.HTTP5xx, w.send(t, 4*day, 500, "/h"))
	require.Equal(t, webhook.HTTP5xx, w.send(t, day-1, 500, "/h"), "the days are counted anew")
	require.Len(t, w.told, 1)
}

// One that is seldom asked, or was away for a while and then once more, is not disabled for it.
func TestFailsSeldom(t *testing.T) {
	t.Parallel()
	const hour, minute = time.Hour, time.Minute
	schedule := []time.Duration{0, 5 * time.Second, 5 * minute, 35 * minute, 155 * minute, 455 * minute, 17*hour + 35*minute, 31*hour + 35*minute, 51*hour + 35*minute, 75*hour + 35*minute}
	later := func(after time.Duration, more ...time.Duration) []time.Duration {
		all := append([]time.Duration(nil), schedule...)
		for _, d := range more {
			all = append(all, after+d)
		}
		return all
	}
	for _, tt := range []struct {
		name  string
		fails []time.Duration
		want  bool // the last one disables it
	}{
		{"twice", []time.Duration{0, 5 * day}, false},
		{"twice, long ago", []time.Duration{0, 50 * day}, false},
		{"once a week", []time.Duration{0, 7 * day, 14 * day, 21 * day, 28 * day}, false},
		{"every other day", []time.Duration{0, 2 * day, 4 * day, 6 * day}, true},
		{"every third day", []time.Duration{0, 3 * day, 6 * day, 9 * day}, false},
		{"three times in five days", []time.Duration{0, hour, 5 * day}, true},
		{"three times in a little more", []time.Duration{0, hour, 5*day + hour + 1}, false},
		{"often, but not for five days", []time.Duration{0, hour, 2 * hour, day, 2 * day, 3 * day, 5*day - 1}, false},
		{"before and after a pause", []time.Duration{0, hour, 6 * day, 6*day + 11*hour, 6*day + 12*hour - 1}, false},
		{"before a pause, and for half a day", []time.Duration{0, hour, 6 * day, 6*day + 11*hour, 6*day + 12*hour}, true},
		{"half a day, but twice only", []time.Duration{0, hour, 6 * day, 6*day + 12*hour}, false},
		{"many at once", []time.Duration{0, 0, 0, 0, 0, 6 * day, 6 * day, 6 * day, 6 * day}, false},
		{"one message, and the next one once, a week later", later(11*day, 0), false},
		{"one message, and the next one for some hours", later(11*day, 0, 5*time.Second, 5*minute, 35*minute, 155*minute, 455*minute), false},
		{"one message, and the next one for half a day", later(11*day, 0, 5*time.Second, 5*minute, 35*minute, 155*minute, 455*minute, 17*hour+35*minute), true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			past := time.Duration(0)
			for i, at := range tt.fails {
				require.Empty(t, w.told, i)
				require.Equal(t, webhook.HTTP5xx, w.send(t, at-past, 500, "/h"))
				past = at
			}
			require.Equal(t, tt.want, len(w.told) == 1)
			if tt.want {
				require.Equal(t, noon, w.told[0].Since)
			}
		})
	}
}

// Addresses are told apart by all that is in them, and what a receiver says about one is true of that one only.
func TestWholeAddress(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	require.Equal(t, webhook.Gone, w.send(t, 0, 410, "/h?key=a&x"))
	for _, other := range []string{"/h", "/h?key=b&x", "/h?key=a", "/h?x&key=a", "/H?key=a&x", "/h/?key=a&x"} {
		require.Equal(t, webhook.OK, w.send(t, 0, 200, other), other)
	}
	require.Equal(t, webhook.Disabled, w.send(t, 0, 200, "/h?key=a&x"))

	get := func(address, id string) webhook.Class {
		return class(t, w.sender.Handle(within(t), webhook.Config{URL: w.URL + address, Method: "GET", Variables: []webhook.Variable{{Variable: "mention.id"}}},
			arrival(trigger.Mention{ID: id})))
	}
	w.answer.Store(410)
	require.Equal(t, webhook.Gone, get("/get?key=a", "1"))
	w.answer.Store(200)
	require.Equal(t, webhook.Disabled, get("/get?key=a", "2"), "what a GET says about the event is its message")
	require.Equal(t, webhook.OK, get("/get?key=b", "1"))
}

// A row that a newer process wrote is obeyed and left as it is.
func TestRowOfALaterVersion(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	require.Equal(t, webhook.HTTP5xx, w.send(t, 0, 500, "/h"))
	require.Equal(t, webhook.Gone, w.send(t, 0, 410, "/gone"))
	store := w.sender.Store.(*schedule.Memory)
	edit := func(id, from, to string) (payload string) {
		key := "webhook/" + id
		require.NoError(t, store.Update(within(t), schedule.On(key), func(_ context.Context, tx schedule.Tx) error {
			rows, err := tx.Get(key)
			require.NoError(t, err)
			require.Len(t, rows, 1)
			row := rows[0]
			payload = string(row.Payload)
			if from == "" {
				return nil
			}
			require.Contains(t, payload, from)
			row.Payload = []byte(strings.Replace(payload, from, to, 1))
			_, err = tx.Put(row)
			return err
		}))
		return payload
	}
	id := w.told[0].ID
	edit(id, `"v":1`, `"v":2,"more":true`)
	later := edit(id, "", "")
	require.Equal(t, webhook.Disabled, w.send(t, day, 200, "/gone"))
	require.Equal(t, later, edit(id, "", ""))
	edit(id, `"disabled":true`, `"disabled":false`)
	later = edit(id, "", "")
	for _, code := range []int{500, 410, 200} {
		w.send(t, day, code, "/gone")
		require.Equal(t, later, edit(id, "", ""), code)
	}
	require.NoError(t, w.sender.Enable(within(t), id))
	require.Equal(t, 1, store.Len(), "the host may remove it")
}

// Failures of one moment are not all written down.
func TestFailsAllTheTime(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	puts := &counting{Store: w.sender.Store}
	w.sender.Store = puts
	for range 100 {
		require.Equal(t, webhook.HTTP5xx, w.send(t, 500*time.Millisecond, 500, "/h"))
	}
	require.LessOrEqual(t, puts.puts, 5, "of 100 failures in 50 seconds")
	w.send(t, 5*day, 500, "/h")
	require.Empty(t, w.told)
	w.send(t, 6*time.Hour, 500, "/h")
	w.send(t, 6*time.Hour, 500, "/h")
	require.Len(t, w.told, 1)
}

// counting counts the rows that are put.
type counting struct {
	schedule.Store
	puts int
}

func (c *counting) Update(ctx context.Context, about schedule.Scope, fn func(ctx context.Context, tx schedule.Tx) error) error {
	return c.Store.Update(ctx, about, func(ctx context.Context, tx schedule.Tx) error {
		return fn(ctx, countingTx{tx, c})
	})
}

type countingTx struct {
	schedule.Tx
	c *counting
}

func (tx countingTx) Put(j schedule.Job) (schedule.Job, error) {
	tx.c.puts++
	return tx.Tx.Put(j)
}

func TestSuccessInBetween(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for range 10 {
		require.Equal(t, webhook.HTTP5xx, w.send(t, day, 500, "/h"))
		require.Equal(t, webhook.HTTP5xx, w.send(t, 4*day, 500, "/h"))
		require.Equal(t, webhook.OK, w.send(t, time.Hour, 204, "/h"))
	}
	require.Empty(t, w.told)
	require.Zero(t, w.sender.Store.(*schedule.Memory).Len(), "nothing is kept about one that does well")
}

func TestGone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	require.Equal(t, webhook.Gone, w.send(t, 0, 410, "/h"))
	require.Equal(t, webhook.Disabled, w.send(t, 400*day, 200, "/h"))
	require.Len(t, w.got(), 1)
	require.Len(t, w.told, 1)
	require.Equal(t, webhook.Gone, w.told[0].Class)

	err := w.sender.Handle(within(t), webhook.Config{URL: w.URL + "/h"}, arrival(trigger.Mention{ID: "77"}))
	require.EqualError(t, err, "webhook to 127.0.0.1: disabled, attempt 1")
	require.NoError(t, w.sender.Enable(within(t), w.told[0].ID))
	require.NoError(t, w.sender.Enable(within(t), w.told[0].ID), "it is enabled")
	require.NoError(t, w.sender.Enable(within(t), "nobody's"))
	require.Equal(t, webhook.OK, w.send(t, 0, 200, "/h"))
}

// What never reached the receiver says nothing about it.
func TestNotTheReceiversFault(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.sender.Allow = nil
	for range 3 {
		require.Equal(t, webhook.Blocked, w.send(t, 5*day, 200, "/h"))
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	require.Equal(t, webhook.Cancelled, class(t, w.sender.Handle(ctx, webhook.Config{URL: w.URL}, arrival(trigger.Mention{ID: "77"}))))
	require.Zero(t, w.sender.Store.(*schedule.Memory).Len())
	require.Empty(t, w.told)
}

// One that is disabled while a message is on its way stays disabled, also when that message arrives.
func TestDisabledMeanwhile(t *testing.T) {
	t.Parallel()
	var r *receiver
	var s *webhook.Sender
	send := func() webhook.Class {
		return class(t, s.Handle(within(t), webhook.Config{URL: r.URL}, arrival(trigger.Mention{ID: "77"})))
	}
	r = listen(t, func(w http.ResponseWriter, _ *http.Request) {
		n := len(r.got())
		if n == 2 { // the message is on its way, and another one overtakes it
			_ = send()
		}
		w.WriteHeader([]int{500, 200, 410}[n-1])
	})
	s = r.sender(t)
	require.Equal(t, []webhook.Class{"http_5xx", "ok", "disabled"}, []webhook.Class{send(), send(), send()})
}

// A failure is written down also when the caller gave up on it.
func TestFailureOfALateCaller(t *testing.T) {
	t.Parallel()
	silent := raw(t, func(c net.Conn) { _, _ = io.Copy(io.Discard, c) })
	store := new(schedule.Memory)
	s := to(t, silent)
	s.Store = store
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	require.Equal(t, webhook.Timeout, class(t, s.Handle(ctx, webhook.Config{URL: "http://" + silent}, arrival(trigger.Mention{ID: "77"}))))
	require.Equal(t, 1, store.Len())
}

// Many fail at the same moment, in two processes: the host is told once.
func TestToldOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	require.Equal(t, webhook.HTTP5xx, w.send(t, 0, 500, "/h"))
	require.Equal(t, webhook.HTTP5xx, w.send(t, 4*day, 500, "/h"))
	w.now = w.now.Add(2 * day)
	other := w.receiver.sender(t)
	other.Store, other.Now, other.Disabled = w.sender.Store, w.sender.Now, w.sender.Disabled
	var wg sync.WaitGroup
	for i := range 64 {
		s := []*webhook.Sender{w.sender, other}[i%2]
		wg.Go(func() { _ = s.Handle(within(t), webhook.Config{URL: w.URL + "/h"}, arrival(trigger.Mention{ID: "77"})) })
	}
	wg.Wait()
	require.Len(t, w.told, 1)
}

func TestToldAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.refuse = true
	require.Equal(t, webhook.Gone, w.send(t, 0, 410, "/h"))
	w.refuse = false
	require.Equal(t, webhook.Disabled, w.send(t, time.Minute-1, 200, "/h"))
	require.Empty(t, w.told, "somebody else may still be telling")
	require.Equal(t, webhook.Disabled, w.send(t, 1, 200, "/h"))
	require.Len(t, w.told, 1)
	require.Equal(t, webhook.Gone, w.told[0].Class)
	require.Equal(t, webhook.Disabled, w.send(t, day, 200, "/h"))
	require.Len(t, w.told, 1)
}

// Without anybody to tell, and in the sender's own memory, endpoints are disabled all the same.
func TestDisabledWithoutHost(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.sender.Store, w.sender.Disabled = nil, nil
	require.Equal(t, webhook.Gone, w.send(t, 0, 410, "/h"))
	require.Equal(t, webhook.Disabled, w.send(t, day, 200, "/h"))
}

// Endpoints that failed and were never heard of again are forgotten, so that their number is bounded.
func TestForgotten(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	store := w.sender.Store.(*schedule.Memory)
	for i := range 40 {
		require.Equal(t, webhook.HTTP5xx, w.send(t, 0, 500, "/"+strings.Repeat("x", i)))
	}
	require.Equal(t, webhook.Gone, w.send(t, 0, 410, "/gone"))
	require.Equal(t, 41, store.Len())
	for i := range 4 {
		require.Equal(t, webhook.HTTP5xx, w.send(t, 31*day, 500, "/"+strings.Repeat("y", i+1)))
	}
	require.Equal(t, 2, store.Len(), "the last, and the one that is disabled")
	require.Equal(t, webhook.Disabled, w.send(t, 0, 200, "/gone"))
}

// brokenStore fails from a call on.
type brokenStore struct {
	schedule.Store
	calls, from int
}

func (b *brokenStore) Update(ctx context.Context, about schedule.Scope, fn func(ctx context.Context, tx schedule.Tx) error) error {
	if b.calls++; b.calls >= b.from {
		return errors.New("store is away")
	}
	return b.Store.Update(ctx, about, fn)
}

func TestStoreFails(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.sender.Store = &brokenStore{Store: new(schedule.Memory), from: 1}
	err := w.sender.Handle(within(t), webhook.Config{URL: w.URL}, arrival(trigger.Mention{ID: "77"}))
	require.EqualError(t, err, "webhook: the standing of the endpoint is unknown: store is away")
	require.False(t, action.IsPermanent(err))
	require.Empty(t, w.got(), "nobody knows whether it may be sent")
	require.ErrorContains(t, w.sender.Enable(within(t), "x"), "store is away")

	w.sender.Store = &brokenStore{Store: new(schedule.Memory), from: 2}
	require.Equal(t, webhook.HTTP5xx, w.send(t, 0, 500, "/h"), "the delivery ended as it did")
	w.sender.Store = &brokenStore{Store: new(schedule.Memory), from: 2}
	require.Equal(t, webhook.OK, w.send(t, 0, 200, "/h"))
}

// A row that somebody spoiled is an error, not a reason to send.
func TestSpoiledRow(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	require.Equal(t, webhook.Gone, w.send(t, 0, 410, "/h"))
	key := "webhook/" + w.told[0].ID
	require.NoError(t, w.sender.Store.Update(within(t), schedule.On(key), func(_ context.Context, tx schedule.Tx) error {
		rows, err := tx.Get(key)
		require.NoError(t, err)
		require.Len(t, rows, 1)
		row := rows[0]
		require.True(t, json.Valid(row.Payload))
		require.NotContains(t, string(row.Payload), "/h")
		row.Payload = []byte("{")
		_, err = tx.Put(row)
		return err
	}))
	err := w.sender.Handle(within(t), webhook.Config{URL: w.URL + "/h"}, arrival(trigger.Mention{ID: "77"}))
	require.EqualError(t, err, "webhook: the standing of the endpoint is unknown: the row of an endpoint cannot be read")
	require.NoError(t, w.sender.Enable(within(t), w.told[0].ID), "the way out")
	require.Equal(t, webhook.OK, w.send(t, 0, 200, "/h"))
}

// Random histories of two endpoints against a model that remembers every failure.
func TestEndpointsModel(t *testing.T) {
	t.Parallel()
	shared := newWorld(t)
	rapid.Check(t, func(rt *rapid.T) {
		shared.sender.Store = new(schedule.Memory)
		shared.told = nil
		type model struct {
			since    time.Time
			failures []time.Time
			disabled bool
			id       string
		}
		models := map[string]*model{"/a": {}, "/b": {}}
		disabled := 0
		for range rapid.IntRange(1, 25).Draw(rt, "steps") {
			path := rapid.SampledFrom([]string{"/a", "/b"}).Draw(rt, "path")
			m := models[path]
			if m.disabled && rapid.IntRange(0, 2).Draw(rt, "enable") == 0 {
				require.NoError(rt, shared.sender.Enable(within(t), m.id))
				*m = model{}
			}
			answer := rapid.SampledFrom([]int{200, 302, 400, 429, 500, 500, 500, 500, 500, 500, 500, 410}).Draw(rt, "answer")
			after := time.Duration(rapid.IntRange(0, 60).Draw(rt, "hours")) * time.Hour
			got := shared.send(t, after, answer, path)
			if m.disabled {
				require.Equal(rt, webhook.Disabled, got)
				continue
			}
			require.NotEqual(rt, webhook.Disabled, got)
			switch {
			case answer == 200:
				*m = model{}
				continue
			case m.since.IsZero():
				m.since = shared.now
			}
			m.failures = append(m.failures, shared.now)
			var lately []time.Time
			for _, f := range m.failures {
				if shared.now.Sub(f) <= 120*time.Hour {
					lately = append(lately, f)
				}
			}
			if answer == 410 || shared.now.Sub(m.since) >= 120*time.Hour && len(lately) >= 3 && shared.now.Sub(lately[0]) >= 12*time.Hour {
				m.disabled = true
				disabled++
				require.Len(rt, shared.told, disabled)
				require.True(rt, m.since.Equal(shared.told[disabled-1].Since))
				m.id = shared.told[disabled-1].ID
			}
		}
		require.Len(rt, shared.told, disabled)
	})
}

// A store or a host that hangs when an endpoint is written down costs five seconds, whatever the deadline was.
func TestKeepingHangs(t *testing.T) {
	for _, timeout := range []time.Duration{time.Second, time.Hour} {
		for name, hang := range map[string]func(s *webhook.Sender){
			"the store": func(s *webhook.Sender) { s.Store = &hangingStore{Store: new(schedule.Memory)} },
			"the host": func(s *webhook.Sender) {
				s.Disabled = func(ctx context.Context, _ webhook.Endpoint) error { <-ctx.Done(); return ctx.Err() }
			},
		} {
			t.Run(name+" "+timeout.String(), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					s := &webhook.Sender{Timeout: timeout, Tries: 1}
					hang(s)
					webhook.DialBy(s, func(context.Context, string, string) (net.Conn, error) {
						ours, theirs := net.Pipe()
						go func() {
							defer theirs.Close()
							read(theirs)
							_, _ = theirs.Write([]byte("HTTP/1.1 410 Gone\r\n\r\n"))
						}()
						return ours, nil
					})
					start := time.Now()
					require.Equal(t, webhook.Gone, class(t, s.Handle(t.Context(), webhook.Config{URL: "http://receiver.example"}, arrival(trigger.Mention{ID: "77"}))))
					require.Equal(t, 5*time.Second, time.Since(start))
				})
			})
		}
	}
}

// hangingStore hangs from the second call on, until its caller gives up.
type hangingStore struct {
	schedule.Store
	calls int
}

func (h *hangingStore) Update(ctx context.Context, about schedule.Scope, fn func(ctx context.Context, tx schedule.Tx) error) error {
	if h.calls++; h.calls > 1 {
		<-ctx.Done()
		return ctx.Err()
	}
	return h.Store.Update(ctx, about, fn)
}
