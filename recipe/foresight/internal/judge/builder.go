package judge

import (
	"slices"

	"github.com/commis-recipes/commis/internal/matching"
	"github.com/commis-recipes/commis/trigger"
)

// builder makes the formula of a question for one shape of event.
type builder struct {
	*asking
	shape     *shape
	variables []*variable
	extra     []*variable // parts of others
}

// build returns the formula; ok is false when the values of a field cannot be listed.
func (b *builder) build() (root *node, ok bool) {
	for _, r := range b.Runs {
		root = both(root, b.runs(r))
	}
	for _, t := range b.Also {
		root = both(root, b.filter(t))
	}
	for _, r := range b.Not {
		root = both(root, &node{join: anUnless, a: b.runs(r)})
	}
	for _, v := range b.variables {
		if !b.decompose(v) || !b.list(v) {
			return nil, false
		}
	}
	return root, true
}

// runs returns the formula "the rule runs".
func (b *builder) runs(r *Rule) *node {
	n := both(b.starts(r), b.filter(r.Test))
	if r.Hours != nil && !b.AnyHours {
		n = both(n, b.variable(field{path: "event.at"}).add(leaf{accepts: func(ev *trigger.Event) bool { return r.Hours.Open(ev.At) != r.Outside }}))
	}
	return n
}

// filter returns the formula of a filter.
func (b *builder) filter(t *Test) *node {
	switch {
	case t == nil:
		return constant(yes)
	case t.Join == matching.And:
		return both(b.filter(t.Parts[0]), b.filter(t.Parts[1]))
	case t.Join == matching.Or:
		return either(b.filter(t.Parts[0]), b.filter(t.Parts[1]))
	case t.Join == matching.Not:
		return &node{join: aNot, a: b.filter(t.Parts[0])}
	case t.Compare == matching.Constant || t.Kind == matching.ItemField:
		ev := b.judge.World.Normal(b.shape.event())
		return constant(b.judge.holds(t, &ev))
	}
	return b.variable(field{t.Path, t.Key}).add(leaf{test: t})
}

// variable returns the variable of a field.
func (b *builder) variable(f field) *variable {
	for _, v := range b.variables {
		if v.field == f {
			return v
		}
	}
	v := &variable{field: f, chosen: -1}
	b.variables = append(b.variables, v)
	return v
}

// starts returns the formula "the trigger takes the event". What a trigger asks for are parts that do not depend on each other:
// each is asked by a trigger that leaves the others open.
func (b *builder) starts(r *Rule) *node {
	var any *node
	for one := range r.Trigger.Each() {
		if !slices.Contains(kindsOf(one.On[0]), b.shape.kind) {
			continue
		}
		if n := b.startsOn(r, one); any == nil {
			any = n
		} else {
			any = either(any, n)
		}
	}
	if any == nil || b.shape.kind == trigger.ScheduleFired && r.ID != b.shape.recipe {
		return constant(no)
	}
	return any
}

func (b *builder) startsOn(r *Rule, one trigger.Trigger) *node {
	sample := b.judge.World.Normal(b.shape.event())
	open := one
	open.By, open.Types, open.AllTopics, open.Topics = trigger.Actors(), nil, true, nil
	if sample.Mention != nil {
		open.Types = trigger.List[string]{sample.Mention.Type}
	}
	record := slices.Contains(b.shape.items, trigger.RecordItem) && b.shape.item() == trigger.RecordItem
	n := constant(yes)
	part := func(path string, t trigger.Trigger, words ...string) {
		v := b.variable(field{path: path})
		v.values = append(v.values, anys(words)...)
		n = both(n, v.add(leaf{accepts: func(ev *trigger.Event) bool { return t.Matches(*ev) }}))
	}
	if !record && !open.Matches(sample) {
		return constant(no)
	}
	if b.shape.message() || len(one.By) > 0 {
		t := open
		t.By = one.By
		part("event.actor", t)
	}
	if b.shape.message() {
		t := open
		t.Types = one.Types
		part("mention.type", t, one.Types...)
	}
	if b.shape.kind == trigger.CaseStatusChanged {
		part("event.from", open)
	}
	if record {
		source, object := open, open
		source.Object, object.Source = "", ""
		words := []string{one.Source}
		if one.Poll != nil {
			words = []string{one.Poll.Source}
		}
		part("event.source", source, nonEmpty(words)...)
		if one.Poll == nil {
			part("event.object", object, nonEmpty([]string{one.Object})...)
		}
	}
	return both(n, b.inTopic(r))
}

func nonEmpty(words []string) []string {
	return slices.DeleteFunc(words, func(w string) bool { return w == "" })
}

// inTopic returns the formula "the item is in one of the topics".
func (b *builder) inTopic(r *Rule) *node {
	item := b.shape.item()
	if r.Trigger.AllTopics || len(r.Trigger.Topics) == 0 || item != trigger.MentionItem && item != trigger.CaseItem {
		return nil
	}
	v := b.variable(field{path: item + ".topic"})
	v.values = append(v.values, anys(r.Trigger.Topics)...)
	return v.add(leaf{accepts: func(ev *trigger.Event) bool { return r.Trigger.InTopic(*ev) }})
}
