package rowjson

// Field is a member of a JSON object that is a field of S.
type Field[S any] struct {
	name   string
	head   string // the name as written, with the colon
	omits  func(s *S) bool
	append func(dst []byte, s *S) ([]byte, bool)
	parse  func(p *Parser, s *S) bool
}

// Omit makes it a member that is not written when the function returns true, as by the options omitempty and omitzero.
func (f Field[S]) Omit(zero func(s *S) bool) Field[S] {
	f.omits = zero
	return f
}

// newField returns a member with the name, which needs no escapes.
func newField[S any](name string, appends func([]byte, *S) ([]byte, bool), parse func(*Parser, *S) bool) Field[S] {
	return Field[S]{name: name, head: `"` + name + `":`, append: appends, parse: parse}
}

// Table has the members of an object in the order of the struct's fields, those of embedded structs among them.
type Table[S any] []Field[S]

// Append appends the object. It reports false when json.Marshal is to write the value.
func (t Table[S]) Append(dst []byte, s *S) ([]byte, bool) {
	dst = append(dst, '{')
	first, ok := true, true
	for i := range t {
		f := &t[i]
		if f.omits != nil && f.omits(s) {
			continue
		}
		if !first {
			dst = append(dst, ',')
		}
		first = false
		dst = append(dst, f.head...)
		if dst, ok = f.append(dst, s); !ok {
			return dst, false
		}
	}
	return append(dst, '}'), true
}

// Parse reads an object whose members are in the order of the table; some may be missing.
func (t Table[S]) Parse(p *Parser, s *S) bool {
	if !p.skip('{') {
		return false
	}
	for next, more := 0, !p.skip('}'); more; {
		name, ok := p.name()
		if !ok {
			return false
		}
		for next < len(t) && t[next].name != string(name) {
			next++
		}
		if next == len(t) || !t[next].parse(p, s) {
			return false
		}
		next++
		switch {
		case p.skip('}'):
			more = false
		case !p.skip(','):
			return false
		}
	}
	return true
}
