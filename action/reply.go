package action

import (
	"strings"
	"unicode"

	"github.com/commis-recipes/commis/trigger"
)

// Reply answers a mention with a message written in advance, on the service that it came in on.
//
//	{"do":"reply","with":{"message":"We are on it.","mode":"approval","service":"facebook"}}
//
// In an event about a case it answers the latest mention that the event carries; a case that has just arrived is
// skipped, since the mention in it arrives by itself. With a service the filter has to let its mentions through, and a
// mention of another one is skipped. With [SocialConnect] it is for new items only, and the service is twitter, facebook
// or email.
//
// Source: Qualtrics Social Connect, "Automation recipes and webhooks", reply.
type Reply struct {
	// Message is the answer.
	Message string `json:"message" schema:"required,text"`
	// Mode selects approval, a draft, or immediate sending.
	Mode ReplyMode `json:"mode" schema:"required"`
	// Service is the mention's service, any word as in [trigger.Mention]; empty means any. [Replier] fills it in.
	Service string `json:"service,omitempty"`
}

// ReplyMode is a way to handle a reply.
type ReplyMode string

// The modes of a reply. Only the last one publishes it.
const (
	ForApproval ReplyMode = "approval"  // it needs approval before it is sent
	AsDraft     ReplyMode = "draft"     // it is saved as a draft that agents can edit
	Immediate   ReplyMode = "immediate" // it is sent at once
)

// Services that recipes can answer on, as in [trigger.Mention]; a host may have others.
const (
	Twitter      = "twitter"
	Facebook     = "facebook"
	EmailService = "email"
)

// Kind returns "reply".
func (Reply) Kind() string { return "reply" }

// Answering says that the customer is written to.
func (Reply) Answering() {}

// Validate requires a message and a mode.
func (c Reply) Validate() error {
	var f faults
	f.text("message", c.Message)
	oneOf(&f, "mode", c.Mode, ForApproval, AsDraft, Immediate)
	f.service(c.Service)
	return f.Err()
}

// Target returns the mention that is answered, when it came in on the reply's service.
func (c Reply) Target(ev trigger.Event) (trigger.Ref, error) {
	if ev.Kind == trigger.CaseCreated {
		return trigger.Ref{}, Skip(MentionsOnly)
	}
	ref, err := OnMention.ref(ev)
	if err == nil && c.Service != "" && !strings.Contains(c.Service, "{{") && ev.Mention.Service != c.Service {
		return trigger.Ref{}, Skip(ServiceMismatch)
	}
	return ref, err
}

// RestrictedOn refuses the services that Social Connect does not answer on.
func (c Reply) RestrictedOn(trigger.Trigger) error {
	var f faults
	oneOf(&f, "service", c.Service, Twitter, Facebook, EmailService)
	return f.Err()
}

// service requires a word or an empty text.
func (f *faults) service(name string) {
	f.line("service", name)
	if strings.ContainsFunc(name, unicode.IsSpace) {
		f.value("service", "%q is not one word; leave it out for the mention's own service", name)
	}
}

func (Reply) need() need { return OnMention.need() }
