package main

import (
	"fmt"
	"slices"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/trigger"
)

// change changes the item of an action and tells what followed. An item that is as it was is [action.ErrUnchanged].
func (d *desk) change(in action.Input, mention func(*trigger.Mention), matter func(*trigger.Case)) error {
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

func (d *desk) changeMention(in action.Input, old *trigger.Mention, change func(*trigger.Mention)) error {
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

// changeCase tells a new status and new tags by events of their own, and everything else by one update.
func (d *desk) changeCase(in action.Input, old *trigger.Case, change func(*trigger.Case)) error {
	k := *old
	change(&k)
	changes, err := trigger.Diff(*old, k)
	switch {
	case err != nil:
		return err
	case len(changes) == 0:
		return action.ErrUnchanged
	}
	if k.Status != old.Status {
		ev := follow(in, trigger.CaseStatusChanged)
		ev.Case, ev.From, ev.To = &k, old.Status, k.Status
		delete(changes, "case.status")
		d.raise(ev)
	}
	for _, tag := range k.Tags {
		if !slices.Contains(old.Tags, tag) {
			ev := follow(in, trigger.CaseTagAdded)
			ev.Case, ev.Tag = &k, tag
			d.raise(ev)
		}
	}
	if !slices.ContainsFunc(old.Tags, func(tag string) bool { return !slices.Contains(k.Tags, tag) }) {
		delete(changes, "case.tags") // none was taken off
	}
	if len(changes) > 0 {
		ev := follow(in, trigger.CaseUpdated)
		ev.Case, ev.Changes = &k, changes
		d.raise(ev)
	}
	return nil
}

// follow returns an event that follows from an action.
func follow(in action.Input, kind trigger.Kind) trigger.Event {
	return trigger.Event{Kind: kind, At: in.At, Actor: trigger.Recipe, Cause: in.Cause()}
}

// union returns the tags with those that are new behind them; minus returns them without some.
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
