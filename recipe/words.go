package recipe

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/commis-recipes/commis/filter"
	"github.com/commis-recipes/commis/trigger"
)

// closedLists tell for fields whose words are a closed list of the host how a word is checked.
var closedLists = map[string]func(trigger.World, string) error{
	"case.status":       trigger.World.CheckStatus,
	"event.from":        trigger.World.CheckStatus,
	"event.to":          trigger.World.CheckStatus,
	"case.priority":     trigger.World.CheckPriority,
	"case.sentiment":    trigger.World.CheckSentiment,
	"mention.sentiment": trigger.World.CheckSentiment,
}

// savedWords reports the words in saved trees that the host does not have, also when the filters are not compiled again.
func (c *compiler) savedWords(set Set) {
	for _, name := range slices.Sorted(maps.Keys(set.Filters)) {
		c.treeWords(c.faults.at("", "").in(join("filters", name)), set.Filters[name].Tree)
	}
}

// treeWords reports the words that conditions compare a field with and that its closed list does not have.
func (c *compiler) treeWords(p place, tree *filter.Cond) {
	if tree == nil {
		return
	}
	check := closedLists[tree.Field]
	for i, v := range tree.Values {
		word, isText := v.(string)
		if check == nil || !isText || tree.Op != "is" && tree.Op != "is_not" {
			continue
		}
		var wrong *trigger.WordError
		if errors.As(check(c.world, word), &wrong) {
			p.in(fmt.Sprintf("values[%d]", i)).add(wrong)
		}
	}
	for i := range tree.All {
		c.treeWords(p.in(fmt.Sprintf("all[%d]", i)), &tree.All[i])
	}
	for i := range tree.Any {
		c.treeWords(p.in(fmt.Sprintf("any[%d]", i)), &tree.Any[i])
	}
	if tree.Not != nil {
		c.treeWords(p.in("not"), tree.Not)
	}
}
