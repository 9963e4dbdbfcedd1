package action

import "github.com/commis-recipes/commis/trigger"

// PublicReply answers where everybody can read it.
//
//	{"do":"public_reply","with":{"message":"Thank you!","service":"twitter","profile":"brand-care"}}
//
// With [SocialConnect] it is for case update recipes only, and the service is facebook or twitter.
//
// Source: Qualtrics Social Connect, "Automation recipes and webhooks", public reply.
type PublicReply struct {
	// Message is the answer.
	Message string `json:"message" schema:"required,text"`
	// Service is where it is answered, any word as in [trigger.Mention]; empty means the mention's own.
	Service string `json:"service,omitempty"`
	// Profile is the brand's profile that answers.
	Profile string `json:"profile" schema:"required,line"`
}

// Kind returns "public_reply".
func (PublicReply) Kind() string { return "public_reply" }

// Answering says that the customer is written to.
func (PublicReply) Answering() {}

// Validate requires a message and a profile.
func (c PublicReply) Validate() error {
	var f faults
	f.text("message", c.Message)
	f.service(c.Service)
	f.name("profile", c.Profile)
	return f.Err()
}

// Target returns the mention or the case that the event is about.
func (PublicReply) Target(ev trigger.Event) (trigger.Ref, error) { return OnItem.ref(ev) }

// RestrictedOn refuses the services that Social Connect does not answer on.
func (c PublicReply) RestrictedOn(trigger.Trigger) error {
	var f faults
	oneOf(&f, "service", c.Service, Facebook, Twitter)
	return f.Err()
}
