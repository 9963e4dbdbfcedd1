package recipe_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/schedule"
)

// updates counts the transactions of a store.
type updates struct {
	schedule.Memory
	n int
}

func (u *updates) Update(ctx context.Context, about schedule.Scope, fn func(context.Context, schedule.Tx) error) error {
	u.n++
	return u.Memory.Update(ctx, about, fn)
}

// A poll reads what it knows of a hundred records in one transaction, and starts the recipe for 64 new ones in one more, where
// their handlers are local.
func TestTransactionsOfAPoll(t *testing.T) {
	const n = 500
	var items []string
	for i := range n {
		items = append(items, ticket(fmt.Sprint("INC", i), "Laptop"))
	}
	store, now, sent := &updates{}, nine, 0
	e := &recipe.Engine{Store: store, Handlers: new(action.Handlers), Now: func() time.Time { return now }, Workers: 1}
	action.HandleLocal(e.Handlers, action.HandlerFunc[action.Message](func(context.Context, action.Message, action.Input) error {
		sent++
		return nil
	}))
	e.Sources = recipe.Sources{"itsm": func(context.Context, recipe.Fetch) ([]byte, error) {
		return []byte(`{"result":{"items":[` + strings.Join(items, ",") + `]}}`), nil
	}}
	once := strings.Replace(approvals, `,
		"repeat":{"every":"60m","times":3}`, `,"limit":{"times":1000,"every":"1h","per":"recipe"}`, 1)
	require.NotEqual(t, approvals, once)
	require.NoError(t, e.Load(parse(t, set(once))))
	for _, tt := range []struct {
		name string
		most int
	}{{"all are new", n/64 + 1 + n/100 + 8}, {"none has changed", n/100 + 5}} {
		store.n = 0
		_, err := e.Tick(t.Context())
		require.NoError(t, err)
		require.Equal(t, n, sent, tt.name)
		require.LessOrEqual(t, store.n, tt.most, tt.name)
		now = now.Add(30 * time.Minute)
	}
}

// A local handler that fails for one of the new records takes nothing from the others: each is carried out once, and the failed
// one is tried again.
func TestPollOfNewRecordsWithAFailure(t *testing.T) {
	const n = 10
	var items []string
	for i := range n {
		items = append(items, ticket(fmt.Sprint("INC", i), "Laptop"))
	}
	now, done, broken := nine, map[string]int{}, true
	e := &recipe.Engine{Store: new(schedule.Memory), Handlers: new(action.Handlers), Now: func() time.Time { return now }, Workers: 1}
	action.HandleLocal(e.Handlers, action.HandlerFunc[action.Message](func(_ context.Context, _ action.Message, in action.Input) error {
		if broken && in.Item.ID == "INC7" {
			return errors.New("no line")
		}
		done[in.Item.ID]++ // what was rolled back counts, too
		return nil
	}))
	e.Sources = recipe.Sources{"itsm": func(context.Context, recipe.Fetch) ([]byte, error) {
		return []byte(`{"result":{"items":[` + strings.Join(items, ",") + `]}}`), nil
	}}
	once := strings.Replace(approvals, `,
		"repeat":{"every":"60m","times":3}`, "", 1)
	require.NoError(t, e.Load(parse(t, set(once))))
	report, err := e.Tick(t.Context())
	require.NoError(t, err)
	require.Len(t, report.Decisions, n)
	outcomes := map[recipe.Outcome]int{}
	for _, d := range report.Decisions {
		outcomes[d.Actions[0].Outcome]++
	}
	require.Equal(t, map[recipe.Outcome]int{recipe.Done: n - 1, recipe.Waiting: 1}, outcomes)
	broken = false
	now = now.Add(25 * time.Hour)
	_, err = e.Tick(t.Context())
	require.NoError(t, err)
	require.Len(t, done, n)
	require.Equal(t, 1, done["INC7"])
}
