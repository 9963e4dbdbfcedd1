package recipe

import (
	"cmp"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/commis-recipes/commis/schedule"
)

// dueRow is a row that came due, and the instant at which it was taken.
type dueRow struct {
	schedule.Job
	takenAt time.Time
}

// rank orders rows whatever their due instants, lower first: a poll may resolve actions that are due beside it.
func (d dueRow) rank() int {
	if strings.HasPrefix(d.Key, pollPrefix) {
		return 0
	}
	return 1
}

// beside orders rows that came due at one instant, lower first: events, then slots, then actions.
func (d dueRow) beside() int {
	switch {
	case strings.HasPrefix(d.Key, eventPrefix):
		return 0
	case strings.HasPrefix(d.Key, slotPrefix):
		return 1
	}
	return 2
}

// names returns the names of the row's thread, as far as the row knows them.
func (d dueRow) names() []string {
	if len(d.Names) > 0 {
		return d.Names
	}
	return []string{d.Subject}
}

// waitsFor reports whether one of the rows must end first: one of the same thread, or the poll of its recipe.
func (d dueRow) waitsFor(rows []dueRow) bool {
	return slices.ContainsFunc(rows, func(r dueRow) bool {
		return sameThread(d.names(), r.names()) || r.Subject == d.pollOf()
	})
}

// pollOf returns the subject of the poll of the recipe whose action it is.
func (d dueRow) pollOf() string {
	_, rest, _ := strings.Cut(d.Key, "/")
	recipe, _, _ := strings.Cut(rest, "/")
	return pollPrefix + recipe
}

// compareKeys compares the rows of actions by the place of their recipe in the set, and of the action in the recipe.
func (c *compiled) compareKeys(a, b string) int {
	ra, ia := c.placeOf(a)
	rb, ib := c.placeOf(b)
	return cmp.Or(cmp.Compare(ra, rb), cmp.Compare(ia, ib))
}

func (c *compiled) placeOf(key string) (rule, action int) {
	parts := strings.SplitN(key, "/", 4)
	slot := parts[0]+"/" == slotPrefix
	if len(parts) < 4 && !slot {
		return -1, 0
	}
	recipe, err := url.PathUnescape(parts[1])
	rule, ok := c.place[recipe]
	if err != nil || !ok {
		return -1, 0
	}
	if slot {
		return rule, 0
	}
	return rule, c.rules[rule].action(parts[2]) // an id has nothing to escape
}
