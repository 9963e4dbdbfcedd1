package postgres_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/schedule/postgres"
	"github.com/commis-recipes/commis/trigger"
)

// answering is a desk that closes what is silent for half an hour, and writes down what it does.
type answering struct {
	*recipe.Engine
	now  time.Time
	done []string
	also func(ctx context.Context, in action.Input) error // in the transaction of the local handler
}

func newAnswering(t *testing.T) (*answering, *postgres.Store) {
	_, pool := db.fresh(t)
	store := &postgres.Store{DB: pool}
	a := &answering{now: noon}
	a.Engine = &recipe.Engine{Store: store, Handlers: new(action.Handlers), Now: func() time.Time { return a.now }, Workers: 1}
	action.HandleLocal(a.Handlers, action.HandlerFunc[action.Resolve](func(ctx context.Context, _ action.Resolve, in action.Input) error {
		a.done = append(a.done, in.Event.ID)
		if a.also != nil {
			return a.also(ctx, in)
		}
		return nil
	}))
	set, err := recipe.Decode([]byte(`{"format":1,"recipes":[{"id":"quiet","name":"Close quiet ones","enabled":true,
		"trigger":{"on":"new_item","all_topics":true},"filter":"mention.type == 'sent'",
		"actions":[{"do":"resolve","after":"30m","unless":["customer_reply"]}]}]}`))
	require.NoError(t, err)
	require.NoError(t, a.Load(set))
	return a, store
}

func (a *answering) tick(t *testing.T, at time.Time) recipe.Report {
	t.Helper()
	a.now = at
	report, err := a.Tick(t.Context())
	require.NoError(t, err)
	return report
}

// said is a message of the agent or of the customer in the conversation, which may belong to a case.
func said(id, typ, kase string, at time.Time) trigger.Event {
	return trigger.Event{ID: id, Kind: trigger.MentionCreated, At: at, Mention: &trigger.Mention{
		ID: "m" + id, Topic: "t", Service: "email", Type: typ, CaseID: kase, Conversation: "c",
	}}
}

// An event is accepted in the host's own transaction: it is there if and only if that is committed.
func TestAcceptInTheHostsTransaction(t *testing.T) {
	a, store := newAnswering(t)
	for _, commit := range []bool{false, true} {
		tx, err := store.DB.Begin(t.Context())
		require.NoError(t, err)
		require.NoError(t, a.Accept(postgres.With(t.Context(), tx), said("e1", "sent", "5", noon)))
		require.Empty(t, a.tick(t, noon).Decisions, "nobody sees it before it is committed")
		if commit {
			require.NoError(t, tx.Commit(t.Context()))
		} else {
			require.NoError(t, tx.Rollback(t.Context()))
		}
		require.Len(t, a.tick(t, noon).Decisions, map[bool]int{true: 1}[commit])
	}
	a.tick(t, noon.Add(30*time.Minute))
	require.Equal(t, []string{"e1"}, a.done)
}

// A timer does not run before the events of its thread that were accepted until its instant, by whatever name they know
// the thread.
func TestAcceptedGoesBeforeTimers(t *testing.T) {
	for name, tt := range map[string]struct {
		kase string
		at   time.Duration
	}{"at the timer's instant": {"5", 30 * time.Minute}, "by another name": {"", time.Minute}} {
		t.Run(name, func(t *testing.T) {
			a, _ := newAnswering(t)
			_, err := a.HandleAll(t.Context(), []trigger.Event{said("e1", "sent", "5", noon)})
			require.NoError(t, err)
			a.now = noon.Add(30 * time.Minute)
			require.NoError(t, a.Accept(t.Context(), said("e2", "inbox", tt.kase, noon.Add(tt.at))))
			a.tick(t, noon.Add(30*time.Minute))
			require.Empty(t, a.done)
		})
	}
}

// What arrived first may be committed last: it is applied late, as events out of order are.
func TestAcceptedAndCommittedLast(t *testing.T) {
	a, store := newAnswering(t)
	tx, err := store.DB.Begin(t.Context())
	require.NoError(t, err)
	require.NoError(t, a.Accept(postgres.With(t.Context(), tx), said("e1", "sent", "5", noon)))
	require.NoError(t, a.Accept(t.Context(), said("e2", "inbox", "5", noon.Add(time.Minute))))
	a.tick(t, noon.Add(time.Minute))
	require.NoError(t, tx.Commit(t.Context()))
	report := a.tick(t, noon.Add(2*time.Minute))
	require.Len(t, report.Decisions, 1)
	require.Equal(t, recipe.Reason("customer_reply"), report.Decisions[0].Actions[0].Reason, "the answer is known already")
	a.tick(t, noon.Add(time.Hour))
	require.Empty(t, a.done)
}

// An event that is accepted within a local handler is there if and only if the action is done.
func TestAcceptWithinLocalHandler(t *testing.T) {
	a, _ := newAnswering(t)
	_, err := a.Handle(t.Context(), said("e1", "sent", "5", noon))
	require.NoError(t, err)
	try := 0
	a.also = func(ctx context.Context, _ action.Input) error {
		next := said("e2", "sent", "6", noon.Add(30*time.Minute))
		next.Mention.Conversation = "d"
		require.NoError(t, a.Accept(ctx, next))
		if try++; try == 1 {
			return action.Retry(time.Minute, errors.New("not yet"))
		}
		return nil
	}
	require.Empty(t, a.tick(t, noon.Add(30*time.Minute)).Decisions, "it was taken back")
	require.Len(t, a.tick(t, noon.Add(32*time.Minute)).Decisions, 1)
	require.Equal(t, []string{"e1", "e1"}, a.done)
}
