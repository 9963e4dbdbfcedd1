package main

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"time"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/examples/console/desk"
	"github.com/commis-recipes/commis/examples/console/revisions"
	"github.com/commis-recipes/commis/examples/console/sample"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/schedule/sqlite"
	"github.com/commis-recipes/commis/trigger"
	"github.com/commis-recipes/commis/webhook"
)

// world is the sample's helpdesk on a database, and a console's desk for it.
type world struct {
	db       *sql.DB
	helpdesk *sample.Helpdesk
	desk     *desk.Desk
}

// system is who saves the first set.
var system = desk.User{ID: "system", Name: "the sample"}

// open opens the database. In an empty one the sample's day is played first.
func open(ctx context.Context, file, setFile string) (*world, error) {
	set := sample.Set
	if setFile != "" {
		var err error
		if set, err = os.ReadFile(setFile); err != nil {
			return nil, err
		}
	}
	db, err := sqlite.Open(file, "synchronous(NORMAL)")
	if err != nil {
		return nil, err
	}
	w := newWorld(db)
	if err := w.start(ctx, set); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return w, nil
}

func newWorld(db *sql.DB) *world {
	w := &world{db: db}
	past := revisions.NewHistory(db)
	w.helpdesk = sample.New(sample.Parts{
		Store: &sqlite.Store{DB: db}, History: past,
		Webhooks: func(hs *action.Handlers, receive func(action.Input) error) {
			action.HandleFunc(hs, func(_ context.Context, _ webhook.Config, in action.Input) error { return receive(in) })
		},
	})
	w.helpdesk.Journal.Write = (&revisions.Events{DB: db}).Add
	w.desk = &desk.Desk{
		Engine: w.helpdesk.Engine, Sets: &revisions.Sets{DB: db}, Events: w.helpdesk.Journal, History: past,
		Kinds: []action.Kind{action.KindOf[webhook.Config]()}, Title: "A support day",
	}
	return w
}

// start makes the tables, loads the latest set, and goes on where the last process ended.
func (w *world) start(ctx context.Context, set []byte) error {
	if err := (&sqlite.Store{DB: w.db}).Migrate(ctx); err != nil {
		return err
	}
	if err := revisions.Migrate(ctx, w.db); err != nil {
		return err
	}
	decoded, err := recipe.Decode(set)
	if err != nil {
		return err
	}
	w.helpdesk.Accept(decoded)
	began, played, err := revisions.Value(ctx, w.db, "began")
	if err != nil {
		return err
	}
	events, err := sample.Events()
	if err != nil {
		return err
	}
	stored, err := (&revisions.Events{DB: w.db}).All(ctx)
	switch {
	case err != nil:
		return err
	case !played && len(stored) > 0:
		return errors.New("the database is half made: a process ended while it played the day; remove the file, and start again")
	case !played:
		return w.play(ctx, set, events)
	}
	w.helpdesk.Remember(stored, events, sample.Now)
	at, err := time.Parse(time.RFC3339Nano, began)
	if err != nil {
		return err
	}
	w.helpdesk.Go(sample.Now, at, time.Now)
	return w.desk.Start(ctx, system, set)
}

// play plays the sample's day.
func (w *world) play(ctx context.Context, set []byte, events []trigger.Event) error {
	w.helpdesk.Begin(events[0].At)
	if err := w.desk.Start(ctx, system, set); err != nil {
		return err
	}
	if err := w.helpdesk.Play(ctx, events, sample.Now); err != nil {
		return err
	}
	now := time.Now()
	w.helpdesk.Go(sample.Now, now, time.Now)
	return revisions.SetValue(ctx, w.db, "began", now.Format(time.RFC3339Nano))
}

func (w *world) close() error { return w.db.Close() }
