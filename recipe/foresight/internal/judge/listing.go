package judge

import (
	"fmt"
	"slices"
	"time"

	"github.com/commis-recipes/commis/internal/matching"
	"github.com/commis-recipes/commis/trigger"
)

// list sets the options of a variable: the values that make a difference, each with what the tests say about an event that has
// it. A value that no event may have is left out.
func (b *builder) list(v *variable) bool {
	var candidates []option
	switch {
	case v.field.path == "event.at":
		var tests []*Test
		for _, l := range v.leaves {
			if l.test != nil {
				tests = append(tests, l.test)
			}
		}
		points, complete := instants(b.timed(), tests)
		b.complete = b.complete && complete
		for _, at := range points {
			candidates = append(candidates, option{value: at.UTC()})
		}
	case !b.shape.has(v.field.item()):
		candidates = []option{{}}
	case v.parts != nil && v.parts.list:
		candidates = []option{{}, {composed: true, value: v.parts.value()}}
	case b.fixed(v.field.path):
		candidates = []option{{value: keep{}}}
	default:
		values, ok := b.values(v)
		if !ok {
			return false
		}
		for _, value := range values {
			candidates = append(candidates, option{value: value})
		}
		if absent := (option{}); b.shape.sample != nil || v.field.path == "mention.type" {
			candidates = append(candidates, absent)
		} else {
			candidates = append([]option{absent}, candidates...)
		}
		if v.parts != nil {
			candidates = append(candidates, option{composed: true, value: v.parts.value()})
		}
	}
	v.setOptions(b.weigh(v, candidates))
	return true
}

// caseID is the field that says to which case a mention belongs.
const caseID = "mention.case_id"

// keep is the value that the shape has.
type keep struct{}

// fixed reports whether the shape decides the field.
func (b *builder) fixed(path string) bool {
	if b.shape.sample != nil {
		return false
	}
	switch path {
	case "event.kind", "event.tag", "event.to":
		return true
	case "case.status":
		return b.shape.kind == trigger.CaseStatusChanged
	}
	return false
}

// timed returns the rules whose hours or slots count.
func (b *builder) timed() []*Rule {
	if b.AnyHours {
		return slices.DeleteFunc(slices.Clone(b.rules), func(r *Rule) bool { return r.Slots == nil })
	}
	return b.rules
}

// weigh returns the candidates that an event may have, with the truths of the variable's leaves.
func (b *builder) weigh(v *variable, candidates []option) []option {
	var all []option
	for _, o := range candidates {
		if key, ok := b.known(v, o); ok {
			o.truths = make([]truth, len(v.leaves))
			if b.recall(v, o, key) {
				all = append(all, o)
				continue
			}
		}
		ev := b.shape.event()
		if _, as := o.value.(keep); !as && !v.field.set(&ev, o.value) && o.value != nil {
			continue
		}
		b.shape.settle(&ev, v.field.path == caseID)
		ev = b.judge.World.Normal(ev)
		if b.judge.World.Check(ev) != nil {
			continue
		}
		o.truths = make([]truth, len(v.leaves))
		b.judge.view.Reset(ev)
		for i, l := range v.leaves {
			o.truths[i] = b.judge.weigh(&l, o, &ev)
		}
		b.learn(v, o)
		all = append(all, o)
	}
	return all
}

// weigh returns the result of one leaf for an option. The tests of parts are decided by these.
func (j *Judge) weigh(l *leaf, o option, ev *trigger.Event) truth {
	switch {
	case l.accepts != nil:
		return truthOf(l.accepts(ev), nil)
	case l.test == nil:
		return truthOf(o.composed, nil)
	case o.composed && (slices.Contains(terms, l.test.Compare) || l.test.Kind == matching.ListField && l.test.Compare != matching.Missing):
		return no
	}
	return truthOf(l.test.Holds(j.view))
}

// holds evaluates a test on an event.
func (j *Judge) holds(t *Test, ev *trigger.Event) truth {
	j.view.Reset(*ev)
	return truthOf(t.Holds(j.view))
}

// known returns the key under which the truths of an option are remembered, for fields that nothing else of an event changes.
func (b *builder) known(v *variable, o option) (string, bool) {
	root := v.field.item()
	if b.shape.sample != nil || o.composed || root == "" || !b.shape.has(root) || v.field.path == "case.tags" || v.field.path == "case.status" || v.field.path == "mention.type" || b.fixed(v.field.path) {
		return "", false
	}
	if slices.ContainsFunc(v.leaves, func(l leaf) bool { return l.accepts != nil }) {
		return "", false
	}
	switch value := o.value.(type) {
	case string:
		return v.field.String() + "=" + value, true
	case time.Time:
		return v.field.String() + "@" + value.String(), true
	}
	return fmt.Sprintf("%s %#v", v.field, o.value), true
}

// recall fills in the truths that are remembered, and reports whether all are.
func (b *builder) recall(v *variable, o option, key string) bool {
	for i, l := range v.leaves {
		if l.test == nil {
			o.truths[i] = truthOf(o.composed, nil)
			continue
		}
		t, ok := b.judge.seen[l.test.Text+"\x00"+key]
		if !ok {
			return false
		}
		o.truths[i] = t
	}
	return true
}

func (b *builder) learn(v *variable, o option) {
	key, ok := b.known(v, o)
	if !ok {
		return
	}
	for i, l := range v.leaves {
		if l.test != nil {
			b.judge.seen[l.test.Text+"\x00"+key] = o.truths[i]
		}
	}
}
