package action

import (
	"time"

	"github.com/commis-recipes/commis/trigger"
)

// Config is the typed config of one kind of action: a struct with JSON tags and a Kind method that works on the zero
// value. Unknown members are faults when it is decoded.
//
// A config may have further methods: see [Validator], [Placed], [Restricted], [Targeter], [Named], [RoundRobin], [Digester],
// [Emptier], [Irreversible], [Answering], [Addressed], [Laner] and [Escaper]. The tag
// `escape:"json"`, `escape:"url"` or `escape:"xml"` on a string field makes the engine escape the values of each {{ expr }}
// in its text; other fields take values unescaped. The tag `report:"host"` or `report:"-"` keeps a field out of reports;
// see [Handlers.Report]. Both apply to the fields of an embedded config too.
type Config interface {
	// Kind returns the name by which recipes call it: lower case, words joined by "_".
	Kind() string
}

// Validator is a config that checks itself. Faults are [trigger.FieldError] values, joined, with paths relative to the
// config. It validates final values, in which "{{" is plain text, before the action runs. When a set is loaded it gets the
// texts as written; faults of texts with an {{ expr }} are then left out, unless [AsWritten] marks them as independent of
// the value.
type Validator interface{ Validate() error }

// Placed is a config that only some triggers may use.
type Placed interface {
	// AllowedOn returns nil, or the faults of a recipe that uses the config with the trigger. Paths are relative to the
	// config. Of a trigger on several events each is asked about by itself: t.On has one element.
	AllowedOn(t trigger.Trigger) error
}

// Restricted is a config of which [SocialConnect] supports only a part.
type Restricted interface {
	// RestrictedOn returns a fault for each unsupported part, with the trigger, or nil. Paths are relative to the config. Of
	// a trigger on several events each is asked about by itself: t.On has one element.
	RestrictedOn(t trigger.Trigger) error
}

// Targeter is a config that may change another item than the event's, or that does not apply to every event.
type Targeter interface {
	// Target returns the item that the action changes, or an error made by [Skip] when it does not apply. It must be a pure
	// function: planning calls it too.
	Target(ev trigger.Event) (trigger.Ref, error)
}

// Named is a config whose name appears in the history of the items that it runs for.
type Named interface{ HistoryName() string }

// Digester is a config that is carried out once for several matches of the recipe, as soon as count of them are pending
// and every has passed since it was last carried out. [Input.Digest] lists all pending matches. With a count of one and
// zero time it is carried out for each match.
type Digester interface {
	Digest() (count int, every time.Duration)
}

// Emptier is a config that does not apply when the lists in its filled-in texts are empty.
type Emptier interface {
	// Empty returns the reason with which the action is skipped, [Nobody] or [Empty], or "" to carry it out.
	Empty() Reason
}

// Irreversible is a config whose effect cannot be undone. The engine does not retry it when its outcome is unknown.
type Irreversible interface{ Irreversible() bool }

// Answering is a config that writes to the contact of the event's item. It has a usual limit, see [Limit], and does not
// answer a machine's message unless [Action.ToAutomatic] is set.
type Answering interface{ Answering() }

// Escaper is a config in which one member decides how another is escaped, such as the type of a body.
type Escaper interface {
	// Escape returns the escaping of values in the member's text: "json", "url" or "xml", or "" to follow the escape tags.
	Escape(member string) string
}
