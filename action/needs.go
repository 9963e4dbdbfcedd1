package action

import "github.com/commis-recipes/commis/trigger"

// needOf returns what the config needs of an event; nothing for a host's own kind, and for those that go elsewhere.
func needOf(c Config) need {
	switch c := c.(type) {
	case Resolve, SmartAssign, PrivateReply, PublicReply, Note:
		return OnItem.need()
	case Assign:
		return c.On.need()
	case Unassign:
		return c.On.need()
	case AddTags:
		return c.On.need()
	case SetField:
		item, _ := c.Split()
		return need{what: "a " + item, path: "with.field", had: hasItems}
	case RemoveTags:
		if c.On == OnItem {
			return need{what: "a case that the event is about", path: "with.target", had: aboutCases}
		}
		return OnCase.need()
	case SetStatus:
		return need{what: "a case", had: hasItems}
	case Edit:
		if c.Property == Priority {
			return need{what: "a case that the event is about", path: "with.property", had: aboutCases}
		}
		return OnItem.need()
	case Reply:
		return need{what: "a mention", had: hasItems}
	case Remove:
		return need{what: "a mention that has just arrived", had: bringsMention}
	}
	return need{}
}

// need is what an action on the target needs.
func (t Target) need() need {
	switch t {
	case OnCase:
		return need{what: "a case", had: hasItems}
	case OnMention:
		return need{what: "a mention", had: hasItems}
	}
	return need{what: "a mention or a case", had: hasItems}
}

// hasItems reports whether events of the trigger may have a mention and a case: all but records from elsewhere. Those of a
// schedule have what its source hands out, if it has one.
func hasItems(on string) bool { return on != trigger.OnRecord && on != trigger.OnPoll }

// aboutCases reports whether events of the trigger may be about a case, and not only have one.
func aboutCases(on string) bool {
	return hasItems(on) && on != trigger.OnCaseMention && on != trigger.OnMentionUpdated
}

// bringsMention reports whether events of the trigger may be about a mention that has just arrived.
func bringsMention(on string) bool {
	return on == trigger.OnNewItem || on == trigger.OnCaseMention
}
