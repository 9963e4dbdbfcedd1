package foresight

import (
	"slices"
	"strings"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/trigger"
)

// effect is an event that an action may bring about.
type effect struct {
	kind    trigger.Kind
	word    string // the tag or the new status; empty for any
	message bool   // it is a message, no change of an item
}

// effects returns the events that an action may bring about on a desk, at once or when it is due.
func (l *linter) effects(a action.Action) []effect {
	open := strings.Contains(string(a.With), "{{")
	mention := effect{kind: trigger.MentionUpdated}
	switch c := l.config(a).(type) {
	case action.AddTags:
		return tagEffects(trigger.CaseTagAdded, c.Tags, open)
	case action.RemoveTags:
		return tagEffects(trigger.CaseTagRemoved, c.Tags, open)
	case action.SetStatus:
		if open {
			return []effect{{kind: trigger.CaseStatusChanged}}
		}
		return []effect{{kind: trigger.CaseStatusChanged, word: string(c.Status)}}
	case action.Resolve:
		return []effect{{kind: trigger.CaseStatusChanged, word: string(l.host.World.FirstOfClass(trigger.Resolved))}, mention}
	case action.Assign, action.SmartAssign, action.Unassign:
		return []effect{{kind: trigger.CaseAssigned}, mention}
	case action.Edit, action.SetField:
		return []effect{{kind: trigger.CaseUpdated}, mention}
	case action.Remove:
		return []effect{mention}
	case action.Reply, action.PrivateReply, action.PublicReply, action.Note:
		return []effect{{kind: trigger.MentionCreated, message: true}}
	}
	return nil
}

func tagEffects(kind trigger.Kind, tags []string, open bool) []effect {
	all := []effect{{kind: trigger.MentionUpdated}}
	if open {
		return append(all, effect{kind: kind})
	}
	for _, tag := range tags {
		all = append(all, effect{kind: kind, word: tag})
	}
	return all
}

// mayStart reports whether the event may start the recipe, as far as the trigger tells at a glance.
func (l *linter) mayStart(e effect, i int) bool {
	t := l.set.Recipes[i].Trigger
	on := slices.ContainsFunc(t.On, func(on string) bool {
		spec, _ := trigger.SpecOf(on)
		return slices.Contains(spec.Kinds, e.kind)
	})
	switch {
	case !on, e.message && len(t.By) == 0, len(t.By) > 0 && !slices.Contains(t.By, trigger.Recipe):
		return false
	case e.word == "":
		return true
	case e.kind == trigger.CaseStatusChanged:
		return len(t.Status) == 0 || slices.Contains(t.Status, trigger.Status(e.word))
	}
	return len(t.Tag) == 0 || slices.Contains(t.Tag, e.word)
}

// fieldsWritten returns the fields that an action may change, as the beginnings of their paths.
func (l *linter) fieldsWritten(a action.Action) []string {
	switch c := l.config(a).(type) {
	case action.AddTags, action.RemoveTags:
		return []string{"case.tags", "mention.tags"}
	case action.SetStatus, action.Resolve:
		return []string{"case.status", "mention.status"}
	case action.Assign, action.SmartAssign, action.Unassign:
		return []string{"case.assigned", "mention.assigned"}
	case action.Edit:
		return []string{"case." + string(c.Property), "mention." + string(c.Property)}
	case action.SetField:
		return []string{c.Field}
	case action.Reply, action.PrivateReply, action.PublicReply, action.Note:
		return []string{"mention"}
	}
	return nil
}
