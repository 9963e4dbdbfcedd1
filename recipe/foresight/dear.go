package foresight

import (
	"errors"
	"strconv"
	"strings"
	"sync"

	"github.com/commis-recipes/commis/filter"
	"github.com/commis-recipes/commis/internal/matching"
	"github.com/commis-recipes/commis/recipe/foresight/internal/judge"
	"github.com/commis-recipes/commis/trigger"
)

// dearFilter finds a filter that exceeds the budget of a whole event on a very large one.
func (l *linter) dearFilter(i int) {
	text := l.programs[i].String()
	dear, known := l.dear[text]
	if !known {
		dear = l.exceeds(i)
		l.dear[text] = dear
	}
	if dear {
		l.add(DearFilter, "filter", "it exceeds the budget of an event with 10 MB of text and 100,000 tags, where it then does not match", i)
	}
}

// exceeds reports whether the filter, asked alone with the whole budget of an event, works too long on the reference event.
func (l *linter) exceeds(i int) bool {
	if cheap(judge.Tests(l.programs[i])) {
		return false
	}
	if l.large == nil {
		l.large = filter.NewView(reference()) // shared, so that its texts are folded once
	}
	_, err := l.programs[i].Match(l.large)
	var run *filter.RunError
	return errors.As(err, &run) && strings.Contains(run.Msg, "works too long")
}

// cheapTerms is the number of words and parts for which every text is searched within the budget, with much to spare.
const cheapTerms = 20

// cheap reports whether a filter is certainly within the budget: comparisons of single values, and a few words.
func cheap(t *judge.Test) bool {
	terms := 0
	for _, leaf := range judge.Leaves(t) {
		switch leaf.Compare {
		case matching.Beyond:
			return false
		case matching.AnyWord, matching.AllWords, matching.AnyPart, matching.Part, matching.Has:
			terms += len(leaf.Values)
		case matching.Is:
			if leaf.Kind == matching.ListField || leaf.Kind == matching.HostField {
				terms += len(leaf.Values)
			}
		}
	}
	return terms <= cheapTerms
}

// reference returns the event of the size that package filter promises to bear.
var reference = sync.OnceValue(func() trigger.Event {
	tags := make([]string, 100_000)
	for i := range tags {
		tags[i] = "zq" + strconv.Itoa(i%1000)
	}
	content := strings.Repeat("zqx zqy ", 10<<20/8)
	m := trigger.Mention{ID: "m1", Type: "inbox", Service: "email", Content: content, Title: "zq", Tags: tags, CaseID: "c1"}
	k := trigger.Case{ID: "c1", Title: "zq", Tags: tags}
	return trigger.Event{ID: "large", Kind: trigger.MentionCreated, Mention: &m, Case: &k, Actor: trigger.Customer}
})
