package recipe_test

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/schedule"
)

// mail is an engine whose one recipe notifies at most every hour, and its notifications.
type mail struct {
	*recipe.Engine
	now    time.Time
	told   []told
	during func(n int) error // within the n-th call, unless it is nil
}

// newMail returns one that works on the store. Several of them may.
func newMail(t testing.TB, store schedule.Store) *mail {
	m := &mail{now: ten}
	m.Engine = &recipe.Engine{Store: store, Handlers: new(action.Handlers), Now: func() time.Time { return m.now }, Workers: 1}
	action.HandleFunc(m.Handlers, func(_ context.Context, _ action.Notify, in action.Input) error {
		ids := make([]string, len(in.Digest))
		for i, match := range in.Digest {
			ids[i] = match.Event
		}
		m.told = append(m.told, told{in.At, strings.Join(ids, " "), in.Key})
		if m.during != nil {
			return m.during(len(m.told))
		}
		return nil
	})
	require.NoError(t, m.Load(parse(t, set(newItem("n", `{"do":"notify","with":{"users":["7"],"channel":"push","at_most_every":"1h"}}`)))))
	return m
}

func (m *mail) arrive(t testing.TB, ids ...string) {
	t.Helper()
	for _, id := range ids {
		ev := customer(id, m.now)
		ev.Mention.CaseID = id
		_, err := m.Handle(t.Context(), ev)
		require.NoError(t, err)
	}
}

var nextMember = regexp.MustCompile(`"next":\d+`)

// pile tells first, and makes it n matches that are pending: m000000, m000001 and so on. Only the first of them goes
// through the engine; the others are copies of its row.
func pile(t testing.TB, store *shelf, n int) {
	m := newMail(t, store)
	m.arrive(t, "first", "m000000")
	require.Len(t, m.told, 1)
	rows := store.rows(t, "digest/n/notify/match/")
	require.Len(t, rows, 1)
	base := strings.TrimSuffix(rows[0].Key, "1")
	state := store.rows(t, "digest/n/notify")[0]
	require.Regexp(t, nextMember, string(state.Payload))
	require.NoError(t, store.Memory.Update(t.Context(), schedule.On("test"), func(_ context.Context, tx schedule.Tx) error {
		for i := 1; i < n; i++ {
			j := rows[0]
			j.Key = fmt.Sprint(base, i+1)
			j.Payload = []byte(strings.ReplaceAll(string(j.Payload), "m000000", fmt.Sprintf("m%06d", i)))
			if _, err := tx.Put(j); err != nil {
				return err
			}
		}
		state.Payload = nextMember.ReplaceAll(state.Payload, fmt.Appendf(nil, `"next":%d`, n+1))
		_, err := tx.Put(state)
		return err
	}))
}

func matches(n int) []string {
	ids := make([]string, n)
	for i := range ids {
		ids[i] = fmt.Sprintf("m%06d", i)
	}
	return ids
}

// tellsAll returns the events of all notifications, in the order in which they were told.
func tellsAll(all []told) []string {
	var ids []string
	for _, one := range all {
		ids = append(ids, strings.Fields(one.events)...)
	}
	return ids
}

// A digest with 20,000 pending is sent in pieces, in order, each once, and no transaction touches more than 1,000 rows.
func TestDigestInPieces(t *testing.T) {
	const n = 20_000
	kept := &shelf{}
	pile(t, kept, n)
	store := &tally{Store: kept}
	m := newMail(t, store)
	m.now = ten.Add(time.Hour)
	report, err := m.Tick(t.Context())
	require.NoError(t, err)
	require.Equal(t, matches(n), tellsAll(m.told))
	require.LessOrEqual(t, store.largest, 1000)
	require.Len(t, report.Actions, len(m.told))
	keys := map[string]bool{}
	for _, one := range m.told {
		require.LessOrEqual(t, len(strings.Fields(one.events)), 1000)
		keys[one.key] = true
	}
	require.Len(t, keys, len(m.told), "each piece has a key of its own")
	calls, _ := store.reset()
	require.LessOrEqual(t, calls, 20*len(m.told)+20)
	m.now = m.now.Add(73 * time.Hour)
	must(m.Tick(t.Context()))
	require.Equal(t, 1, kept.Len(), "nothing stays but when it was sent last")
}

// The quiet time counts from the beginning of the sending, and matches that arrive while pieces are sent are sent after it.
func TestDigestPiecesAreOneSending(t *testing.T) {
	const n = 4000
	store := &shelf{}
	pile(t, store, n)
	m := newMail(t, store)
	m.now = ten.Add(time.Hour)
	m.during = func(calls int) error {
		m.now = m.now.Add(time.Minute) // each piece takes a minute
		if calls == 2 || calls == 3 {
			m.arrive(t, fmt.Sprint("late", calls))
		}
		return nil
	}
	_, err := m.Tick(t.Context())
	require.NoError(t, err)
	require.Equal(t, matches(n), tellsAll(m.told))
	pieces := len(m.told)
	require.Greater(t, pieces, 3)
	m.during = nil
	for m.now.Before(ten.Add(2 * time.Hour)) {
		_, err := m.Tick(t.Context())
		require.NoError(t, err)
		require.Len(t, m.told, pieces, "at %s", m.now)
		m.now = m.now.Add(time.Minute)
	}
	m.now = ten.Add(2 * time.Hour)
	_, err = m.Tick(t.Context())
	require.NoError(t, err)
	require.Equal(t, []string{"12:00:00 late2 late3"}, texts(m.told[pieces:]))
}

// A piece that fails is tried again with its own matches and key, while the others go on.
func TestDigestPieceFails(t *testing.T) {
	const n = 2000
	store := &shelf{}
	pile(t, store, n)
	m := newMail(t, store)
	m.now = ten.Add(time.Hour)
	m.during = func(calls int) error {
		if calls == 2 {
			return errors.New("down")
		}
		return nil
	}
	_, err := m.Tick(t.Context())
	require.NoError(t, err)
	pieces := len(m.told)
	m.now = m.now.Add(time.Minute)
	_, err = m.Tick(t.Context())
	require.NoError(t, err)
	require.Len(t, m.told, pieces+1)
	require.Equal(t, m.told[1].key, m.told[pieces].key)
	require.Equal(t, m.told[1].events, m.told[pieces].events)
	all := tellsAll(slices.Concat(m.told[:1], m.told[2:]))
	slices.Sort(all)
	require.Equal(t, matches(n), all)
}

// Wherever the process dies, before or after a commit: another one goes on, and every match is told in one notification,
// which keeps its key and its matches when it is told twice, since nobody wrote down that it was told.
func TestDigestPiecesSurviveCrashes(t *testing.T) {
	const n = 900
	crashes := 0
	for _, after := range []bool{false, true} {
		for failAt := 1; ; failAt += longer(6, 3, 1) {
			kept := &shelf{}
			pile(t, kept, n)
			store := &mortal{Store: kept, failAt: failAt, after: after}
			byKey := map[string]string{}
			var order []string
			now := ten.Add(time.Hour)
			for range 10 {
				m := newMail(t, store) // a process that knows nothing but the store
				m.now = now
				if _, err := m.Tick(t.Context()); err != nil {
					require.ErrorIs(t, err, errDown)
				}
				store.dead = false
				for _, one := range m.told {
					if was, ok := byKey[one.key]; ok {
						require.Equal(t, was, one.events)
						continue
					}
					byKey[one.key] = one.events
					order = append(order, one.events)
				}
				now = now.Add(2 * time.Minute)
			}
			all := strings.Fields(strings.Join(order, " "))
			slices.Sort(all)
			require.Equal(t, matches(n), all, "call %d, after %v", failAt, after)
			if failAt > store.calls {
				break
			}
			crashes++
		}
	}
	require.Greater(t, crashes, longer(2, 5, 15))
}

// mortal is a store whose process dies at one call, before or after it was committed: none after it succeeds until it is
// not dead any more.
type mortal struct {
	schedule.Store
	calls, failAt int
	after, dead   bool
}

func (m *mortal) dies() bool {
	m.calls++
	if m.calls == m.failAt {
		m.dead = true
	}
	return m.dead
}

func (m *mortal) Update(ctx context.Context, about schedule.Scope, fn func(context.Context, schedule.Tx) error) error {
	was := m.dead
	if dies := m.dies(); dies && (was || !m.after) {
		return errDown
	}
	err := m.Store.Update(ctx, about, fn)
	if m.dead {
		return errDown
	}
	return err
}

func (m *mortal) Take(ctx context.Context, now time.Time, kind string, lease time.Duration, max int, full ...string) ([]schedule.Job, error) {
	was := m.dead
	if dies := m.dies(); dies && (was || !m.after) {
		return nil, errDown
	}
	rows, err := m.Store.Take(ctx, now, kind, lease, max, full...)
	if m.dead {
		return nil, errDown
	}
	return rows, err
}

// BenchmarkDigestOfMany sends pending matches.
func BenchmarkDigestOfMany(b *testing.B) {
	for _, n := range []int{100_000, 1_000_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				b.StopTimer()
				kept := &shelf{}
				pile(b, kept, n)
				store := &tally{Store: kept}
				m := newMail(b, store)
				m.now = ten.Add(time.Hour)
				b.StartTimer()
				_, err := m.Tick(b.Context())
				require.NoError(b, err)
				b.StopTimer()
				require.Len(b, tellsAll(m.told), n)
				require.LessOrEqual(b, store.largest, 1000)
				b.StartTimer()
			}
		})
	}
}
