package desk

import (
	"context"
	"time"

	"github.com/commis-recipes/commis/action"
)

// Notification is a notification of an agent.
type Notification struct {
	Channel string    `json:"channel"`
	CaseID  string    `json:"case_id"`
	Text    string    `json:"text,omitempty"` // the recipe's text; empty leaves it to the agent's client
	At      time.Time `json:"at"`
}

// SetAway sets whether an agent is away: recipes that assign pass over agents who are.
func (d *Desk) SetAway(ctx context.Context, user string, away bool) error {
	set := `DELETE FROM away WHERE user = ?`
	if away {
		set = `INSERT INTO away (user) VALUES (?) ON CONFLICT DO NOTHING`
	}
	_, err := d.on(ctx).ExecContext(ctx, set, user)
	return err
}

// available reports whether an agent takes work.
func (d *Desk) available(ctx context.Context, user string) (bool, error) {
	var away int
	err := d.on(ctx).QueryRowContext(ctx, `SELECT count(*) FROM away WHERE user = ?`, user).Scan(&away)
	return away == 0, err
}

// notify stores a notification for the agent's screen to fetch.
func (d *Desk) notify(channel string) func(ctx context.Context, in action.Input, n action.Notify, user string) error {
	return func(ctx context.Context, in action.Input, n action.Notify, user string) error {
		_, err := d.on(ctx).ExecContext(ctx, `INSERT INTO notifications (user, channel, case_id, text, at) VALUES (?, ?, ?, ?, ?)`,
			user, channel, in.Event.CaseRef().ID, n.Text, in.At.UnixMicro())
		return err
	}
}

// Notifications returns an agent's notifications, in order.
func (d *Desk) Notifications(ctx context.Context, user string) ([]Notification, error) {
	rows, err := d.on(ctx).QueryContext(ctx, `SELECT channel, case_id, text, at FROM notifications WHERE user = ? ORDER BY arrival`, user)
	if err != nil {
		return nil, err
	}
	return collect(rows, func(n *Notification) error {
		var at int64
		err := rows.Scan(&n.Channel, &n.CaseID, &n.Text, &at)
		n.At = time.UnixMicro(at).UTC()
		return err
	})
}
