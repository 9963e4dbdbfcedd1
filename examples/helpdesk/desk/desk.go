package desk

import (
	"context"
	"database/sql"
	"errors"
	"log/slog"
	"time"

	"github.com/commis-recipes/commis/examples/console/revisions"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/schedule/sqlite"
	"github.com/commis-recipes/commis/trigger"
)

// Config configures a desk.
type Config struct {
	// Database is the file of the database, which is created when it does not exist.
	Database string
	// Recipes is the file with the set of recipes.
	Recipes string
	// Console says that the recipes are edited in the console (web.Console), which loads them. The file is not read then.
	Console bool
	// Logger gets messages for an operator. Nil discards them.
	Logger *slog.Logger
	// Now is the clock. Nil means time.Now.
	Now func() time.Time
}

// Desk is the helpdesk. Its methods are safe for concurrent use. Make one with [Open].
type Desk struct {
	Engine  *recipe.Engine
	Store   *sqlite.Store
	History *sqlite.Recorder
	Recipes *Recipes // nil with a console
	// Journal has every event; nil without a console.
	Journal *revisions.Events
	DB      *sql.DB

	logger *slog.Logger
	now    func() time.Time
	wake   chan struct{} // holds one token while there is a change that Tick has not seen
}

// Statuses are the statuses of cases, each with its class.
var Statuses = []trigger.HostStatus{
	{Name: "open", Class: trigger.Unresolved},
	{Name: "pending", Class: trigger.Pending},
	{Name: "solved", Class: trigger.Resolved},
	{Name: "closed", Class: trigger.Resolved},
}

// world are the words that cases may have.
var world = trigger.World{Statuses: Statuses}

// Open opens the database and loads the recipes. A set with faults is an error: a desk without its recipes would
// lose their waits.
func Open(c Config) (*Desk, error) {
	d := &Desk{logger: c.Logger, now: c.Now, wake: make(chan struct{}, 1)}
	if d.logger == nil {
		d.logger = slog.New(slog.DiscardHandler)
	}
	if d.now == nil {
		d.now = time.Now
	}
	var err error
	if d.DB, err = openDatabase(c.Database); err != nil {
		return nil, err
	}
	d.Store, d.History = &sqlite.Store{DB: d.DB}, &sqlite.Recorder{DB: d.DB}
	d.Engine = &recipe.Engine{
		Handlers: d.handlers(), Store: d.Store, History: d.History, Refresh: d.refresh,
		Statuses: Statuses, Logger: d.logger, Now: d.now,
	}
	if c.Console {
		d.Journal = &revisions.Events{DB: d.DB}
		if err := revisions.Migrate(context.Background(), d.DB); err != nil {
			return nil, errors.Join(err, d.DB.Close())
		}
		return d, nil
	}
	d.Recipes = &Recipes{engine: d.Engine, path: c.Recipes, now: d.now}
	if err := d.Recipes.Reload(); err != nil {
		return nil, errors.Join(err, d.DB.Close())
	}
	return d, nil
}

// Close closes the database. No other call may run.
func (d *Desk) Close() error { return d.DB.Close() }
