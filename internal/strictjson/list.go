package strictjson

import "reflect"

func readSlice(d *decoder, v reflect.Value) {
	if d.null() {
		v.SetZero()
		return
	}
	if !d.open('[') {
		return
	}
	v.Set(reflect.MakeSlice(v.Type(), 0, 0))
	for i := 0; d.next(); i++ {
		d.enterElement(i)
		if i == v.Cap() {
			v.Grow(1)
		}
		v.SetLen(i + 1)
		d.value(v.Index(i))
		d.leave()
	}
}

// readMap stores a zero value for an element that cannot be read, so that its name is known.
func readMap(d *decoder, v reflect.Value) {
	if d.null() {
		v.SetZero()
		return
	}
	if !d.open('{') {
		return
	}
	t := v.Type()
	m := reflect.MakeMap(t)
	for d.next() {
		key := reflect.New(t.Key()).Elem()
		key.SetString(string(d.enterMember()))
		element := reflect.New(t.Elem()).Elem()
		d.value(element)
		m.SetMapIndex(key, element)
		d.leave()
	}
	v.Set(m)
}
