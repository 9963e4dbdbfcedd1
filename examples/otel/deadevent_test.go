package commisotel_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/history"
	"github.com/commis-recipes/commis/schedule"
)

// broken is a history that records nothing.
type broken struct{}

func (broken) Record(context.Context, ...history.Entry) error { return errors.New("no history") }

// An accepted event that becomes a dead letter has a span of its own, and counts as one.
func TestDeadEvent(t *testing.T) {
	p := start(t, new(schedule.Memory), onItem("r", "", tag))
	p.History = broken{}
	require.NoError(t, p.Accept(t.Context(), mention("e")))
	for minute := range 60 {
		p.now = ten.Add(time.Duration(minute) * time.Minute)
		_, _ = p.Tick(t.Context()) // each failure is an error
	}
	letters, err := p.DeadLetters(t.Context(), "", 9)
	require.NoError(t, err)
	require.Len(t, letters, 1)
	spans := p.spans.GetSpans()
	require.Len(t, spans, 1, "the event was never applied")
	all := attributes(named(t, spans, "dead letter"))
	require.Equal(t, true, all["commis.dead_letter"])
	require.Equal(t, "e", all["commis.event.id"])
	require.Contains(t, series(t, p), "commis.dead_letters{commis.action.kind=,commis.outcome=failed,commis.recipe.id=} 1")
}
