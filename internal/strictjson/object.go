package strictjson

import "reflect"

// read reads a struct. It is the reader of the struct's type.
func (fs *fields) read(d *decoder, v reflect.Value) {
	if !d.open('{') {
		return
	}
	for d.next() {
		start := d.pos
		name := d.enterMember()
		if index, ok := fs.index[string(name)]; ok {
			d.value(fieldAt(v, index))
		} else {
			d.unknown(start, string(name), fs.names)
			d.skip()
		}
		d.leave()
	}
}

func (d *decoder) unknown(off int, name string, known []string) {
	if d.isFull() {
		return
	}
	if near := Suggest(name, known); near != "" {
		d.fault(off, "unknown member %q, did you mean %q?", shorten(name), near)
		d.faults[len(d.faults)-1].Meant = near
		return
	}
	d.fault(off, "unknown member %q", shorten(name))
}

// fieldAt returns a field, allocating embedded pointers on the way.
func fieldAt(v reflect.Value, index []int) reflect.Value {
	for _, i := range index {
		if v.Kind() == reflect.Pointer {
			if v.IsNil() {
				v.Set(reflect.New(v.Type().Elem()))
			}
			v = v.Elem()
		}
		v = v.Field(i)
	}
	return v
}
