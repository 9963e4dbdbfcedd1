package action

import (
	"time"

	"github.com/commis-recipes/commis/trigger"
)

// Config is the typed config of one kind of action. A struct with JSON tags is one when it has a Kind method that
// works on the zero value. Unknown members are faults when it is read.
//
// A config may have further methods: see [Validator], [Placed], [Restricted], [Targeter], [Named], [Turner], [Digester],
// [Emptier], [Irreversible], [Answering], [Addressed], [Laner] and [Escaper]. A string field with the tag `escape:"json"`, `escape:"url"` or `escape:"xml"` says where its text goes,
// so that the value of an {{ expr }} in it is escaped for that place; other fields take values as they are. The tag
// `report:"host"` or `report:"-"` keeps a field out of reports; see [Handlers.Report]. Both hold for the fields of an
// embedded config too.
type Config interface {
	// Kind returns the name by which recipes call it: lower case, words joined by "_".
	Kind() string
}

// Validator is a config that checks itself. Faults are [trigger.FieldError] values, joined, with paths relative to
// the config. It judges final values, in which "{{" is text like any other: before the action runs that is all that
// there is. When a set is loaded it sees the texts as they are written; what it says then of one that holds an {{ expr }}
// is left out, unless [AsWritten] marks it as true of whatever value.
type Validator interface{ Validate() error }

// Placed is a config that only some triggers may use.
type Placed interface {
	// AllowedOn returns why a recipe with the trigger may not use the config, or nil. Paths are relative to the config.
	// A trigger on several events is asked about one by one: t.On has one element.
	AllowedOn(t trigger.Trigger) error
}

// Restricted is a config of which [SocialConnect] has a part only.
type Restricted interface {
	// RestrictedOn returns what of it a recipe with the trigger may not have there, or nil. Paths are relative to the config.
	// A trigger on several events is asked about one by one: t.On has one element.
	RestrictedOn(t trigger.Trigger) error
}

// Targeter is a config that changes another item than the one that the event is about, or that does not apply to
// every event.
type Targeter interface {
	// Target returns the item that the action changes. An error made by [Skip] says that it does not apply.
	// It must be a pure function: planning calls it too.
	Target(ev trigger.Event) (trigger.Ref, error)
}

// Named is a config whose name stands in the history of the items that it runs for.
type Named interface{ HistoryName() string }

// Digester is a config that is carried out once for several matches of the recipe: at the first instant at which
// count of them are pending and every has passed since it was carried out last. It then stands for all that are
// pending, which [Input.Digest] lists. With a count of one and no time between it is carried out for each match.
type Digester interface {
	Digest() (count int, every time.Duration)
}

// Emptier is a config that says what it lacks when the lists in its texts turn out to be empty. It is asked when its texts
// are filled in: with a reason the action is skipped.
type Emptier interface {
	// Empty returns the reason, [Nobody] or [Empty], or "".
	Empty() Reason
}

// Irreversible is a config whose effect cannot be undone. The engine does not try it again when its end is unknown.
type Irreversible interface{ Irreversible() bool }

// Answering is a config that writes to the contact of the event's item, some times an hour at most, see [Limit]. It does not answer what a machine has sent, unless
// [Action.ToAutomatic] says so.
type Answering interface{ Answering() }

// Escaper is a config in which one member decides where the text of another goes, such as the type of a body.
type Escaper interface {
	// Escape returns where the text of the member goes: "json", "url" or "xml", or "" to leave it to the escape tags.
	Escape(member string) string
}
