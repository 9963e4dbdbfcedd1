package trigger

import (
	"errors"
	"slices"
	"strings"
	"unicode/utf8"
)

// MaxID is the length of the longest identifier, in bytes.
const MaxID = 512

// Check returns every fault of the event, joined, or nil. Faults are of type [*FieldError]. An event with a
// fault is not applied. Text such as a mention's content is never a fault, whatever bytes it holds; identifiers, and
// names such as a topic, must be valid UTF-8 of at most [MaxID] bytes without NUL, since stores keep them as keys.
// Whether the host has a status is for [World.Check] to tell.
func (e Event) Check() error {
	var c checker
	c.id("id", e.ID, true)
	c.id("kind", string(e.Kind), true)
	if e.At.IsZero() {
		c.bad("at", "missing")
	} else if y := e.At.UTC().Year(); y < 0 || y > 9999 {
		c.bad("at", "year %d is outside 0..9999", y)
	}
	if m := e.Mention; m != nil {
		c.id("mention.id", m.ID, true)
		c.id("mention.topic", m.Topic, false)
		c.id("mention.service", m.Service, false)
		c.id("mention.case_id", m.CaseID, false)
		c.id("mention.conversation", m.Conversation, false)
		c.id("mention.contact.id", m.Contact.ID, false)
		if e.Case != nil && m.CaseID != "" && m.CaseID != e.Case.ID {
			c.bad("mention.case_id", "%q is not the event's case %q", m.CaseID, e.Case.ID)
		}
	}
	if k := e.Case; k != nil {
		c.id("case.id", k.ID, true)
		c.id("case.topic", k.Topic, false)
		c.id("case.status", string(k.Status), false)
	}
	if r := e.Record; r != nil {
		c.id("record.id", r.ID, true)
		c.id("record.source", r.Source, false)
		c.id("record.object", r.Object, false)
	}
	c.kind(e)
	if e.Actor != "" && !slices.Contains(Actors(), e.Actor) {
		c.bad("actor", "%q is not agent, customer, recipe, bot or system", e.Actor)
	}
	c.id("user", e.User, false)
	if e.About != "" && (e.Item() == (Ref{}) || !slices.Contains([]string{MentionItem, CaseItem, RecordItem, AboutMessage}, e.About)) {
		c.bad("about", "%q is not mention, message, case or record, or the event carries none", e.About)
	}
	c.id("cause.root", e.Cause.Root, false)
	if len(e.Cause.Via) > 0 && e.Cause.Root == "" {
		c.bad("cause.root", "missing")
	}
	return errors.Join(c.faults...)
}

// checker collects faults.
type checker struct{ faults []error }

func (c *checker) bad(path, format string, args ...any) {
	c.faults = append(c.faults, Invalid(path, format, args...))
}

func (c *checker) id(path, id string, required bool) {
	switch {
	case id == "" && required:
		c.bad(path, "missing")
	case len(id) > MaxID:
		c.bad(path, "longer than %d bytes", MaxID)
	case !utf8.ValidString(id):
		c.bad(path, "not valid UTF-8")
	case strings.ContainsRune(id, 0):
		c.bad(path, "holds a NUL character")
	}
}

// kind checks that the event carries what its kind says.
func (c *checker) kind(e Event) {
	spec := e.Kind.spec()
	if spec == nil {
		spec = &KindSpec{}
	}
	switch {
	case spec.Item != "":
		if !e.carries(spec.Item) {
			c.bad(spec.Item, "missing in a %s event", e.Kind)
		}
	case spec.slot:
		c.id("recipe", e.Recipe, true)
		if e.Record != nil {
			c.bad("record", "a %s event has none", e.Kind)
		}
		if e.About == AboutMessage {
			c.bad("about", "a %s event brings no message; want %s or %s", e.Kind, MentionItem, CaseItem)
		}
	default:
		if e.Mention == nil && e.Case == nil && e.Record == nil {
			c.bad("", "an event carries a mention, a case or a record")
		}
	}
	c.kindMembers(e, spec)
}

// kindMembers checks the members of the event that only some kinds have.
func (c *checker) kindMembers(e Event, spec *KindSpec) {
	if !spec.slot && e.Recipe != "" {
		c.bad("recipe", "only a %s event has one", ScheduleFired)
	}
	switch {
	case spec.tells.tag() && e.Tag == "":
		c.bad("tag", "missing in a %s event", e.Kind)
	case !spec.tells.tag() && e.Tag != "":
		c.bad("tag", "only a %s event has one", strings.Join(texts(tagged()), " or "))
	}
	if spec.tells == tellsStatus {
		c.id("from", string(e.From), false)
		c.id("to", string(e.To), true)
	} else if e.From != "" || e.To != "" {
		c.bad("to", "only a %s event has from and to", CaseStatusChanged)
	}
}
