package strictjson

// The methods of this file walk over text that check has found well-formed.

// open steps into an object or a list. A value of another kind is a fault, and
// is skipped.
func (d *document) open(bracket byte) bool {
	if !d.nextIs(bracket) {
		d.mismatch(kindName(bracket))
		return false
	}
	d.pos++
	return true
}

// next goes to the next member or element of what was opened; without one it
// steps out and reports false.
func (d *document) next() bool {
	d.skipSpace()
	if d.nextIs(',') {
		d.pos++
		d.skipSpace()
	}
	if d.nextIs('}') || d.nextIs(']') {
		d.pos++
		return false
	}
	return true
}

// enterMember reads a member's name, puts it on the path and goes to the value.
// The name is valid until data changes.
func (d *document) enterMember() []byte {
	d.path = append(d.path, step{name: d.pos})
	name := unquote(d.stringLiteral())
	d.skipSpace()
	d.pos++ // the colon
	d.skipSpace()
	return name
}

// enterElement puts an index on the path.
func (d *document) enterElement(i int) { d.path = append(d.path, step{name: -1, index: i}) }

// leave takes the last step off the path.
func (d *document) leave() { d.path = d.path[:len(d.path)-1] }

// stringLiteral steps over a string and returns it with its quotes.
func (d *document) stringLiteral() []byte {
	start := d.pos
	for d.pos++; d.data[d.pos] != '"'; d.pos++ {
		if d.data[d.pos] == '\\' {
			d.pos++
		}
	}
	d.pos++
	return d.data[start:d.pos:d.pos]
}

// null steps over a null, if there is one.
func (d *document) null() bool {
	if !d.nextIs('n') {
		return false
	}
	d.pos += len("null")
	return true
}

// skip steps over any value.
func (d *document) skip() {
	for depth := 0; ; {
		switch d.data[d.pos] {
		case '"':
			d.stringLiteral()
		case '{', '[':
			depth++
			d.pos++
		case '}', ']':
			depth--
			d.pos++
		case ' ', '\t', '\r', '\n', ',', ':':
			d.pos++
		default:
			d.token()
		}
		if depth == 0 {
			return
		}
	}
}

// raw steps over any value and returns its text.
func (d *document) raw() []byte {
	start := d.pos
	d.skip()
	return d.data[start:d.pos:d.pos]
}

// token steps over a number, true, false or null and returns its text.
func (d *document) token() []byte {
	start := d.pos
	for d.pos < len(d.data) {
		switch d.data[d.pos] {
		case ' ', '\t', '\r', '\n', ',', ':', '}', ']':
			return d.data[start:d.pos]
		}
		d.pos++
	}
	return d.data[start:d.pos]
}
