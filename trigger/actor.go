package trigger

// Actors returns every kind of party.
func Actors() []Actor { return []Actor{Customer, Agent, Recipe, Bot, System} }

// The types of mention that are not a customer's.
const (
	SentType             = "sent"              // an agent, a recipe or a bot sent it
	DraftType            = "draft"             // an agent writes it
	AwaitingApprovalType = "awaiting_approval" // it is sent when somebody approves it
	ScheduledType        = "scheduled"         // it is sent later
	NoteType             = "note"              // an internal note, which no customer sees
)

// OfCustomer reports whether the mention is of a type that customers write: all but those that have a name here.
func (m Mention) OfCustomer() bool {
	switch m.Type {
	case SentType, DraftType, AwaitingApprovalType, ScheduledType, NoteType:
		return false
	}
	return true
}

// By returns the kind of party that did it. It is [Event.Actor] where that is said. Otherwise a message of a customer's
// type is the customer's; everything else that has a cause is a recipe's; a message of another type is an agent's; and all
// else is the system's.
func (e Event) By() Actor {
	message := e.bringsMessage()
	switch {
	case e.Actor != "":
		return e.Actor
	case message && e.Mention.OfCustomer():
		return Customer
	case !e.Cause.IsZero():
		return Recipe
	case message:
		return Agent
	}
	return System
}

// CustomerReply reports whether the event is a message that the customer wrote: of a customer's type, and not by an agent,
// a recipe or a bot.
func (e Event) CustomerReply() bool {
	if !e.bringsMessage() || !e.Mention.OfCustomer() {
		return false
	}
	by := e.By()
	return by != Agent && by != Recipe && by != Bot
}

// AgentReply reports whether the event is a message that an agent sent. One of nobody named is, unless a recipe brought it
// about.
func (e Event) AgentReply() bool {
	return e.bringsMessage() && e.Mention.Type == SentType && e.By() == Agent
}

// bringsMessage reports whether the event is a new message.
func (e *Event) bringsMessage() bool {
	if e.Mention == nil {
		return false
	}
	spec := e.Kind.spec()
	return spec != nil && spec.Message || e.About == AboutMessage && (spec == nil || !spec.slot)
}
