package desk

import (
	"encoding/json"
	"errors"
	"maps"
	"slices"

	"github.com/commis-recipes/commis/recipe"
)

// saving is the body of "POST save": one of Recipe, Set and Remove.
type saving struct {
	Version   int                 `json:"version"` // the one that was edited
	Recipe    json.RawMessage     `json:"recipe"`  // a recipe to be added, or to replace the one with its ID
	Tags      []string            `json:"tags"`    // its folders; missing means those that it has
	Set       json.RawMessage     `json:"set"`     // a whole set
	AllTags   map[string][]string `json:"all_tags"`
	Remove    string              `json:"remove"` // the ID of a recipe
	Confirmed bool                `json:"confirmed"`
}

// edited is what an edit makes of the latest revision.
type edited struct {
	set  recipe.Set
	tags map[string][]string
}

// save stores an edit as a new revision.
func (d *Desk) save(c *call) (any, error) {
	b, err := body[saving](c)
	if err != nil {
		return nil, err
	}
	return d.commit(c, b.Version, b.Confirmed, func(now *snapshot) (edited, error) {
		switch {
		case b.Remove != "":
			return d.remove(c.user, now, b.Remove)
		case len(b.Recipe) > 0:
			return d.put(c.user, now, b.Recipe, b.Tags)
		case len(b.Set) > 0:
			return d.replace(c.user, now, b.Set, b.AllTags)
		}
		return edited{}, invalid("nothing to save: send recipe, set or remove")
	})
}

// put adds or replaces a recipe.
func (d *Desk) put(u User, now *snapshot, document []byte, tags []string) (edited, error) {
	r, err := decodeRecipe(now, document)
	if err != nil {
		return edited{}, faulty(err)
	}
	e := edited{now.set, maps.Clone(now.Tags)}
	old, err := now.find(r.ID)
	if err != nil {
		if r, err = d.reveal(r, recipe.Recipe{}); err != nil {
			return edited{}, faulty(err)
		}
		e.set.Recipes = append(slices.Clone(e.set.Recipes), r)
	} else {
		if r, err = d.reveal(r, *old); err != nil {
			return edited{}, faulty(err)
		}
		if e.set, err = e.set.Edit(u.ID, r); err != nil {
			return edited{}, forbidden("%v", err)
		}
		e.set = d.enabledNow(e.set, now)
	}
	if tags != nil {
		e.tag(r.ID, tags)
	}
	return e, nil
}

func (e *edited) tag(id string, tags []string) {
	if e.tags == nil {
		e.tags = make(map[string][]string)
	}
	if e.tags[id] = tags; len(tags) == 0 {
		delete(e.tags, id)
	}
}

// remove takes a recipe out of the set.
func (d *Desk) remove(u User, now *snapshot, id string) (edited, error) {
	r, err := now.find(id)
	if err != nil {
		return edited{}, err
	}
	if !mayEdit(u, r.Owner) {
		return edited{}, forbidden("%v", recipe.ErrNotOwner)
	}
	e := edited{now.set, maps.Clone(now.Tags)}
	e.set.Recipes = slices.DeleteFunc(slices.Clone(e.set.Recipes), func(r recipe.Recipe) bool { return r.ID == id })
	delete(e.tags, id)
	return e, nil
}

// replace takes a whole set.
func (d *Desk) replace(u User, now *snapshot, document []byte, tags map[string][]string) (edited, error) {
	set, err := recipe.Decode(document)
	if err != nil {
		return edited{}, faulty(d.Engine.Check(set))
	}
	if tags == nil {
		tags = now.Tags
	}
	var faults []error
	kept := make(map[string]bool)
	for i, r := range set.Recipes {
		var old recipe.Recipe
		if at, ok := now.place[r.ID]; ok {
			old = now.set.Recipes[at]
			kept[r.ID] = true
			if !same(d.conceal(old), d.conceal(r)) && !mayEdit(u, old.Owner) {
				return edited{}, forbidden("recipe %q: %v", r.ID, recipe.ErrNotOwner)
			}
		}
		set.Recipes[i], err = d.reveal(r, old)
		faults = append(faults, err)
	}
	if err := errors.Join(faults...); err != nil {
		return edited{}, faulty(err)
	}
	for _, r := range now.set.Recipes {
		if !kept[r.ID] && !mayEdit(u, r.Owner) {
			return edited{}, forbidden("recipe %q: %v", r.ID, recipe.ErrNotOwner)
		}
	}
	return edited{d.enabledNow(set, now), tags}, nil
}

// enabledNow sets the instant for recipes that are enabled and were not before: waits from earlier stay cancelled.
func (d *Desk) enabledNow(set recipe.Set, now *snapshot) recipe.Set {
	for i, r := range set.Recipes {
		at, known := now.place[r.ID]
		if known && r.Enabled && !now.set.Recipes[at].Enabled {
			set.Recipes[i].EnabledAt = d.now()
		}
	}
	return set
}

// commit stores what an edit makes of the latest revision, and loads it.
func (d *Desk) commit(c *call, version int, confirmed bool, edit func(now *snapshot) (edited, error)) (any, error) {
	if version != c.now.Version {
		return nil, d.conflict(c, version)
	}
	e, err := edit(c.now)
	if err != nil {
		return nil, err
	}
	document, err := json.Marshal(e.set)
	if err != nil {
		return nil, faulty(d.Engine.Check(e.set))
	}
	set, err := recipe.Decode(document)
	if err := errors.Join(err, d.Engine.Check(set)); err != nil {
		return nil, faulty(err)
	}
	return d.store(c, set, Revision{
		Version: version + 1, By: c.user.ID, Name: c.user.name(), At: d.now(), Set: document, Tags: e.tags,
	})
}

// store saves a revision without faults, and loads it.
func (d *Desk) store(c *call, set recipe.Set, r Revision) (any, error) {
	d.saving.Lock()
	defer d.saving.Unlock()
	switch err := d.Sets.Save(c.ctx, r); {
	case errors.Is(err, ErrConflict):
		return nil, d.conflict(c, r.Version-1)
	case err != nil:
		return nil, down(err)
	}
	if err := d.Engine.Load(set); err != nil {
		return nil, err
	}
	d.latest.Store(d.snapshotOf(r, set, d.latest.Load()))
	return struct {
		Version int `json:"version"`
	}{r.Version}, nil
}

// conflict says what somebody else saved since the version that was edited.
func (d *Desk) conflict(c *call, version int) error {
	if version > c.now.Version {
		return invalid("there is no version %d yet; load the recipes again", version)
	}
	return &Error{Status: 409, Message: "somebody else saved meanwhile"}
}
