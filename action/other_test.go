package action_test

import (
	"context"
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
)

// A kind without a Go type takes every object, and its config is in no report.
func TestHandleOther(t *testing.T) {
	t.Parallel()
	var hs action.Handlers
	var got action.Other
	action.HandleOther(&hs, "crm_sync", func(_ context.Context, c action.Other, _ action.Input) error {
		got = c
		return nil
	})
	c, err := hs.Decode("crm_sync", json.RawMessage(`{"token":"s3cret"}`))
	require.NoError(t, err)
	require.Equal(t, "crm_sync", c.Kind())
	require.NoError(t, hs.Run(t.Context(), c, action.Input{}))
	text, err := json.Marshal(got)
	require.NoError(t, err)
	require.JSONEq(t, `{"token":"s3cret"}`, string(text))
	require.NotContains(t, string(hs.Report("crm_sync", json.RawMessage(`{"token":"s3cret"}`))), "s3cret")

	none, err := hs.Decode("crm_sync", nil)
	require.NoError(t, err)
	text, err = json.Marshal(none)
	require.NoError(t, err)
	require.JSONEq(t, `{}`, string(text))
	_, err = hs.Decode("crm_sync", json.RawMessage(`[1]`))
	require.ErrorContains(t, err, "want an object")
	require.Panics(t, func() { action.HandleOther(&hs, "crm_sync", nil) })
	require.Panics(t, func() { action.HandleOther(&hs, "", nil) })
}
