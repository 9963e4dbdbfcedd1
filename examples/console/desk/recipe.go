package desk

import (
	"github.com/commis-recipes/commis/recipe"
)

// recipe answers one recipe, ready to be edited.
func (d *Desk) recipe(c *call) (any, error) {
	r, err := c.now.find(c.id)
	if err != nil {
		return nil, err
	}
	shown := d.conceal(*r)
	return struct {
		Version  int           `json:"version"`
		Recipe   recipe.Recipe `json:"recipe"`
		Tags     []string      `json:"tags"`
		Describe string        `json:"describe"`
		MayEdit  bool          `json:"may_edit"`
		treeView
	}{c.now.Version, shown, append([]string{}, c.now.Tags[r.ID]...), r.Describe(), mayEdit(c.user, r.Owner), d.tree(c.now.set, r.Filter)}, nil
}

// wholeSet answers the set as JSON.
func (d *Desk) wholeSet(c *call) (any, error) {
	return d.setAnswer(c.now), nil
}

func (d *Desk) setAnswer(s *snapshot) any {
	set := s.set
	set.Recipes = make([]recipe.Recipe, len(s.set.Recipes))
	for i, r := range s.set.Recipes {
		set.Recipes[i] = d.conceal(r)
	}
	tags := s.Tags
	if tags == nil {
		tags = map[string][]string{}
	}
	return struct {
		Version int                 `json:"version"`
		Set     recipe.Set          `json:"set"`
		Tags    map[string][]string `json:"tags"`
	}{s.Version, set, tags}
}
