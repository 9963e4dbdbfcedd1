package inbound_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/recipe/recipetest"
	"github.com/commis-recipes/commis/trigger"
	"github.com/commis-recipes/commis/webhook/inbound"
)

// What can never be taken is answered by 400, once and for all; what may pass by 503.
func TestReceiverRefusedByHandle(t *testing.T) {
	t.Parallel()
	refused := &trigger.RefusedError{ID: "e1", Err: errors.Join(
		trigger.Invalid("record.fields.stars", "want 1 to 5"), trigger.Invalid("record.id", "nobody's"), errors.New("and more"))}
	for _, tt := range []struct {
		name   string
		err    error
		status int
		faults []string
	}{
		{"taken", nil, 204, nil},
		{"the store is away", errors.New("dial 10.0.0.7: refused"), 503, nil},
		{"faults, but of the host", fmt.Errorf("host 10.0.0.7: %w", trigger.Invalid("x", "y")), 503, nil},
		{"refused for good", refused, 400, []string{"2:59 record.fields.stars: want 1 to 5", "2:36 record.id: nobody's", "0:0 : and more"}},
		{"refused for good, through the host", fmt.Errorf("host 10.0.0.7: %w", refused), 400,
			[]string{"2:59 record.fields.stars: want 1 to 5", "2:36 record.id: nobody's", "0:0 : and more"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			b := inbox{err: tt.err}
			w := postJSON(taking(&b), event)
			require.Equal(t, tt.status, w.Code)
			require.NotContains(t, w.Body.String(), "10.0.0.7")
			if tt.status == 204 {
				return
			}
			p, faults := refusal(t, w)
			require.Equal(t, tt.faults, faults)
			if tt.status == 400 {
				require.Equal(t, "the event has faults; do not send it again", p.Detail)
			}
		})
	}
}

// The faults of an event are told in the words of the document that it was.
func TestReceiverRefusedDocument(t *testing.T) {
	t.Parallel()
	b := inbox{err: &trigger.RefusedError{ID: "x", Err: errors.Join(trigger.Invalid("record.id", "nobody's"), trigger.Invalid("id", "odd"), trigger.Invalid("at", "too old"))}}
	rc := taking(&b)
	rc.Document = &inbound.Document{Source: "reviews", Message: "message", At: "when"}
	w := postJSON(rc, `{"id":"r1","message":"m1","when":"2026-01-05T10:00:00Z"}`)
	require.Equal(t, http.StatusBadRequest, w.Code)
	_, faults := refusal(t, w)
	require.Equal(t, []string{"1:7 id: nobody's", "1:22 message: odd", "1:34 when: too old"}, faults)
}

// An engine refuses what polling alone may bring, and the sender is told so.
func TestReceiverRefusedByEngine(t *testing.T) {
	t.Parallel()
	k := recipetest.New(t)
	rc := inbound.Receiver{Authorize: anybody, Handle: func(ctx context.Context, ev trigger.Event) error {
		_, err := k.Engine.Handle(ctx, ev)
		return err
	}}
	w := postJSON(rc, `{"id":"e1","kind":"record_polled","at":"2026-01-05T10:00:00Z","record":{"id":"r1"}}`)
	require.Equal(t, http.StatusBadRequest, w.Code)
	_, faults := refusal(t, w)
	require.Equal(t, []string{"1:19 kind: record_polled events come of polling, and of nothing else"}, faults)
	require.Equal(t, http.StatusNoContent, postJSON(rc, event).Code)
}

// A notification that can never be taken is reported and done with; Salesforce does not send it for a day.
func TestSalesforceRefusedByHandle(t *testing.T) {
	t.Parallel()
	second := "salesforce/00D000000000001/04l000000000002"
	var told []error
	applied := 0
	s := inbound.Salesforce{
		Token: "t0ken",
		Handle: func(_ context.Context, ev trigger.Event) error {
			if ev.ID == second {
				return fmt.Errorf("host: %w", &trigger.RefusedError{ID: ev.ID, Err: trigger.Invalid("record.id", "nobody's")})
			}
			applied++
			return nil
		},
		Refused: func(_ context.Context, err error) { told = append(told, err) },
	}
	acknowledged(t, true, answer(s, soap(notifications(t, 3))))
	require.Equal(t, 2, applied)
	require.Len(t, told, 1)
	require.EqualError(t, told[0], `event "`+second+`": record.id: nobody's`)
	s.Refused = nil
	acknowledged(t, true, answer(s, soap(notifications(t, 3))))
}
