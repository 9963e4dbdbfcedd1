package desk

import (
	"slices"

	"github.com/commis-recipes/commis/recipe"
)

// state switches a recipe on, off, or into shadow.
func (d *Desk) state(c *call) (any, error) {
	b, err := body[struct {
		Version   int    `json:"version"`
		ID        string `json:"id"`
		State     string `json:"state"` // on, off or shadow
		Confirmed bool   `json:"confirmed"`
	}](c)
	if err != nil {
		return nil, err
	}
	if !slices.Contains([]string{"on", "off", "shadow"}, b.State) {
		return nil, invalid("state: write on, off or shadow")
	}
	return d.commit(c, b.Version, b.Confirmed, func(now *snapshot) (edited, error) {
		old, err := now.find(b.ID)
		if err != nil {
			return edited{}, err
		}
		r := *old
		r.Enabled, r.Shadow = b.State != "off", b.State == "shadow"
		set, err := d.edit(c.user, now, r)
		return edited{set: set, tags: now.Tags}, err
	})
}

// order puts the recipes into another order.
func (d *Desk) order(c *call) (any, error) {
	b, err := body[struct {
		Version   int      `json:"version"`
		IDs       []string `json:"ids"` // of all recipes
		Confirmed bool     `json:"confirmed"`
	}](c)
	if err != nil {
		return nil, err
	}
	return d.commit(c, b.Version, b.Confirmed, func(now *snapshot) (edited, error) {
		e := edited{set: now.set, tags: now.Tags}
		e.set.Recipes = make([]recipe.Recipe, 0, len(now.set.Recipes))
		used := make(map[string]bool, len(b.IDs))
		for _, id := range b.IDs {
			r, err := now.find(id)
			if err != nil {
				return edited{}, err
			}
			if used[id] {
				return edited{}, invalid("ids: %s is there twice", quoted(id))
			}
			used[id] = true
			e.set.Recipes = append(e.set.Recipes, *r)
		}
		if len(used) != len(now.set.Recipes) {
			return edited{}, invalid("ids: write all %d recipes, not %d", len(now.set.Recipes), len(used))
		}
		return e, nil
	})
}
