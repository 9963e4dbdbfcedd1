package action

import (
	"encoding/json"

	"github.com/commis-recipes/commis/schedule"
)

// Action is one step of a recipe, as an administrator edits it.
type Action struct {
	// Do is the kind, "add_tags".
	Do string `json:"do"`
	// With is the kind's config. Its texts may hold {{ expr }}.
	With json.RawMessage `json:"with,omitempty"`
	// After puts the action off; zero means at once. It counts from the event's instant, in wall-clock time.
	After schedule.Duration `json:"after,omitempty"`
	// Unless names what cancels an action that is put off; empty means nothing does.
	Unless []Signal `json:"unless,omitempty"`
	// OnError says what follows when the action fails for good; empty means Continue.
	OnError OnError `json:"on_error,omitempty"`
}

// Signal is something that happens in a thread while an action waits.
type Signal string

// The signals that may cancel a waiting action.
const (
	CustomerReply Signal = "customer_reply" // the customer wrote
	AgentReply    Signal = "agent_reply"    // an agent wrote
	TagAdded      Signal = "tag_added"      // the case got a tag
	StatusChanged Signal = "status_changed" // the case got another status
	AnySignal     Signal = "any"            // any event of the thread
)

// Signals returns every signal that an action may name.
func Signals() []Signal {
	return []Signal{CustomerReply, AgentReply, TagAdded, StatusChanged, AnySignal}
}

// OnError says what happens to the recipe's later actions when one fails for good.
type OnError string

const (
	// Continue runs the later actions all the same. It is the default.
	Continue OnError = "continue"
	// Stop skips them.
	Stop OnError = "stop"
)
