package recipe_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/history"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/trigger"
)

// failingStore fails the calls of Update and Add whose numbers, from 1, are in fails; before it did anything, or, where after is
// true, after it was committed. A nil error panics.
type failingStore struct {
	schedule.Memory
	calls int
	fails map[int]error
	after bool
}

func (s *failingStore) do(run func() error) error {
	s.calls++
	why, fails := s.fails[s.calls]
	if fails && s.after {
		if err := run(); err != nil {
			return err
		}
	}
	switch {
	case fails && why == nil:
		panic("the driver's own fault")
	case fails:
		return why
	}
	return run()
}

func (s *failingStore) Update(ctx context.Context, about schedule.Scope, fn func(context.Context, schedule.Tx) error) error {
	return s.do(func() error { return s.Memory.Update(ctx, about, fn) })
}

func (s *failingStore) Add(ctx context.Context, jobs ...schedule.Job) error {
	return s.do(func() error { return s.Memory.Add(ctx, jobs...) })
}

// consumer is a host with the recipe that tags new items, whose store or recorder fails as a test says.
type consumer struct {
	*recipe.Engine
	store *failingStore
	log   *history.Memory
	down  func(entries []history.Entry) bool // whether the recorder fails
	now   time.Time
	done  []string
}

func newConsumer(t *testing.T) *consumer {
	c := &consumer{store: &failingStore{}, log: &history.Memory{}, now: ten, down: func([]history.Entry) bool { return false }}
	c.Engine = &recipe.Engine{
		Store: c.store, Handlers: new(action.Handlers), Workers: 1, Now: func() time.Time { return c.now },
		History: history.RecorderFunc(func(ctx context.Context, entries ...history.Entry) error {
			if c.down(entries) {
				return errDown
			}
			return c.log.Record(ctx, entries...)
		}),
	}
	action.HandleFunc(c.Handlers, func(_ context.Context, _ action.AddTags, in action.Input) error {
		c.done = append(c.done, in.Event.ID)
		return nil
	})
	require.NoError(t, c.Load(parse(t, set(newItem("r", tagA)))))
	return c
}

// whole checks that after the event was sent again, and a day went by, its action was carried out and its end is told once.
func (c *consumer) whole(t *testing.T, calls int) {
	t.Helper()
	c.store.fails, c.down = nil, func([]history.Entry) bool { return false }
	_, err := c.Handle(t.Context(), customer("e1", ten))
	require.NoError(t, err)
	for range 24 {
		c.now = c.now.Add(time.Hour)
		_, err := c.Tick(t.Context())
		require.NoError(t, err)
	}
	require.Len(t, c.done, calls)
	require.Len(t, c.log.Find(history.Query{Action: "add_tags", Outcome: "done"}), 1)
	require.Len(t, c.log.Find(history.Query{Action: history.Triggered}), 1)
}

// isOnly holds when the error is the one of the three that is wanted, and neither of the others.
func isOnly(t *testing.T, err, want error) {
	t.Helper()
	for _, one := range []error{recipe.ErrNotApplied, recipe.ErrNotRecorded, trigger.ErrRefused} {
		require.Equal(t, one == want, errors.Is(err, one), "%v: is it %q?", err, one)
	}
}

// The calls of the store for an event with one action that is due now: the event itself, and the action's end.
func TestErrorsOfHandle(t *testing.T) {
	var broken *recipe.EventError
	for _, tt := range []struct {
		name  string
		fail  func(c *consumer)
		want  error
		calls int // of the handler, when all is well again
		text  string
	}{
		{"the store fails at the event", func(c *consumer) { c.store.fails = map[int]error{1: errDown} }, recipe.ErrNotApplied, 1, `event "e1": not applied: ` + errDown.Error()},
		{"the store panics at the event", func(c *consumer) { c.store.fails = map[int]error{1: nil} }, recipe.ErrNotApplied, 1, `event "e1": not applied: panic: the driver's own fault`},
		{"the recorder fails at the event", func(c *consumer) { c.down = func(e []history.Entry) bool { return e[0].Action == history.Triggered } }, recipe.ErrNotApplied, 1,
			`event "e1": not applied: ` + errDown.Error()},
		{"the store fails at the end", func(c *consumer) { c.store.fails = map[int]error{2: errDown} }, recipe.ErrNotRecorded, 2,
			`event "e1": recipe r: actions[0]: done, but not all of it was recorded: ` + errDown.Error()},
		{"the store panics at the end", func(c *consumer) { c.store.fails = map[int]error{2: nil} }, recipe.ErrNotRecorded, 2,
			`event "e1": recipe r: actions[0]: done, but not all of it was recorded: panic: the driver's own fault`},
		{"the recorder fails at the end", func(c *consumer) { c.down = func(e []history.Entry) bool { return e[0].Action == "add_tags" } }, recipe.ErrNotRecorded, 2,
			`event "e1": recipe r: actions[0]: done, but not all of it was recorded: ` + errDown.Error()},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := newConsumer(t)
			tt.fail(c)
			report, err := c.Handle(t.Context(), customer("e1", ten))
			isOnly(t, err, tt.want)
			require.EqualError(t, err, tt.text)
			require.ErrorAs(t, err, &broken)
			require.Equal(t, "e1", broken.ID)
			require.Equal(t, tt.want == recipe.ErrNotRecorded, len(report.Decisions) > 0, "what was applied is reported")
			c.whole(t, tt.calls)
		})
	}
	t.Run("the commit's answer is lost", func(t *testing.T) {
		c := newConsumer(t)
		c.store.fails, c.store.after = map[int]error{1: errDown}, true
		_, err := c.Handle(t.Context(), customer("e1", ten))
		isOnly(t, err, recipe.ErrNotApplied)
		c.store.fails = nil
		report, err := c.Handle(t.Context(), customer("e1", ten))
		require.NoError(t, err)
		require.True(t, report.Repeated, "to send it again does nothing twice")
		c.whole(t, 1)
	})
	t.Run("the caller gives up", func(t *testing.T) {
		c := newConsumer(t)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		_, err := c.Handle(ctx, customer("e1", ten))
		isOnly(t, err, recipe.ErrNotApplied)
		require.ErrorIs(t, err, context.Canceled)
		c.whole(t, 1)
	})
	t.Run("an event with faults", func(t *testing.T) {
		c := newConsumer(t)
		_, err := c.Handle(t.Context(), trigger.Event{ID: "e1"})
		isOnly(t, err, trigger.ErrRefused)
		unwritable := customer("e1", ten)
		unwritable.Mention.Fields = map[string]any{"x": func() {}}
		_, err = c.Handle(t.Context(), unwritable)
		isOnly(t, err, trigger.ErrRefused)
		require.Empty(t, c.done)
	})
	t.Run("an action that fails is no error", func(t *testing.T) {
		c := newConsumer(t)
		action.HandleFunc(c.Handlers, func(context.Context, action.Resolve, action.Input) error { return action.Permanent(errDown) })
		require.NoError(t, c.Load(parse(t, set(newItem("r", `{"do":"resolve"}`)))))
		report, err := c.Handle(t.Context(), customer("e1", ten))
		require.NoError(t, err)
		require.Equal(t, recipe.Failed, report.Decisions[0].Outcome)
	})
}

// Of many events each has its own error, in their order, and none stops another.
func TestErrorsOfHandleAll(t *testing.T) {
	c := newConsumer(t)
	c.store.fails = map[int]error{1: errDown, 3: errDown} // e1 itself, and the end of e2's action
	reports, err := c.HandleAll(t.Context(), []trigger.Event{customer("e1", ten), {ID: "e?"}, customer("e2", ten), customer("e3", ten)})
	require.Len(t, reports, 4)
	var got []string
	for _, one := range err.(interface{ Unwrap() []error }).Unwrap() {
		var event *recipe.EventError
		var refused *trigger.RefusedError
		switch {
		case errors.Is(one, recipe.ErrNotApplied) && errors.As(one, &event):
			got = append(got, event.ID+" again")
		case errors.Is(one, recipe.ErrNotRecorded) && errors.As(one, &event):
			got = append(got, event.ID+" applied")
		case errors.As(one, &refused):
			got = append(got, refused.ID+" never")
		}
	}
	require.Equal(t, []string{"e1 again", "e? never", "e2 applied"}, got)
	require.Equal(t, []string{"e2", "e3"}, c.done)
}

func TestErrorsOfAccept(t *testing.T) {
	for name, why := range map[string]error{"fails": errDown, "panics": nil} {
		t.Run("the store "+name, func(t *testing.T) {
			c := newConsumer(t)
			c.store.fails = map[int]error{1: why}
			isOnly(t, c.Accept(t.Context(), customer("e1", ten)), recipe.ErrNotApplied)
			require.NoError(t, c.Accept(t.Context(), customer("e1", ten)))
			_, err := c.Tick(t.Context())
			require.NoError(t, err)
			c.whole(t, 1)
		})
	}
	c := newConsumer(t)
	isOnly(t, c.Accept(t.Context(), trigger.Event{ID: "e1"}), trigger.ErrRefused)
}

// Tick, too, tells when an action was carried out and its end is not stored.
func TestErrorsOfTick(t *testing.T) {
	c := newConsumer(t)
	require.NoError(t, c.Accept(t.Context(), customer("e1", ten)))
	_, err := c.Tick(t.Context())
	require.NoError(t, err)
	require.Len(t, c.done, 1)

	c = newConsumer(t)
	require.NoError(t, c.Load(parse(t, set(newItem("r", `{"do":"add_tags","with":{"tags":["a"]},"after":"1m"}`)))))
	_, err = c.Handle(t.Context(), customer("e1", ten))
	require.NoError(t, err)
	c.now = ten.Add(time.Minute)
	c.down = func(e []history.Entry) bool { return e[0].Outcome == "done" }
	_, err = c.Tick(t.Context())
	isOnly(t, err, recipe.ErrNotRecorded)
	require.ErrorIs(t, err, errDown)
	c.whole(t, 2)
}
