package strictjson

import (
	"bytes"
	"encoding/json"
	"reflect"

	"github.com/commis-recipes/commis/internal/fault"
)

func readRaw(d *decoder, v reflect.Value) { v.SetBytes(bytes.Clone(d.raw())) }

func readCustom(d *decoder, v reflect.Value) {
	start := d.pos
	raw := d.raw()
	err := v.Addr().Interface().(json.Unmarshaler).UnmarshalJSON(raw)
	if err == nil {
		return
	}
	for _, f := range faultsOf(err) {
		d.addNested(f, start, raw)
	}
}

// faultsOf splits the error of an UnmarshalJSON. A part without a fault becomes one; the text of an error around a
// fault is dropped.
func faultsOf(err error) Faults {
	var fs Faults
	for f, other := range fault.Walk[*Fault](err) {
		if other != nil {
			f = &Fault{Msg: other.Error()}
		}
		fs = append(fs, f)
	}
	return fs
}

// addNested adds a fault of the raw value that starts at an offset, with its position converted to one in the document.
func (d *document) addNested(f *Fault, start int, raw []byte) {
	if d.isFull() {
		return
	}
	line, column := d.cursor.at(start)
	switch off, ok := find(raw, f.Path); {
	case f.Line > 1:
		line, column = line+f.Line-1, max(f.Column, 1)
	case f.Line == 1:
		column += max(f.Column, 1) - 1
	case ok:
		ahead := d.cursor
		line, column = ahead.at(start + off)
	}
	d.faults = append(d.faults, &Fault{Path: fault.Join(d.pathText(), f.Path), Line: line, Column: column, Msg: f.Msg})
}
