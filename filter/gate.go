package filter

import (
	"github.com/commis-recipes/commis/internal/index"
	"github.com/commis-recipes/commis/trigger"
)

// gate is a trigger and its topics. Where it says no they do; where it says yes they may still say no.
func gate(t trigger.Trigger) *index.Formula {
	all := index.Not(index.Always())
	for one := range t.Each() {
		kind := kindGate(one, one.On[0])
		// Events of a host's own kind may be about a record, which is in no topic.
		if _, ours := trigger.SpecOf(one.On[0]); ours && len(one.Topics) > 0 && !one.AllTopics {
			kind = index.And(kind, indexed{use: topicUse}.any(one.Topics...))
		}
		all = index.Or(all, kind)
	}
	return all
}

// kindGate is a trigger with a single On.
func kindGate(t trigger.Trigger, on string) *index.Formula {
	spec, ok := trigger.SpecOf(on)
	if !ok {
		return indexed{use: textUse, path: "event.kind"}.any(on)
	}
	kind := indexed{use: textUse, path: "event.kind"}.any(texts(spec.Kinds)...)
	for _, g := range gates {
		if words := g.words(&t); spec.Has(g.member) && len(words) > 0 {
			kind = index.And(kind, indexed{use: textUse, path: g.path}.any(words...))
		}
	}
	return kind
}

// gates are the members of a trigger that name words of a field of the event, one of which it has.
var gates = []struct {
	member, path string
	words        func(t *trigger.Trigger) []string
}{
	{"tag", "event.tag", func(t *trigger.Trigger) []string { return t.Tag }},
	{"status", "event.to", func(t *trigger.Trigger) []string { return texts(t.Status) }},
	{"source", "event.source", func(t *trigger.Trigger) []string { return word(t.Source) }},
	{"object", "event.object", func(t *trigger.Trigger) []string { return word(t.Object) }},
}

// word returns a list of one word, or of none for an empty one.
func word(w string) []string {
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
