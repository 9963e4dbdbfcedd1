package filter

import (
	"html"
	"strings"
	"unicode"
	"unicode/utf8"
)

// What taking HTML out of a text costs for each byte, in units of the budget.
const markupPrice = 12

// text lowers text(x).
func (l *lowering) text(c funcCall) part {
	a := l.expr(c.args[0])
	if a.kind != nothing && !l.searchable(c.src, a, c.name) {
		return failedPart(c.src)
	}
	return part{node: call(c.src, textOf, priced(c.src, a.cast(aText), price{call: 64, byte: markupPrice})), kind: aText, src: c.src}
}

func textOf(x any) any { return mapText(x, withoutMarkup) }

// withoutMarkup returns a text without HTML: tags, comments and the contents of scripts and styles are taken out, and
// then character references (&amp;) are read. A tag that begins a line in a browser begins one here. White space is one
// space, or one line break where there was any. What only looks like HTML stays: a < b, <ada@example.org>, a tag that is
// never closed. No byte is read more than a few times, whatever the text is.
func withoutMarkup(s string) string {
	m := markupStripper{s: s, lastEnd: strings.LastIndexByte(s, '>')}
	for m.at < len(s) {
		next := strings.IndexByte(s[m.at:], '<')
		if next < 0 || m.at+next > m.lastEnd {
			break
		}
		m.writeText(m.at + next)
		m.skipTag()
	}
	m.writeText(len(s))
	return m.out.String()
}

// markupStripper is the state of withoutMarkup.
type markupStripper struct {
	s       string
	at      int // how far it is read
	lastEnd int // where the last > is: from there on nothing is a tag
	out     strings.Builder
	space   byte // what is to be written before the next letter: a space, a line break or zero

	unquoted bool // a quote was never closed: from there on quotes in tags are nothing special
	endless  bool // a comment was never closed
}

// writeText takes everything up to a place as text.
func (m *markupStripper) writeText(to int) {
	if to > m.at {
		m.write(html.UnescapeString(m.s[m.at:to]))
		m.at = to
	}
}

func (m *markupStripper) write(s string) {
	for len(s) > 0 {
		r, n := utf8.DecodeRuneInString(s)
		switch {
		case r == '\n' || r == '\r':
			m.space = '\n'
		case !unicode.IsSpace(r):
			if m.space != 0 && m.out.Len() > 0 {
				m.out.WriteByte(m.space)
			}
			m.space = 0
			m.out.WriteString(s[:n])
		case m.space == 0:
			m.space = ' '
		}
		s = s[n:]
	}
}

// skipTag reads what begins with the < at which the reader is.
func (m *markupStripper) skipTag() {
	rest := m.s[m.at+1:]
	closing := rest[0] == '/'
	name := nameOf(strings.TrimPrefix(rest, "/"))
	switch {
	case strings.HasPrefix(rest, "!--") && m.skipComment():
	case rest[0] == '!' || rest[0] == '?':
		m.at += 2 + strings.IndexByte(rest, '>')
	case name == "":
		m.write("<")
		m.at++
	case closing:
		m.at += 2 + strings.IndexByte(rest, '>')
		m.breakAt(name)
	default:
		m.at = m.tagEnd(m.at + 1 + len(name))
		m.breakAt(name)
		if name == "script" || name == "style" {
			m.skipRaw(name)
		}
	}
}

// skipComment goes behind a comment. One that is not closed is none.
func (m *markupStripper) skipComment() bool {
	if m.endless {
		return false
	}
	end := strings.Index(m.s[m.at+len("<!"):], "-->") // also <!-->, as browsers do
	if end < 0 {
		m.endless = true
		return false
	}
	m.at += len("<!") + end + len("-->")
	return true
}

// tagEnd returns the place behind the > of a tag. A > between quotes that follow a = is none.
func (m *markupStripper) tagEnd(from int) int {
	value := false // a = was read, and nothing but space since
	for i := from; i < len(m.s) && !m.unquoted; i++ {
		switch c := m.s[i]; {
		case c == '>':
			return i + 1
		case c == '=':
			value = true
		case value && (c == '"' || c == '\''):
			end := strings.IndexByte(m.s[i+1:], c)
			if end < 0 {
				i = len(m.s)
				break
			}
			i += 1 + end
			value = false
		case !isSpace(c):
			value = false
		}
	}
	m.unquoted = true
	return from + strings.IndexByte(m.s[from:], '>') + 1
}

// skipRaw goes behind the content of a script or a style, which ends only where it is said to; all of the text when that is
// nowhere.
func (m *markupStripper) skipRaw(name string) {
	for {
		next := strings.Index(m.s[m.at:], "</")
		if next < 0 {
			m.at = len(m.s)
			return
		}
		m.at += next + len("</")
		after := m.at + len(name)
		if after > len(m.s) || !strings.EqualFold(m.s[m.at:after], name) || after < len(m.s) && !endsName(m.s[after]) {
			continue
		}
		end := strings.IndexByte(m.s[after:], '>')
		if end < 0 {
			end = len(m.s) - after - 1
		}
		m.at = after + end + 1
		return
	}
}

// breakAt begins a line where a tag with the name does.
func (m *markupStripper) breakAt(name string) {
	if lineTags[name] {
		m.space = '\n'
	}
}

// lineTags are the elements that a browser begins a line or a cell for, see
// https://html.spec.whatwg.org/multipage/rendering.html#flow-content-3
var lineTags = func() map[string]bool {
	tags := map[string]bool{}
	for name := range strings.FieldsSeq(`address article aside blockquote body br caption center dd details dialog dir div dl dt
		fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 head header hr html legend li main menu nav ol optgroup option p
		pre search section summary table tbody td tfoot th thead title tr ul`) {
		tags[name] = true
	}
	return tags
}()

// nameOf is the name of the tag that begins so, in lower case; empty when it is none. The name in <o:p> is o.
func nameOf(s string) string {
	n := 0
	for n < len(s) && n <= longestName && (isLetter(s[n]) || n > 0 && (s[n] == '-' || '0' <= s[n] && s[n] <= '9')) {
		n++
	}
	switch {
	case n == 0 || n > longestName || n == len(s):
		return ""
	case endsName(s[n]), s[n] == ':' && n <= 3 && n+1 < len(s) && isLetter(s[n+1]):
		return strings.ToLower(s[:n])
	}
	return ""
}

// longestName is longer than the name of any element.
const longestName = 64

func endsName(c byte) bool { return c == '>' || c == '/' || isSpace(c) }

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

func isSpace(c byte) bool { return c == ' ' || '\t' <= c && c <= '\r' }
