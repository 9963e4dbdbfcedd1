package recipe_test

import (
	"context"
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

// A poll reads what it knows of a hundred records in one transaction, and a new record with a local handler takes one more.
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
	}{{"all are new", n + n/100 + 8}, {"none has changed", n/100 + 5}} {
		store.n = 0
		_, err := e.Tick(t.Context())
		require.NoError(t, err)
		require.Equal(t, n, sent, tt.name)
		require.LessOrEqual(t, store.n, tt.most, tt.name)
		now = now.Add(30 * time.Minute)
	}
}
