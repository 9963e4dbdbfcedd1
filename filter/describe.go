package filter

import (
	"strings"

	"github.com/commis-recipes/commis/internal/wording"
)

// Describe returns the filter in plain English, for people who do not write expressions: "the mention's content has the word
// refund and (the case's status is pending or the case's tags include vip)". A tree and its text are described alike. A saved
// filter is named, the zero filter is "always", and a filter that cannot be read is quoted.
//
// The words are for people; they may change from one version to the next.
func Describe(f Filter) string { return describe(f, "").text }

// describe describes a filter; about is the item that is called it, "mention" or "case".
func describe(f Filter, about string) sentence {
	d := &describer{words: wording.English, about: about}
	switch {
	case f.checkSingle() != nil || f.Tree != nil && !f.Tree.checkShape(&faults{}, "", 1):
		return d.phrase(d.words.Expression, false, map[string]string{"text": "?"})
	case f.Saved != "":
		return d.phrase(d.words.Saved, false, map[string]string{"name": d.words.Text(f.Saved)})
	case f.Tree != nil:
		return d.cond(f.Tree, false)
	case f.Text != "":
		return d.expression(f.Text)
	}
	return sentence{text: d.words.Always}
}

// describeAbout describes a filter of a recipe about the item.
func describeAbout(f Filter, item string) (words string, alternatives bool) {
	s := describe(f, item)
	return s.text, s.join == byOr || s.join == spread
}

// describeValue describes the value of an expression in a recipe about the item.
func describeValue(expression, item string) string {
	d := &describer{words: wording.English, about: item}
	fs := &faults{origin: origin{text: expression}}
	tree := new(Compiler).parse(fs, expression, maxDepth)
	if tree == nil {
		return d.words.Text(expression)
	}
	return d.noun(tree.Node).text
}

// describer describes a filter in a language.
type describer struct {
	words *wording.Language
	about string
	loops int // how many loops are around
}

// sentence is a test in words, and how its parts are joined.
type sentence struct {
	text string
	join join
}

// join says whether a sentence needs brackets beside others.
type join uint8

const (
	single join = iota // one test
	byAnd              // tests joined by and
	byOr               // tests joined by or
	spread             // a sentence with a sentence in it
)

// group joins sentences; those that are joined in another way are put in brackets.
func (d *describer) group(parts []sentence, by join) sentence {
	if len(parts) == 1 {
		return parts[0]
	}
	texts := make([]string, len(parts))
	for i, p := range parts {
		texts[i] = p.text
		if p.join != single && p.join != by {
			texts[i] = "(" + p.text + ")"
		}
	}
	word := d.words.And
	if by == byOr {
		word = d.words.Or
	}
	return sentence{strings.Join(texts, word), by}
}

// phrase fills in a phrase for one value.
func (d *describer) phrase(p wording.Phrase, denied bool, values map[string]string) sentence {
	return sentence{text: d.fill(p.Form(denied, 1), noun{}, values)}
}

// noun is a noun phrase.
type noun struct {
	text   string
	plural bool
	loose  bool // several words that need brackets within others
}

// within returns the noun as a part of another one.
func (n noun) within() string {
	if n.loose {
		return "(" + n.text + ")"
	}
	return n.text
}

// fill fills in a text: verbs agree with the subject, values are those given.
func (d *describer) fill(text string, subject noun, values map[string]string) string {
	return wording.Fill(text, func(name string) (string, bool) {
		if forms, ok := d.words.Verbs[name]; ok {
			if subject.plural {
				return forms[1], true
			}
			return forms[0], true
		}
		v, ok := values[name]
		return v, ok
	})
}

// field returns the noun of a field or of a member of a host's object.
func (d *describer) field(path string) noun {
	if n, ok := d.words.Fields[path]; ok {
		return noun{text: d.item(n.Text, ""), plural: n.Plural}
	}
	for end := len(path) - 1; end > 0; end-- {
		n, ok := d.words.Fields[path[:end]]
		if ok && n.Member != "" {
			return noun{text: d.item(n.Member, shownName(strings.TrimPrefix(path[end:], ".")))}
		}
	}
	return noun{text: d.words.Text(path)}
}

// shownName returns the rest of a path as a name in a sentence.
func shownName(rest string) string {
	if inner, ok := strings.CutPrefix(rest, `["`); ok && strings.Count(rest, `"`) == 2 {
		rest = strings.TrimSuffix(inner, `"]`)
	}
	return wording.English.Text(rest)
}

// item fills in the items of a noun.
func (d *describer) item(text, name string) string {
	return wording.Fill(text, func(key string) (string, bool) {
		item, _, _ := strings.Cut(key, "'")
		switch {
		case key == "name":
			return name, true
		case item == d.about:
			return d.words.Pronouns[key], true
		}
		return d.words.Items[key], true
	})
}
