package filter_test

import (
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/commis-recipes/commis/filter"
	"github.com/commis-recipes/commis/trigger"
)

// The naive evaluator's part for the plain tests of texts, for changes and for ages.

var naiveSpaceRun = regexp.MustCompile(`\s+`)

// naiveTags are the tags that drawEvent draws, none of which begins a line.
var naiveTags = regexp.MustCompile(`<[^>]*>`)

func naiveOneSpace(s string) string { return naiveSpaceRun.ReplaceAllString(strings.ToLower(s), " ") }

var naivePlain = map[string]func(s, x string) bool{
	"contains_text": func(s, x string) bool { return strings.Contains(naiveOneSpace(s), naiveOneSpace(x)) },
	"starts_with":   func(s, x string) bool { return strings.HasPrefix(strings.ToLower(s), strings.ToLower(x)) },
	"ends_with":     func(s, x string) bool { return strings.HasSuffix(strings.ToLower(s), strings.ToLower(x)) },
	"is_text": func(s, x string) bool {
		return strings.Join(strings.Fields(strings.ToLower(s)), " ") == strings.Join(strings.Fields(strings.ToLower(x)), " ")
	},
}

func naivePlainTest(v any, op string, values []any) (bool, error) {
	one := func(s string) bool {
		return slices.ContainsFunc(values, func(x any) bool { return naivePlain[op](s, x.(string)) })
	}
	switch v := v.(type) {
	case string:
		return one(v), nil
	case []string:
		return slices.ContainsFunc(v, func(s string) bool { return s != "" && one(s) }), nil
	case []any:
		return slices.ContainsFunc(v, func(e any) bool { s, ok := e.(string); return ok && s != "" && one(s) }), nil
	}
	return false, errNaive
}

// naiveRank compares by the order of priorities, in which what is not one of them has no place.
func naiveRank(v any, op string, values []any) bool {
	place := map[any]int{"low": 1, "medium": 2, "high": 3, "critical": 4}
	x, y := place[v], place[values[0]]
	if x == 0 || y == 0 {
		return false
	}
	if op == "between" {
		return x >= y && x <= place[values[1]]
	}
	return map[string]bool{"gt": x > y, "gte": x >= y, "lt": x < y, "lte": x <= y}[op]
}

// naiveAge compares the time from the field to the event, in seconds.
func naiveAge(c filter.Cond, ev trigger.Event) (bool, error) {
	v := naiveField(c.Field, ev)
	if v == nil {
		return false, nil
	}
	t, err := naiveTime(v)
	if err != nil {
		return false, errNaive
	}
	hours := map[any]int64{"0s": 0, "36h": 36, "1d": 24, "2d": 48, "1w": 168}[c.Values[0]]
	old := ev.At.Unix()-t.Unix() >= hours*3600
	return old == (c.Op == "older_than"), nil
}

// naiveChange knows the changes that drawEvent draws.
func naiveChange(c filter.Cond, ev trigger.Event) (bool, error) {
	told := strings.NewReplacer(`["b c"]`, ".b c").Replace(c.Field)
	change, ok := ev.Changes[told]
	if whole, isWhole := ev.Changes["mention.contact.fields"]; isWhole && told == "mention.contact.fields.tier" {
		change = trigger.Change{From: whole.From.(map[string]any)["tier"], To: whole.To.(map[string]any)["tier"]}
		ok = fmt.Sprint(naiveEmpty(change.From)) != fmt.Sprint(naiveEmpty(change.To)) || reflect.TypeOf(naiveEmpty(change.From)) != reflect.TypeOf(naiveEmpty(change.To))
	}
	if !ok || c.Op == "changed" {
		return ok, nil
	}
	now, before := naiveField(c.Field, ev), naiveEmpty(change.From)
	is := func(v any, values []any) (bool, error) {
		if v == nil {
			return false, nil
		}
		return naiveIs(v, values)
	}
	if c.Field != "mention.tags" && c.Field != "case.tags" {
		if c.Op == "changed_to" {
			return is(now, c.Values)
		}
		return is(before, c.Values)
	}
	for _, v := range c.Values {
		had, err := is(before, []any{v})
		if err != nil {
			return false, err
		}
		has, _ := is(now, []any{v})
		if had != has && has == (c.Op == "changed_to") {
			return true, nil
		}
	}
	return false, nil
}

func naiveEmpty(v any) any {
	if v == "" {
		return nil
	}
	return v
}
