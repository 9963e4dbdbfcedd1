package recipe_test

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/trigger"
)

// errand is a kind of action that waits for a receiver, as a webhook does.
type errand struct {
	Receiver string `json:"receiver"`
}

func (errand) Kind() string { return "errand" }

func (e errand) Lane() string { return e.Receiver }

// chore is a kind of action that says nothing of what it waits for.
type chore struct{}

func (chore) Kind() string { return "chore" }

// trip is one call of a handler: for what, and when it began and ended.
type trip struct {
	event, recipe, receiver string
	action                  int
	begun, ended            time.Time
}

// errands is an engine on the clock of a synctest bubble, and what its handlers did.
type errands struct {
	*recipe.Engine
	// takes is how long an errand to a receiver takes, or a chore: its receiver is "chore". Zero is no time.
	takes map[string]time.Duration
	// during, unless it is nil, is called within each trip.
	during func(ctx context.Context, in action.Input) error

	mu      sync.Mutex
	running map[string]int // by receiver
	most    map[string]int // the most at a time; of all together under ""
	trips   []trip
}

func newErrands(t testing.TB, workers int, store schedule.Store, recipes ...string) *errands {
	s := &errands{takes: map[string]time.Duration{}, running: map[string]int{}, most: map[string]int{}}
	var hs action.Handlers
	action.HandleFunc(&hs, func(ctx context.Context, c errand, in action.Input) error { return s.run(ctx, c.Receiver, in) })
	action.HandleFunc(&hs, func(ctx context.Context, _ chore, in action.Input) error { return s.run(ctx, "chore", in) })
	s.Engine = &recipe.Engine{Handlers: &hs, Workers: workers, Store: store}
	require.NoError(t, s.Load(parse(t, set(recipes...))))
	return s
}

func (s *errands) run(ctx context.Context, receiver string, in action.Input) error {
	s.mu.Lock()
	i := len(s.trips)
	s.trips = append(s.trips, trip{event: in.Event.ID, recipe: in.Recipe.ID, action: in.Index, receiver: receiver, begun: time.Now()})
	for _, of := range []string{receiver, ""} {
		s.running[of]++
		s.most[of] = max(s.most[of], s.running[of])
	}
	s.mu.Unlock()
	defer func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.trips[i].ended = time.Now()
		s.running[receiver]--
		s.running[""]--
	}()
	if d := s.takes[receiver]; d > 0 {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(d):
		}
	}
	if s.during != nil {
		return s.during(ctx, in)
	}
	return nil
}

// to writes a recipe on new items of a topic, whose errand waits.
func to(id, topic, after, receiver string) string {
	return one(id, fmt.Sprintf(`{"on":"new_item","topics":[%q]}`, topic), "",
		fmt.Sprintf(`{"do":"errand","with":{"receiver":%q},"after":%q}`, receiver, after))
}

// item is a customer's mention in a topic, in a case of its own, now.
func item(id, topic string) trigger.Event {
	ev := customer(id, time.Now())
	ev.Mention.Topic, ev.Mention.CaseID = topic, id
	return ev
}

func (s *errands) handle(t testing.TB, events ...trigger.Event) {
	t.Helper()
	_, err := s.HandleAll(t.Context(), events)
	require.NoError(t, err)
}

// began returns how long after the instant the errand to the receiver began, which was one.
func (s *errands) began(t testing.TB, receiver string, after time.Time) time.Duration {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	i := slices.IndexFunc(s.trips, func(one trip) bool { return one.receiver == receiver })
	require.GreaterOrEqual(t, i, 0, "nobody went to %s", receiver)
	return s.trips[i].begun.Sub(after)
}

// order returns the trips as "recipe/action", in the order in which they began.
func (s *errands) order() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []string
	for _, one := range s.trips {
		all = append(all, fmt.Sprintf("%s/%d", one.recipe, one.action))
	}
	return all
}

// requireAlone wants no two of the trips to overlap.
func (s *errands) requireAlone(t testing.TB) {
	t.Helper()
	for i := 1; i < len(s.trips); i++ {
		last, this := s.trips[i-1], s.trips[i]
		require.False(t, this.begun.Before(last.ended), "%s began while %s ran: they are of one thread", this.recipe, last.recipe)
	}
}

// requireNobody wants no goroutine of a Tick to be left in the bubble.
func requireNobody(t testing.TB) {
	t.Helper()
	synctest.Wait() // those that have sent their last word come to their end
	stacks := make([]byte, 1<<20)
	stacks = stacks[:runtime.Stack(stacks, true)]
	require.NotContains(t, string(stacks), "recipe.(*shift)", "a goroutine outlives the Tick that began it")
}

// split cuts n equal names off a prefix: split("r", 3) is r0, r1, r2.
func split(prefix string, n int) []string {
	names := make([]string, n)
	for i := range names {
		names[i] = fmt.Sprint(prefix, i)
	}
	return names
}

func sorted(list []string) string {
	list = slices.Clone(list)
	slices.Sort(list)
	return strings.Join(list, " ")
}
