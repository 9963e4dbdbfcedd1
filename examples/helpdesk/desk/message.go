package desk

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"time"

	"github.com/commis-recipes/commis/trigger"
)

// Message is one message in a case.
type Message struct {
	ID     string    `json:"id"`
	CaseID string    `json:"case_id"`
	Type   string    `json:"type"` // inbox is the customer's, sent the desk's
	Author string    `json:"author"`
	Text   string    `json:"text"`
	At     time.Time `json:"at"`
}

// inbox is the type of customers' messages.
const inbox = "inbox"

// mention returns the message as recipes see it.
func (m Message) mention(k Case) *trigger.Mention {
	return &trigger.Mention{
		ID: m.ID, CaseID: m.CaseID, Topic: k.Topic, Service: "email", Type: m.Type, Title: k.Subject, Content: m.Text, Private: true,
		Author: trigger.Author{ID: m.Author}, Contact: k.Customer.contact(), Arrived: m.At, Published: m.At,
	}
}

// Receive stores a customer's message in a case. id is the message's own, such as the Message-ID of an e-mail: a message
// with a known id is ignored. An empty id is replaced by a new one.
func (d *Desk) Receive(ctx context.Context, caseID, id, text string) (m Message, err error) {
	err = d.transact(ctx, func(ctx context.Context) error {
		k, err := d.Case(ctx, caseID)
		if err != nil {
			return err
		}
		by := Origin{Actor: trigger.Customer, User: k.Customer.Email}
		m, err = d.write(ctx, by, k, Message{ID: id, Type: inbox, Text: text})
		return err
	})
	return m, err
}

// Reply sends an answer of an agent.
func (d *Desk) Reply(ctx context.Context, by Origin, caseID, text string) (m Message, err error) {
	err = d.transact(ctx, func(ctx context.Context) error {
		k, err := d.Case(ctx, caseID)
		if err != nil {
			return err
		}
		m, err = d.write(ctx, by, k, Message{Type: trigger.SentType, Text: text})
		return err
	})
	return m, err
}

// write adds a message to a case and sends an event about it.
func (d *Desk) write(ctx context.Context, by Origin, k Case, m Message) (Message, error) {
	added, err := d.insert(ctx, by, k, &m)
	if err != nil || !added {
		return m, err
	}
	item := k.item()
	return m, d.tell(ctx, by, trigger.Event{Kind: trigger.MentionCreated, Mention: m.mention(k), Case: &item})
}

// insert adds a message to a case unless its id is known.
func (d *Desk) insert(ctx context.Context, by Origin, k Case, m *Message) (added bool, err error) {
	if m.Text == "" {
		return false, invalid("text", errors.New("missing"))
	}
	if m.ID == "" {
		m.ID = rand.Text()
	}
	m.CaseID, m.Author, m.At = k.ID, by.User, d.now().UTC().Truncate(time.Microsecond)
	done, err := d.on(ctx).ExecContext(ctx, `INSERT INTO messages (id, case_id, type, author, text, at) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT DO NOTHING`, m.ID, m.CaseID, m.Type, m.Author, m.Text, m.At.UnixMicro())
	if err != nil {
		return false, err
	}
	if n, err := done.RowsAffected(); err != nil || n == 1 {
		return n == 1, err
	}
	found, err := d.messages(ctx, `id = ?`, m.ID)
	if err == nil {
		*m = found[0]
	}
	return false, err
}

// Messages returns the messages of a case, in order.
func (d *Desk) Messages(ctx context.Context, caseID string) ([]Message, error) {
	return d.messages(ctx, `case_id = ? ORDER BY arrival`, caseID)
}

func (d *Desk) messages(ctx context.Context, where string, args ...any) ([]Message, error) {
	rows, err := d.on(ctx).QueryContext(ctx, `SELECT id, case_id, type, author, text, at FROM messages WHERE `+where, args...)
	if err != nil {
		return nil, err
	}
	return collect(rows, func(m *Message) error {
		var at int64
		err := rows.Scan(&m.ID, &m.CaseID, &m.Type, &m.Author, &m.Text, &at)
		m.At = time.UnixMicro(at).UTC()
		return err
	})
}

// collect reads all rows.
func collect[T any](rows *sql.Rows, scan func(*T) error) ([]T, error) {
	defer rows.Close()
	all := []T{}
	for rows.Next() {
		var one T
		if err := scan(&one); err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, rows.Err()
}
