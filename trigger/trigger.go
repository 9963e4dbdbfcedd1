package trigger

import (
	"iter"
	"slices"
	"strconv"
	"strings"

	"github.com/commis-recipes/commis/internal/fault"
	"github.com/commis-recipes/commis/internal/strictjson"
)

// Trigger names the events that start a recipe. The zero value is not valid: see [Trigger.Validate].
//
//	{"on":"case_status_changed","status":["pending","resolved"],"topics":["support"]}
//	{"on":["case_tag_added","case_assigned"],"tag":"vip","all_topics":true}
//
// Each event that one of On names starts the recipe once. An option applies to those of On that have it, and not to the
// others.
//
// The families follow Qualtrics Social Connect: "on new mention/case" is [OnNewItem], "on case update" is
// [OnCaseMention], [OnCaseTagAdded] and [OnCaseStatusChanged].
type Trigger struct {
	On     List[string] `json:"on"`               // the triggers, see [Names]: one or several, each once; also kinds of the host's own
	Tag    List[string] `json:"tag,omitempty"`    // OnCaseTagAdded, OnCaseTagRemoved: one of these tags; empty means any
	Status List[Status] `json:"status,omitempty"` // OnCaseStatusChanged: one of these is the new status; empty means any
	Source string       `json:"source,omitempty"` // OnRecord: the stream; empty means every stream
	Object string       `json:"object,omitempty"` // OnRecord: the object; empty means every object
	Poll   *Poll        `json:"poll,omitempty"`   // OnPoll: the source to fetch and how often, required
	// Schedule has the members of OnSchedule, required there: when to run and for which items.
	Schedule
	// Topics are at least one, unless AllTopics; OnRecord and OnPoll have none, and OnSchedule has them with Each.
	Topics []string `json:"topics,omitempty"`
	// AllTopics makes items of every topic start the recipe.
	AllTopics bool `json:"all_topics,omitempty"`
	// By are the parties that may start it, see [Event.By]. Empty means everybody; for those of On that are about
	// messages (OnNewItem, OnCaseMention, and the host's own kinds that bring one) it means a customer, an agent or the
	// system: a message from a recipe or a bot starts a recipe on messages only if By asks for it. OnPoll and
	// OnSchedule have none.
	By List[Actor] `json:"by,omitempty"`
	// Types are the types of mention that may start it, where On is about messages; see [Mention.Type]. Empty means
	// every type but those not sent to anybody yet: draft, awaiting_approval, scheduled and note.
	Types List[string] `json:"types,omitempty"`
}

// The triggers of the library. A recipe may also start on a [Kind] of the host.
const (
	OnNewItem           = "new_item"            // a mention or a case arrives, once
	OnCaseMention       = "case_mention"        // a new mention appears
	OnCaseTagAdded      = "case_tag_added"      // a tag is added to a case
	OnCaseTagRemoved    = "case_tag_removed"    // a tag is taken off a case
	OnCaseStatusChanged = "case_status_changed" // a case changes to another status
	OnCaseAssigned      = "case_assigned"       // a case is assigned to other users or teams, or to nobody
	OnCaseUpdated       = "case_updated"        // other fields of a case change
	OnMentionUpdated    = "mention_updated"     // fields of a mention change
	OnRecord            = "record"              // a document comes in
	OnPoll              = "poll"                // a document that is polled is there for the first time; goes with no other
	OnSchedule          = "schedule"            // a time of day comes, on a day of the week; goes with no other
)

// Each splits the trigger: it yields one with a single On for each of On, with the options that it has.
func (t Trigger) Each() iter.Seq[Trigger] {
	return func(yield func(Trigger) bool) {
		for i, on := range t.On {
			one := Trigger{On: t.On[i : i+1 : i+1], AllTopics: t.AllTopics, By: t.By, Types: t.Types}
			for _, o := range options {
				if t.has(on, o.member) {
					o.copy(&one, &t)
				}
			}
			if !yield(one) {
				return
			}
		}
	}
}

func texts[T ~string](words []T) []string {
	all := make([]string, len(words))
	for i, w := range words {
		all[i] = string(w)
	}
	return all
}

// has reports whether a trigger on this has the member. A schedule without Each is about no item, and has no topics. Events
// of the host's own kinds have topics.
func (t Trigger) has(on, member string) bool {
	spec := specOf(on)
	switch {
	case spec == nil:
		return member == "topics"
	case member == "topics" && spec.Has("each") && t.Schedule.Each == "":
		return false
	}
	return spec.Has(member)
}

// anyHas reports whether one of On has the member.
func (t Trigger) anyHas(member string) bool {
	return t.anyOn(func(on string) bool { return t.has(on, member) })
}

// alone reports whether one of On goes with no other.
func (t Trigger) alone() bool {
	return t.anyOn(func(on string) bool { spec := specOf(on); return spec != nil && spec.Alone })
}

// anyOn reports whether is returns true for one of On.
func (t Trigger) anyOn(is func(on string) bool) bool { return slices.ContainsFunc(t.On, is) }

// name returns the trigger for a message: "a case_mention trigger", "a trigger on case_mention and case_updated".
func (t Trigger) name() string {
	if len(t.On) == 1 {
		return "a " + t.On[0] + " trigger"
	}
	last := len(t.On) - 1
	return "a trigger on " + strings.Join(t.On[:last], ", ") + " and " + t.On[last]
}

// Validate returns all faults of the trigger in a host's world, joined, as [*FieldError]: a kind of event that neither
// the library nor the host has, an option that no trigger of On has, and a status that the host does not have, which is
// wrapped as a [*WordError].
func (t Trigger) Validate(w World) error {
	var c checker
	t.checkOn(&c, w)
	if c.faults.Len() > 0 {
		return c.faults.Err()
	}
	checkOption(&c, t, "tag", t.Tag, t.anyHas("tag"))
	checkOption(&c, t, "status", t.Status, t.anyHas("status"))
	for i, s := range t.Status {
		if s != "" {
			c.appendError(pathOf("status", i, len(t.Status)), w.CheckStatus(string(s)))
		}
	}
	checkOption(&c, t, "types", t.Types, t.anyOn(func(on string) bool { return t.has(w.Like(on), "types") }))
	checkOption(&c, t, "by", t.By, !t.alone())
	for i, a := range t.By {
		if a == "" {
			continue
		}
		if err := checkWord(string(a), texts(Actors())); err != nil { // these words are no host's, so that they never come back
			c.faultAt(pathOf("by", i, len(t.By)), "%s", err)
		}
	}
	checkOption(&c, t, "source", oneOf(t.Source), t.anyHas("source"))
	checkOption(&c, t, "object", oneOf(t.Object), t.anyHas("object"))
	switch polls := t.anyHas("poll"); {
	case polls && t.Poll == nil:
		c.faultAt("poll", "missing; %s needs one", t.name())
	case polls:
		t.Poll.check(&c)
	case t.Poll != nil:
		c.faultAt("poll", "%s has none, leave it out", t.name())
	}
	c.checkSchedule(t, t.anyHas("times"))
	t.checkTopics(&c, w)
	return c.faults.Err()
}

func (t Trigger) checkOn(c *checker, w World) {
	for i, on := range t.On {
		path := pathOf("on", i, len(t.On))
		switch {
		case on == "":
			c.faultAt(path, "missing, want one of %s", strings.Join(Names(), ", "))
		case slices.Contains(t.On[:i], on):
			c.faultAt(path, "%q is given already", on)
		case w.Like(on) == "":
			c.appendError(path, &unknownKind{on, w.Kinds})
		case len(t.On) > 1 && Trigger{On: t.On[i : i+1]}.alone():
			c.faultAt(path, "%s goes with no other trigger; give it a recipe of its own", on)
		}
	}
	if len(t.On) == 0 {
		c.faultAt("on", "missing, want one of %s", strings.Join(Names(), ", "))
	}
}

func (t Trigger) checkTopics(c *checker, w World) {
	switch needed := t.anyOn(func(on string) bool { return t.has(w.Like(on), "topics") }); {
	case !needed && t.anyHas("each") && (len(t.Topics) > 0 || t.AllTopics):
		c.faultAt("topics", "%s has none without each, the source of its items; leave them out or add each", t.name())
	case !needed && (len(t.Topics) > 0 || t.AllTopics):
		c.faultAt("topics", "%s has none, leave it out", t.name())
	case !needed:
	case t.AllTopics && len(t.Topics) > 0:
		c.faultAt("topics", "given beside all_topics; keep one of the two")
	case !t.AllTopics && len(t.Topics) == 0:
		c.faultAt("topics", "missing; name at least one, or set all_topics")
	case slices.Contains(t.Topics, ""):
		c.faultAt("topics", "contains an empty topic; name it or take it out")
	}
}

// checkOption checks the words of an option, and that one of On has it.
func checkOption[T ~string](c *checker, t Trigger, path string, words List[T], belongs bool) {
	if len(words) > 0 && !belongs {
		c.faultAt(path, "%s has none, leave it out", t.name())
		return
	}
	for i, w := range words {
		switch {
		case w == "":
			c.faultAt(pathOf(path, i, len(words)), "empty; leave it out to take any")
		case slices.Contains(words[:i], w):
			c.faultAt(pathOf(path, i, len(words)), "%q is given already", w)
		}
	}
}

// oneOf returns a list of one word, or an empty list for an empty word.
func oneOf(word string) List[string] {
	if word == "" {
		return nil
	}
	return List[string]{word}
}

// pathOf returns the path of a word in a list: that of the member itself for a single word.
func pathOf(path string, i, n int) string {
	if n == 1 {
		return path
	}
	return fault.Index(path, i)
}

// unknownKind is an On that neither the library nor the host has.
type unknownKind struct {
	on    string
	kinds []OwnKind
}

func (e *unknownKind) Error() string {
	names := Names()
	for _, k := range e.kinds {
		names = append(names, string(k.Name))
	}
	text := strconv.Quote(e.on) + " is not one of " + strings.Join(names, ", ")
	if meant := strictjson.Suggest(e.on, names); meant != "" {
		return text + ", did you mean " + meant + "?"
	}
	return text + "; a kind of the host's own has to be declared to the engine (Kinds)"
}
