package main

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/commis-recipes/commis/trigger"
)

// recipe is one filter of the workload, in a form that translates to every contestant's language.
type recipe struct {
	topics []string // one of them
	tests  []test   // all of them
}

// test is one test of a recipe.
type test struct {
	field  string // service, language, country, sentiment, category, kind, tags, followers, words, content or fields
	key    string // for fields
	not    bool
	values []string // one of them; for words, one that appears in the text as a word
	atMost int      // followers <= atMost, instead of values
	match  string   // content matches it
}

// mention is one event of the workload.
type mention struct {
	topic, service, language, country, sentiment, category, kind string
	tags                                                         []string
	followers                                                    int
	content                                                      string
	event                                                        trigger.Event
}

// workload is recipes, and mentions each of which matches about one recipe in a hundred.
type workload struct {
	recipes  []recipe
	mentions []mention
}

// generator generates a workload. Its distribution is skewed as in practice: a few topics, words and tags make up most
// of it.
type generator struct {
	*rand.Rand
	words, topics, tags, countries, categories, languages, services []string
}

func newGenerator(seed uint64) *generator {
	d := &generator{Rand: rand.New(rand.NewPCG(seed, 7))}
	d.words = d.vocabulary(20_000)
	d.topics, d.tags = names("topic", 40), names("tag", 80)
	d.countries, d.categories = names("C", 40), names("category", 25)
	d.languages = []string{"en", "es", "pt", "fr", "de", "it", "nl", "pl", "tr", "sv"}
	d.services = []string{"twitter", "facebook", "instagram", "email", "whatsapp", "youtube", "reviews"}
	return d
}

func names(prefix string, n int) []string {
	list := make([]string, n)
	for i := range list {
		list[i] = fmt.Sprintf("%s%d", prefix, i)
	}
	return list
}

// vocabulary generates words of three to ten letters.
func (d *generator) vocabulary(n int) []string {
	syllables := strings.Fields("ca ro le ta mi sen dor bu fi lan gre pa tos ve ni qu es ra do pli con ter al mo si gu nes ba")
	seen := map[string]bool{}
	list := make([]string, 0, n)
	for len(list) < n {
		var b strings.Builder
		for range 2 + d.IntN(3) {
			b.WriteString(syllables[d.IntN(len(syllables))])
		}
		if w := b.String(); !seen[w] {
			seen[w] = true
			list = append(list, w)
		}
	}
	return list
}

// skewed picks an element of a list; early ones are most frequent.
func (d *generator) skewed(list []string) string {
	x := d.Float64()
	return list[int(x*x*float64(len(list)))]
}

// word picks a word of a text: a tenth of the vocabulary makes up most texts.
func (d *generator) word() string {
	x := d.Float64()
	return d.words[int(x*x*x*float64(len(d.words)))]
}

func (d *generator) several(list []string, n int) []string {
	var some []string
	for range n {
		if s := d.skewed(list); !slices.Contains(some, s) {
			some = append(some, s)
		}
	}
	return some
}

func (d *generator) recipe() recipe {
	r, tests := recipe{topics: d.several(d.topics, 1+d.IntN(3))}, 1+d.IntN(6)
	if d.IntN(6) == 0 {
		r.topics, tests = nil, 4+d.IntN(3) // all topics, and more tests
	}
	for range tests {
		t := d.test()
		if !slices.ContainsFunc(r.tests, func(o test) bool { return o.field == t.field }) {
			r.tests = append(r.tests, t)
		}
	}
	return r
}

func (d *generator) test() test {
	not := d.IntN(6) == 0
	switch n := d.IntN(100); {
	case n < 14:
		return test{field: "service", not: not, values: d.several(d.services, 1+d.IntN(2))}
	case n < 26:
		return test{field: "language", not: not, values: d.several(d.languages, 1+d.IntN(2))}
	case n < 36:
		return test{field: "sentiment", not: not, values: []string{[]string{"positive", "neutral", "negative"}[d.IntN(3)]}}
	case n < 44:
		return test{field: "country", not: not, values: d.several(d.countries, 1+d.IntN(4))}
	case n < 50:
		return test{field: "category", not: not, values: d.several(d.categories, 1+d.IntN(2))}
	case n < 58:
		return test{field: "kind", not: true, values: []string{"sent"}}
	case n < 68:
		return test{field: "tags", not: d.IntN(2) == 0, values: d.several(d.tags, 1+d.IntN(2))}
	case n < 78:
		return test{field: "followers", not: d.IntN(2) == 0, atMost: []int{100, 500, 1000, 5000, 10_000, 50_000}[d.IntN(6)]}
	case n < 99 || d.IntN(2) == 0:
		t := test{field: "words", not: d.IntN(5) == 0}
		for range 1 + d.IntN(5) {
			t.values = append(t.values, d.words[d.IntN(6000)])
		}
		return t
	}
	return test{field: "content", match: d.words[d.IntN(3000)] + `[a-z]* [0-9]{2,}`}
}

func (d *generator) mention() mention {
	m := mention{
		topic: d.skewed(d.topics), service: d.skewed(d.services), language: d.skewed(d.languages), country: d.skewed(d.countries),
		category: d.skewed(d.categories), sentiment: []string{"positive", "neutral", "negative"}[d.IntN(3)], kind: []string{"inbox", "inbox", "inbox", "sent"}[d.IntN(4)],
		tags: d.several(d.tags, d.IntN(4)), followers: int(d.ExpFloat64() * 3000),
	}
	var b strings.Builder
	for i := range 20 + d.IntN(41) {
		if i > 0 {
			b.WriteString([]string{" ", " ", " ", ", ", ". "}[d.IntN(5)])
		}
		w := d.word()
		switch d.IntN(12) {
		case 0:
			w = strings.ToUpper(w[:1]) + w[1:]
		case 1:
			w += fmt.Sprintf(" %d", d.IntN(2000))
		}
		b.WriteString(w)
	}
	m.content = b.String()
	m.event = trigger.Event{ID: "e", Kind: trigger.MentionCreated, Mention: &trigger.Mention{
		ID: "m", Topic: m.topic, Service: m.service, Language: m.language, Country: m.country, Sentiment: m.sentiment, Category: m.category, Type: m.kind,
		Tags: m.tags, Content: m.content, Author: trigger.Author{Followers: &m.followers},
	}}
	return m
}

func newWorkload(seed uint64, recipes, mentions int) workload {
	d := newGenerator(seed)
	var w workload
	for range recipes {
		w.recipes = append(w.recipes, d.recipe())
	}
	for range mentions {
		w.mentions = append(w.mentions, d.mention())
	}
	return w
}

// distinct returns a workload of recipes that each require another profile, and nothing else.
func distinct(recipes, mentions int) workload {
	var w workload
	for i := range recipes {
		w.recipes = append(w.recipes, recipe{tests: []test{{field: "profile", values: []string{fmt.Sprintf("profile%d", i)}}}})
	}
	for i := range mentions {
		m := &trigger.Mention{ID: "m", Topic: "t", Profile: fmt.Sprintf("profile%d", i*7919%recipes)}
		w.mentions = append(w.mentions, mention{event: trigger.Event{ID: "e", Kind: trigger.MentionCreated, Mention: m}})
	}
	return w
}
