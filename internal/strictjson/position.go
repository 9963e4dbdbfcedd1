package strictjson

import "strings"

// Position returns the start of the value at a path written as in [Fault]: line and column count from 1, columns in
// characters. It is for faults of meaning, which are found after [Decode]. ok is false when data is not well-formed
// JSON, when the path is malformed or when no value is there.
func Position(data []byte, path string) (line, column int, ok bool) {
	doc := newDocument(data)
	if check(doc) != nil {
		return 0, 0, false
	}
	off, ok := find(data, path)
	if !ok {
		return 0, 0, false
	}
	line, column = doc.cursor.at(off)
	return line, column, true
}

// Locate returns the position of the value at a path, or when it is missing that of the innermost value that lacks it; zero when data
// is not well-formed.
func Locate(data []byte, path string) (line, column int) {
	for {
		if line, column, ok := Position(data, path); ok || path == "" {
			return line, column
		}
		path = path[:max(0, strings.LastIndexAny(path, ".["))]
	}
}

// find returns the offset of the value at a path in well-formed text. For a duplicate member it returns the first.
func find(data []byte, path string) (off int, ok bool) {
	d := newDocument(data)
	d.rewind()
	for first := true; path != ""; first = false {
		name, index, rest, ok := cutPath(path, first)
		if !ok {
			return 0, false
		}
		if name != nil {
			ok = d.toMember(*name)
		} else {
			ok = d.toElement(index)
		}
		if !ok {
			return 0, false
		}
		path = rest
	}
	return d.pos, true
}

func (d *document) toMember(name string) bool {
	if !d.nextIs('{') {
		return false
	}
	for d.pos++; d.next(); d.skip() {
		if string(d.enterMember()) == name {
			return true
		}
	}
	return false
}

func (d *document) toElement(index int) bool {
	if !d.nextIs('[') {
		return false
	}
	d.pos++
	for i := 0; d.next(); i++ {
		if i == index {
			return true
		}
		d.skip()
	}
	return false
}
