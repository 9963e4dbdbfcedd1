package desk

import (
	"errors"

	"github.com/commis-recipes/commis/filter"
	"github.com/commis-recipes/commis/recipe"
)

// treeView is a filter as the page's form shows it.
type treeView struct {
	Tree   *filter.Cond `json:"tree"`    // nil when the form cannot show it
	NoTree string       `json:"no_tree"` // why
}

// tree returns the filter as a tree of conditions, if it can be one.
func (d *Desk) tree(f filter.Filter) treeView {
	switch {
	case f.Tree != nil:
		return treeView{Tree: f.Tree}
	case f.Saved != "":
		return treeView{NoTree: "it is the saved filter " + f.Saved}
	case f.Text == "":
		return treeView{NoTree: ""}
	}
	world := d.world()
	tree, err := treeOf(f.Text, &filter.Compiler{World: &world})
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

// compiler returns a compiler for filters of the latest revision.
func (d *Desk) compiler(now *snapshot) *filter.Compiler {
	world := d.world()
	calendars := make(map[string]filter.Hours)
	for name, calendar := range now.set.Calendars {
		if hours, err := calendar.Compile(); err == nil {
			calendars[name] = hours
		}
	}
	return &filter.Compiler{
		Saved: now.set.Filters, Calendars: calendars, World: &world, MaxComplexity: d.Engine.MaxComplexity,
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
	f := filter.Filter{Text: b.Text, Tree: b.Tree}
	if b.Tree != nil {
		f.Text = ""
	}
	out := struct {
		Text string `json:"text"`
		treeView
		Describe string   `json:"describe"`
		Faults   []*place `json:"faults"`
	}{Text: textOf(f), treeView: d.tree(f), Faults: []*place{}}
	if _, err := d.compiler(c.now).Compile(f); err != nil {
		for _, e := range filter.Errors(err) {
			out.Faults = append(out.Faults, &place{Path: e.Path, Message: e.Msg, Line: e.Line, Column: e.Column})
		}
		return out, nil
	}
	out.Describe = filter.Describe(f)
	return out, nil
}

// place is a fault or a warning at its place.
type place struct {
	Recipe  string `json:"recipe,omitempty"`
	Path    string `json:"path"` // in the recipe, or in the set where there is no recipe
	Message string `json:"message"`
	Line    int    `json:"line,omitempty"` // in the document that was sent as a text, or of "POST filter" in the expression
	Column  int    `json:"column,omitempty"`
	// TextLine and TextColumn are where it is in the expression or the text at the path.
	TextLine   int    `json:"text_line,omitempty"`
	TextColumn int    `json:"text_column,omitempty"`
	Rule       string `json:"rule,omitempty"` // of a warning
}

// places returns the faults in an error.
func places(err error) []place {
	all := []place{}
	for _, f := range recipe.Faults(err) {
		one := place{Recipe: f.Recipe, Path: f.Path, Message: f.Err.Error(), Line: f.Line, Column: f.Column}
		var inText *filter.Error
		if errors.As(f.Err, &inText) && inText.Line > 0 {
			one.Message, one.TextLine, one.TextColumn = inText.Msg, inText.Line, inText.Column
		}
		all = append(all, one)
	}
	if len(all) == 0 && err != nil {
		all = append(all, place{Message: err.Error()})
	}
	return all
}
