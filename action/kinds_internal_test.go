package action

import (
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/trigger"
)

// What a row says of a kind is what the methods of its config say, so that whoever adds a kind thinks of each.
func TestTraits(t *testing.T) {
	t.Parallel()
	for _, r := range kinds {
		require.NotZero(t, r.is, "say what %s is beside others in its row of kinds in action/kinds.go: ordinary, irreversible, ...", r.kind)
		require.NotEmpty(t, r.social, "say where Social Connect has %s in its row of kinds in action/kinds.go: on(...) or nowhere", r.kind)
		if r.config == nil {
			continue
		}
		c := reflect.Zero(r.config).Interface().(Config)
		require.Equal(t, r.is, traitsOf(c), "the row of %s in action/kinds.go and the methods of its config disagree; see the methods of traitsOf", r.kind)
		_, targets := c.(Targeter)
		require.Equal(t, r.needs(c).had != nil, targets,
			"%s needs an item of its event by its row in action/kinds.go, or has a Target method that chooses one: it is both or neither", r.kind)
		_, validates := c.(Validator)
		require.True(t, validates || r.config.NumField() == 0, "%s has members and no Validate method", r.kind)
	}
}

// A kind with variants has a place for each word that its member may be; see varied.
func TestVariantsHaveAPlace(t *testing.T) {
	t.Parallel()
	for _, r := range kinds {
		if r.config == nil {
			continue
		}
		_, varies := reflect.Zero(r.config).Interface().(varied)
		require.Equal(t, varies, r.social[0].variant != "", "%s has variants in its row of kinds in action/kinds.go, or a variant method: it is both or neither", r.kind)
	}
}

// Every trigger has a column in the table of Social Connect.
func TestColumns(t *testing.T) {
	t.Parallel()
	for _, on := range trigger.Names() {
		require.NotZero(t, column(on), "%s has no column: see Like in its row of specs in trigger/spec.go, and families in action/matrix.go", on)
	}
}
