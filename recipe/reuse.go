package recipe

import (
	"bytes"
	"encoding/json"
	"reflect"
	"slices"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/filter"
	"github.com/commis-recipes/commis/trigger"
)

// reuse finds the rules of the last set that a recipe of the next one would become again.
type reuse struct {
	last           *compiled
	filters, hours bool // the calendars and filters that recipes refer to are the same
	engine         bool // the table of availability, the host's words and the limit of complexity are the same
	next           int  // where the next one probably is
}

func newReuse(last *compiled, now *compiler) reuse {
	return reuse{
		last:    last,
		filters: sameDocument(now.named.filters, last.named.filters),
		hours:   sameDocument(now.named.hours, last.named.hours),
		engine:  now.table == last.table && now.filters.MaxComplexity == last.maxComplexity && sameWorld(now.world, last.world),
	}
}

func sameWorld(a, b trigger.World) bool { return reflect.DeepEqual(a, b) }

// find returns the place of the rule, or -1.
func (u *reuse) find(r *Recipe) int {
	i, ok := u.next, u.next < len(u.last.rules) && u.last.rules[u.next].recipe.ID == r.ID
	if !ok {
		i, ok = u.last.place[r.ID]
	}
	if !ok {
		return -1
	}
	u.next = i + 1
	if !u.engine || !u.filters && r.Filter.Saved != "" || !u.hours && (usesCalendars(r) || u.last.rules[i].asks) || u.last.rules[i].misworded || !u.last.rules[i].same(r) {
		return -1
	}
	return i
}

// same reports whether the recipe is the one that became the rule. Named filters and calendars do not count.
func (r *rule) same(w *Recipe) bool {
	return r.recipe.ID == w.ID && r.recipe.Name == w.Name && r.recipe.Owner == w.Owner && r.enabled == w.Enabled && r.enabledAt.Equal(w.EnabledAt) && r.stop == w.Stop && r.shadow == w.Shadow &&
		sameTrigger(&r.trigger, &w.Trigger) && sameFilter(&r.filter, &w.Filter) && samePointer(r.when, w.Hours) &&
		r.sameActions(w.Actions)
}

// usesCalendars reports whether the recipe refers to a calendar by name.
func usesCalendars(r *Recipe) bool {
	return r.Trigger.Calendar != "" || r.Hours != nil || slices.ContainsFunc(r.Actions, func(a action.Action) bool { return a.Hours != nil || a.In != "" })
}

func (r *rule) sameActions(list []action.Action) bool {
	if len(r.actions) != len(list) {
		return false
	}
	for i := range list {
		if !r.actions[i].same(&list[i]) {
			return false
		}
	}
	return true
}

func (a *compiledAction) same(w *action.Action) bool {
	return a.Do == w.Do && bytes.Equal(a.written(), w.With) && a.After == w.After && a.At == w.At && a.In == w.In && a.From == w.From && samePointer(a.Hours, w.Hours) && slices.Equal(a.Unless, w.Unless) && a.ID == w.ID &&
		samePointer(a.Repeat, w.Repeat) && a.OnError == w.OnError && a.ToAutomatic == w.ToAutomatic && samePointer(a.Limit, w.Limit)
}

func sameTrigger(a, b *trigger.Trigger) bool {
	return slices.Equal(a.On, b.On) && slices.Equal(a.Tag, b.Tag) && slices.Equal(a.Status, b.Status) && slices.Equal(a.By, b.By) && slices.Equal(a.Types, b.Types) && a.Source == b.Source && a.Object == b.Object &&
		a.AllTopics == b.AllTopics && slices.Equal(a.Topics, b.Topics) &&
		sameSchedule(&a.Schedule, &b.Schedule) && (a.Poll == nil && b.Poll == nil || reflect.DeepEqual(a.Poll, b.Poll))
}

func sameFilter(a, b *filter.Filter) bool {
	return a.Text == b.Text && a.Saved == b.Saved && (a.Tree == nil) == (b.Tree == nil) && (a.Tree == nil || sameCond(a.Tree, b.Tree))
}

func sameCond(a, b *filter.Cond) bool {
	if a.Field != b.Field || a.Op != b.Op || len(a.Values) != len(b.Values) || (a.Not == nil) != (b.Not == nil) {
		return false
	}
	for i, v := range a.Values {
		if reflect.TypeOf(v) != reflect.TypeOf(b.Values[i]) || v != b.Values[i] { // scalars: they compiled
			return false
		}
	}
	each := func(a, b filter.Cond) bool { return sameCond(&a, &b) }
	return (a.Not == nil || sameCond(a.Not, b.Not)) && slices.EqualFunc(a.All, b.All, each) && slices.EqualFunc(a.Any, b.Any, each)
}

func samePointer[T comparable](a, b *T) bool {
	return a == b || a != nil && b != nil && *a == *b
}

// The clones are of parts that a caller may change after loading a set.

func clonePointer[T any](p *T) *T {
	if p == nil {
		return nil
	}
	q := *p
	return &q
}

func clonePoll(p *trigger.Poll) *trigger.Poll {
	if p == nil {
		return nil
	}
	data, err := json.Marshal(p)
	if q := new(trigger.Poll); err == nil && json.Unmarshal(data, q) == nil {
		return q
	}
	return p
}

func cloneFilter(f filter.Filter) filter.Filter {
	if f.Tree != nil {
		f.Tree = cloneCond(f.Tree)
	}
	return f
}

func cloneCond(c *filter.Cond) *filter.Cond {
	d := *c
	d.Values, d.All, d.Any = slices.Clone(c.Values), slices.Clone(c.All), slices.Clone(c.Any)
	for _, list := range [][]filter.Cond{d.All, d.Any} {
		for i := range list {
			list[i] = *cloneCond(&list[i])
		}
	}
	if c.Not != nil {
		d.Not = cloneCond(c.Not)
	}
	return &d
}
