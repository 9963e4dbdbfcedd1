package desk

import (
	"context"
	"time"
)

// Revision is the set of recipes as somebody saved it.
type Revision struct {
	Version int       // from 1; each save adds one
	By      string    // the user's ID
	Name    string    // the user's name
	At      time.Time // when it was saved
	// Changes are the differences from the revision before, in words. They have no secrets.
	Changes []Change
	// Set is the document, with its secrets. It is missing in lists of revisions.
	Set []byte
	// Tags are the folders of the recipes, by their IDs.
	Tags map[string][]string
}

// Change is one change of a revision.
type Change struct {
	Recipe string `json:"recipe,omitempty"` // the ID; empty for a filter, a calendar or the order
	Words  string `json:"words"`
}

// Sets keeps every revision of the set. It must be safe for concurrent use. An error other than [ErrConflict] and [ErrNoRevision]
// means that the storage is down.
type Sets interface {
	// Version returns the version of the latest revision, and 0 for an empty storage.
	Version(ctx context.Context) (int, error)
	// Revision returns one revision whole.
	Revision(ctx context.Context, version int) (Revision, error)
	// Revisions returns at most limit revisions without their sets, the latest first: those that changed a recipe, or all for
	// an empty id.
	Revisions(ctx context.Context, id string, limit int) ([]Revision, error)
	// Save adds a revision, whole or not at all. It returns [ErrConflict] when the latest version is not r.Version - 1.
	Save(ctx context.Context, r Revision) error
}
