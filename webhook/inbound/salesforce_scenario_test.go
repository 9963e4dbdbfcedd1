package inbound_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/recipe/recipetest"
	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/trigger"
	"github.com/commis-recipes/commis/webhook/inbound"
)

// onClosed asks whoever had a case that was closed.
const onClosed = `{"format":1,"recipes":[{"id":"closed","name":"A case was closed","enabled":true,
	"trigger":{"on":"record","source":"salesforce","object":"Case"},
	"filter":"record.IsClosed == \"true\"",
	"actions":[{"do":"distribute_survey","with":{"method":"email","survey":"SV_1","list":"closed","email":"{{ record.ContactEmail }}"}}]}]}`

// downStore is a store that may be down.
type downStore struct {
	schedule.Store
	down bool
}

func (s *downStore) Update(ctx context.Context, about schedule.Scope, fn func(context.Context, schedule.Tx) error) error {
	if s.down {
		return errors.New("the store is down")
	}
	return s.Store.Update(ctx, about, fn)
}

// flow is a host with the flow of closed cases, and what it reports.
type flow struct {
	inbound.Salesforce
	kitchen *recipetest.Kitchen
	store   *downStore
	reports []string
}

func newFlow(t *testing.T) *flow {
	k := recipetest.Load(t, onClosed)
	f := &flow{kitchen: k, store: &downStore{Store: k.Engine.Store}}
	k.Engine.Store = f.store
	k.Until(ten)
	f.Salesforce = inbound.Salesforce{
		Token: "t0ken", Organization: "00D000000000001AAA", Object: "Case", Now: k.Now,
		Handle: func(ctx context.Context, ev trigger.Event) error {
			_, err := k.Engine.Handle(ctx, ev)
			return err
		},
		NotStarted: func(_ context.Context, n inbound.Notification, why inbound.Mismatch) error {
			f.reports = append(f.reports, "not_started "+n.ID+" "+string(why))
			return nil
		},
	}
	return f
}

// send sends a message and requires the acknowledgement.
func (f *flow) send(t *testing.T, message string, ack bool) {
	t.Helper()
	acknowledged(t, ack, answer(f, soap(message)))
}

var asked = []string{`distribute_survey record/500000000000001 {"method":"email","survey":"SV_1","list":"closed","email":"ada@example.com"}`}

func TestSalesforceScenario(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name    string
		run     func(t *testing.T, f *flow)
		done    []string
		reports []string
	}{
		{"a closed case starts the recipe", func(t *testing.T, f *flow) { f.send(t, closedCase, true) }, asked, nil},
		{"once", func(t *testing.T, f *flow) {
			f.send(t, closedCase, true)
			f.send(t, closedCase, true)
			f.send(t, edited(t, "ada@example.com", "later@example.com"), true) // the data of a later try
		}, asked, nil},
		{"once in a message too", func(t *testing.T, f *flow) {
			f.send(t, strings.NewReplacer("04l000000000002", "04l000000000001", "500000000000002", "500000000000001").Replace(notifications(t, 2)), true)
		}, asked, nil},
		{"again when it is closed again", func(t *testing.T, f *flow) {
			f.send(t, closedCase, true)
			f.send(t, edited(t, "04l000000000001", "04l000000000002"), true)
		}, append(asked[:1:1], asked...), nil},
		{"an open case does not", func(t *testing.T, f *flow) { f.send(t, edited(t, ">true<", ">false<"), true) }, nil, nil},
		{"nor one that does not tell", func(t *testing.T, f *flow) { f.send(t, edited(t, "<sf:IsClosed>true</sf:IsClosed>", ""), true) }, nil, nil},
		{"another organization is reported", func(t *testing.T, f *flow) { f.send(t, edited(t, "00D000000000001", "00D000000000009"), true) },
			nil, []string{"not_started 04l000000000001 other_organization"}},
		{"another object is reported", func(t *testing.T, f *flow) { f.send(t, edited(t, "sf:Case", "sf:Lead"), true) },
			nil, []string{"not_started 04l000000000001 other_object"}},
		{"what the store could not keep comes again", func(t *testing.T, f *flow) {
			f.store.down = true
			f.send(t, closedCase, false)
			require.Empty(t, f.kitchen.Done())
			f.store.down = false
			f.send(t, closedCase, true)
			f.send(t, closedCase, true)
		}, asked, nil},
		{"a message with a fault starts nothing", func(t *testing.T, f *flow) {
			w := answer(f, soap(edited(t, "</soapenv:Envelope>", "")))
			require.Equal(t, http.StatusBadRequest, w.Code)
		}, nil, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			f := newFlow(t)
			tt.run(t, f)
			require.Equal(t, tt.done, f.kitchen.Done())
			require.Equal(t, tt.reports, f.reports)
		})
	}
}
