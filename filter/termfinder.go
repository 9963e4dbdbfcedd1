package filter

import (
	"slices"
	"unicode/utf8"

	"github.com/commis-recipes/commis/internal/index"
)

// termFinder finds which of many terms appear in a folded text.
type termFinder struct {
	words    *index.Words // terms of one ASCII word, looked up as a whole
	items    []uint32     // of the words
	starting placeFinder  // the same, and all other terms that can only begin with a word
	phrases  placeFinder  // those other terms alone
	others   placeFinder  // terms that may begin anywhere
}

// placeFinder holds terms that are looked for at each position.
type placeFinder struct {
	finder *index.Finder
	from   []int // the index of the first term of each text
	terms  []namedTerm
}

// namedTerm is a term and the number of its item.
type namedTerm struct {
	term
	item uint32
}

// newTermFinder returns a finder for terms.
func newTermFinder(terms []namedTerm) *termFinder {
	var f termFinder
	var whole []string
	var starting, phrases, others []namedTerm
	for _, t := range terms {
		switch {
		case !t.wordFirst || t.unspacedFirst:
			others = append(others, t)
			continue
		case t.isWholeASCII():
			whole = append(whole, string(t.folded))
			f.items = append(f.items, t.item)
		default:
			phrases = append(phrases, t)
		}
		starting = append(starting, t)
	}
	f.words = index.NewWords(whole)
	f.starting, f.phrases, f.others = newPlaceFinder(starting), newPlaceFinder(phrases), newPlaceFinder(others)
	return &f
}

// isWholeASCII reports whether the term is one whole ASCII word.
func (t *term) isWholeASCII() bool {
	return !t.prefix && !slices.ContainsFunc(t.folded, func(c byte) bool { return !asciiWord[c] })
}

// termNamed returns the term of an item's name: one of words, or a part of any text.
func termNamed(name string, words bool) term {
	t := term{folded: []byte(name[1:]), prefix: name[0] == '*'}
	if words {
		t.findBoundaries()
	}
	return t
}

func newPlaceFinder(terms []namedTerm) placeFinder {
	if len(terms) == 0 {
		return placeFinder{}
	}
	slices.SortStableFunc(terms, func(a, b namedTerm) int { return slices.Compare(a.folded, b.folded) })
	a := placeFinder{terms: terms}
	var texts []string
	for i := range terms {
		if s := string(terms[i].folded); len(texts) == 0 || texts[len(texts)-1] != s {
			texts = append(texts, s)
			a.from = append(a.from, i)
		}
	}
	a.from = append(a.from, len(terms))
	a.finder = index.NewFinder(texts)
	return a
}

// appendFound appends the items of the terms that appear in the text.
func (f *termFinder) appendFound(l *lookup, text []byte, items []uint32) []uint32 {
	if f.starting.finder != nil {
		items = f.wordByWord(l, text, items)
	}
	if f.others.finder != nil {
		for i := f.others.finder.Next(text, 0); i < len(text); i = f.others.finder.Next(text, i+1) {
			items = f.others.appendAt(l, text, i, items)
		}
	}
	return items
}

// wordByWord appends the items of the terms that begin with a word. An ASCII word between ASCII runes is the only term
// of one word that can be there.
func (f *termFinder) wordByWord(l *lookup, text []byte, items []uint32) []uint32 {
	for i := 0; i < len(text); {
		if c := text[i]; !asciiWord[c] && c < utf8.RuneSelf {
			i++
			continue
		}
		end := i
		for end < len(text) && asciiWord[text[end]] {
			end++
		}
		if end == len(text) || text[end] < utf8.RuneSelf {
			if w, ok := f.words.Find(text[i:end]); ok {
				items = append(items, f.items[w])
			}
			if f.phrases.finder != nil {
				items = f.phrases.appendAt(l, text, i, items)
			}
			i = end
			continue
		}
		for before := false; i < len(text) && (asciiWord[text[i]] || text[i] >= utf8.RuneSelf); i++ {
			if !before {
				items = f.starting.appendAt(l, text, i, items)
			}
			before = asciiWord[text[i]]
		}
	}
	return items
}

// appendAt appends the items of the terms at text[i:].
func (a *placeFinder) appendAt(l *lookup, text []byte, i int, items []uint32) []uint32 {
	l.places = a.finder.At(text[i:], l.places[:0])
	if l.matches += len(l.places); l.matches > mostMatches {
		panic(errTooMany)
	}
	for _, p := range l.places {
		for k := a.from[p]; k < a.from[p+1]; k++ {
			t := &a.terms[k]
			if begins, ends := t.edges(text, i, i+len(t.folded), &l.free); begins && ends {
				items = append(items, t.item)
			}
		}
	}
	return items
}

var asciiWord = func() (word [256]bool) {
	for c := range word {
		word[c] = c < 0x80 && inWord(rune(c))
	}
	return word
}()
