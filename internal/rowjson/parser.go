package rowjson

import (
	"encoding/json"
	"strconv"
	"unicode/utf8"
)

// Parser reads a JSON text from its beginning.
type Parser struct {
	text []byte
	at   int
}

// NewParser returns a parser of the text, which must not change meanwhile. What is parsed shares no memory with it.
func NewParser(text []byte) *Parser { return &Parser{text: text} }

// AtEnd reports whether the whole text was read.
func (p *Parser) AtEnd() bool { return p.at == len(p.text) }

// skip skips a byte, if it is the next one.
func (p *Parser) skip(c byte) bool {
	if p.at < len(p.text) && p.text[p.at] == c {
		p.at++
		return true
	}
	return false
}

// word skips a word, if it comes next.
func (p *Parser) word(w string) bool {
	if len(p.text)-p.at >= len(w) && string(p.text[p.at:p.at+len(w)]) == w {
		p.at += len(w)
		return true
	}
	return false
}

// name reads the name of a member without escapes, and the colon.
func (p *Parser) name() ([]byte, bool) {
	name, plain := p.quoted()
	return name, plain && p.skip(':')
}

// quoted skips a string and returns what is between its quotes. plain says that it reads as it is written.
func (p *Parser) quoted() (inside []byte, plain bool) {
	if !p.skip('"') {
		return nil, false
	}
	start, ascii := p.at, true
	for ; p.at < len(p.text); p.at++ {
		switch c := p.text[p.at]; {
		case c == '"':
			inside = p.text[start:p.at]
			p.at++
			return inside, ascii || utf8.Valid(inside)
		case c == '\\' || c < ' ':
			return nil, false
		case c >= utf8.RuneSelf:
			ascii = false
		}
	}
	return nil, false
}

// string reads a string.
func (p *Parser) string() (string, bool) {
	start := p.at
	if inside, plain := p.quoted(); plain {
		return string(inside), true
	}
	p.at = start
	raw, ok := p.raw()
	if !ok || raw[0] != '"' {
		return "", false
	}
	var s string
	err := json.Unmarshal(raw, &s)
	return s, err == nil
}

// raw skips a value, which need not be valid, and returns its text.
func (p *Parser) raw() ([]byte, bool) {
	start, depth := p.at, 0
	for p.at < len(p.text) {
		switch p.text[p.at] {
		case '"':
			if !p.skipString() {
				return nil, false
			}
			if depth == 0 {
				return p.text[start:p.at], true
			}
			continue
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth == 0 {
				p.at++
				return p.text[start:p.at], true
			}
			if depth < 0 {
				return nil, false
			}
		default:
			if depth == 0 {
				return nil, false // numbers and words have readers of their own
			}
		}
		p.at++
	}
	return nil, false
}

// skipString skips a string with escapes.
func (p *Parser) skipString() bool {
	for p.at++; p.at < len(p.text); p.at++ {
		switch p.text[p.at] {
		case '\\':
			p.at++
		case '"':
			p.at++
			return true
		}
	}
	return false
}

// integer reads a whole number.
func (p *Parser) integer() (int64, bool) {
	start := p.at
	for p.at < len(p.text) && (p.text[p.at] == '-' || '0' <= p.text[p.at] && p.text[p.at] <= '9') {
		p.at++
	}
	digits := p.text[start:p.at]
	n, err := strconv.ParseInt(string(digits), 10, 64)
	return n, err == nil && !leadingZero(digits)
}

func leadingZero(digits []byte) bool {
	if digits[0] == '-' {
		digits = digits[1:]
	}
	return len(digits) > 1 && digits[0] == '0'
}

// bool reads true or false.
func (p *Parser) bool() (value, ok bool) {
	if p.word("true") {
		return true, true
	}
	return false, p.word("false")
}
