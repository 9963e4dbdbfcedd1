package action

import (
	"strings"

	"github.com/commis-recipes/commis/internal/fault"
)

// Message is a follow-up notification: a bot writes to users in a chat, with a text, cards and images.
//
//	{"do":"message","with":{"to":{"user":"{{ record.approver }}"},"channel":"last_used",
//	  "cards":[{"title":"{{ record.number }}","buttons":[{"label":"Approve","value":"approve {{ record.number }}"}]}]}}
//
// With [SocialConnect] it is for recipes on records, polls and schedules only. [Messenger] finds the channels and expands the group.
//
// Source: Luma, "Automated follow-ups", recipients, message and channel.
type Message struct {
	// To names the receivers.
	To Recipients `json:"to" schema:"required"`
	// Text, Cards and Images are the parts, shown in this order; at least one.
	Text   string  `json:"text,omitempty"`
	Cards  []Card  `json:"cards,omitempty"`
	Images []Image `json:"images,omitempty"`
	// Channel is the name of one of the host's chat channels, or [LastUsed].
	Channel string `json:"channel" schema:"required,line"`
	// Fallback is the channel, with LastUsed, for users who have not used any yet; empty means that they get nothing.
	Fallback string `json:"fallback,omitempty"`
}

// LastUsed is the [Message.Channel] that means the channel in which the user wrote last.
const LastUsed = "last_used"

// Recipients are who gets a [Message]: a user, the members of a group, or both. Everybody gets it once.
type Recipients struct {
	User  string `json:"user,omitempty"`  // a user of the host
	Group string `json:"group,omitempty"` // a group, whose members get it
}

// Kind returns "message".
func (Message) Kind() string { return "message" }

// Validate requires a recipient, at least one part and a channel.
func (c Message) Validate() error {
	var f faults
	if blank(c.To.User) && blank(c.To.Group) {
		f.add("to", "missing; give a user or a group")
	}
	if blank(c.Text) && len(c.Cards) == 0 && len(c.Images) == 0 {
		f.add("text", "missing; a message has a text, a card or an image")
	}
	for i, card := range c.Cards {
		card.check(&f, fault.Index("cards", i))
	}
	for i, image := range c.Images {
		f.url(fault.Index("images", i)+".url", image.URL)
	}
	f.line("to.user", c.To.User)
	f.line("to.group", c.To.Group)
	f.name("channel", c.Channel)
	f.line("fallback", c.Fallback)
	switch {
	case c.Fallback == LastUsed:
		f.add("fallback", "wants the name of a channel")
	case c.Fallback != "" && c.Channel != LastUsed:
		f.add("fallback", "only the channel %s has one", LastUsed)
	}
	return f.Err()
}

func blank(text string) bool { return strings.TrimSpace(text) == "" }
