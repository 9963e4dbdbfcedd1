package filter

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/commis-recipes/commis/internal/wording"
)

// Completion is what may be written at a place of an expression, for an editor that completes it.
type Completion struct {
	// From and To are the bytes of the text that a candidate replaces, From <= To.
	From int `json:"from"`
	To   int `json:"to"`
	// Items are the candidates, the likeliest kinds first; empty when nothing is known to fit.
	Items []Candidate `json:"items"`
}

// Candidate is one text that fits.
type Candidate struct {
	// Label is what the list of candidates shows: "case.status", "word", "pending".
	Label string `json:"label"`
	// Kind is the sort of candidate.
	Kind CandidateKind `json:"kind"`
	// Detail is a line of documentation.
	Detail string `json:"detail,omitzero"`
	// Insert is the text to write from From to To. It ends where the next thing is to be written: a function ends with its
	// opening bracket.
	Insert string `json:"insert"`
}

// CandidateKind is a sort of [Candidate].
type CandidateKind string

// The sorts of candidates.
const (
	CompleteField    CandidateKind = "field"    // a field of the event, or a member of one
	CompleteFunction CandidateKind = "function" // a function, with its opening bracket
	CompleteOperator CandidateKind = "operator" // ==, and, contains ...
	CompleteWord     CandidateKind = "word"     // a word of a closed list, such as a status, or a constant
	CompleteCalendar CandidateKind = "calendar" // the name of a calendar
	CompleteFilter   CandidateKind = "filter"   // a saved filter; its text is inserted, as a copy
)

// Complete returns the texts that may be written at an offset of an expression, in bytes. It is [Compiler.Complete] of the zero
// Compiler.
func Complete(text string, offset int) Completion { return new(Compiler).Complete(text, offset) }

// Complete returns the texts that may be written at an offset of an expression, in bytes: fields and their members, functions,
// operators that fit the value before them, and the words of closed lists, calendars and saved filters of the compiler. What
// is before the offset decides; the expression may be unfinished or faulty everywhere. An offset beyond the text, or within a
// character, is moved to the nearest character before it. A text longer than [MaxText] has no candidates.
//
// A candidate fits: when a filter can begin with what is before it, then one can begin with that and the candidate.
func (c *Compiler) Complete(text string, offset int) Completion {
	offset = min(max(offset, 0), len(text))
	for offset > 0 && offset < len(text) && !utf8.RuneStart(text[offset]) {
		offset--
	}
	at := Completion{From: offset, To: offset, Items: []Candidate{}}
	if len(text) > MaxText || !utf8.ValidString(text) {
		return at
	}
	p := place{compiler: c, text: text, offset: offset, words: wording.English}
	if !p.find() {
		return at
	}
	at.From, at.To = p.from, p.to
	for _, item := range p.candidates() {
		if matchesPrefix(item.Label, p.prefix) {
			at.Items = append(at.Items, item)
		}
	}
	return at
}

// matchesPrefix reports whether a label, or a part of it, begins with a text. Upper and lower case make no difference.
func matchesPrefix(label, prefix string) bool {
	label, prefix = strings.ToLower(label), strings.ToLower(prefix)
	if strings.HasPrefix(label, prefix) {
		return true
	}
	for i := 1; i < len(label); i++ {
		if strings.ContainsRune("._ -", rune(label[i-1])) && strings.HasPrefix(label[i:], prefix) {
			return true
		}
	}
	return false
}

// place is a place in an expression.
type place struct {
	compiler *Compiler
	words    *wording.Language
	text     string
	offset   int

	tokens   []token // those before the place, without the one that is being written
	current  token   // the one that is being written; its kind is noToken without one
	from, to int
	prefix   string // what is written of the candidate already
}

// find finds the tokens around the offset. It returns false where nothing can be completed: in a comment or a number.
func (p *place) find() bool {
	all := scan(p.text)
	i := slices.IndexFunc(all, func(t token) bool { return t.to > p.offset || t.to == p.offset && t.grows() })
	if i < 0 {
		i = len(all)
	}
	p.tokens = all[:i]
	p.from, p.to = p.offset, p.offset
	if i < len(all) && all[i].from < p.offset {
		p.current = all[i]
	}
	p.tokens = slices.DeleteFunc(slices.Clone(p.tokens), func(t token) bool { return t.kind == commentToken })
	switch p.current.kind {
	case noToken:
		if t := p.last(1); t.to == p.offset && t.is("=", "!", "&", "|") { // the beginning of ==, != and the like
			p.tokens = p.tokens[:len(p.tokens)-1]
			if p.afterOperand() {
				p.current, p.from, p.prefix = t, t.from, t.text
				return true
			}
			p.tokens = append(p.tokens, t)
		}
		return !p.last(1).stray()
	case nameToken:
		p.from, p.to = p.current.from, p.current.to
		p.prefix = p.text[p.from:p.offset]
	case textToken:
		p.from, p.to = p.current.from+1, p.endOfWord()
		p.prefix = p.text[p.from:p.offset]
	default:
		return false
	}
	return true
}

// endOfWord returns the end of the text to replace within quotes: their end, or that of the word where the closing quote seems
// to belong to a later text.
func (p *place) endOfWord() int {
	end := p.current.to
	if p.current.closed {
		end--
		if rest := p.text[p.offset:end]; !strings.ContainsAny(rest, "=<>(),[]\"'\n") && !strings.Contains(rest, " and ") && !strings.Contains(rest, " or ") {
			return end
		}
	}
	for i, r := range p.text[p.offset:end] {
		if !isNameRune(r, false) && r != '-' {
			return p.offset + i
		}
	}
	return end
}
