package action

import (
	"encoding/json"

	"github.com/commis-recipes/commis/internal/fault"
	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/trigger"
)

// Action is one thing that a recipe does, as an administrator edits it.
type Action struct {
	// ID names the action within its recipe: a lower-case letter, then up to 63 of a-z, 0-9, _ and -. All
	// lasting state is keyed by it: waits, repeats, digests, round robins, limits, and the key that handlers get. So a wait
	// survives an edit of everything else. Later texts read the action's output by it: {{ task.id.member }} or
	// {{ task["my-id"].member }}, see [Output]. Empty means the kind, where the recipe has one action of the kind.
	ID string `json:"id,omitempty"`
	// Do is the kind, "add_tags".
	Do string `json:"do" schema:"required"`
	// With is the kind's config. Its texts may hold {{ expr }}. Filled-in values are final: {{ in a value is text.
	//
	// A list element that is a single placeholder is replaced by all elements of its value when that is a list:
	// ["{{ case.fields.watchers }}", "ann"]. An element whose value is an empty list, or is missing while others are not, is
	// left out; repeated texts count once. When no receiver or no tag is left, the action is skipped with the reason
	// [Nobody] or [Empty]. A list where a single text is wanted is an error of the action; within other text a list is
	// joined by ", ".
	With json.RawMessage `json:"with,omitempty"`
	// After puts the action off; zero means at once. It counts from the event's instant, or from At, in all time or in the
	// open time of In.
	After Delay `json:"after,omitzero"`
	// At puts the action off to an instant of the item, given by a template such as "{{ case.fields.due }}". After counts
	// from that instant and may be negative, for a warning before it. The instant is worked out again at each event of the thread and
	// when the action comes due. Empty means the event's instant.
	At string `json:"at,omitempty"`
	// In is the name of the calendar in whose open time After and Repeat count. Empty means all time.
	In string `json:"in,omitempty"`
	// From selects the event of a thread from which a wait or a repeat counts; empty means FromLast, and FromFirst in a
	// recipe on a schedule.
	From From `json:"from,omitempty"`
	// Hours replace the recipe's hours for this action: outside them it is put off, not begun. Nil means the recipe's.
	Hours *Hours `json:"hours,omitempty"`
	// Unless lists the signals that cancel a wait, also one for hours of the action, or a repeat; empty means none.
	Unless []Signal `json:"unless,omitempty"`
	// Repeat carries the action out several times; nil means once.
	Repeat *Repeat `json:"repeat,omitempty"`
	// Limit bounds how often the action is carried out. Nil means no bound, except for actions that write to people, which
	// have a usual limit: see [Limit].
	Limit *Limit `json:"limit,omitempty"`
	// ToAutomatic lets a reply answer a machine's message too, see [trigger.Mention.Automatic]; without it such an item is
	// skipped. It is only for kinds that are [Answering].
	ToAutomatic bool `json:"to_automatic,omitempty"`
	// OnError tells whether later actions run after this one failed for good; empty means [Continue].
	OnError OnError `json:"on_error,omitempty"`
}

// Repeat carries an action out several times, until the number of times is reached or a signal of [Action.Unless]
// happens. Before each time but the first the item is read again, the texts are filled in anew, and the recipe's
// trigger, topics and filter must still hold. A failed time counts; it is not retried before the next one.
//
// Source: Luma, "Automated follow-ups", notification schedule.
type Repeat struct {
	// Every is the time from one to the next: [trigger.MinEvery] to [trigger.MaxEvery]; open time where [Action.In] names a
	// calendar.
	Every schedule.Duration `json:"every" schema:"required"`
	// Times is the total number of times: 1 to [MaxTimes].
	Times int `json:"times" schema:"required,min=1,max=10"`
}

// Validate returns every fault of the repeat, joined, each a [*trigger.FieldError].
func (r Repeat) Validate() error {
	var all fault.List
	if err := trigger.CheckEvery(r.Every); err != nil {
		all.Append(trigger.Invalid("every", "%v", err))
	}
	if r.Times < 1 || r.Times > MaxTimes {
		all.Append(trigger.Invalid("times", "%d is not from 1 to %d", r.Times, MaxTimes))
	}
	return all.Err()
}

// MaxTimes is the highest number of times of a [Repeat], the first one included.
const MaxTimes = 10

// From selects the event of a thread from which a wait counts.
type From string

const (
	// FromLast moves the action with every later event: silence for so long. It is the default.
	FromLast From = "last"
	// FromFirst keeps the earliest: a deadline. After the action ran, it is armed again by the first event after a signal
	// of [Action.Unless]; without Unless, by the next event.
	FromFirst From = "first"
)

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

// OnError tells whether a recipe's later actions run after one failed for good.
type OnError string

const (
	// Continue runs the later actions all the same. It is the default.
	Continue OnError = "continue"
	// Stop skips them.
	Stop OnError = "stop"
)
