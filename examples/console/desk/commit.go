package desk

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/commis-recipes/commis/recipe"
)

// commit applies an edit to the latest revision, stores the result and loads it. It refuses an edit of an earlier version, a set with
// faults, and, unless it is confirmed, one that changes more than is usual.
func (d *Desk) commit(c *call, version int, confirmed bool, edit func(now *snapshot) (edited, error)) (any, error) {
	if version != c.now.Version {
		return nil, d.conflict(c, version)
	}
	e, err := edit(c.now)
	if err != nil {
		return nil, err
	}
	e.set = d.enabledNow(e.set, c.now)
	document, err := json.Marshal(e.set)
	if err != nil {
		return nil, faulty(e.allFaults(d.Engine.Check(e.set)))
	}
	if len(document) > MaxSet {
		return nil, &Error{Status: 413, Message: "not saved: the set would be longer than 10 MB; remove recipes that nobody needs"}
	}
	set, err := recipe.Decode(document)
	if faults := e.allFaults(errors.Join(err, d.Engine.Check(set))); len(faults) > 0 {
		return nil, faulty(faults)
	}
	next := d.snapshotOf(Revision{
		Version: version + 1, By: c.user.ID, Name: c.user.name(), At: d.now(), Set: document, Tags: foldersOf(e.tags, set.Recipes),
	}, set, c.now)
	if err := d.permitted(c.user, c.now, next); err != nil {
		return nil, err
	}
	next.Changes = d.changes(c.now, next)
	if len(next.Changes) == 0 {
		return saved{c.now.Version}, nil
	}
	if !confirmed {
		if err := d.ask(c, next); err != nil {
			return nil, err
		}
	}
	return d.store(c, next)
}

// allFaults returns the faults of members that were sent beside the set, and those of the set at other places.
func (e edited) allFaults(err error) []place {
	all := slices.Clone(e.faults)
	for _, p := range e.from.places(err) {
		if !slices.ContainsFunc(e.faults, func(told place) bool { return p.Document != "" && told.Document == p.Document }) {
			all = append(all, p)
		}
	}
	return all
}

// saved is the answer to a save.
type saved struct {
	Version int `json:"version"`
}

// store saves a revision without faults, and loads it.
func (d *Desk) store(c *call, next *snapshot) (any, error) {
	d.saving.Lock()
	defer d.saving.Unlock()
	switch err := d.Sets.Save(c.ctx, next.Revision); {
	case errors.Is(err, ErrConflict):
		return nil, d.conflict(c, next.Version-1)
	case err != nil:
		return nil, down(err)
	}
	d.latest.Store(next)
	if err := d.Engine.Load(next.set); err != nil { // it was checked, so the host changed meanwhile
		return nil, &Error{Status: 500, Message: fmt.Sprintf("saved as version %d, and the engine cannot run it; tell the operator", next.Version), cause: err}
	}
	return saved{next.Version}, nil
}

// Theirs is the save of somebody else meanwhile.
type Theirs struct {
	Version int       `json:"version"` // the latest
	By      string    `json:"by"`      // who saved it
	At      time.Time `json:"at"`
	Changes []string  `json:"changes"` // since the version that was edited, in words
	// Recipe is the recipe that was to be saved, as it is now; nil when it was removed, or for other edits.
	Recipe *recipe.Recipe `json:"theirs"`
}

// conflict tells the saves of others since the version that was edited.
func (d *Desk) conflict(c *call, version int) error {
	latest, err := d.Sets.Version(c.ctx)
	if err != nil {
		return down(err)
	}
	if version > latest || version < 1 {
		return invalid("there is no version %d; load the recipes again", version)
	}
	now, err := d.decoded(c.ctx, latest)
	if err != nil {
		return err
	}
	then, err := d.decoded(c.ctx, version)
	if err != nil {
		return err
	}
	theirs := &Theirs{Version: latest, By: now.Name, At: now.At}
	theirs.Changes = wordsOf(d.changes(then, now))
	var b struct {
		ID     string `json:"id"`
		Recipe struct {
			ID string `json:"id"`
		} `json:"recipe"`
	}
	_ = json.Unmarshal(c.Body, &b) // it was decoded before
	for _, id := range []string{b.ID, b.Recipe.ID} {
		if r, err := now.find(id); err == nil {
			shown := d.conceal(*r)
			theirs.Recipe = &shown
		}
	}
	message := now.Name + " saved meanwhile; nothing of yours is lost: look at the changes, and save again on top of them"
	return &Error{Status: 409, Message: message, Theirs: theirs}
}

// decoded returns a revision of the past.
func (d *Desk) decoded(ctx context.Context, version int) (*snapshot, error) {
	r, err := d.Sets.Revision(ctx, version)
	if errors.Is(err, ErrNoRevision) {
		return nil, missing("there is no revision %d", version)
	}
	if err != nil {
		return nil, down(err)
	}
	return d.newSnapshot(r, d.latest.Load())
}
