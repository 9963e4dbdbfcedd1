package strictjson

import (
	"bytes"
	"unicode/utf8"
)

// cursor turns offsets into lines and columns. It goes on from the last offset,
// so that faults in the order of the document cost one pass together.
type cursor struct {
	data         []byte
	off          int
	line, column int
}

func newCursor(data []byte) cursor { return cursor{data: data, line: 1, column: 1} }

func (c *cursor) at(off int) (line, column int) {
	if off < c.off {
		*c = newCursor(c.data)
	}
	text := c.data[c.off:off]
	if n := bytes.Count(text, []byte{'\n'}); n > 0 {
		c.line += n
		c.column = 1
		text = text[bytes.LastIndexByte(text, '\n')+1:]
	}
	c.column += utf8.RuneCount(text)
	c.off = off
	return c.line, c.column
}
