package strictjson

import (
	"fmt"
	"unicode/utf8"
)

// maxDepth is how deep objects and lists may nest.
const maxDepth = 64

// syntaxFault ends the reading: its position and message.
type syntaxFault struct {
	off int
	msg string
}

func syntax(off int, format string, args ...any) *syntaxFault {
	return &syntaxFault{off: off, msg: fmt.Sprintf(format, args...)}
}

// check is the first pass. It checks that the text is one well-formed document, or returns the fault that ends the
// reading. Duplicate members and invalid characters do not prevent the second pass; they are noted as faults.
func check(doc *document) *syntaxFault {
	c := &checker{document: doc}
	if c.startsWith("\ufeff") {
		return syntax(0, "byte order mark before the document")
	}
	c.skipSpace()
	if c.pos == len(c.data) {
		return syntax(c.pos, "the document is empty")
	}
	if bad := c.value(0); bad != nil {
		return bad
	}
	c.skipSpace()
	if c.pos < len(c.data) {
		return syntax(c.pos, "text after the end of the document: %s", c.here())
	}
	return nil
}

// checker is the first pass. Its recursion is limited by maxDepth.
type checker struct {
	*document
	names seenNames
}

func (c *checker) value(depth int) *syntaxFault {
	c.skipSpace()
	if c.pos == len(c.data) {
		return c.unexpected("a value")
	}
	switch b := c.data[c.pos]; b {
	case '{', '[':
		if depth == maxDepth {
			return syntax(c.pos, "nested deeper than %d levels", maxDepth)
		}
		if b == '{' {
			return c.object(depth + 1)
		}
		return c.list(depth + 1)
	case '"':
		_, bad := c.text()
		return bad
	case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9':
		return c.number()
	}
	for _, word := range [...]string{"true", "false", "null"} {
		if c.startsWith(word) {
			c.pos += len(word)
			return nil
		}
	}
	return c.unexpected("a value")
}

func (c *checker) list(depth int) *syntaxFault {
	c.pos++
	if c.skipSpace(); c.nextIs(']') {
		c.pos++
		return nil
	}
	for i := 0; ; i++ {
		c.enterElement(i)
		if bad := c.value(depth); bad != nil {
			return bad
		}
		c.leave()
		if done, bad := c.separator(']'); done || bad != nil {
			return bad
		}
	}
}

func (c *checker) object(depth int) *syntaxFault {
	c.pos++
	if c.skipSpace(); c.nextIs('}') {
		c.pos++
		return nil
	}
	mark := c.names.begin()
	defer c.names.end(mark)
	for {
		if bad := c.member(depth); bad != nil {
			return bad
		}
		if done, bad := c.separator('}'); done || bad != nil {
			return bad
		}
	}
}

func (c *checker) member(depth int) *syntaxFault {
	c.skipSpace()
	if !c.nextIs('"') {
		return c.unexpected("a member's name in double quotes")
	}
	start := c.pos
	c.path = append(c.path, step{name: start})
	text, bad := c.text()
	if bad != nil {
		return bad
	}
	if name := unquote(text); c.names.add(name) {
		c.fault(start, "duplicate member %q", shorten(string(name)))
	}
	if c.skipSpace(); !c.nextIs(':') {
		return c.unexpected(`":"`)
	}
	c.pos++
	if bad := c.value(depth); bad != nil {
		return bad
	}
	c.leave()
	return nil
}

// separator reads the comma between two values, or the closing bracket.
func (c *checker) separator(closing byte) (done bool, bad *syntaxFault) {
	c.skipSpace()
	if c.nextIs(closing) {
		c.pos++
		return true, nil
	}
	if !c.nextIs(',') {
		return false, c.unexpected(fmt.Sprintf(`"," or "%c"`, closing))
	}
	comma := c.pos
	c.pos++
	if c.skipSpace(); c.nextIs(closing) {
		return false, syntax(comma, `comma before "%c"`, closing)
	}
	return false, nil
}

// unexpected returns a fault about unexpected text.
func (c *checker) unexpected(want string) *syntaxFault {
	switch {
	case c.pos == len(c.data):
		return syntax(c.pos, "the document ends where %s is missing", want)
	case c.nextIs('/') || c.nextIs('#'):
		return syntax(c.pos, "want %s, got %s: JSON has no comments", want, c.here())
	case c.nextIs('\''):
		return syntax(c.pos, "want %s, got %s: JSON has double quotes only", want, c.here())
	}
	return syntax(c.pos, "want %s, got %s", want, c.here())
}

// here names the character at the position.
func (c *checker) here() string {
	r, size := utf8.DecodeRune(c.data[c.pos:])
	if r == utf8.RuneError && size <= 1 {
		return fmt.Sprintf("the byte 0x%02x", c.data[c.pos])
	}
	return fmt.Sprintf("%q", string(r))
}
