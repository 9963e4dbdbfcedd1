package recipe_test

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/history"
	"github.com/commis-recipes/commis/recipe/recipetest"
	"github.com/commis-recipes/commis/trigger"
)

// Runs of a digest.
func TestRunsOfDigest(t *testing.T) {
	k := recipetest.Load(t, set(`{"id":"n","name":"N","enabled":true,"trigger":{"on":"new_item","all_topics":true},
	"actions":[{"do":"notify","with":{"users":["ada"],"channel":"email","after_count":2}}]}`))
	k.Send(customer("e1", ten), customer("e2", ten.Add(time.Minute)))
	all := k.History.Find(history.Query{})
	for _, r := range history.Runs(all) {
		require.Equal(t, history.Succeeded, r.Status, "%+v", r)
		require.Len(t, r.Actions, 1)
	}
}

// Runs of a repeated action, entries in any order.
func TestRunsOrder(t *testing.T) {
	k := recipetest.Load(t, set(chase))
	k.Send(status("e1", ten, trigger.Unresolved, trigger.Pending))
	es := k.History.Find(history.Query{})
	require.NotEmpty(t, es)
	require.Equal(t, history.Running, history.Runs(es)[0].Status)
	for i, j := 0, len(es)-1; i < j; i, j = i+1, j-1 {
		es[i], es[j] = es[j], es[i]
	}
	require.Equal(t, history.Running, history.Runs(es)[0].Status)
}

// A run whose action was retried.
func TestRunsRetried(t *testing.T) {
	k := opens(t, func(try int) error {
		if try == 1 {
			return action.Permanent(errors.New("no"))
		}
		return nil
	}, workflow(open))
	k.Send(review("1", nil))
	dead, err := k.Engine.DeadLetters(t.Context(), "", 1)
	require.NoError(t, err)
	require.NoError(t, k.Engine.Retry(t.Context(), dead[0].Key))
	k.Until(ten.Add(time.Hour))
	es := k.History.Find(history.Query{})
	require.Equal(t, history.Succeeded, history.Runs(es)[0].Status)
}
