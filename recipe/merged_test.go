package recipe_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/recipe/recipetest"
	"github.com/commis-recipes/commis/trigger"
)

// mergeInto makes the host say from now on that every case is this one.
func mergeInto(k *recipetest.Kitchen, id string) {
	k.Engine.Refresh = func(_ context.Context, ev *trigger.Event) error {
		kase := *ev.Case
		kase.ID = id
		ev.Case = &kase
		return nil
	}
}

func pendingIn(id, kase string, at time.Time) trigger.Event {
	ev := pendingAt(at)
	ev.ID, ev.Case.ID = id, kase
	return ev
}

// Case 7 goes into case 5, whose customer wrote before its own wait was armed: that one is nobody's second, and runs.
func TestMergedAfterAReply(t *testing.T) {
	k := recipetest.New(t)
	k.Load(closing("Close", "true")) // half an hour of silence
	reply := customer("r", ten.Add(5*time.Minute))
	k.Send(pendingIn("e7", "7", ten), reply, pendingIn("e5", "5", ten.Add(10*time.Minute)))
	mergeInto(k, "5")
	require.Equal(t, []string{"close/0 set_status: cancelled customer_reply", "close/0 set_status: done"}, ends(k.Wait(time.Hour)))
}

// The first of two runs no more often than its limit says; that the second is cancelled for it is told all the same.
func TestMergedAndLimited(t *testing.T) {
	k := recipetest.Load(t, set(one("close", toPending, "",
		`{"do":"set_status","with":{"status":"resolved"},"after":"30m","limit":{"times":1,"every":"24h","per":"recipe"}}`)))
	k.Send(pendingIn("e9", "9", ten))
	k.Wait(time.Hour)
	require.Len(t, k.Done(), 1)
	k.Send(pendingIn("e7", "7", k.Now()), pendingIn("e5", "5", k.Now().Add(time.Minute)))
	mergeInto(k, "5")
	require.ElementsMatch(t, []string{"close/0 set_status: skipped limited", "close/0 set_status: cancelled merged"}, ends(k.Wait(time.Hour)))
	require.Len(t, k.Done(), 1)
}
