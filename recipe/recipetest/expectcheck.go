package recipetest

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/commis-recipes/commis/internal/fault"
	"github.com/commis-recipes/commis/internal/strictjson"
)

// expectChecker finds the expectations of a test that can never match.
type expectChecker struct {
	testChecker
	from, until time.Time // of the test
	items       *items    // nil when they are not known
}

func (c expectChecker) list(path string, list []Happening) {
	for i, h := range list {
		at := fault.Index(path, i)
		kinds := c.configs.kinds(h.Recipe)
		_, known := c.configs.actions[h.Recipe]
		switch {
		case h.Recipe == "":
			c.fault(at+".recipe", "missing")
		case !known:
			c.fault(at+".recipe", "%q is not a recipe of the set", h.Recipe)
		case h.Do != "" && !slices.Contains(kinds, h.Do):
			c.fault(at+".do", "%q is not an action of the recipe; write one of %s", h.Do, strings.Join(kinds, ", "))
		default:
			c.with(at+".with", h, kinds)
		}
		c.item(at+".item", h)
		c.at(at+".at", h.At)
	}
}

// item checks that something in the test brings the item.
func (c expectChecker) item(path string, h Happening) {
	if h.Item == "" || c.items == nil {
		return
	}
	if !itemForm.MatchString(h.Item) {
		c.fault(path, "%q is not an item; write its kind and its ID, such as case/5%s", h.Item, c.items.known())
	} else if !c.items.has(h.Item, h.Recipe) {
		c.fault(path, "nothing in the test brings %q%s", h.Item, c.items.known())
	}
}

// at checks that the instant is one of the test.
func (c expectChecker) at(path string, at time.Time) {
	switch {
	case at.IsZero() || c.items == nil:
	case at.Before(c.from):
		c.fault(path, "is before the test begins, at %s", c.from.Format(time.RFC3339Nano))
	case at.After(c.until):
		c.fault(path, "is after the test ends, at %s; write a later until", c.until.Format(time.RFC3339Nano))
	}
}

// with checks that a config of one of the kinds can have the members.
func (c expectChecker) with(path string, h Happening, kinds []string) {
	if h.Do != "" {
		kinds = []string{h.Do}
	}
	if len(h.With) == 0 || len(kinds) == 0 {
		return
	}
	fewest := c.unfit(h, kinds[0])
	for _, kind := range kinds[1:] {
		if all := c.unfit(h, kind); len(all) < len(fewest) {
			fewest = all
		}
	}
	for _, f := range fewest {
		c.fault(fault.Join(path, f.path), "%s", f.msg)
	}
}

// unfitMember is a member that a config of a kind does not have.
type unfitMember struct{ path, msg string }

// unfit returns the members that configs of the kind in the recipe cannot have as they are given.
func (c expectChecker) unfit(h Happening, kind string) (all []unfitMember) {
	written := c.configs.actions[h.Recipe][kind]
	_, faults := c.configs.as(kind, h.With)
	for _, f := range faults {
		all = append(all, unfitMember{f.Path, f.Msg})
	}
	for _, name := range slices.Sorted(maps.Keys(h.With)) {
		if _, typed := c.configs.types[kind]; !typed && !slices.ContainsFunc(written, func(o object) bool { _, ok := o[name]; return ok }) {
			all = append(all, unfitMember{strictjson.MemberPath("", name), fmt.Sprintf("no %s of the recipe has it; %s", kind, oneOf("write one of ", membersOf(written)))})
		}
	}
	for path, text := range texts("", h.With) {
		if strings.Contains(text, "{{") && slices.ContainsFunc(written, func(o object) bool { return hasText(o, text) }) {
			all = append(all, unfitMember{path, "is the text as the recipe has it; write it with its values filled in"})
		}
	}
	return all
}

func membersOf(written []object) []string {
	names := make(map[string]bool)
	for _, o := range written {
		for name := range o {
			names[name] = true
		}
	}
	return slices.Sorted(maps.Keys(names))
}
