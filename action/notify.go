package action

import (
	"time"

	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/trigger"
)

// Notify tells agents of the helpdesk that items arrived, or that something became of one.
//
//	{"do":"notify","with":{"users":["7","9"],"channel":"both"}}
//	{"do":"notify","with":{"teams":["billing"],"channel":"push","text":"{{ case.title }} is due {{ case.fields.due }}"}}
//	{"do":"notify","with":{"users":["7"],"channel":"push","after_count":3,"at_most_every":"1h"}}
//
// Users are told one by one, in the listed order, then those of each team; everybody once. With after_count nobody is told before so many items have arrived;
// with at_most_every a further notification waits until so much time has passed since the last one. Each tells of
// everything that arrived since the last one: see [Input.Digest]; its text is filled in with the last of them. With
// [SocialConnect] it is for recipes for new items only, and has neither teams nor a text.
//
// Source: Qualtrics Social Connect, "Automation recipes and webhooks", send notification.
type Notify struct {
	// Users and Teams are told; at least one of both together, each once.
	Users []string `json:"users,omitempty"`
	Teams []string `json:"teams,omitempty"`
	// Text is what they are told; empty leaves it to the host.
	Text string `json:"text,omitempty"`
	// Channel is how.
	Channel Channel `json:"channel"`
	// AfterCount is how many items must have arrived; at most MaxDigest. Zero means one.
	AfterCount int `json:"after_count,omitempty"`
	// AtMostEvery is the least time between two notifications; at most a year. Zero means none.
	AtMostEvery schedule.Duration `json:"at_most_every,omitempty"`
}

// MaxDigest is how many items a notification may wait for.
const MaxDigest = 10_000

// Channel is how a notification reaches an agent.
type Channel string

// The channels of a [Notify].
const (
	ByPush  Channel = "push"  // a notification on their device
	ByEmail Channel = "email" // an e-mail
	ByBoth  Channel = "both"  // both of them
)

// Kind returns "notify".
func (Notify) Kind() string { return "notify" }

// Digest returns the two: how many items there must be, and the least time between two notifications.
func (c Notify) Digest() (count int, every time.Duration) {
	return max(c.AfterCount, 1), c.AtMostEvery.Std()
}

// Empty returns [Nobody] when there is nobody left.
func (c Notify) Empty() Reason {
	if len(c.Users)+len(c.Teams) == 0 {
		return Nobody
	}
	return ""
}

// Validate wants at least one user or team, none twice, and a channel.
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
	return f.err()
}

// RestrictedOn refuses what Social Connect's notifications do not have.
func (c Notify) RestrictedOn(trigger.Trigger) error {
	var f faults
	if len(c.Teams) > 0 {
		f.add("teams", "a notification goes to users")
	}
	if c.Text != "" {
		f.add("text", "a notification has none of its own")
	}
	return f.err()
}
