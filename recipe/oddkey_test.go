package recipe_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/schedule"
)

// noCalls is a store that must not be called.
type noCalls struct{ schedule.Memory }

func (*noCalls) Update(context.Context, schedule.Scope, func(context.Context, schedule.Tx) error) error {
	return errors.New("a database refuses such a key")
}

// A key that no row can have, as a text from an address may be, is one that is not there, and no error of the store.
func TestOddKeys(t *testing.T) {
	e := &recipe.Engine{Store: new(noCalls)}
	for name, key := range map[string]string{"NUL": "a\x00b", "not valid UTF-8": "a\xff"} {
		t.Run(name, func(t *testing.T) {
			require.ErrorIs(t, e.Retry(t.Context(), key), recipe.ErrNoDeadLetter)
			require.ErrorIs(t, e.Discard(t.Context(), key), recipe.ErrNoDeadLetter)
			require.ErrorIs(t, e.Cancel(t.Context(), key), recipe.ErrNotWaiting)
		})
	}
}
