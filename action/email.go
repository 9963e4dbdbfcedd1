package action

import "github.com/commis-recipes/commis/internal/fault"

// Email sends an e-mail.
//
//	{"do":"email","with":{"to":["{{ record.instructor }}"],"subject":"Help wanted","text":"{{ record.comment }}"}}
//
// No address and no subject may hold a line break or another control character, also once it has its values.
// With [SocialConnect] it is for recipes on records, polls and schedules only.
//
// Source: Qualtrics, "Workflows Tab in Reputation Management Projects", e-mail task.
type Email struct {
	// To, Cc and Bcc are plain addresses, "ada@example.com"; at least one in To.
	To  []string `json:"to" schema:"required,some,address"`
	Cc  []string `json:"cc,omitempty" schema:"address"`
	Bcc []string `json:"bcc,omitempty" schema:"address"`
	// ReplyTo is where answers go; empty leaves it to the host.
	ReplyTo string `json:"reply_to,omitempty" schema:"address"`
	// Subject is one line.
	Subject string `json:"subject" schema:"required,line"`
	// Text is the body, plain text.
	Text string `json:"text" schema:"required,text"`
}

// Kind returns "email".
func (Email) Kind() string { return "email" }

// Empty returns [Nobody] when nobody is left.
func (c Email) Empty() Reason {
	if len(c.To) == 0 {
		return Nobody
	}
	return ""
}

// Validate requires an address, a subject and a text.
func (c Email) Validate() error {
	var f faults
	if len(c.To) == 0 {
		f.add("to", "missing; name at least one")
	}
	f.addresses("to", c.To)
	f.addresses("cc", c.Cc)
	f.addresses("bcc", c.Bcc)
	if c.ReplyTo != "" {
		f.address("reply_to", c.ReplyTo)
	}
	f.text("subject", c.Subject)
	f.line("subject", c.Subject)
	f.text("text", c.Text)
	return f.Err()
}

func (f *faults) addresses(path string, list []string) {
	for i, a := range list {
		f.address(fault.Index(path, i), a)
	}
}
