package desk

import (
	"maps"
	"slices"
	"strconv"
	"time"
)

// revisionsMost is the number of revisions in a list.
const revisionsMost = 500

// revisions answers who changed what, the latest first.
func (d *Desk) revisions(c *call) (any, error) {
	id := c.Query.Get("id")
	found, err := d.Sets.Revisions(c.ctx, id, revisionsMost)
	if err != nil {
		return nil, down(err)
	}
	type revision struct {
		Version int       `json:"version"`
		By      string    `json:"by"`
		At      time.Time `json:"at"`
		Changes []string  `json:"changes"`
	}
	all := []revision{}
	for _, r := range found {
		changes := slices.DeleteFunc(slices.Clone(r.Changes), func(c Change) bool { return id != "" && c.Recipe != id })
		all = append(all, revision{r.Version, r.Name, r.At, wordsOf(changes)})
	}
	return struct {
		Revisions []revision `json:"revisions"`
	}{all}, nil
}

// revision answers the set of a revision, as "GET set" does.
func (d *Desk) revision(c *call) (any, error) {
	version, err := strconv.Atoi(c.id)
	if err != nil {
		return nil, invalid("a revision is a number")
	}
	then, err := d.decoded(c.ctx, version)
	if err != nil {
		return nil, err
	}
	return d.setAnswer(then), nil
}

// restore makes an earlier revision, or one recipe of it, the latest one.
func (d *Desk) restore(c *call) (any, error) {
	b, err := body[struct {
		Version   int    `json:"version"`
		To        int    `json:"to"`
		ID        string `json:"id"` // of a recipe; empty means the whole set
		Confirmed bool   `json:"confirmed"`
	}](c)
	if err != nil {
		return nil, err
	}
	then, err := d.decoded(c.ctx, b.To)
	if err != nil {
		return nil, err
	}
	return d.commit(c, b.Version, b.Confirmed, func(now *snapshot) (edited, error) {
		if b.ID == "" {
			return d.restoreAll(now, then)
		}
		return d.restoreOne(c.user, now, then, b.ID)
	})
}

func (d *Desk) restoreAll(now, then *snapshot) (edited, error) {
	set := with(then.set, slices.Clone(then.set.Recipes))
	return edited{set: set, tags: then.Tags}, nil
}

func (d *Desk) restoreOne(u User, now, then *snapshot, id string) (edited, error) {
	r, err := then.find(id)
	if err != nil {
		return edited{}, missing("revision %d has no recipe %s", then.Version, quoted(id))
	}
	e := edited{set: now.set, tags: maps.Clone(now.Tags)}
	if old, err := now.find(id); err != nil {
		e.set.Recipes = append(slices.Clone(e.set.Recipes), *r)
	} else if r.Owner != old.Owner { // its secrets are those of another owner
		return edited{}, otherOwner(id)
	} else if e.set, err = d.edit(u, now, *r); err != nil {
		return edited{}, err
	}
	e.tag(id, then.Tags[id])
	return e, nil
}
