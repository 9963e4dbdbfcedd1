package judge

import (
	"slices"

	"github.com/commis-recipes/commis/internal/matching"
	"github.com/commis-recipes/commis/trigger"
)

// shape is the form of an event: its kind, the items that it carries, and its tag or its new status.
type shape struct {
	kind   trigger.Kind
	items  []string // that it carries
	about  string
	recipe string // of a schedule
	tag    string
	to     trigger.Status
	world  *trigger.World
	sample *trigger.Event // an event of the shape that is asked about; nil for others
}

// event returns a new event of the shape, which nobody else has.
func (s *shape) event() trigger.Event {
	if s.sample != nil {
		return clone(*s.sample)
	}
	ev := trigger.Event{ID: "witness", Kind: s.kind, At: beginning, About: s.about, Recipe: s.recipe, Tag: s.tag, To: s.to, Actor: s.actor()}
	if slices.Contains(s.items, trigger.MentionItem) {
		ev.Mention = &trigger.Mention{ID: "m1", Type: "inbox"}
	}
	if slices.Contains(s.items, trigger.CaseItem) {
		ev.Case = &trigger.Case{ID: "c1"}
	}
	if slices.Contains(s.items, trigger.RecordItem) {
		ev.Record = &trigger.Record{ID: "r1"}
	}
	if s.to != "" {
		for _, from := range s.world.Words("event.from") {
			if from != string(s.to) {
				ev.From = trigger.Status(from)
				break
			}
		}
	}
	if s.kind == trigger.CaseUpdated || s.kind == trigger.MentionUpdated {
		ev.Changes = map[string]trigger.Change{s.updated() + ".category": {From: "before"}}
	}
	return ev
}

// settle makes the mention belong to the event's case, unless that is asked for.
func (s *shape) settle(ev *trigger.Event, asked bool) {
	if !asked && s.sample == nil && ev.Mention != nil && ev.Case != nil {
		ev.Mention.CaseID = ev.Case.ID
	}
}

// updated returns the item that an update is about.
func (s *shape) updated() string {
	spec, _ := s.kind.Spec()
	return spec.Item
}

// actor returns who usually causes such an event.
func (s *shape) actor() trigger.Actor {
	switch {
	case s.message():
		return trigger.Customer
	case s.kind == trigger.ScheduleFired, slices.Equal(s.items, []string{trigger.RecordItem}):
		return trigger.System
	}
	return trigger.Agent
}

// message reports whether its events bring a message.
func (s *shape) message() bool {
	spec, ours := s.kind.Spec()
	return ours && spec.Message || s.about == trigger.AboutMessage
}

// item returns the item that its events are about.
func (s *shape) item() string {
	ev := s.event()
	return ev.Item().Kind
}

// has reports whether its events carry the item; the event itself is always there.
func (s *shape) has(item string) bool { return item == "" || slices.Contains(s.items, item) }

// shapes returns the forms of events on which the rules may run.
func (a *asking) shapes() []*shape {
	var all []*shape
	for _, kind := range a.kinds() {
		for _, s := range a.carriers(kind) {
			all = append(all, a.spread(s)...)
		}
	}
	return all
}

// kinds returns the kinds of event that may start each of the rules that run.
func (a *asking) kinds() []trigger.Kind {
	var all []trigger.Kind
	for _, on := range a.Runs[0].Trigger.On {
		for _, kind := range kindsOf(on) {
			if slices.Contains(all, kind) {
				continue
			}
			if !slices.ContainsFunc(a.Runs, func(r *Rule) bool { return !starts(r, kind) }) {
				all = append(all, kind)
			}
		}
	}
	return all
}

func kindsOf(on string) []trigger.Kind {
	if spec, ours := trigger.SpecOf(on); ours {
		return spec.Kinds
	}
	return []trigger.Kind{trigger.Kind(on)}
}

func starts(r *Rule, kind trigger.Kind) bool {
	return slices.ContainsFunc(r.Trigger.On, func(on string) bool { return slices.Contains(kindsOf(on), kind) })
}

// carriers returns the shapes of a kind with each choice of items: the one that its events are about, and those that the filters
// read, there or not. The usual ones come first.
func (a *asking) carriers(kind trigger.Kind) []*shape {
	var all []*shape
	for _, about := range a.abouts(kind) {
		needed := about
		if about == trigger.AboutMessage {
			needed = trigger.MentionItem
		}
		var others []string
		for _, item := range []string{trigger.MentionItem, trigger.CaseItem, trigger.RecordItem} {
			if item != needed && a.reads(item) {
				others = append(others, item)
			}
		}
		usual := needed == trigger.CaseItem || needed == trigger.MentionItem
		for bits := range 1 << len(others) {
			if usual {
				bits = 1<<len(others) - 1 - bits
			}
			s := &shape{kind: kind, world: &a.judge.World}
			if _, ours := kind.Spec(); !ours || kind == trigger.ScheduleFired {
				s.about = about
			}
			if needed != "" {
				s.items = []string{needed}
			}
			for i, item := range others {
				if bits&(1<<i) != 0 && (kind != trigger.ScheduleFired || needed != "" && item != trigger.RecordItem) {
					s.items = append(s.items, item)
				}
			}
			if kind == trigger.ScheduleFired {
				s.recipe = a.Runs[0].ID
			}
			all = append(all, s)
		}
	}
	return all
}

// abouts returns the items that the events of a kind may be about.
func (a *asking) abouts(kind trigger.Kind) []string {
	spec, ours := kind.Spec()
	switch {
	case kind == trigger.ScheduleFired && a.Runs[0].Trigger.Schedule.Each == "":
		return []string{""}
	case kind == trigger.ScheduleFired:
		return []string{trigger.CaseItem, trigger.MentionItem}
	case ours:
		return []string{spec.Item}
	}
	for _, k := range a.judge.World.Kinds {
		if k.Name == kind && k.Message {
			return []string{trigger.AboutMessage}
		}
		if k.Name == kind {
			return []string{k.About}
		}
	}
	return nil
}

// spread returns the shape with each tag or new status that makes a difference.
func (a *asking) spread(s *shape) []*shape {
	var all []*shape
	switch s.kind {
	case trigger.CaseTagAdded, trigger.CaseTagRemoved:
		for _, tag := range a.tags() {
			one := *s
			one.tag = tag
			all = append(all, &one)
		}
		return all
	case trigger.CaseStatusChanged:
		for _, to := range a.statuses() {
			one := *s
			one.to = trigger.Status(to)
			all = append(all, &one)
		}
		return all
	}
	return []*shape{s}
}

// tags returns the tags that triggers and filters name, and one more.
func (a *asking) tags() []string {
	var all []string
	for _, r := range a.rules {
		all = append(all, r.Trigger.Tag...)
	}
	all = append(all, a.texts("event.tag")...)
	all = append(all, a.texts("case.tags")...)
	return a.andAnother(all, "other-tag")
}

// statuses returns the host's statuses; only one when neither a trigger nor a filter tells them apart.
func (a *asking) statuses() []string {
	var first []string
	for _, r := range a.Runs {
		for _, s := range r.Trigger.Status {
			first = append(first, string(s))
		}
	}
	named := len(first) > 0
	for _, r := range a.Not {
		named = named || len(r.Trigger.Status) > 0
	}
	for _, path := range []string{"event.to", "event.from", "case.status"} {
		named = named || a.readsField(path)
	}
	words := a.judge.World.Words("event.to")
	if !named {
		return words[:1]
	}
	all := slices.DeleteFunc(first, func(s string) bool { return !slices.Contains(words, s) })
	for _, w := range words {
		if !slices.Contains(all, w) {
			all = append(all, w)
		}
	}
	return all
}

// texts returns the texts with which filters compare a field.
func (a *asking) texts(path string) []string {
	var all []string
	for _, t := range a.tests {
		if t.Path != path || t.Compare == matching.Beyond {
			continue
		}
		for _, v := range t.Values {
			if s, ok := v.(string); ok {
				all = append(all, s)
			}
		}
	}
	return all
}

// andAnother returns the words, each once, and another one.
func (a *asking) andAnother(words []string, other string) []string {
	slices.Sort(words)
	words = slices.Compact(words)
	for slices.Contains(words, other) {
		other += "-2"
	}
	return append(words, other)
}

// reads reports whether a filter reads a field of the item, or an action may need it.
func (a *asking) reads(item string) bool {
	if a.Accept != nil && item != trigger.RecordItem {
		return true
	}
	return slices.ContainsFunc(a.tests, func(t *Test) bool { return field{t.Path, t.Key}.item() == item && t.Path != "" })
}

func (a *asking) readsField(path string) bool {
	return slices.ContainsFunc(a.tests, func(t *Test) bool { return t.Path == path })
}

// Meet reports whether one kind of event starts both triggers.
func Meet(on, other string) bool {
	return slices.ContainsFunc(kindsOf(on), func(k trigger.Kind) bool { return slices.Contains(kindsOf(other), k) })
}
