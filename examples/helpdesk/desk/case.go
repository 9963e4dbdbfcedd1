package desk

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/commis-recipes/commis/trigger"
)

// ErrNotFound says that the desk has no such case.
var ErrNotFound = errors.New("no such case")

// Case is one matter of a customer.
type Case struct {
	ID       string         `json:"id"`
	Subject  string         `json:"subject"`
	Topic    string         `json:"topic"`
	Status   trigger.Status `json:"status"`
	Priority string         `json:"priority"`
	Tags     list           `json:"tags"`
	Users    list           `json:"users"` // its assignees
	Teams    list           `json:"teams"`
	Customer Customer       `json:"customer"`
	Opened   time.Time      `json:"opened"`
}

// Customer is who opened a case. The address names them.
type Customer struct {
	Email string `json:"email"`
	Name  string `json:"name"`
}

// item returns the case as recipes see it.
func (k Case) item() trigger.Case {
	return trigger.Case{
		ID: k.ID, Topic: k.Topic, Title: k.Subject, Status: k.Status, Priority: k.Priority, Tags: slices.Clone(k.Tags),
		Assigned: trigger.Assigned{Users: slices.Clone(k.Users), Teams: slices.Clone(k.Teams)},
		Contact:  k.Customer.contact(), Opened: k.Opened,
	}
}

func (c Customer) contact() trigger.Contact {
	return trigger.Contact{ID: c.Email, Email: c.Email, Name: c.Name}
}

// check returns the faults of the case for the sender of a request, each an [*InvalidError].
func (k Case) check() error {
	var errs []error
	if k.Subject == "" {
		errs = append(errs, invalid("subject", errors.New("missing")))
	}
	if k.Customer.Email == "" {
		errs = append(errs, invalid("customer.email", errors.New("missing")))
	}
	if err := world.CheckStatus(string(k.Status)); err != nil {
		errs = append(errs, invalid("status", err))
	}
	if err := world.CheckPriority(k.Priority); err != nil {
		errs = append(errs, invalid("priority", err))
	}
	return errors.Join(errs...)
}

// Case returns a case, or [ErrNotFound].
func (d *Desk) Case(ctx context.Context, id string) (k Case, err error) {
	var opened int64
	err = d.on(ctx).QueryRowContext(ctx, `SELECT id, subject, topic, status, priority, tags, users, teams, email, name, opened
		FROM cases WHERE id = ?`, id).Scan(&k.ID, &k.Subject, &k.Topic, &k.Status, &k.Priority, &k.Tags, &k.Users, &k.Teams,
		&k.Customer.Email, &k.Customer.Name, &opened)
	if errors.Is(err, sql.ErrNoRows) {
		return k, fmt.Errorf("case %q: %w", id, ErrNotFound)
	}
	k.Opened = time.UnixMicro(opened).UTC()
	return k, err
}

// save inserts or updates a case.
func (d *Desk) save(ctx context.Context, k Case) error {
	_, err := d.on(ctx).ExecContext(ctx, `
		INSERT INTO cases (id, subject, topic, status, priority, tags, users, teams, email, name, opened)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET status = excluded.status, priority = excluded.priority, tags = excluded.tags,
			users = excluded.users, teams = excluded.teams`,
		k.ID, k.Subject, k.Topic, k.Status, k.Priority, k.Tags, k.Users, k.Teams, k.Customer.Email, k.Customer.Name, k.Opened.UnixMicro())
	return err
}
