package desk

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/recipe/foresight"
	"github.com/commis-recipes/commis/trigger"
)

// Desk answers requests about the recipes of an engine. Set its fields, call [Desk.Start], and do not change them afterwards. Its
// methods are safe for concurrent use.
type Desk struct {
	// Engine runs the recipes. The desk loads the latest revision into it.
	Engine *recipe.Engine
	// Sets has the revisions of the set.
	Sets Sets
	// Events is the journal, on which edits are tried.
	Events Events
	// History has the records of the engine; nil means none.
	History History
	// Away are the users who take no work, for trying out; nil means nobody.
	Away []string
	// Kinds are kinds of action outside package action whose configs are checked, as in [foresight.Host].
	Kinds []action.Kind
	// Title is the title of the page; empty means Recipes.
	Title string
	// Playground says that there is no server: nothing is kept.
	Playground bool
	// Ask is the highest number of the journal's events on which an edit may run, or no longer run, without a question. Zero
	// means 10.
	Ask int
	// Try is how many of the last events are tried before saving. Zero means 500.
	Try int

	saving sync.Mutex // held while a revision is saved and loaded
	latest atomic.Pointer[snapshot]
	opened opened
	plans  plans
}

// Start loads the latest revision into the engine. In an empty storage the set becomes the first one, saved by the user;
// its faults are the error. It is called once, before the first request.
func (d *Desk) Start(ctx context.Context, by User, set []byte) error {
	version, err := d.Sets.Version(ctx)
	if err != nil {
		return err
	}
	if version == 0 {
		decoded, err := recipe.Decode(set)
		if err := d.Engine.Check(decoded); err != nil {
			return err
		}
		if err != nil {
			return err
		}
		first := Revision{Version: 1, By: by.ID, Name: by.name(), At: d.now(), Set: set}
		first.Changes = append([]Change{{Words: "the first set"}}, d.changes(new(snapshot), d.snapshotOf(first, decoded, nil))...)
		if err := d.Sets.Save(ctx, first); err != nil {
			return err
		}
	}
	_, err = d.snapshot(ctx)
	return err
}

func (u User) name() string {
	if u.Name == "" {
		return u.ID
	}
	return u.Name
}

// now returns the instant of the engine's clock.
func (d *Desk) now() time.Time {
	if d.Engine.Now != nil {
		return d.Engine.Now().UTC()
	}
	return time.Now().UTC()
}

// world returns the words of the engine's host.
func (d *Desk) world() trigger.World {
	e := d.Engine
	return trigger.World{Statuses: e.Statuses, Priorities: e.Priorities, Sentiments: e.Sentiments, Kinds: e.Kinds}
}

// foresight returns the host as package foresight needs it.
func (d *Desk) foresight() foresight.Host {
	return foresight.Host{World: d.world(), Availability: d.Engine.Availability, Away: d.Away, Kinds: d.Kinds}
}
