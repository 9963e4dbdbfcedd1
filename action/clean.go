package action

import "bytes"

// clean reports whether a value of the shape certainly has nothing to hide. It scans JSON that is known to be valid, which
// is cheaper than decoding it; when in doubt it returns false.
func (s *shape) clean(raw []byte) bool {
	rest, ok := s.skipClean(raw)
	return ok && len(trimLeft(rest)) == 0
}

// skipClean returns the JSON after a value, and whether the value is clean.
func (s *shape) skipClean(raw []byte) (rest []byte, ok bool) {
	raw = trimLeft(raw)
	switch {
	case s.sort == secret:
		rest, ok = bytes.CutPrefix(raw, []byte(`""`))
		return rest, ok
	case s.sort == object && raw[0] == '{':
		return s.skipMembers(raw[1:])
	case s.sort == list && raw[0] == '[':
		return s.skipItems(raw[1:])
	case s.sort == open:
		return skipValue(raw), true
	}
	return bytes.CutPrefix(raw, []byte("null"))
}

func (s *shape) skipItems(raw []byte) (rest []byte, ok bool) {
	for raw = trimLeft(raw); raw[0] != ']'; raw = trimLeft(raw) {
		if raw, ok = s.elem.skipClean(bytes.TrimPrefix(raw, []byte(","))); !ok {
			return nil, false
		}
	}
	return raw[1:], true
}

func (s *shape) skipMembers(raw []byte) (rest []byte, ok bool) {
	for raw = trimLeft(raw); raw[0] != '}'; raw = trimLeft(raw) {
		raw = trimLeft(bytes.TrimPrefix(raw, []byte(",")))
		behind := skipText(raw)
		name := raw[1 : len(raw)-len(behind)-1]
		of := s.elem
		if s.members != nil {
			of = s.members[string(name)]
		}
		if of == nil || bytes.IndexByte(name, '\\') >= 0 {
			return nil, false
		}
		if raw, ok = of.skipClean(trimLeft(behind)[1:]); !ok { // after the colon
			return nil, false
		}
	}
	return raw[1:], true
}

// skipValue returns the JSON after any value.
func skipValue(raw []byte) []byte {
	depth := 0
	for i := 0; i < len(raw); i++ {
		switch raw[i] {
		case '"':
			i = len(raw) - len(skipText(raw[i:])) - 1
		case '{', '[':
			depth++
			continue
		case '}', ']':
			if depth--; depth < 0 {
				return raw[i:]
			}
		case ',', ' ', '\t', '\r', '\n':
			if depth == 0 {
				return raw[i:]
			}
			continue
		default:
			continue
		}
		if depth == 0 {
			return raw[i+1:]
		}
	}
	return nil
}

// skipText returns the JSON after a text.
func skipText(raw []byte) []byte {
	for i := 1; i < len(raw); i++ {
		switch raw[i] {
		case '\\':
			i++
		case '"':
			return raw[i+1:]
		}
	}
	return nil
}

func trimLeft(raw []byte) []byte { return bytes.TrimLeft(raw, " \t\r\n") }
