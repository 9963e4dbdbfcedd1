package filter

import (
	"bytes"
	"unicode"
	"unicode/utf8"
)

// scriptTables are the tables of all scripts, merged.
type scriptTables struct {
	same      map[rune]string
	marks     []ignoredMarks // on the letters of a table; by bit of a state
	always    []ignoredMarks // everywhere
	spellings []spellingEnd

	unspaced, endings, stackers, leading, trailing, cursive *unicode.RangeTable
}

// spellingEnd is a spelling as found in a text: at its last rune.
type spellingEnd struct {
	others []byte
	last   string
	as     string
}

var allScripts = newScriptTables()

func newScriptTables() *scriptTables {
	list := scripts()
	w := &scriptTables{
		same:     map[rune]string{},
		unspaced: lettersIn(list, func(s script) bool { return s.spacing == unspaced }),
		endings:  lettersIn(list, func(s script) bool { return s.spacing == withEndings }),
		cursive:  lettersIn(list, func(s script) bool { return s.cursive }),
		stackers: runesIn(list, func(s script) string { return s.stackers }),
		leading:  runesIn(list, func(s script) string { return s.leading }),
		trailing: runesIn(list, func(s script) string { return s.trailing }),
	}
	for _, s := range list {
		for _, same := range s.same {
			for _, r := range same.letters {
				w.same[r] = same.as
			}
		}
		for _, m := range s.marks {
			if m.on == nil {
				w.always = append(w.always, m)
			} else {
				w.marks = append(w.marks, m)
			}
		}
		for _, sp := range s.spellings {
			_, n := utf8.DecodeLastRuneInString(sp.letters)
			at := len(sp.letters) - n
			w.spellings = append(w.spellings, spellingEnd{[]byte(sp.letters[:at]), sp.letters[at:], sp.as})
		}
	}
	return w
}

// runeState is the context that the next rune depends on: the bits below, and one for each set of marks that is ignored
// after the last letter.
type runeState uint16

const (
	afterStacker  runeState = 1 << iota // the last rune is one
	afterSpelling                       // a spelling has begun with it, or continues
	afterCursive                        // the last letter is cursive
	afterUnspaced                       // the last letter belongs to a script without spaces
	afterOthers                         // the last letter drops the first set of ignored marks
)

// ofRune are the bits about the last rune rather than the letter that carries it.
const ofRune = afterStacker | afterSpelling

// stateAfter returns the state after a rune.
func (w *scriptTables) stateAfter(r rune) runeState {
	var s runeState
	for i, m := range w.marks {
		if unicode.Is(m.on, r) {
			s |= afterOthers << i
		}
	}
	if unicode.Is(w.stackers, r) {
		s |= afterStacker
	}
	if unicode.Is(w.cursive, r) && !unicode.Is(unicode.Nd, r) { // see cursive and runOn
		s |= afterCursive
	}
	if unicode.Is(w.unspaced, r) && !unicode.Is(unicode.Nd, r) {
		s |= afterUnspaced
	}
	for _, sp := range w.spellings {
		if first, _ := utf8.DecodeRune(sp.others); first == r {
			s |= afterSpelling
		}
	}
	return s
}

// stateKept returns the bits that a mark preserves of the state before it. The beginning of a spelling may continue.
func (w *scriptTables) stateKept(mark rune) runeState {
	for _, sp := range w.spellings {
		if bytes.HasSuffix(sp.others, []byte(string(mark))) {
			return ^ofRune | afterSpelling
		}
	}
	return ^ofRune
}

// ignoredAfter returns the letters after which a mark is dropped.
func (w *scriptTables) ignoredAfter(mark rune) runeState {
	var s runeState
	for i, m := range w.marks {
		if unicode.Is(m.marks, mark) {
			s |= afterOthers << i
		}
	}
	return s
}

// isAlwaysIgnored reports whether a rune is dropped everywhere.
func (w *scriptTables) isAlwaysIgnored(r rune) bool {
	for _, m := range w.always {
		if unicode.Is(m.marks, r) {
			return true
		}
	}
	return false
}

// isSpelling reports whether a spelling is folded to r.
func (w *scriptTables) isSpelling(r rune) bool {
	for _, s := range w.spellings {
		if s.as == string(r) {
			return true
		}
	}
	return false
}

// endsSpelling reports whether r is the last rune of a spelling.
func (w *scriptTables) endsSpelling(r rune) bool {
	for _, s := range w.spellings {
		if s.last == string(r) {
			return true
		}
	}
	return false
}
