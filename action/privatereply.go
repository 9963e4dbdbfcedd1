package action

import "github.com/commis-recipes/commis/trigger"

// PrivateReply writes to the customer in private: a message, a survey, or the start of a flow.
//
//	{"do":"private_reply","with":{"message":"Is it solved, {{ case.contact.name }}?"}}
//	{"do":"private_reply","with":{"survey":"csat"}}
//
// With [SocialConnect] it is for case update recipes only.
//
// Source: Qualtrics Social Connect, "Automation recipes and webhooks", private reply.
type PrivateReply struct {
	// Message, Survey and Flow are the possible contents: exactly one is set.
	Message string `json:"message,omitempty"`
	// Survey asks the customer.
	Survey Survey `json:"survey,omitempty"`
	// Flow is the id of a chat flow that starts.
	Flow string `json:"flow,omitempty"`
}

// Survey is a short question to a customer.
type Survey string

// The surveys of a [PrivateReply].
const (
	CSAT Survey = "csat" // how satisfied they are
	NPS  Survey = "nps"  // whether they would recommend the brand
)

// Kind returns "private_reply".
func (PrivateReply) Kind() string { return "private_reply" }

// Answering says that the customer is written to.
func (PrivateReply) Answering() {}

// Validate requires exactly one of message, survey and flow.
func (c PrivateReply) Validate() error {
	var f faults
	var first string
	for _, part := range []struct{ name, value string }{
		{"message", c.Message}, {"survey", string(c.Survey)}, {"flow", c.Flow},
	} {
		switch {
		case part.value == "":
		case first != "":
			f.add(part.name, "given beside %s; a private reply is one of the two", first)
		default:
			first = part.name
			f.text(part.name, part.value)
		}
	}
	f.line("flow", c.Flow)
	if first == "" {
		f.add("message", "missing; give a message, a survey or a flow")
	}
	if c.Survey != "" {
		oneOf(&f, "survey", c.Survey, CSAT, NPS)
	}
	return f.Err()
}

// Target returns the mention or the case that the event is about.
func (PrivateReply) Target(ev trigger.Event) (trigger.Ref, error) { return OnItem.ref(ev) }
