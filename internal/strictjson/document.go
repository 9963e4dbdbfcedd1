package strictjson

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
)

// maxFaults limits the memory that a hostile document can use for faults.
const maxFaults = 1000

// document is the text, the position and path of the reader, and the faults found so far.
type document struct {
	data     []byte
	pos      int
	path     []step
	cursor   cursor
	faults   Faults
	unlisted int
}

func newDocument(data []byte) *document {
	return &document{data: data, cursor: newCursor(data)}
}

// rewind goes back to the first value of the document.
func (d *document) rewind() {
	d.pos = 0
	d.path = d.path[:0]
	d.skipSpace()
}

// fault adds a fault of the value at the current path.
func (d *document) fault(off int, format string, args ...any) {
	if d.isFull() {
		return
	}
	line, column := d.cursor.at(off)
	d.faults = append(d.faults, &Fault{Path: d.pathText(), Line: line, Column: column, Msg: fmt.Sprintf(format, args...)})
}

// isFull reports whether no further fault is listed, and if so counts one.
func (d *document) isFull() bool {
	if len(d.faults) < maxFaults {
		return false
	}
	d.unlisted++
	return true
}

// mismatch adds a fault about a value of the wrong kind at the position, and skips the value.
func (d *document) mismatch(want string) {
	d.fault(d.pos, "want %s, got %s", want, kindName(d.data[d.pos]))
	d.skip()
}

// kindName names a kind of value by its first byte.
func kindName(first byte) string {
	switch first {
	case '{':
		return "an object"
	case '[':
		return "a list"
	case '"':
		return "a string"
	case 't':
		return "true"
	case 'f':
		return "false"
	case 'n':
		return "null"
	}
	return "a number"
}

// syntaxFault converts a fault of syntax to a Fault.
func (d *document) syntaxFault(h *syntaxFault) *Fault {
	line, column := d.cursor.at(h.off)
	return &Fault{Line: line, Column: column, Msg: h.msg}
}

// allFaults returns the faults in order of position. A fault inside a raw value may have been found twice, by us and by
// the value's own UnmarshalJSON: it is listed once.
func (d *document) allFaults() Faults {
	slices.SortStableFunc(d.faults, func(a, b *Fault) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	fs := slices.CompactFunc(d.faults, func(a, b *Fault) bool { return *a == *b })
	if d.unlisted > 0 {
		fs = append(fs, &Fault{Msg: fmt.Sprintf("%d more faults are not listed", d.unlisted)})
	}
	return fs
}

func (d *document) skipSpace() {
	for d.pos < len(d.data) {
		switch d.data[d.pos] {
		case ' ', '\t', '\r', '\n':
			d.pos++
		default:
			return
		}
	}
}

// nextIs reports whether the next byte is c.
func (d *document) nextIs(c byte) bool { return d.pos < len(d.data) && d.data[d.pos] == c }

func (d *document) startsWith(word string) bool {
	return bytes.HasPrefix(d.data[d.pos:], []byte(word))
}
