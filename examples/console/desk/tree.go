package desk

import (
	"github.com/commis-recipes/commis/filter"
	"github.com/commis-recipes/commis/recipe"
)

// treeView is a filter as the page's form shows it.
type treeView struct {
	Tree   *filter.Cond `json:"tree"`    // nil when the form cannot show it
	NoTree string       `json:"no_tree"` // why
}

// tree returns the filter as a tree of conditions, if it can be one.
func (d *Desk) tree(set recipe.Set, f filter.Filter) treeView {
	switch {
	case f.Tree != nil:
		return treeView{Tree: f.Tree}
	case f.Saved != "":
		return treeView{NoTree: "it is the saved filter " + f.Saved}
	case f.Text == "":
		return treeView{NoTree: ""}
	}
	tree, err := treeOf(f.Text, d.compiler(set))
	if err != nil {
		return treeView{NoTree: err.Error()}
	}
	return treeView{Tree: tree}
}

// textOf returns the filter as an expression.
func textOf(f filter.Filter) string {
	if f.IsZero() || f.Saved != "" {
		return ""
	}
	return f.String()
}

// compiler returns a compiler for filters of a set.
func (d *Desk) compiler(set recipe.Set) *filter.Compiler {
	world := d.world()
	calendars := make(map[string]filter.Hours)
	for name, calendar := range set.Calendars {
		if hours, err := calendar.Compile(); err == nil {
			calendars[name] = hours
		}
	}
	return &filter.Compiler{
		Saved: set.Filters, Calendars: calendars, World: &world, MaxComplexity: d.Engine.MaxComplexity,
	}
}

// filter answers a filter in its other form: the tree of a text, the text of a tree.
func (d *Desk) filter(c *call) (any, error) {
	b, err := body[struct {
		Text string       `json:"text"`
		Tree *filter.Cond `json:"tree"`
	}](c)
	if err != nil {
		return nil, err
	}
	if b.Text != "" && b.Tree != nil {
		return nil, invalid("send text or tree, and not both: each is turned into the other")
	}
	f := filter.Filter{Text: b.Text, Tree: b.Tree}
	out := struct {
		Text string `json:"text"`
		treeView
		Describe string   `json:"describe"`
		Faults   []*place `json:"faults"`
	}{Text: textOf(f), treeView: d.tree(c.now.set, f), Faults: []*place{}}
	if _, err := d.compiler(c.now.set).Compile(f); err != nil {
		for _, e := range filter.Errors(err) {
			out.Faults = append(out.Faults, &place{Path: e.Path, Message: e.Msg, Line: e.Line, Column: e.Column})
		}
		return out, nil
	}
	out.Describe = filter.Describe(f)
	return out, nil
}
