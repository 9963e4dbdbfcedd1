package action

import "github.com/commis-recipes/commis/trigger"

// Reply answers a mention with a message written in advance, on the service that it came in on.
//
//	{"do":"reply","with":{"message":"We are on it.","mode":"approval","service":"facebook"}}
//
// A recipe for new items only. The filter has to let mentions of the service through; a mention of another service
// is skipped, and so is a case.
//
// Source: Qualtrics Social Connect, "Automation recipes and webhooks", reply.
type Reply struct {
	// Message is the answer.
	Message string `json:"message"`
	// Mode says what happens with it.
	Mode ReplyMode `json:"mode"`
	// Service is twitter, facebook or email.
	Service string `json:"service"`
}

// ReplyMode says what happens with a reply.
type ReplyMode string

// The modes of a reply. Only the last one publishes it.
const (
	ForApproval ReplyMode = "approval"  // somebody has to approve it first
	AsDraft     ReplyMode = "draft"     // it waits as a draft that agents can edit
	Immediate   ReplyMode = "immediate" // it is sent at once
)

// The services that recipes can answer on, as in [trigger.Mention].
const (
	Twitter      = "twitter"
	Facebook     = "facebook"
	EmailService = "email"
)

// Kind returns "reply".
func (Reply) Kind() string { return "reply" }

// Validate wants a message, a mode and a service.
func (c Reply) Validate() error {
	var f faults
	f.text("message", c.Message)
	oneOf(&f, "mode", c.Mode, ForApproval, AsDraft, Immediate)
	oneOf(&f, "service", c.Service, Twitter, Facebook, EmailService)
	return f.err()
}

// Target returns the mention that the event is about, when it came in on the reply's service.
func (c Reply) Target(ev trigger.Event) (trigger.Ref, error) {
	m, err := theMention(ev)
	switch {
	case err != nil:
		return trigger.Ref{}, err
	case m.Service != c.Service:
		return trigger.Ref{}, Skip(ServiceMismatch)
	}
	return ev.MentionRef(), nil
}
