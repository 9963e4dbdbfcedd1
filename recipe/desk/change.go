package desk

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/trigger"
)

// Change changes the item of an action, a mention or a case, by one of the functions, and sends events about the changes.
// It returns [action.ErrUnchanged] when nothing changed or the function is nil, and a permanent error for an unknown item.
// Lists and maps of the item are shared: a function must set new ones.
//
// Handlers of a host's own kinds use it, see [Desk.Handlers].
func (d *Desk) Change(in action.Input, mention func(*trigger.Mention), matter func(*trigger.Case)) error {
	switch in.Item.Kind {
	case trigger.MentionItem:
		if m := d.mentions[in.Item.ID]; m != nil {
			return d.changeMention(in, m, mention)
		}
	case trigger.CaseItem:
		if k := d.cases[in.Item.ID]; k != nil {
			return d.changeCase(in, k, matter)
		}
	}
	return action.Permanent(fmt.Errorf("the desk has no %s", in.Item))
}

func (d *Desk) changeMention(in action.Input, old *trigger.Mention, change func(*trigger.Mention)) error {
	if change == nil {
		return action.ErrUnchanged
	}
	m := *old
	change(&m)
	changes, err := trigger.Diff(*old, m)
	switch {
	case err != nil:
		return err
	case len(changes) == 0:
		return action.ErrUnchanged
	}
	ev := follow(in, trigger.MentionUpdated)
	ev.Mention, ev.Case, ev.Changes = &m, d.cases[m.CaseID], changes
	d.raise(ev)
	return nil
}

// changeCase sends an event for a new status, each tag and an assignment, and one update for everything else.
func (d *Desk) changeCase(in action.Input, old *trigger.Case, change func(*trigger.Case)) error {
	if change == nil {
		return action.ErrUnchanged
	}
	k := *old
	change(&k)
	changes, err := trigger.Diff(*old, k)
	switch {
	case err != nil:
		return err
	case len(changes) == 0:
		return action.ErrUnchanged
	}
	tell := func(kind trigger.Kind, complete func(*trigger.Event)) {
		ev := follow(in, kind)
		ev.Case = &k
		complete(&ev)
		d.raise(ev)
	}
	if k.Status != old.Status {
		tell(trigger.CaseStatusChanged, func(ev *trigger.Event) { ev.From, ev.To = old.Status, k.Status })
	}
	for _, tag := range minus(k.Tags, old.Tags) {
		tell(trigger.CaseTagAdded, func(ev *trigger.Event) { ev.Tag = tag })
	}
	for _, tag := range minus(old.Tags, k.Tags) {
		tell(trigger.CaseTagRemoved, func(ev *trigger.Event) { ev.Tag = tag })
	}
	assigned, others := split(changes)
	if len(assigned) > 0 {
		tell(trigger.CaseAssigned, func(ev *trigger.Event) { ev.Changes = assigned })
	}
	if len(others) > 0 {
		tell(trigger.CaseUpdated, func(ev *trigger.Event) { ev.Changes = others })
	}
	return nil
}

// split separates the changes of a case: those of its assignees, and those without a kind of event of their own.
func split(changes map[string]trigger.Change) (assigned, others map[string]trigger.Change) {
	assigned, others = make(map[string]trigger.Change), make(map[string]trigger.Change)
	for path, c := range changes {
		switch {
		case path == "case.status", path == "case.tags":
		case strings.HasPrefix(path, "case.assigned"):
			assigned[path] = c
		default:
			others[path] = c
		}
	}
	return assigned, others
}

// Tell sends an event of the action that is no change of an item, for example one of the host's own kind. It sets the
// event's instant and cause and, unless they are set, its actor and ID.
func (d *Desk) Tell(in action.Input, ev trigger.Event) {
	ev.At, ev.Cause = in.At, in.Cause()
	ev.Actor = cmp.Or(ev.Actor, trigger.Recipe)
	d.raise(ev)
}

// follow returns an event that follows from an action.
func follow(in action.Input, kind trigger.Kind) trigger.Event {
	return trigger.Event{Kind: kind, At: in.At, Actor: trigger.Recipe, Cause: in.Cause()}
}

// union returns the tags followed by new ones; minus returns them without some.
func union(tags, more []string) []string {
	all := slices.Clone(tags)
	for _, tag := range more {
		if !slices.Contains(all, tag) {
			all = append(all, tag)
		}
	}
	return all
}

func minus(tags, less []string) []string {
	if !slices.ContainsFunc(tags, func(tag string) bool { return slices.Contains(less, tag) }) {
		return tags
	}
	return slices.DeleteFunc(slices.Clone(tags), func(tag string) bool { return slices.Contains(less, tag) })
}
