package action

import (
	"encoding/json"
	"errors"

	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/trigger"
)

// Action is one thing that a recipe does, as an administrator edits it.
type Action struct {
	// ID names the action within its recipe: a lower-case letter, then up to 63 of a-z, 0-9, _ and -. What lasts is told
	// apart by it: what waits, is repeated, is collected or takes turns, and the key that handlers get; so an edit of
	// everything else lets what waits go on. Later texts read by it what the action found out: {{ task.id.member }} or
	// {{ task["my-id"].member }}, see [Output]. Empty means the kind, where the recipe has one action of the kind.
	ID string `json:"id,omitempty"`
	// Do is the kind, "add_tags".
	Do string `json:"do"`
	// With is the kind's config. Its texts may hold {{ expr }}. What a value puts in is final: {{ in it is text.
	//
	// An element of a list that is one placeholder and nothing else stands for all that is in its value when that is a list:
	// ["{{ case.fields.watchers }}", "ann"]. An empty list, and a value that is missing beside others, leave the place out; a
	// text that is in the list already counts once. When nobody is left that an action is for, or no tag, it is skipped with
	// the reason [Nobody] or [Empty]. Where one text is wanted such a placeholder with a list is an error of the action;
	// within other text a list is joined by ", ".
	With json.RawMessage `json:"with,omitempty"`
	// After puts the action off; zero means at once. It counts from the event's instant, or from At, in all time or in the
	// open time of In.
	After Delay `json:"after,omitzero"`
	// At puts the action off to an instant of the item: a text that gives one, "{{ case.fields.due }}". After counts from
	// there, and may be negative then: a warning before it. The instant is worked out again at each event of the thread and
	// when the action comes due. Empty means the event's instant.
	At string `json:"at,omitempty"`
	// In is the name of a calendar, in whose open time After and Repeat count. Empty means all time.
	In string `json:"in,omitempty"`
	// From says from which of several events an action that is put off or repeated counts; empty means FromLast, and FromFirst
	// in a recipe on a schedule.
	From From `json:"from,omitempty"`
	// Hours take the place of the recipe's for this action: while they do not hold it is not begun, but put off. Nil means
	// the recipe's.
	Hours *Hours `json:"hours,omitempty"`
	// Unless names what cancels an action that is put off, also by hours of its own, or repeated; empty means nothing does.
	Unless []Signal `json:"unless,omitempty"`
	// Repeat carries the action out several times; nil means once.
	Repeat *Repeat `json:"repeat,omitempty"`
	// Limit is how often it is carried out at most; nil means as often as the recipe runs, but for what writes to people,
	// which has one without saying so: see [Limit].
	Limit *Limit `json:"limit,omitempty"`
	// ToAutomatic makes a reply answer also what a machine has sent, see [trigger.Mention.Automatic]; without it such an
	// item is skipped. It is for what is [Answering] alone.
	ToAutomatic bool `json:"to_automatic,omitempty"`
	// OnError says what follows when the action fails for good; empty means [Continue].
	OnError OnError `json:"on_error,omitempty"`
}

// Repeat carries an action out again and again, until it was carried out so many times or what [Action.Unless] names
// happens. Before each time but the first the item is read again, the texts are filled in anew, and everything that
// made the recipe fire must still hold. A time that fails counts: the next one is what tries again.
//
// Source: Luma, "Automated follow-ups", notification schedule.
type Repeat struct {
	// Every is the time from one to the next: [trigger.MinEvery] to [trigger.MaxEvery]; open time where [Action.In] names a
	// calendar.
	Every schedule.Duration `json:"every"`
	// Times is how often in all: 1 to [MaxTimes].
	Times int `json:"times"`
}

// Validate returns every limit that the repetition does not keep, joined, as [*trigger.FieldError].
func (r Repeat) Validate() error {
	var all []error
	if err := trigger.CheckEvery(r.Every); err != nil {
		all = append(all, trigger.Invalid("every", "%v", err))
	}
	if r.Times < 1 || r.Times > MaxTimes {
		all = append(all, trigger.Invalid("times", "%d is not from 1 to %d", r.Times, MaxTimes))
	}
	return errors.Join(all...)
}

// MaxTimes is how often an action may be repeated, the first time included.
const MaxTimes = 10

// From says from which of several events of a thread an action counts that is put off.
type From string

const (
	// FromLast moves the action with every later event: silence for so long. It is the default.
	FromLast From = "last"
	// FromFirst keeps the earliest: a deadline. After the action ran it is armed again by an event that comes after something
	// of [Action.Unless]; without Unless by the next event.
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

// OnError says what happens to the recipe's later actions when one fails for good.
type OnError string

const (
	// Continue runs the later actions all the same. It is the default.
	Continue OnError = "continue"
	// Stop skips them.
	Stop OnError = "stop"
)
