package trigger

// Actors returns every kind of party.
func Actors() []Actor { return []Actor{Customer, Agent, Recipe, Bot, System} }

// The types of mention that customers do not write.
const (
	SentType             = "sent"              // sent by an agent, a recipe or a bot
	DraftType            = "draft"             // an agent is writing it
	AwaitingApprovalType = "awaiting_approval" // waits for approval before it is sent
	ScheduledType        = "scheduled"         // will be sent later
	NoteType             = "note"              // an internal note, invisible to customers
)

// OfCustomer reports whether customers write mentions of this type: every type but the constants above.
func (m Mention) OfCustomer() bool {
	switch m.Type {
	case SentType, DraftType, AwaitingApprovalType, ScheduledType, NoteType:
		return false
	}
	return true
}

// By returns the party that caused the event: [Event.Actor] if it is set. Otherwise a message of a customer's type is
// the customer's, any other event with a cause is a recipe's, any other message is an agent's, and the rest is the
// system's.
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

// CustomerReply reports whether the event is a message that the customer wrote: of a customer's type, and not by an
// agent, a recipe or a bot.
func (e Event) CustomerReply() bool {
	if !e.bringsMessage() || !e.Mention.OfCustomer() {
		return false
	}
	by := e.By()
	return by != Agent && by != Recipe && by != Bot
}

// AgentReply reports whether the event is a message that an agent sent. A sent message without a named party is an
// agent's, unless a recipe caused it.
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
