package action

import (
	"time"

	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/trigger"
)

// Notify notifies agents of the helpdesk about new or changed items.
//
//	{"do":"notify","with":{"users":["7","9"],"channel":"both"}}
//	{"do":"notify","with":{"teams":["billing"],"channel":"push","text":"{{ case.title }} is due {{ case.fields.due }}"}}
//	{"do":"notify","with":{"users":["7"],"channel":"push","after_count":3,"at_most_every":"1h"}}
//
// Users are notified one by one, in the listed order, then the members of each team; everybody once. With after_count
// nobody is notified before that many items have arrived; with at_most_every a further notification waits until that much
// time has passed since the last one. Each covers all items that arrived since the last one, see [Input.Digest]; its text
// is filled in with the last item. With [SocialConnect] it is for recipes for new items only, and has neither teams nor a
// text.
//
// Source: Qualtrics Social Connect, "Automation recipes and webhooks", send notification.
type Notify struct {
	// Users and Teams are notified; at least one of both together, each once.
	Users []string `json:"users,omitempty" schema:"distinct"`
	Teams []string `json:"teams,omitempty" schema:"distinct"`
	// Text is the notification's text; empty leaves it to the host.
	Text string `json:"text,omitempty"`
	// Channel is the way in which agents are notified.
	Channel Channel `json:"channel" schema:"required"`
	// AfterCount is the number of items that must have arrived, at most MaxDigest. Zero means one.
	AfterCount int `json:"after_count,omitempty" schema:"min=0,max=10000"`
	// AtMostEvery is the least time between two notifications; at most a year. Zero means none.
	AtMostEvery schedule.Duration `json:"at_most_every,omitempty"`
}

// MaxDigest is the highest [Notify.AfterCount].
const MaxDigest = 10_000

// Channel is a way to notify an agent.
type Channel string

// The channels of a [Notify].
const (
	ByPush  Channel = "push"  // a notification on their device
	ByEmail Channel = "email" // an e-mail
	ByBoth  Channel = "both"  // both of them
)

// Kind returns "notify".
func (Notify) Kind() string { return "notify" }

// Digest returns the number of items to wait for, at least one, and the least time between two notifications.
func (c Notify) Digest() (count int, every time.Duration) {
	return max(c.AfterCount, 1), c.AtMostEvery.Std()
}

// Empty returns [Nobody] when nobody is left.
func (c Notify) Empty() Reason {
	if len(c.Users)+len(c.Teams) == 0 {
		return Nobody
	}
	return ""
}

// Validate requires at least one user or team, without repeats, and a channel.
func (c Notify) Validate() error {
	var f faults
	if len(c.Users)+len(c.Teams) == 0 {
		f.add("users", "missing; name at least one user or team")
	}
	f.distinct("users", c.Users)
	f.distinct("teams", c.Teams)
	oneOf(&f, "channel", c.Channel, ByPush, ByEmail, ByBoth)
	if c.AfterCount < 0 || c.AfterCount > MaxDigest {
		f.add("after_count", "%d is not 1 to %d", c.AfterCount, MaxDigest)
	}
	if c.AtMostEvery < 0 || c.AtMostEvery.Std() > 366*24*time.Hour {
		f.add("at_most_every", "%s is not 0s to 366d", c.AtMostEvery)
	}
	return f.Err()
}

// RestrictedOn refuses teams and texts, which Social Connect's notifications do not have.
func (c Notify) RestrictedOn(trigger.Trigger) error {
	var f faults
	if len(c.Teams) > 0 {
		f.add("teams", "a notification goes to users")
	}
	if c.Text != "" {
		f.add("text", "a notification has no text of its own")
	}
	return f.Err()
}
