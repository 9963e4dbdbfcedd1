package trigger

import (
	"slices"
	"strconv"
	"strings"

	"github.com/commis-recipes/commis/internal/fault"
	"github.com/commis-recipes/commis/internal/strictjson"
)

// World holds a host's own statuses, priorities, sentiments and kinds of event. The zero value is a host without any of
// its own.
type World struct {
	// Statuses are the statuses of cases, in the order of a case's life. Empty means [Unresolved], [Pending] and
	// [Resolved], each of its own class.
	Statuses []HostStatus
	// Priorities are the priorities of cases, the lowest first. Empty means low, medium, high and critical.
	Priorities []string
	// Sentiments are the sentiments of mentions and cases, the worst first. Empty means negative, neutral and positive.
	Sentiments []string
	// Kinds are the kinds of event that only the host has.
	Kinds []OwnKind
}

// HostStatus is a status of a host's cases.
type HostStatus struct {
	Name Status
	// Class is the meaning of the status: [Unresolved], [Pending] or [Resolved].
	Class Status
}

// The words of a host without any of its own.
var (
	defaultStatuses   = []HostStatus{{Unresolved, Unresolved}, {Pending, Pending}, {Resolved, Resolved}}
	defaultPriorities = []string{"low", "medium", "high", "critical"}
	defaultSentiments = []string{"negative", "neutral", "positive"}
)

func (w World) statuses() []HostStatus { return orDefault(w.Statuses, defaultStatuses) }

func orDefault[T any](own, usual []T) []T {
	if len(own) == 0 {
		return usual
	}
	return own
}

// FirstOfClass returns the first status of a class, such as the one that a resolved case gets for [Resolved]. It is
// empty when the class has none.
func (w World) FirstOfClass(class Status) Status {
	for _, s := range w.statuses() {
		if s.Class == class {
			return s.Name
		}
	}
	return ""
}

// Class returns the class of a status, or "" for a status that the host does not have.
func (w World) Class(status Status) Status {
	for _, s := range w.statuses() {
		if s.Name == status {
			return s.Class
		}
	}
	return ""
}

// CheckStatus returns a [*WordError] unless the word is a status of the host.
func (w World) CheckStatus(word string) error {
	if slices.ContainsFunc(w.statuses(), func(s HostStatus) bool { return string(s.Name) == word }) {
		return nil
	}
	return checkWord(word, w.statusNames())
}

// CheckPriority returns a [*WordError] unless the word is a priority of the host.
func (w World) CheckPriority(word string) error {
	return checkWord(word, orDefault(w.Priorities, defaultPriorities))
}

// CheckSentiment returns a [*WordError] unless the word is a sentiment of the host.
func (w World) CheckSentiment(word string) error {
	return checkWord(word, orDefault(w.Sentiments, defaultSentiments))
}

// Words returns the closed list for a field of an event, in the host's order: for "case.status", "event.from",
// "event.to", "case.priority", "case.sentiment" and "mention.sentiment". It is nil for every other field.
func (w World) Words(field string) []string {
	switch field {
	case "case.status", "event.from", "event.to":
		return w.statusNames()
	case "case.priority":
		return slices.Clone(orDefault(w.Priorities, defaultPriorities))
	case "case.sentiment", "mention.sentiment":
		return slices.Clone(orDefault(w.Sentiments, defaultSentiments))
	}
	return nil
}

func (w World) statusNames() []string {
	var names []string
	for _, s := range w.statuses() {
		names = append(names, string(s.Name))
	}
	return names
}

// WordError is a word that is not in its closed list.
type WordError struct {
	Word string
	List []string // the allowed words, in the host's order
}

// Error returns the word, the list and the word that was probably meant.
func (e *WordError) Error() string {
	text := strconv.Quote(e.Word) + " is not " + strings.Join(e.List, " or ")
	if n := len(e.List); n > 2 {
		text = strconv.Quote(e.Word) + " is not " + strings.Join(e.List[:n-1], ", ") + " or " + e.List[n-1]
	}
	if meant := strictjson.Suggest(e.Word, e.List); meant != "" {
		text += ", did you mean " + meant + "?"
	}
	return text
}

func checkWord(word string, list []string) error {
	if slices.Contains(list, word) {
		return nil
	}
	return &WordError{Word: word, List: slices.Clone(list)}
}

// Validate returns all faults of the host's own words, joined, as [*FieldError].
func (w World) Validate() error {
	var c checker
	names := make([]string, len(w.Statuses))
	for i, s := range w.Statuses {
		names[i] = string(s.Name)
		if !s.Class.Valid() {
			c.faultAt(fault.Index("statuses", i), "the class %s of %s is not unresolved, pending or resolved", strconv.Quote(string(s.Class)), strconv.Quote(string(s.Name)))
		}
	}
	c.checkWords("statuses", names)
	c.checkWords("priorities", w.Priorities)
	c.checkWords("sentiments", w.Sentiments)
	c.checkKinds(w.Kinds)
	if len(w.Statuses) > 0 && w.FirstOfClass(Resolved) == "" {
		c.faultAt("statuses", "no status is of the class resolved; add one, for resolved cases")
	}
	return c.faults.Err()
}

// checkWords checks that the words are identifiers and that each appears once.
func (c *checker) checkWords(path string, words []string) {
	for i, word := range words {
		c.checkID(fault.Index(path, i), word, true)
		if slices.Contains(words[:i], word) && word != "" {
			c.faultAt(fault.Index(path, i), "%q is given already", word)
		}
	}
}

// Check returns all faults of the event: those of [Event.Check], statuses that the host does not have, and an event of
// an own kind without the item that it is about.
func (w World) Check(e Event) error {
	var c checker
	c.faults.Append(e.Check())
	if k, own := w.ownKind(string(e.Kind)); own {
		e.About = k.About
		if e.Item() == (Ref{}) {
			c.faultAt(k.About, "missing in a %s event", e.Kind)
		}
	}
	if e.Case != nil {
		c.checkStatus(w, "case.status", e.Case.Status)
	}
	if e.Kind.implies() == impliesStatus {
		c.checkStatus(w, "from", e.From)
		c.checkStatus(w, "to", e.To)
	}
	return c.faults.Err()
}

func (c *checker) checkStatus(w World, path string, s Status) {
	if s != "" {
		c.appendError(path, w.CheckStatus(string(s)))
	}
}

// appendError appends an error about the value at the path.
func (c *checker) appendError(path string, err error) {
	if err != nil {
		c.faults.Append(&FieldError{Path: path, Msg: err.Error(), Err: err})
	}
}
