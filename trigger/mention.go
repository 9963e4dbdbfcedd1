package trigger

import "time"

// Mention is one message: a post, a private message, an e-mail, a chat line, a review comment.
// Every field has one name in Go, JSON and filters (`mention.content`). A zero field is a missing one.
type Mention struct {
	// ID names the mention in the whole host. Where a platform's id repeats in two topics, join the two.
	ID      string `json:"id"`
	Topic   string `json:"topic,omitempty"`
	Service string `json:"service,omitempty"` // "twitter", "facebook", "email", ...; unknown ones pass through
	// Type is the inbox folder: "inbox", "assigned", "resolved", "sent", "draft", "awaiting_approval",
	// "scheduled", "note", "deleted" or another. See [Mention.OfCustomer] and [Event.By] for whose it is.
	Type    string `json:"type,omitempty"`
	Status  string `json:"status,omitempty"` // "new" or "done"
	Title   string `json:"title,omitempty"`
	Content string `json:"content,omitempty"`
	// HTML says that Content is HTML. Filters then look for words and parts of text in what a reader sees of it.
	HTML      bool     `json:"html,omitempty"`
	Language  string   `json:"language,omitempty"`  // ISO 639-1, lower case
	Country   string   `json:"country,omitempty"`   // ISO 3166-1 alpha-2, upper case
	Sentiment string   `json:"sentiment,omitempty"` // "positive", "neutral" or "negative"
	Category  string   `json:"category,omitempty"`
	Tags      []string `json:"tags,omitempty"`
	Author    Author   `json:"author,omitzero"`
	Contact   Contact  `json:"contact,omitzero"`
	Profile   string   `json:"profile,omitempty"` // the brand's profile that it came in on
	// CaseID is the case that the mention belongs to; empty means none.
	CaseID       string   `json:"case_id,omitempty"`
	Conversation string   `json:"conversation,omitempty"`
	Assigned     Assigned `json:"assigned,omitzero"`
	Private      bool     `json:"private,omitempty"` // one-to-one, not public
	// Automatic says that a machine sent it, or that its sender wants no automatic answer: an out-of-office reply, a
	// newsletter, a bounce. For e-mail the host sets it with the function [Automatic].
	Automatic bool           `json:"automatic,omitempty"`
	InReplyTo string         `json:"in_reply_to,omitempty"`
	URL       string         `json:"url,omitempty"`
	Arrived   time.Time      `json:"arrived,omitzero"`   // in the inbox
	Published time.Time      `json:"published,omitzero"` // on its platform
	Fields    map[string]any `json:"fields,omitempty"`   // what has no field of its own, as JSON holds it: text, numbers, true and false, lists, maps
}

// Author is who wrote a mention, as the platform knows them.
type Author struct {
	ID        string `json:"id,omitempty"`
	Name      string `json:"name,omitempty"`
	Handle    string `json:"handle,omitempty"`
	Followers *int   `json:"followers,omitempty"` // nil means unknown, which is not zero
}

// Contact is a customer, as the helpdesk knows them.
type Contact struct {
	ID      string         `json:"id,omitempty"`
	Name    string         `json:"name,omitempty"`
	Company string         `json:"company,omitempty"`
	Email   string         `json:"email,omitempty"`
	Phone   string         `json:"phone,omitempty"`
	Tags    []string       `json:"tags,omitempty"`
	Fields  map[string]any `json:"fields,omitempty"`
}

// Assigned is who an item is assigned to. The zero value is nobody.
type Assigned struct {
	Users []string `json:"users,omitempty"`
	Teams []string `json:"teams,omitempty"`
}

// Nobody reports whether neither a user nor a team is assigned.
func (a Assigned) Nobody() bool { return len(a.Users) == 0 && len(a.Teams) == 0 }

// IsZero reports whether the contact says nothing; JSON leaves it out then.
func (c Contact) IsZero() bool {
	return c.ID == "" && c.Name == "" && c.Company == "" && c.Email == "" && c.Phone == "" &&
		len(c.Tags) == 0 && len(c.Fields) == 0
}

// IsZero reports whether nobody is assigned; JSON leaves it out then.
func (a Assigned) IsZero() bool { return a.Nobody() }
