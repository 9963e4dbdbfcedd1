package desk

import (
	"encoding/json"
	"maps"
	"slices"
	"time"

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

// edited is the result of an edit of the latest revision.
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
			return d.remove(now, b.Remove)
		case len(b.Recipe) > 0:
			return d.put(c.user, now, b.Recipe, b.Tags)
		case len(b.Set) > 0:
			return d.replace(now, b.Set, b.AllTags)
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
		if r.Owner != old.Owner {
			return edited{}, forbidden("recipe %q: the owner cannot be changed; copy it", r.ID)
		}
		if r, err = d.reveal(r, *old); err != nil {
			return edited{}, faulty(err)
		}
		if e, err = d.edit(u, now, r); err != nil {
			return edited{}, err
		}
	}
	if tags != nil {
		e.tag(r.ID, tags)
	}
	return e, nil
}

// edit replaces a recipe that the latest revision has.
func (d *Desk) edit(u User, now *snapshot, r recipe.Recipe) (edited, error) {
	set, err := now.set.Edit(u.ID, r)
	if err != nil {
		return edited{}, forbidden("%v", err)
	}
	return edited{set, maps.Clone(now.Tags)}, nil
}

// tag puts a recipe into folders.
func (e *edited) tag(id string, tags []string) {
	if e.tags == nil {
		e.tags = make(map[string][]string)
	}
	if e.tags[id] = tags; len(tags) == 0 {
		delete(e.tags, id)
	}
}

// remove takes a recipe out of the set.
func (d *Desk) remove(now *snapshot, id string) (edited, error) {
	if _, err := now.find(id); err != nil {
		return edited{}, err
	}
	e := edited{now.set, maps.Clone(now.Tags)}
	e.set.Recipes = slices.DeleteFunc(slices.Clone(e.set.Recipes), func(r recipe.Recipe) bool { return r.ID == id })
	delete(e.tags, id)
	return e, nil
}

// replace takes a whole set.
func (d *Desk) replace(now *snapshot, document []byte, tags map[string][]string) (edited, error) {
	set, err := recipe.Decode(document)
	if err != nil {
		return edited{}, faulty(d.Engine.Check(set))
	}
	if tags == nil {
		tags = now.Tags
	}
	if set, err = d.revealAll(now, set); err != nil {
		return edited{}, faulty(err)
	}
	return edited{set, tags}, nil
}

// enabledNow sets the instants since when recipes are enabled, whatever the page sent: now for those that did not run before,
// so that waits from earlier stay cancelled, and as they were for the others.
func (d *Desk) enabledNow(set recipe.Set, now *snapshot) recipe.Set {
	set = with(set, slices.Clone(set.Recipes))
	for i := range set.Recipes {
		r := &set.Recipes[i]
		at, known := now.place[r.ID]
		switch {
		case known && (runs(now.set.Recipes[at]) || !runs(*r)):
			r.EnabledAt = now.set.Recipes[at].EnabledAt
		case runs(*r):
			r.EnabledAt = d.now()
		default:
			r.EnabledAt = time.Time{}
		}
	}
	return set
}

// runs reports whether a recipe carries actions out.
func runs(r recipe.Recipe) bool { return r.Enabled && !r.Shadow }
