package recipe_test

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/recipe/recipetest"
)

// An action that was tried in vain, and is moved or cancelled before its next try, has written to nobody: it does not count.
func TestLimitOfWhatEndsBetweenTries(t *testing.T) {
	begin := func(t *testing.T) *recipetest.Kitchen {
		k := recipetest.New(t)
		k.Fail("private_reply", errors.New("busy"))
		k.Load(set(one("auto", `{"on":"case_mention","by":"customer","all_topics":true}`, "",
			`{"do":"private_reply","with":{"message":"We are on it"},"after":"5m","unless":["agent_reply"]`+onceADay+`}`)))
		k.Send(writes("a", ten, "ann"))
		require.Equal(t, []string{"auto/0 private_reply: waiting"}, ends(k.Wait(5*time.Minute)), "its first try failed")
		require.Empty(t, k.Done())
		return k
	}
	t.Run("moved", func(t *testing.T) {
		k := begin(t)
		again := writes("b", k.Now(), "ann")
		again.Mention.CaseID = "case of a"
		require.Equal(t, []string{"auto/0 private_reply: cancelled rearmed"}, ends(k.Send(again).Actions))
		require.Equal(t, []string{"auto/0 private_reply: done"}, ends(k.Wait(time.Hour)))
	})
	t.Run("cancelled", func(t *testing.T) {
		k := begin(t)
		reply := agent("b", k.Now())
		reply.Mention.CaseID = "case of a"
		require.Equal(t, []string{"auto/0 private_reply: cancelled agent_reply"}, ends(k.Send(reply).Actions))
		k.Send(writes("c", k.Now(), "ann"))
		require.Equal(t, []string{"auto/0 private_reply: done"}, ends(k.Wait(time.Hour)))
	})
	t.Run("ended by the host", func(t *testing.T) {
		k := begin(t)
		waits := must(k.Engine.Waiting(t.Context(), writes("a", ten, "ann")))
		require.Len(t, waits, 1)
		require.NoError(t, k.Engine.Cancel(t.Context(), waits[0].Key))
		k.Send(writes("c", k.Now(), "ann"))
		require.Equal(t, []string{"auto/0 private_reply: done"}, ends(k.Wait(time.Hour)))
	})
}
