package recipe

import (
	"slices"

	"github.com/commis-recipes/commis/trigger"
)

// nobodyStarts reports whether one of the trigger's kinds that is about messages can only be started by an event whose actor
// the host names otherwise than usual. A bot and the system are never anything but named, so nothing is known of them.
func (c *compiled) nobodyStarts(t trigger.Trigger) bool {
	named := func(who trigger.Actor) bool { return who == trigger.Bot || who == trigger.System }
	if len(t.Types) == 0 || slices.ContainsFunc(t.By, named) {
		return false
	}
	for one := range t.Each() {
		events := c.usualEvents(one)
		starts := func(ev trigger.Event) bool { return one.Matches(c.world.Normal(ev)) }
		if len(events) > 0 && !slices.ContainsFunc(events, starts) {
			return true
		}
	}
	return false
}

// usualEvents returns one event of each sort that a trigger on one kind about messages names, without a named actor.
func (c *compiled) usualEvents(one trigger.Trigger) (events []trigger.Event) {
	caused := trigger.Cause{Root: "e", Via: []trigger.Run{{Recipe: "r"}}}
	kind, like := trigger.Kind(one.On[0]), c.world.Like(one.On[0])
	switch {
	case kind == trigger.OnNewItem:
		for _, cause := range []trigger.Cause{{}, caused} {
			events = append(events, trigger.Event{Kind: trigger.CaseCreated, Case: new(trigger.Case), Cause: cause})
		}
		kind = trigger.MentionCreated
	case kind == trigger.OnCaseMention:
		kind = trigger.MentionCreated
	case like != trigger.OnCaseMention:
		return nil
	}
	for _, typ := range one.Types {
		for _, cause := range []trigger.Cause{{}, caused} {
			events = append(events, trigger.Event{Kind: kind, Mention: &trigger.Mention{Type: typ}, Cause: cause})
		}
	}
	return events
}
