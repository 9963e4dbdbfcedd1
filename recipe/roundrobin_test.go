package recipe_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/history"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/recipe/recipetest"
	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/trigger"
)

// roster is a host that assigns what arrives to those who are there.
type roster struct {
	mu   sync.Mutex
	away map[string]bool
	got  []string
	fail []error // of the next calls
}

func (r *roster) assigner() action.Assigner {
	return action.Assigner{
		Assign: func(_ context.Context, _ action.Input, to trigger.Assigned) error {
			r.mu.Lock()
			defer r.mu.Unlock()
			r.got = append(r.got, strings.Join(slices.Concat(to.Users, to.Teams), "+"))
			if len(r.fail) > 0 {
				err := r.fail[0]
				r.fail = r.fail[1:]
				return err
			}
			return nil
		},
		Available: func(_ context.Context, user string) (bool, error) {
			r.mu.Lock()
			defer r.mu.Unlock()
			return !r.away[user], nil
		},
	}
}

// taken returns who got something since the last call.
func (r *roster) taken() []string {
	got := r.got
	r.got = nil
	return got
}

func pickOne(users ...string) string {
	return set(newItem("r", fmt.Sprintf(`{"do":"assign","with":{"users":%s,"pick":"one"}}`, quoted(users))))
}

func quoted(names []string) string { return `["` + strings.Join(names, `","`) + `"]` }

func onRoster(t testing.TB, document string) (*recipetest.Kitchen, *roster) {
	r := &roster{away: make(map[string]bool)}
	k := recipetest.New(t)
	action.Handle(k.Handlers, r.assigner())
	k.Load(document)
	return k, r
}

// sendNth sends n events, numbered on from the clock.
func sendNth(k *recipetest.Kitchen, n int) {
	for range n {
		at := k.Now().Add(time.Minute)
		k.Send(customer("e"+at.String(), at))
	}
}

// One of four agents is away all the time: the other three get a third each.
func TestTurnsWhenOneIsAway(t *testing.T) {
	t.Parallel()
	k, r := onRoster(t, pickOne("a", "b", "c", "d"))
	r.away["b"] = true
	sendNth(k, 300)
	count := map[string]int{}
	for _, who := range r.got {
		count[who]++
	}
	require.Equal(t, map[string]int{"a": 100, "c": 100, "d": 100}, count)
}

func TestTurnsThroughEdits(t *testing.T) {
	t.Parallel()
	k, r := onRoster(t, pickOne("a", "b", "c"))
	sendNth(k, 4)
	require.Equal(t, []string{"a", "b", "c", "a"}, r.taken())

	k.Load(pickOne("c", "b", "a")) // in another order: b was chosen longest ago, then c, then a
	sendNth(k, 3)
	require.Equal(t, []string{"b", "c", "a"}, r.taken())

	k.Load(pickOne("c", "a", "x", "b")) // x was never chosen
	sendNth(k, 4)
	require.Equal(t, []string{"x", "b", "c", "a"}, r.taken())

	k.Load(pickOne("a", "x")) // without b and c
	sendNth(k, 3)
	require.Equal(t, []string{"x", "a", "x"}, r.taken())

	k.Load(pickOne("x", "b", "a", "c")) // b and c are back: it was theirs longer ago
	sendNth(k, 4)
	require.Equal(t, []string{"b", "c", "a", "x"}, r.taken())

	k.Load(pickOne("a", "b", "c"))
	sendNth(k, 3)
	require.Equal(t, []string{"b", "c", "a"}, r.taken())
	r.away["b"] = true
	sendNth(k, 4)
	require.Equal(t, []string{"c", "a", "c", "a"}, r.taken())
	r.away["b"] = false
	sendNth(k, 4)
	require.Equal(t, []string{"b", "c", "a", "b"}, r.taken(), "who is back does not catch up")
}

// A user and a team of one name are two.
func TestTurnsOfUsersAndTeams(t *testing.T) {
	t.Parallel()
	k, r := onRoster(t, set(one("r", `{"on":"case_status_changed","all_topics":true}`, "",
		`{"do":"assign","with":{"users":["x"],"teams":["x","y"],"pick":"one","target":"case"}}`)))
	for n := range 4 {
		at := ten.Add(time.Duration(n) * time.Minute)
		report := k.Send(trigger.Event{ID: fmt.Sprint(n), Kind: trigger.CaseStatusChanged, At: at, From: "unresolved", To: "pending",
			Case: &trigger.Case{ID: fmt.Sprint(n), Status: "pending"}})
		want := []map[string]any{{"users": []string{"x"}}, {"teams": []string{"x"}}, {"teams": []string{"y"}}, {"users": []string{"x"}}}[n]
		require.Equal(t, want, report.Decisions[0].Actions[0].Output)
	}
	require.Equal(t, []string{"x", "x", "y", "x"}, r.taken())
	entries := k.History.Find(history.Query{Action: "assign"})
	require.Len(t, entries, 4)
	require.JSONEq(t, `{"teams":["y"]}`, string(entries[2].Output))
}

// Every try chooses the same one, unless they have gone away meanwhile: then their turn is given back.
func TestTurnsOfATryThatIsMadeAgain(t *testing.T) {
	t.Parallel()
	busy := errors.New("busy")
	k, r := onRoster(t, pickOne("a", "b", "c"))
	r.fail = []error{action.Retry(10*time.Minute, busy)}
	sendNth(k, 3) // the first fails, and waits
	require.Equal(t, []string{"a", "b", "c"}, r.taken())
	k.Wait(15 * time.Minute)
	require.Equal(t, []string{"a"}, r.taken(), "as before")

	r.fail = []error{action.Retry(10*time.Minute, busy)}
	sendNth(k, 1)
	require.Equal(t, []string{"a"}, r.taken())
	r.away["a"] = true
	k.Wait(15 * time.Minute)
	require.Equal(t, []string{"b"}, r.taken())
	r.away["a"] = false
	sendNth(k, 3)
	require.Equal(t, []string{"a", "c", "b"}, r.taken(), "a has their turn back: it was longer ago than that of c")
}

// A try that is made again after a hundred others have had their turn chooses the same one.
func TestTurnsOfALateTry(t *testing.T) {
	t.Parallel()
	k, r := onRoster(t, pickOne("a", "b", "c", "d"))
	r.fail = []error{nil, action.Retry(3*time.Hour, errors.New("busy"))}
	sendNth(k, 101)
	r.taken()
	k.Wait(3 * time.Hour)
	require.Equal(t, []string{"b"}, r.taken())
}

// A local handler chooses in the transaction that it writes in: a try that is taken back takes no turn.
func TestTurnsOfALocalHandler(t *testing.T) {
	t.Parallel()
	r := &roster{fail: []error{nil, action.Permanent(errors.New("no")), action.Skip("not now")}}
	k := recipetest.New(t)
	action.HandleLocal(k.Handlers, r.assigner())
	k.Load(pickOne("a", "b", "c"))
	sendNth(k, 5)
	require.Equal(t, []string{"a", "b", "b", "b", "c"}, r.taken())
}

// Turns go on after a restart, and across processes.
func TestTurnsAfterARestart(t *testing.T) {
	t.Parallel()
	var store schedule.Memory
	r := &roster{}
	send := func(id string) {
		e := &recipe.Engine{Store: &store, Handlers: new(action.Handlers), Now: func() time.Time { return ten }}
		action.Handle(e.Handlers, r.assigner())
		require.NoError(t, e.Load(parse(t, pickOne("a", "b", "c"))))
		_, err := e.Handle(t.Context(), customer(id, ten))
		require.NoError(t, err)
		_, err = e.Handle(t.Context(), customer(id, ten)) // again
		require.NoError(t, err)
	}
	for n := range 5 {
		send(fmt.Sprint("e", n))
	}
	require.Equal(t, []string{"a", "b", "c", "a", "b"}, r.taken())
}

// A row that only counts turns, as an earlier release wrote it, goes on where it was.
func TestTurnsOfAnEarlierRelease(t *testing.T) {
	t.Parallel()
	for state, want := range map[string][]string{
		`{"next":0}`: {"a", "b", "c", "d", "a"},
		`{"next":2}`: {"c", "d", "a", "b", "c"},
		`{"next":5,"last":[{"key":"r/assign/e3/mention/m","turn":3},{"key":"r/assign/e4/mention/m","turn":4}]}`: {"b", "c", "d", "a", "b"},
		`{"next":8}`:                       {"a", "b", "c", "d", "a"},
		`{"next":5,"chosen":{}}`:           {"a", "b", "c", "d", "a"},
		`{"next":1,"chosen":{"user/a":1}}`: {"b", "c", "d", "a", "b"},
	} {
		t.Run(state, func(t *testing.T) {
			var store schedule.Memory
			require.NoError(t, store.Update(t.Context(), schedule.On("turn/r/assign"), func(_ context.Context, tx schedule.Tx) error {
				_, err := tx.Put(schedule.Job{Key: "turn/r/assign", Kind: "state", Subject: "turn/r/assign", Payload: []byte(`{"v":1,"state":` + state + `}`)})
				return err
			}))
			r := &roster{}
			e := &recipe.Engine{Store: &store, Handlers: new(action.Handlers), Now: func() time.Time { return ten }}
			action.Handle(e.Handlers, r.assigner())
			require.NoError(t, e.Load(parse(t, pickOne("a", "b", "c", "d"))))
			for n := range 5 {
				_, err := e.Handle(t.Context(), customer(fmt.Sprint("new", n), ten))
				require.NoError(t, err)
			}
			require.Equal(t, want, r.taken())
		})
	}
}

// Eight callers at once: nobody is passed over.
func TestTurnsOfManyAtOnce(t *testing.T) {
	t.Parallel()
	var store schedule.Memory
	r := &roster{away: map[string]bool{"b": true}}
	var wg sync.WaitGroup
	for worker := range 8 {
		e := &recipe.Engine{Store: &store, Handlers: new(action.Handlers), Now: func() time.Time { return ten }}
		action.Handle(e.Handlers, r.assigner())
		require.NoError(t, e.Load(parse(t, pickOne("a", "b", "c", "d"))))
		wg.Go(func() {
			for n := range 30 {
				if _, err := e.Handle(t.Context(), customer(fmt.Sprint(worker, "-", n), ten)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	count := map[string]int{}
	for _, who := range r.got {
		count[who]++
	}
	require.Equal(t, map[string]int{"a": 80, "c": 80, "d": 80}, count)
}

// No name at all is an error of the action, which is told.
func TestTurnsOfNobody(t *testing.T) {
	t.Parallel()
	k := recipetest.New(t)
	action.HandleFunc(k.Handlers, func(ctx context.Context, _ action.Assign, in action.Input) error {
		_, err := in.Chooser.Choose(ctx, nil)
		return action.Permanent(err)
	})
	k.Load(pickOne("a", "b"))
	reports := k.Send(customer("e1", ten)).Decisions[0].Actions
	require.EqualError(t, reports[0].Err, "nobody to choose from")
}

// longestAgo is the rule as one would explain it: of those who are there, the one whose last turn is furthest back in the
// log; who is not in it comes first, and the list decides between two of them.
func longestAgo(log, here []string) string {
	best, at := "", len(log)
	for _, name := range here {
		last := -1
		for i, who := range log {
			if who == name {
				last = i
			}
		}
		if last < at {
			best, at = name, last
		}
	}
	return best
}

func TestTurnsAreThoseOfTheModel(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		everybody := []string{"a", "b", "c", "d", "e"}
		k, r := onRoster(t, pickOne(everybody...))
		list := everybody
		var log []string
		for range rapid.IntRange(1, 30).Draw(rt, "events") {
			if rapid.IntRange(0, 4).Draw(rt, "edit") == 0 {
				list = rapid.Permutation(everybody).Draw(rt, "order")[:rapid.IntRange(2, 5).Draw(rt, "members")]
				k.Load(pickOne(list...))
			}
			var here []string
			for _, name := range list {
				if r.away[name] = rapid.IntRange(0, 3).Draw(rt, "away") == 0; !r.away[name] {
					here = append(here, name)
				}
			}
			sendNth(k, 1)
			if len(here) == 0 {
				require.Empty(rt, r.taken())
				continue
			}
			want := longestAgo(log, here)
			require.Equal(rt, []string{want}, r.taken(), "of %v, after %v", here, log)
			log = append(log, want)
		}
	})
}
