package filter

import (
	"github.com/commis-recipes/commis/internal/index"
	"github.com/commis-recipes/commis/trigger"
)

// triggerFormula returns a formula for the events of a trigger and its topics. An event it rejects is not the
// trigger's; an event it accepts may still not be.
func triggerFormula(t trigger.Trigger) *index.Formula {
	all := index.Not(index.Always())
	for one := range t.Each() {
		kind := kindFormula(one, one.On[0])
		// Events of a host's own kind may be about a record, which has no topic.
		if _, ours := trigger.SpecOf(one.On[0]); ours && len(one.Topics) > 0 && !one.AllTopics {
			kind = index.And(kind, columnField{use: topicUse}.anyFormula(one.Topics...))
		}
		all = index.Or(all, kind)
	}
	return all
}

// kindFormula returns the formula of a trigger with a single On.
func kindFormula(t trigger.Trigger, on string) *index.Formula {
	spec, ok := trigger.SpecOf(on)
	if !ok {
		return columnField{use: textUse, path: "event.kind"}.anyFormula(on)
	}
	kind := columnField{use: textUse, path: "event.kind"}.anyFormula(texts(spec.Kinds)...)
	for _, g := range wordMembers {
		if words := g.words(&t); spec.Has(g.member) && len(words) > 0 {
			kind = index.And(kind, columnField{use: textUse, path: g.path}.anyFormula(words...))
		}
	}
	return kind
}

// wordMembers are the members of a trigger that list words, one of which a field of the event must have.
var wordMembers = []struct {
	member, path string
	words        func(t *trigger.Trigger) []string
}{
	{"tag", "event.tag", func(t *trigger.Trigger) []string { return t.Tag }},
	{"status", "event.to", func(t *trigger.Trigger) []string { return texts(t.Status) }},
	{"source", "event.source", func(t *trigger.Trigger) []string { return oneWord(t.Source) }},
	{"object", "event.object", func(t *trigger.Trigger) []string { return oneWord(t.Object) }},
}

// oneWord returns a list of one word, or of none for an empty one.
func oneWord(w string) []string {
	if w == "" {
		return nil
	}
	return []string{w}
}

func texts[T ~string](words []T) []string {
	all := make([]string, len(words))
	for i, w := range words {
		all[i] = string(w)
	}
	return all
}
