package archive

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/commis-recipes/commis/recipe"
)

// secretPlace is where a secret was left out.
type secretPlace struct {
	File string `json:"file"`
	Path string `json:"path"`
}

// secretPath is the path of a secret that may have been left out: a member of the config of an action.
var secretPath = regexp.MustCompile(`^actions\[([0-9]{1,6})\]\.with(\.[A-Za-z0-9_-]{1,64}|\["([^"\\]|\\.)*"\]|\[[0-9]{1,6}\])+$`)

// in reports whether the place is one of the recipe. An archive may come from anywhere, and an administrator reads
// what it says here.
func (g secretPlace) in(r recipe.Recipe) bool {
	found := secretPath.FindStringSubmatch(g.Path)
	if found == nil || len(g.Path) > 2000 || strings.ContainsFunc(g.Path, func(c rune) bool { return !strconv.IsPrint(c) }) {
		return false
	}
	i, err := strconv.Atoi(found[1])
	return err == nil && i < len(r.Actions)
}
