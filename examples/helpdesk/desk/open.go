package desk

import (
	"cmp"
	"context"
	"crypto/rand"
	"time"

	"github.com/commis-recipes/commis/trigger"
)

// New is a customer's request for a new case.
type New struct {
	Subject  string   `json:"subject"`
	Text     string   `json:"text"`
	Topic    string   `json:"topic"` // empty means support
	Customer Customer `json:"customer"`
}

// Create opens a case with its first message. That is one event, which carries both.
func (d *Desk) Create(ctx context.Context, n New) (k Case, err error) {
	k = Case{
		ID: rand.Text(), Subject: n.Subject, Topic: cmp.Or(n.Topic, "support"), Status: "open", Priority: "medium",
		Tags: list{}, Users: list{}, Teams: list{}, Customer: n.Customer, Opened: d.now().UTC().Truncate(time.Microsecond),
	}
	if err := k.check(); err != nil {
		return k, err
	}
	by := Origin{Actor: trigger.Customer, User: n.Customer.Email}
	err = d.transact(ctx, func(ctx context.Context) error {
		if err := d.save(ctx, k); err != nil {
			return err
		}
		m := Message{Type: inbox, Text: n.Text}
		if _, err := d.insert(ctx, by, k, &m); err != nil {
			return err
		}
		item := k.item()
		return d.tell(ctx, by, trigger.Event{Kind: trigger.CaseCreated, Case: &item, Mention: m.mention(k)})
	})
	return k, err
}
