package strictjson

import (
	"bytes"
	"unicode/utf8"
)

// cursor converts offsets to lines and columns. It continues from the last offset, so that the faults of a document in
// order cost one pass in total.
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
