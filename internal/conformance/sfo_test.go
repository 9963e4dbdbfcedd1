package conformance_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/recipe/recipetest"
	"github.com/commis-recipes/commis/trigger"
	"github.com/commis-recipes/commis/webhook/inbound"
)

// outbound is what Salesforce sends about a record: the type, the fields as XML, and the notification's last digit.
func outbound(object, fields, n string) string {
	return `<?xml version="1.0" encoding="UTF-8"?>
<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<soapenv:Body><notifications xmlns="http://soap.sforce.com/2005/09/outbound">
<OrganizationId>00D000000000001</OrganizationId><ActionId>04k000000000001</ActionId><SessionId xsi:nil="true"/>
<Notification><Id>04l00000000000` + n + `</Id><sObject xsi:type="sf:` + object + `" xmlns:sf="urn:sobject.enterprise.soap.sforce.com">` +
		fields + `</sObject></Notification></notifications></soapenv:Body></soapenv:Envelope>`
}

// The fields of two cases, and a record of which nothing but its ID is there.
const (
	closedFields = "<sf:Id>500000000000001</sf:Id><sf:IsClosed>true</sf:IsClosed><sf:ContactEmail>ada@example.com</sf:ContactEmail>"
	openFields   = "<sf:Id>500000000000002</sf:Id><sf:IsClosed>false</sf:IsClosed><sf:ContactEmail>bob@example.com</sf:ContactEmail>"
	bareFields   = "<sf:Id>500000000000003</sf:Id>"
)

// workflow is a flow about cases whose recipes a kitchen runs, at the event URL with its token.
type workflow struct {
	inbound.Salesforce
	kitchen *recipetest.Kitchen
	events  []trigger.Event
	reports []string // the runs that did not start
}

// flowToken is the end of a flow's event URL.
func flowToken(id string) string {
	return string(inbound.EventToken([]byte("0123456789abcdef0123456789abcdef"), id))
}

func cases(k *recipetest.Kitchen, id string) *workflow {
	w := &workflow{kitchen: k}
	k.Until(at("10:00"))
	w.Salesforce = inbound.Salesforce{
		Token: inbound.EventToken([]byte("0123456789abcdef0123456789abcdef"), id), Organization: "00D000000000001AAA", Object: "Case", Now: k.Now,
		Handle: func(ctx context.Context, ev trigger.Event) error {
			w.events = append(w.events, ev)
			_, err := k.Engine.Handle(ctx, ev)
			return err
		},
		NotStarted: func(_ context.Context, n inbound.Notification, why inbound.Mismatch) error {
			w.reports = append(w.reports, "not_started "+string(why))
			return nil
		},
	}
	return w
}

// send posts a message to the event URL and returns the status and what Salesforce is told.
func (w *workflow) send(token, message string) (status int, ack string) {
	r := httptest.NewRequest(http.MethodPost, "/salesforce/"+token, strings.NewReader(message))
	r.Header.Set("Content-Type", "text/xml; charset=utf-8")
	r.SetPathValue("token", token)
	rec := httptest.NewRecorder()
	w.ServeHTTP(rec, r)
	_, rest, _ := strings.Cut(rec.Body.String(), "<Ack>")
	ack, _, _ = strings.Cut(rest, "</Ack>")
	return rec.Code, ack
}

// survey asks whoever the case is of.
const survey = `{"do":"distribute_survey","with":{"method":"email","survey":"SV_1","list":"closed","email":"{{ record.ContactEmail }}"}}`

func salesforceRows() []row {
	onCase := `{"on":"record","source":"salesforce","object":"Case"}`
	return []row{
		{"SFO-01", "Each workflow has an event URL of its own to copy; it stays when the workflow is edited.", func(t *testing.T) {
			require.Equal(t, flowToken("close-case"), flowToken("close-case"))
			require.NotEqual(t, flowToken("close-case"), flowToken("close-case-copy"))
			w := cases(cook(t, rule("r", onCase, survey)), "close-case")
			_, ack := w.send(flowToken("close-case"), outbound("Case", closedFields, "1"))
			require.Equal(t, "true", ack)
			status, _ := w.send(flowToken("close-case-copy"), outbound("Case", closedFields, "2"))
			require.Equal(t, http.StatusNotFound, status)
			require.Len(t, w.kitchen.Done(), 1)
		}},
		{"SFO-02", "The fields that the outbound message selects arrive, and no others.", func(t *testing.T) {
			w := cases(cook(t, rule("r", onCase, survey)), "f")
			w.send(flowToken("f"), outbound("Case", closedFields, "1"))
			require.Equal(t, map[string]any{"Id": "500000000000001", "IsClosed": "true", "ContactEmail": "ada@example.com"}, w.events[0].Record.Fields)
		}},
		{"SFO-03", "Records that are created, updated or deleted are taken, also when only their ID is left.", func(t *testing.T) {
			post := do("web_service", `{"url":"https://e.com/{{ event.record_id }}","method":"POST"}`)
			w := cases(cook(t, rule("r", onCase, post)), "f")
			for i, fields := range []string{closedFields, openFields, bareFields} {
				_, ack := w.send(flowToken("f"), outbound("Case", fields, string(rune('1'+i))))
				require.Equal(t, "true", ack)
			}
			require.Len(t, w.kitchen.Done(), 3)
			require.Equal(t, map[string]any{"Id": "500000000000003"}, w.events[2].Record.Fields)
			_, ack := w.send(flowToken("f"), outbound("Case", "", "4"))
			require.Equal(t, "true", ack)
			require.Equal(t, []string{"not_started no_record"}, w.reports, "there is nothing left to act on")
		}},
		{"SFO-04", "Only its owner edits a workflow; others copy it, and the copy is theirs, with an event URL of its own.", func(t *testing.T) {
			all, err := recipe.Decode([]byte(set(rule("close", onCase, survey, `"owner":"ada"`))))
			require.NoError(t, err)
			_, err = all.Edit("bob", all.Recipes[0])
			require.ErrorIs(t, err, recipe.ErrNotOwner)
			_, err = all.Edit("ada", all.Recipes[0])
			require.NoError(t, err)
			all, mine, err := all.Copy("bob", "close")
			require.NoError(t, err)
			require.Equal(t, []any{"close-2", "bob", false}, []any{mine.ID, mine.Owner, mine.Enabled})
			require.NotEqual(t, flowToken("close"), flowToken(mine.ID))
			_, err = all.Edit("bob", mine)
			require.NoError(t, err)
		}},
		{"SFO-05", "A pilot: the condition is met once, so one contact is asked once, however often the message comes.", func(t *testing.T) {
			w := cases(cook(t, rule("r", onCase, survey, filtered(`record.IsClosed == "true"`))), "f")
			for _, message := range []string{outbound("Case", openFields, "1"), outbound("Case", closedFields, "2"), outbound("Case", closedFields, "2")} {
				_, ack := w.send(flowToken("f"), message)
				require.Equal(t, "true", ack)
			}
			require.Equal(t, []string{`distribute_survey record/500000000000001 {"method":"email","survey":"SV_1","list":"closed","email":"ada@example.com"}`},
				w.kitchen.Done())
		}},
	}
}

// comingRows are the triggers that come from outside.
func comingRows() []row {
	onCase := `{"on":"record","source":"salesforce","object":"Case"}`
	return []row{
		{"TRG-09", "A Salesforce outbound message triggers a recipe when its object is that of the flow.", func(t *testing.T) {
			w := cases(cook(t, rule("r", onCase, survey), rule("lead", `{"on":"record","object":"Lead"}`, survey)), "f")
			_, ack := w.send(flowToken("f"), outbound("Case", closedFields, "1"))
			require.Equal(t, "true", ack)
			require.Len(t, w.kitchen.Done(), 1)
			_, ack = w.send(flowToken("f"), outbound("Lead", closedFields, "2"))
			require.Equal(t, "true", ack)
			require.Len(t, w.kitchen.Done(), 1)
			require.Equal(t, []string{"not_started other_object"}, w.reports)
			w.Handle = func(context.Context, trigger.Event) error { return errors.New("no disk") }
			_, ack = w.send(flowToken("f"), outbound("Case", closedFields, "3"))
			require.Equal(t, "false", ack)
		}},
		{"TRG-10", "A review of any connected source triggers a recipe, also of one that nobody knows.", func(t *testing.T) {
			k := cook(t, rule("r", `{"on":"record","object":"review"}`, do("slack", `{"channel":"#reviews","text":"{{ event.source }}: {{ record.text }}"}`)))
			for _, source := range []string{"google", "reviewtrackers", "brandwatch", "somebody else"} {
				h := inbound.Receiver{
					Authorize: inbound.Credentials("Bearer s3cret"), Document: &inbound.Document{Source: source, Object: "review"}, Now: k.Now,
					Handle: func(ctx context.Context, ev trigger.Event) error {
						report, err := k.Engine.Handle(ctx, ev)
						require.Equal(t, []string{"r"}, ran(report))
						return err
					},
				}
				r := httptest.NewRequest(http.MethodPost, "/reviews", strings.NewReader(`{"id":7,"stars":1,"text":"Cold soup"}`))
				r.Header.Set("Content-Type", "application/json")
				r.Header.Set("Authorization", "Bearer s3cret")
				answer := httptest.NewRecorder()
				h.ServeHTTP(answer, r)
				require.Equal(t, http.StatusNoContent, answer.Code)
			}
			require.Len(t, k.Done(), 4)
			require.Equal(t, `slack record/7 {"channel":"#reviews","text":"somebody else: Cold soup"}`, k.Done()[3])
		}},
	}
}
