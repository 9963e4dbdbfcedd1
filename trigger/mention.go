package trigger

import "time"

// Mention is one message: a post, a private message, an e-mail, a chat line, a review comment. Every field has one name
// in Go, JSON and filters (`mention.content`). A zero field is a missing one.
type Mention struct {
	// ID identifies the mention in the whole host. Where a platform's id is used in two topics, join the two.
	ID      string `json:"id"`
	Topic   string `json:"topic,omitempty"`   // the topic, inbox or queue that it came in to
	Service string `json:"service,omitempty"` // "twitter", "facebook", "email", ...; unknown ones pass through
	// Type is the inbox folder: "inbox", "assigned", "resolved", "sent", "draft", "awaiting_approval", "scheduled",
	// "note", "deleted" or another. See [Mention.OfCustomer] and [Event.By] for its author.
	Type    string `json:"type,omitempty"`
	Status  string `json:"status,omitempty"`  // "new" or "done"
	Title   string `json:"title,omitempty"`   // its subject, if it has one
	Content string `json:"content,omitempty"` // its text
	// HTML says that Content is HTML. Filters then look for words and parts of text in the text that a reader sees.
	HTML      bool     `json:"html,omitempty"`
	Language  string   `json:"language,omitempty"`  // ISO 639-1, lower case
	Country   string   `json:"country,omitempty"`   // ISO 3166-1 alpha-2, upper case
	Sentiment string   `json:"sentiment,omitempty"` // "positive", "neutral" or "negative"
	Category  string   `json:"category,omitempty"`  // its subject matter, a word of the host's
	Tags      []string `json:"tags,omitempty"`      // the tags on it
	Author    Author   `json:"author,omitzero"`     // the author, as the platform knows them
	Contact   Contact  `json:"contact,omitzero"`    // the customer, as the helpdesk knows them
	Profile   string   `json:"profile,omitempty"`   // the brand's profile that it came in on
	// CaseID is the case that the mention belongs to; empty means none.
	CaseID       string   `json:"case_id,omitempty"`
	Conversation string   `json:"conversation,omitempty"` // the ID of the conversation that it is part of
	Assigned     Assigned `json:"assigned,omitzero"`      // who has it
	Private      bool     `json:"private,omitempty"`      // one-to-one, not public
	// Automatic says that a machine sent it, or that its sender wants no automatic answer: an out-of-office reply, a
	// newsletter, a bounce. For e-mail the host sets it with the function [Automatic].
	Automatic bool           `json:"automatic,omitempty"`
	InReplyTo string         `json:"in_reply_to,omitempty"` // the ID of the mention that it answers
	URL       string         `json:"url,omitempty"`         // its address on its platform
	Arrived   time.Time      `json:"arrived,omitzero"`      // when it came in to the inbox
	Published time.Time      `json:"published,omitzero"`    // when it appeared on its platform
	Fields    map[string]any `json:"fields,omitempty"`      // any other properties, as JSON holds them: text, numbers, true and false, lists, maps
}

// Author is the author of a mention, as the platform knows them.
type Author struct {
	ID        string `json:"id,omitempty"`        // the author's ID on the platform
	Name      string `json:"name,omitempty"`      // the author's name there
	Handle    string `json:"handle,omitempty"`    // the author's short name there, without an @
	Followers *int   `json:"followers,omitempty"` // how many follow the author; missing when unknown, which is not zero
}

// Contact is a customer, as the helpdesk knows them.
type Contact struct {
	ID      string         `json:"id,omitempty"`      // the customer's ID in the helpdesk
	Name    string         `json:"name,omitempty"`    // the customer's name
	Company string         `json:"company,omitempty"` // where they work
	Email   string         `json:"email,omitempty"`   // the customer's e-mail address
	Phone   string         `json:"phone,omitempty"`   // the customer's telephone number
	Tags    []string       `json:"tags,omitempty"`    // the tags on the customer
	Fields  map[string]any `json:"fields,omitempty"`  // any other properties
}

// Assigned lists the users and teams that an item is assigned to. The zero value is nobody.
type Assigned struct {
	Users []string `json:"users,omitempty"` // the users who have it
	Teams []string `json:"teams,omitempty"` // the teams that have it
}

// Nobody reports whether neither a user nor a team is assigned.
func (a Assigned) Nobody() bool { return len(a.Users) == 0 && len(a.Teams) == 0 }

// IsZero reports whether the contact is empty; JSON omits it then.
func (c Contact) IsZero() bool {
	return c.ID == "" && c.Name == "" && c.Company == "" && c.Email == "" && c.Phone == "" &&
		len(c.Tags) == 0 && len(c.Fields) == 0
}

// IsZero reports whether nobody is assigned; JSON omits it then.
func (a Assigned) IsZero() bool { return a.Nobody() }
