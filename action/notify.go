package action

// Notify tells agents of the helpdesk that an item arrived.
//
//	{"do":"notify","with":{"users":["7","9"],"channel":"both"}}
//
// Users are told one by one, in the listed order. A recipe for new items only.
//
// Source: Qualtrics Social Connect, "Automation recipes and webhooks", send notification.
type Notify struct {
	// Users are told; at least one, each once.
	Users []string `json:"users"`
	// Channel is how.
	Channel Channel `json:"channel"`
}

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

// Validate wants at least one user, none twice, and a channel.
func (c Notify) Validate() error {
	var f faults
	if len(c.Users) == 0 {
		f.add("users", "missing; name at least one")
	}
	f.distinct("users", c.Users)
	oneOf(&f, "channel", c.Channel, ByPush, ByEmail, ByBoth)
	return f.err()
}
