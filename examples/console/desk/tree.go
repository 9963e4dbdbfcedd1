package desk

import "github.com/commis-recipes/commis/filter"

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
	}
	return treeView{NoTree: "it is written as an expression"}
}
