package additions_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/recipe/desk"
)

// Every kind of action is in the table of kinds, is carried out by the desk of tests, and is in the tests that ask where a kind
// may be.
func TestKindOfAction(t *testing.T) {
	var hs action.Handlers
	action.HandleAll(&hs, func(context.Context, action.Config, action.Input) error { return nil })
	all := kindsOfAction(t, "action")
	for _, kind := range all {
		require.True(t, hs.Has(kind), "the kind of action %s has no row: add it to kinds in action/kinds.go", kind)
	}
	require.Len(t, hs.Kinds(), len(all), "HandleAll knows a kind that has no config in package action")
	carriedOut := new(desk.Desk).Handlers()
	places, matrix := text(t, "internal/conformance/act_place_test.go"), text(t, "action/matrix_test.go")
	for _, kind := range all {
		require.True(t, carriedOut.Has(kind), "the desk cannot carry out %s: add it to carryOut in recipe/desk/actions.go", kind)
		require.Contains(t, places, `{do("`+kind+`", `, "no test asks where %s may be in a set: add it to places in internal/conformance/act_place_test.go", kind)
		require.Contains(t, matrix, `{"`+kind, "no test asks where %s may be: add it to TestAllowed in action/matrix_test.go", kind)
	}
}

// Every signal that may cancel a wait is in the list of signals.
func TestSignal(t *testing.T) {
	for name, signal := range constants(t, "action", "Signal") {
		require.Contains(t, action.Signals(), action.Signal(signal), "add %s to Signals in action/action.go, and to signals in recipe/thread.go", name)
	}
}
