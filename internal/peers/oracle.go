package main

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// oracle answers by evaluating every test literally. It shares no code with any contestant.
func oracle(w workload) [][]int {
	patterns := map[string]*regexp.Regexp{}
	answers := make([][]int, len(w.mentions))
	for i := range w.mentions {
		m := &w.mentions[i]
		words := strings.FieldsFunc(strings.ToLower(m.content), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
		for j, r := range w.recipes {
			ok := len(r.topics) == 0 || slices.Contains(r.topics, m.topic)
			for _, t := range r.tests {
				ok = ok && t.holds(m, words, patterns) != t.not
			}
			if ok {
				answers[i] = append(answers[i], j)
			}
		}
	}
	return answers
}

func (t test) holds(m *mention, words []string, patterns map[string]*regexp.Regexp) bool {
	switch t.field {
	case "followers":
		return m.followers <= t.atMost
	case "content":
		if patterns[t.match] == nil {
			patterns[t.match] = regexp.MustCompile(t.match)
		}
		return patterns[t.match].MatchString(m.content)
	case "tags":
		return slices.ContainsFunc(t.values, func(v string) bool { return slices.Contains(m.tags, v) })
	case "words":
		return slices.ContainsFunc(t.values, func(v string) bool { return slices.Contains(words, v) })
	case "fields":
		text, _ := m.event.Mention.Fields[t.key].(string)
		return slices.Contains(t.values, text)
	case "profile":
		return slices.Contains(t.values, m.event.Mention.Profile)
	}
	return slices.Contains(t.values, m.text(t.field))
}

// text returns the value of a text field.
func (m *mention) text(field string) string {
	switch field {
	case "service":
		return m.service
	case "language":
		return m.language
	case "country":
		return m.country
	case "sentiment":
		return m.sentiment
	case "category":
		return m.category
	case "kind":
		return m.kind
	}
	panic(field)
}
