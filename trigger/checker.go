package trigger

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/commis-recipes/commis/internal/fault"
)

// MaxID is the length of the longest identifier, in bytes.
const MaxID = 512

// Check returns all faults of the event, joined, or nil. Faults have type [*FieldError]. An event with a fault is not
// applied. Text such as a mention's content is never a fault, whatever its bytes; identifiers, and names such as a
// topic, must be valid UTF-8 of at most [MaxID] bytes without NUL, because stores use them as keys. Whether the host
// has a status is checked by [World.Check].
func (e Event) Check() error {
	var c checker
	c.checkID("id", e.ID, true)
	c.checkID("kind", string(e.Kind), true)
	if e.At.IsZero() {
		c.faultAt("at", "missing")
	} else if y := e.At.UTC().Year(); y < 0 || y > 9999 {
		c.faultAt("at", "year %d is outside 0..9999", y)
	}
	if m := e.Mention; m != nil {
		c.checkID("mention.id", m.ID, true)
		c.checkID("mention.topic", m.Topic, false)
		c.checkID("mention.service", m.Service, false)
		c.checkID("mention.case_id", m.CaseID, false)
		c.checkID("mention.conversation", m.Conversation, false)
		c.checkID("mention.contact.id", m.Contact.ID, false)
		if e.Case != nil && m.CaseID != "" && m.CaseID != e.Case.ID {
			c.faultAt("mention.case_id", "%q is not the event's case %q", m.CaseID, e.Case.ID)
		}
	}
	if k := e.Case; k != nil {
		c.checkID("case.id", k.ID, true)
		c.checkID("case.topic", k.Topic, false)
		c.checkID("case.status", string(k.Status), false)
	}
	if r := e.Record; r != nil {
		c.checkID("record.id", r.ID, true)
		c.checkID("record.source", r.Source, false)
		c.checkID("record.object", r.Object, false)
	}
	c.checkKind(e)
	if e.Actor != "" && !slices.Contains(Actors(), e.Actor) {
		c.faultAt("actor", "%q is not agent, customer, recipe, bot or system", e.Actor)
	}
	c.checkID("user", e.User, false)
	if e.About != "" && (e.Item() == (Ref{}) || !slices.Contains([]string{MentionItem, CaseItem, RecordItem, AboutMessage}, e.About)) {
		c.faultAt("about", "%q is not mention, message, case or record, or the event carries none", e.About)
	}
	c.checkID("cause.root", e.Cause.Root, false)
	if len(e.Cause.Via) > 0 && e.Cause.Root == "" {
		c.faultAt("cause.root", "missing")
	}
	return c.faults.Err()
}

// checker collects faults.
type checker struct{ faults fault.List }

func (c *checker) faultAt(path, format string, args ...any) {
	c.faults.Append(Invalid(path, format, args...))
}

func (c *checker) checkID(path, id string, required bool) {
	switch {
	case id == "" && required:
		c.faultAt(path, "missing")
	case len(id) > MaxID:
		c.faultAt(path, "longer than %d bytes", MaxID)
	case !utf8.ValidString(id):
		c.faultAt(path, "not valid UTF-8")
	case strings.ContainsRune(id, 0):
		c.faultAt(path, "contains a NUL character")
	}
}

// checkKind checks that the event carries the items of its kind.
func (c *checker) checkKind(e Event) {
	spec, _ := e.Kind.Spec()
	switch {
	case spec.Item != "":
		if !e.carries(spec.Item) {
			c.faultAt(spec.Item, "missing in a %s event", e.Kind)
		}
	case spec.slot:
		c.checkID("recipe", e.Recipe, true)
		if e.Record != nil {
			c.faultAt("record", "a %s event has none", e.Kind)
		}
		if e.About == AboutMessage {
			c.faultAt("about", "a %s event brings no message; want %s or %s", e.Kind, MentionItem, CaseItem)
		}
	default:
		if e.Mention == nil && e.Case == nil && e.Record == nil {
			c.faultAt("", "an event carries a mention, a case or a record")
		}
	}
	c.checkKindMembers(e, spec)
}

// checkKindMembers checks the members of the event that only some kinds have.
func (c *checker) checkKindMembers(e Event, spec KindSpec) {
	if !spec.slot && e.Recipe != "" {
		c.faultAt("recipe", "only a %s event has one", ScheduleFired)
	}
	switch {
	case spec.implies.hasTag() && e.Tag == "":
		c.faultAt("tag", "missing in a %s event", e.Kind)
	case !spec.implies.hasTag() && e.Tag != "":
		c.faultAt("tag", "only a %s event has one", strings.Join(texts(tagged()), " or "))
	}
	if spec.implies == impliesStatus {
		c.checkID("from", string(e.From), false)
		c.checkID("to", string(e.To), true)
	} else if e.From != "" || e.To != "" {
		c.faultAt("to", "only a %s event has from and to", CaseStatusChanged)
	}
}
