package strictjson

import "unicode/utf8"

// text checks the string at the position, moves past it and returns it with its quotes. Only the first invalid byte and
// the first half of a surrogate pair are faults.
func (c *checker) text() (literal []byte, bad *syntaxFault) {
	start, badByte, badPair := c.pos, -1, -1
	for c.pos++; c.pos < len(c.data); {
		switch b := c.data[c.pos]; {
		case b == '"':
			c.pos++
			if badByte >= 0 {
				c.fault(badByte, "the byte 0x%02x is not valid UTF-8", c.data[badByte])
			}
			if badPair >= 0 {
				c.fault(badPair, "%s is half a surrogate pair", c.data[badPair:badPair+6])
			}
			return c.data[start:c.pos:c.pos], nil
		case b == '\\':
			at := c.pos
			whole, bad := c.escape()
			if bad != nil {
				return nil, bad
			}
			if !whole && badPair < 0 {
				badPair = at
			}
		case b < ' ':
			return nil, syntax(c.pos, "control character U+%04X in a string, write it as \\u%04x", b, b)
		case b < utf8.RuneSelf:
			c.pos++
		default:
			r, size := utf8.DecodeRune(c.data[c.pos:])
			if r == utf8.RuneError && size == 1 && badByte < 0 {
				badByte = c.pos
			}
			c.pos += size
		}
	}
	return nil, syntax(start, "the string has no closing quote")
}

// escape checks one escape, or the two of a surrogate pair, and moves past it. whole is false for half a pair.
func (c *checker) escape() (whole bool, bad *syntaxFault) {
	_, size, whole := readEscape(c.data[c.pos:])
	if size == 0 {
		return false, syntax(c.pos, "unknown escape in a string, a backslash itself is written \\\\")
	}
	c.pos += size
	return whole, nil
}

// number checks the number at the position and moves past it.
func (c *checker) number() *syntaxFault {
	start := c.pos
	if c.nextIs('-') {
		c.pos++
	}
	zero := c.nextIs('0')
	if n := c.digits(); n == 0 || zero && n > 1 {
		return syntax(start, "malformed number")
	}
	if c.nextIs('.') {
		c.pos++
		if c.digits() == 0 {
			return syntax(start, "malformed number")
		}
	}
	if c.nextIs('e') || c.nextIs('E') {
		c.pos++
		if c.nextIs('+') || c.nextIs('-') {
			c.pos++
		}
		if c.digits() == 0 {
			return syntax(start, "malformed number")
		}
	}
	return nil
}

// digits moves past decimal digits and counts them.
func (c *checker) digits() int {
	start := c.pos
	for c.pos < len(c.data) && '0' <= c.data[c.pos] && c.data[c.pos] <= '9' {
		c.pos++
	}
	return c.pos - start
}
