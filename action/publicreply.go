package action

import "github.com/commis-recipes/commis/trigger"

// PublicReply answers where everybody can read it.
//
//	{"do":"public_reply","with":{"message":"Thank you!","service":"twitter","profile":"brand-care"}}
//
// A case update recipe only.
//
// Source: Qualtrics Social Connect, "Automation recipes and webhooks", public reply.
type PublicReply struct {
	// Message is the answer.
	Message string `json:"message"`
	// Service is facebook or twitter.
	Service string `json:"service"`
	// Profile is the brand's profile that answers.
	Profile string `json:"profile"`
}

// Kind returns "public_reply".
func (PublicReply) Kind() string { return "public_reply" }

// Validate wants all three.
func (c PublicReply) Validate() error {
	var f faults
	f.text("message", c.Message)
	oneOf(&f, "service", c.Service, Facebook, Twitter)
	f.name("profile", c.Profile)
	return f.err()
}

// Target returns the mention or the case that the event is about.
func (PublicReply) Target(ev trigger.Event) (trigger.Ref, error) { return OnItem.ref(ev) }
