package desk

import (
	"encoding/json"
	"maps"
	"slices"
	"time"

	"github.com/commis-recipes/commis/internal/fault"
	"github.com/commis-recipes/commis/recipe"
)

// saving is the body of "POST save": one of Recipe, Set and Remove.
type saving struct {
	Version   int                 `json:"version"`  // the one that was edited
	Recipe    json.RawMessage     `json:"recipe"`   // a recipe to be added, or to replace the one with its ID
	Tags      []string            `json:"tags"`     // its folders; missing means those that it has
	Set       json.RawMessage     `json:"set"`      // a whole set
	AllTags   map[string][]string `json:"all_tags"` // the folders of its recipes; missing means those that they have
	Remove    *string             `json:"remove"`   // the ID of a recipe
	Confirmed bool                `json:"confirmed"`
}

// check returns an error unless the body says one thing.
func (b saving) check() error {
	if err := exactlyOne("save", "recipe, set or remove", given(b.Recipe), given(b.Set), b.Remove != nil); err != nil {
		return err
	}
	switch {
	case b.Tags != nil && !given(b.Recipe):
		return invalid("tags: these are the folders of a recipe that is sent; leave them out, or send all_tags with a set")
	case b.AllTags != nil && !given(b.Set):
		return invalid("all_tags: these are the folders of the recipes of a set that is sent; leave them out, or send tags with a recipe")
	}
	return nil
}

// edited is the result of an edit of the latest revision.
type edited struct {
	set    recipe.Set
	tags   map[string][]string
	from   origin  // of the part that was sent
	faults []place // of what was sent beside the set
}

// save stores an edit as a new revision.
func (d *Desk) save(c *call) (any, error) {
	b, err := body[saving](c)
	if err != nil {
		return nil, err
	}
	if err := b.check(); err != nil {
		return nil, err
	}
	return d.commit(c, b.Version, b.Confirmed, func(now *snapshot) (edited, error) {
		switch {
		case b.Remove != nil:
			return d.remove(now, *b.Remove)
		case given(b.Recipe):
			return d.put(c.user, now, b.Recipe, b.Tags)
		}
		return d.replace(now, b.Set, b.AllTags)
	})
}

// put adds or replaces a recipe.
func (d *Desk) put(u User, now *snapshot, document []byte, tags []string) (edited, error) {
	r, faults := d.decodeRecipe(now, document)
	if len(faults) > 0 {
		return edited{}, faulty(append(faults, folderFaults("", "tags", tags)...))
	}
	e := edited{set: now.set, tags: maps.Clone(now.Tags)}
	var old recipe.Recipe
	at, known := now.place[r.ID]
	if !known {
		at = len(now.set.Recipes)
	} else if old = now.set.Recipes[at]; r.Owner != old.Owner {
		return edited{}, otherOwner(r.ID)
	}
	e.from = origin{"recipe", fault.Index("recipes", at)}
	r, err := d.reveal(r, old, e.from.part)
	e.faults = append(e.from.places(err), folderFaults(r.ID, "tags", tags)...)
	if !known {
		e.set.Recipes = append(slices.Clone(e.set.Recipes), r)
	} else if e.set, err = d.edit(u, now, r); err != nil {
		return edited{}, err
	}
	if tags != nil {
		e.tag(r.ID, tags)
	}
	return e, nil
}

// edit replaces a recipe that the latest revision has.
func (d *Desk) edit(u User, now *snapshot, r recipe.Recipe) (recipe.Set, error) {
	set, err := now.set.Edit(u.ID, r)
	if err != nil {
		return set, forbidden("%v", err)
	}
	return set, nil
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
	e := edited{set: now.set, tags: maps.Clone(now.Tags)}
	e.set.Recipes = slices.DeleteFunc(slices.Clone(e.set.Recipes), func(r recipe.Recipe) bool { return r.ID == id })
	delete(e.tags, id)
	return e, nil
}

// replace takes a whole set.
func (d *Desk) replace(now *snapshot, document []byte, tags map[string][]string) (edited, error) {
	set, err := recipe.Decode(document)
	if err != nil {
		return edited{}, faulty(append(theSet.places(d.Engine.Check(set)), allFolderFaults(tags, nil, false)...))
	}
	e := edited{tags: tags, from: theSet, faults: allFolderFaults(tags, set.Recipes, true)}
	if tags == nil {
		e.tags = now.Tags
	}
	e.set, err = d.revealAll(now, set)
	e.faults = append(e.from.places(err), e.faults...)
	return e, nil
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
