package strictjson

// The methods of this file navigate text that check has found well-formed.

// open enters an object or a list. A value of another kind is a fault and is skipped.
func (d *document) open(bracket byte) bool {
	if !d.nextIs(bracket) {
		d.mismatch(kindName(bracket))
		return false
	}
	d.pos++
	return true
}

// next moves to the next member or element of the open object or list; at its end it leaves and returns false.
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

// enterMember reads a member's name, adds it to the path and moves to the value. The name is valid until data changes.
func (d *document) enterMember() []byte {
	d.path = append(d.path, step{name: d.pos})
	name := unquote(d.stringLiteral())
	d.skipSpace()
	d.pos++ // the colon
	d.skipSpace()
	return name
}

// enterElement adds an index to the path.
func (d *document) enterElement(i int) { d.path = append(d.path, step{name: -1, index: i}) }

// leave removes the last step of the path.
func (d *document) leave() { d.path = d.path[:len(d.path)-1] }

// stringLiteral moves past a string and returns it with its quotes.
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

// null moves past a null, if there is one.
func (d *document) null() bool {
	if !d.nextIs('n') {
		return false
	}
	d.pos += len("null")
	return true
}

// skip moves past any value.
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

// raw moves past any value and returns its text.
func (d *document) raw() []byte {
	start := d.pos
	d.skip()
	return d.data[start:d.pos:d.pos]
}

// token moves past a number, true, false or null and returns its text.
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
