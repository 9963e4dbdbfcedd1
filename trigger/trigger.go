package trigger

import (
	"errors"
	"iter"
	"slices"
	"strconv"
	"strings"

	"github.com/commis-recipes/commis/internal/strictjson"
)

// Trigger names the events that start a recipe. The zero value is not valid: see [Trigger.Validate].
//
//	{"on":"case_status_changed","status":["pending","resolved"],"topics":["support"]}
//	{"on":["case_tag_added","case_assigned"],"tag":"vip","all_topics":true}
//
// Each event of one that On names starts the recipe once. An option belongs to those of On that have it; the others do
// not ask for it.
//
// The families follow Qualtrics Social Connect: "on new mention/case" is [OnNewItem], "on case update" is
// [OnCaseMention], [OnCaseTagAdded] and [OnCaseStatusChanged].
type Trigger struct {
	On     List[string] `json:"on"`               // what it starts on, see [Names]: one or several, each once; also kinds of the host's own
	Tag    List[string] `json:"tag,omitempty"`    // OnCaseTagAdded, OnCaseTagRemoved: one of these tags; empty means any
	Status List[Status] `json:"status,omitempty"` // OnCaseStatusChanged: one of these is the new status; empty means any
	Source string       `json:"source,omitempty"` // OnRecord: the stream; empty means every stream
	Object string       `json:"object,omitempty"` // OnRecord: the object; empty means every object
	Poll   *Poll        `json:"poll,omitempty"`   // OnPoll: what is fetched and how often, required
	// Schedule has the members of OnSchedule: when it runs and for what, required there.
	Schedule
	// Topics are at least one, unless AllTopics; OnRecord and OnPoll have none, and OnSchedule has them with Each.
	Topics []string `json:"topics,omitempty"`
	// AllTopics makes every topic's items start the recipe.
	AllTopics bool `json:"all_topics,omitempty"`
	// By are the parties that may start it, see [Event.By]. Empty means everybody; for those of On that are about messages
	// (OnNewItem, OnCaseMention, and the host's own kinds that bring one) it means a customer, an agent or the system: what a
	// recipe or a bot sends starts no recipe on messages that does not ask for it. OnPoll and OnSchedule have none.
	By List[Actor] `json:"by,omitempty"`
	// Types are the types of mention that may start it, where On is about messages; see [Mention.Type]. Empty means every
	// type but what is not sent to anybody yet: draft, awaiting_approval, scheduled and note.
	Types List[string] `json:"types,omitempty"`
}

// What a recipe may start on, beside a [Kind] of the host.
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

// Each takes the trigger apart: it yields one with a single On for each of On, with the options that it has.
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

// anyOn reports whether one of On is one that the function takes.
func (t Trigger) anyOn(is func(on string) bool) bool { return slices.ContainsFunc(t.On, is) }

// name returns the trigger for a message: "a case_mention trigger", "a trigger on case_mention and case_updated".
func (t Trigger) name() string {
	if len(t.On) == 1 {
		return "a " + t.On[0] + " trigger"
	}
	last := len(t.On) - 1
	return "a trigger on " + strings.Join(t.On[:last], ", ") + " and " + t.On[last]
}

// Validate returns every fault of the trigger in a host's world, joined, as [*FieldError]. A kind of event that neither
// the library nor the host has is a fault, an option that none of On has a use for, and a status that the host does not
// have; that one is a [*WordError] beneath.
func (t Trigger) Validate(w World) error {
	var c checker
	t.checkOn(&c, w)
	if len(c.faults) > 0 {
		return errors.Join(c.faults...)
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
		c.faultAt("poll", "%s has none", t.name())
	}
	c.checkSchedule(t, t.anyHas("times"))
	t.checkTopics(&c, w)
	return errors.Join(c.faults...)
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
		c.faultAt("topics", "%s has none without each, the source of what it runs for", t.name())
	case !needed && (len(t.Topics) > 0 || t.AllTopics):
		c.faultAt("topics", "%s has none", t.name())
	case !needed:
	case t.AllTopics && len(t.Topics) > 0:
		c.faultAt("topics", "given beside all_topics; keep one of the two")
	case !t.AllTopics && len(t.Topics) == 0:
		c.faultAt("topics", "missing; name at least one, or set all_topics")
	case slices.Contains(t.Topics, ""):
		c.faultAt("topics", "holds an empty topic")
	}
}

// checkOption checks the words of an option, and that one of On has it.
func checkOption[T ~string](c *checker, t Trigger, path string, words List[T], belongs bool) {
	if len(words) > 0 && !belongs {
		c.faultAt(path, "%s has none", t.name())
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

// oneOf returns a list of one word, or of none for an empty one.
func oneOf(word string) List[string] {
	if word == "" {
		return nil
	}
	return List[string]{word}
}

// pathOf returns the path of a word in a list: that of the member itself for a single one.
func pathOf(path string, i, n int) string {
	if n == 1 {
		return path
	}
	return elementPath(path, i)
}

func elementPath(path string, i int) string { return path + "[" + strconv.Itoa(i) + "]" }

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
