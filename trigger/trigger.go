package trigger

import (
	"errors"
	"slices"
	"strings"
)

// Trigger names the events that start a recipe. The zero value is not valid: see [Trigger.Validate].
//
// The families follow Qualtrics Social Connect: "on new mention/case" is [OnNewItem], "on case update" is
// [OnCaseMention], [OnCaseTagAdded] and [OnCaseStatusChanged].
type Trigger struct {
	On     string   `json:"on"`
	Tag    string   `json:"tag,omitempty"`    // OnCaseTagAdded: the tag, required
	Status Status   `json:"status,omitempty"` // OnCaseStatusChanged: the new status, required
	Source string   `json:"source,omitempty"` // OnRecord: the stream; empty means every stream
	Object string   `json:"object,omitempty"` // OnRecord: the object; empty means every object
	Poll   *Poll    `json:"poll,omitempty"`   // OnPoll: what is fetched and how often, required
	Topics []string `json:"topics,omitempty"` // at least one, unless AllTopics; OnRecord and OnPoll have none
	// AllTopics makes every topic's items start the recipe.
	AllTopics bool `json:"all_topics,omitempty"`
}

// What a recipe may start on, beside a [Kind] of the host.
const (
	OnNewItem           = "new_item"            // a mention or a case arrives, once
	OnCaseMention       = "case_mention"        // a new mention appears
	OnCaseTagAdded      = "case_tag_added"      // a specific tag is added to a case
	OnCaseStatusChanged = "case_status_changed" // a case changes to a specific status
	OnCaseUpdated       = "case_updated"        // fields of a case change
	OnMentionUpdated    = "mention_updated"     // fields of a mention change
	OnRecord            = "record"              // a document comes in
	OnPoll              = "poll"                // a document that is polled is there for the first time
)

// Names returns every trigger that the library knows.
func Names() []string {
	return []string{OnNewItem, OnCaseMention, OnCaseTagAdded, OnCaseStatusChanged, OnCaseUpdated, OnMentionUpdated, OnRecord, OnPoll}
}

// Validate returns every fault of the trigger, joined, as [*FieldError]; hosts are the host's own kinds of event,
// which a recipe may start on too. An option that the trigger has no use for is a fault.
func (t Trigger) Validate(hosts ...Kind) error {
	var c checker
	known := slices.Contains(Names(), t.On)
	switch {
	case t.On == "":
		c.bad("on", "missing, want one of %s", strings.Join(Names(), ", "))
		return errors.Join(c.faults...)
	case !known && !slices.Contains(hosts, Kind(t.On)):
		c.bad("on", "%q is not one of %s%s", t.On, strings.Join(Names(), ", "), kindList(hosts))
		return errors.Join(c.faults...)
	}
	c.option("tag", t.Tag, t.On == OnCaseTagAdded, true, t.On)
	c.option("status", string(t.Status), t.On == OnCaseStatusChanged, true, t.On)
	c.status("status", t.Status, false)
	c.option("source", t.Source, t.On == OnRecord, false, t.On)
	c.option("object", t.Object, t.On == OnRecord, false, t.On)
	switch {
	case t.On == OnPoll && t.Poll == nil:
		c.bad("poll", "missing; a %s trigger needs one", t.On)
	case t.On == OnPoll:
		t.Poll.check(&c)
	case t.Poll != nil:
		c.bad("poll", "a %s trigger has none", t.On)
	}
	t.topics(&c)
	return errors.Join(c.faults...)
}

func (t Trigger) topics(c *checker) {
	switch {
	case !t.hasTopics() && (len(t.Topics) > 0 || t.AllTopics):
		c.bad("topics", "a %s trigger has none", t.On)
	case !t.hasTopics():
	case t.AllTopics && len(t.Topics) > 0:
		c.bad("topics", "given beside all_topics; keep one of the two")
	case !t.AllTopics && len(t.Topics) == 0:
		c.bad("topics", "missing; name at least one, or set all_topics")
	case slices.Contains(t.Topics, ""):
		c.bad("topics", "holds an empty topic")
	}
}

// hasTopics reports whether the trigger's items are in topics; documents from elsewhere are in none.
func (t Trigger) hasTopics() bool { return t.On != OnRecord && t.On != OnPoll }

// option checks that an option is there when its trigger needs it, and not there for any other.
func (c *checker) option(path, value string, belongs, required bool, on string) {
	switch {
	case belongs && required && value == "":
		c.bad(path, "missing; a %s trigger needs one", on)
	case !belongs && value != "":
		c.bad(path, "a %s trigger has none", on)
	}
}

func kindList(kinds []Kind) string {
	var b strings.Builder
	for _, k := range kinds {
		b.WriteString(", " + string(k))
	}
	return b.String()
}

// Fires reports whether the event is one that the trigger names, topics aside. An update that changed nothing,
// a status that stayed as it was and a tag that was there already are no events.
func (t Trigger) Fires(e Event) bool {
	switch t.On {
	case OnNewItem:
		return e.Kind == MentionCreated || e.Kind == CaseCreated
	case OnCaseMention:
		return e.Kind == MentionCreated
	case OnCaseTagAdded:
		return e.Kind == CaseTagAdded && e.Tag == t.Tag && !e.hadTag()
	case OnCaseStatusChanged:
		return e.Kind == CaseStatusChanged && e.To == t.Status && e.From != e.To
	case OnCaseUpdated, OnMentionUpdated:
		return string(e.Kind) == t.On && len(e.Changes) > 0
	case OnRecord:
		return e.Kind == RecordReceived &&
			(t.Source == "" || t.Source == e.Record.Source) && (t.Object == "" || t.Object == e.Record.Object)
	case OnPoll:
		return e.Kind == RecordPolled && t.Poll != nil && t.Poll.Source == e.Record.Source
	}
	return string(e.Kind) == t.On
}

// hadTag reports whether the event says that its case had the tag before.
func (e Event) hadTag() bool {
	c, ok := e.Change("case.tags")
	if !ok {
		return false
	}
	switch before := c.From.(type) {
	case []string:
		return slices.Contains(before, e.Tag)
	case []any:
		return slices.Contains(before, any(e.Tag))
	}
	return false
}

// InTopic reports whether the event's item is in one of the trigger's topics.
func (t Trigger) InTopic(e Event) bool {
	return t.AllTopics || !t.hasTopics() || slices.Contains(t.Topics, e.Topic())
}

// StillHolds reports whether the state that the trigger waits for still stands in the event's item, so that a
// step that was put off may run: the case still has the status or the tag. Other triggers name a moment and not
// a state; they hold for ever.
func (t Trigger) StillHolds(e Event) bool {
	switch {
	case e.Case == nil:
		return true
	case t.On == OnCaseStatusChanged:
		return e.Case.Status == t.Status || e.Case.Status == ""
	case t.On == OnCaseTagAdded:
		return slices.Contains(e.Case.Tags, t.Tag)
	}
	return true
}
