package desk

import (
	"slices"
	"strings"
	"time"

	"github.com/commis-recipes/commis/recipe"
)

// line is a recipe in the list.
type line struct {
	ID      string     `json:"id"`
	Name    string     `json:"name"`
	Owner   string     `json:"owner,omitempty"`
	Enabled bool       `json:"enabled"`
	Shadow  bool       `json:"shadow"`
	Stop    bool       `json:"stop"`
	Tags    []string   `json:"tags"`
	On      string     `json:"on"`      // the triggers, with commas
	Summary string     `json:"summary"` // the recipe in words
	LastRun *time.Time `json:"last_run,omitempty"`
	Runs    int        `json:"runs_24h"`
	Errors  int        `json:"errors_24h"`
	MayEdit bool       `json:"may_edit"`
	// Fault is why the recipe does not run as it is stored, if it has a fault: the host has lost something that it needs. It is empty for
	// one that was saved here.
	Fault    string `json:"fault,omitempty"`
	revision string // the recipe's
}

// line returns the line of a recipe in the list, whoever asks.
func (d *Desk) line(r *recipe.Recipe, before *snapshot) line {
	revision := r.Revision()
	if before != nil {
		if at, ok := before.place[r.ID]; ok && before.lines[at].revision == revision {
			same := before.lines[at]
			same.Fault = ""
			return same
		}
	}
	return line{
		ID: r.ID, Name: r.Name, Owner: r.Owner, Enabled: r.Enabled, Shadow: r.Shadow, Stop: r.Stop, Tags: []string{},
		On: strings.Join(r.Trigger.On, ", "), Summary: r.Describe(), revision: revision,
	}
}

// recipes answers the list, in the order in which the recipes run.
func (d *Desk) recipes(c *call) (any, error) {
	activity := make(map[string]Activity)
	if d.History != nil {
		var err error
		if activity, err = d.History.Activity(c.ctx, d.now().Add(-24*time.Hour)); err != nil {
			return nil, down(err)
		}
	}
	lines := slices.Clone(c.now.lines)
	for i := range lines {
		l := &lines[i]
		if tags := c.now.Tags[l.ID]; len(tags) > 0 {
			l.Tags = tags
		}
		if a := activity[l.ID]; !a.LastRun.IsZero() {
			l.LastRun, l.Runs, l.Errors = &a.LastRun, a.Runs, a.Errors
		}
		l.MayEdit = mayEdit(c.user, l.Owner)
	}
	return struct {
		Version int    `json:"version"`
		Recipes []line `json:"recipes"`
	}{c.now.Version, lines}, nil
}
