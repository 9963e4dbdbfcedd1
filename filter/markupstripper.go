package filter

import (
	"html"
	"strings"
	"unicode"
	"unicode/utf8"
)

// markupPrice is the price of removing HTML from a text, in budget units per byte.
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

// withoutMarkup removes the HTML from a text: tags, comments, and the contents of scripts and styles are dropped, and
// then character references (&amp;) are decoded. A tag that begins a line in a browser begins one here. White space
// becomes one space, or one line break if it contained any. Text that only looks like HTML stays: a < b,
// <ada@example.org>, a tag without its >. It reads no byte more than a few times, whatever the text.
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
	at      int // how much is read
	lastEnd int // the index of the last >: after it there are no tags
	out     strings.Builder
	space   byte // written before the next letter: a space, a line break or zero

	unquoted bool // a quote was not closed: from here on quotes in tags have no meaning
	endless  bool // a comment was not closed
}

// writeText writes the text up to an index.
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

// skipTag reads the tag, or other text, that begins with the < at the current position.
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

// skipComment skips a comment. It returns false when the comment is not closed, and so is not one.
func (m *markupStripper) skipComment() bool {
	if m.endless {
		return false
	}
	end := strings.Index(m.s[m.at+len("<!"):], "-->") // this accepts <!-->, as browsers do
	if end < 0 {
		m.endless = true
		return false
	}
	m.at += len("<!") + end + len("-->")
	return true
}

// tagEnd returns the index after the > of a tag. A > in quotes after a = does not end the tag.
func (m *markupStripper) tagEnd(from int) int {
	value := false // a = was read, followed by nothing but space
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

// skipRaw skips the content of a script or a style, which ends only at its closing tag, or else at the end of the text.
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

// breakAt begins a new line if a tag of that name does.
func (m *markupStripper) breakAt(name string) {
	if lineTags[name] {
		m.space = '\n'
	}
}

// lineTags are the elements before which a browser begins a line or a cell, see
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

// nameOf returns the name of the tag that s begins with, in lower case, or "". The name in <o:p> is o.
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
