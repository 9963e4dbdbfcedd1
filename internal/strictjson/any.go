package strictjson

import (
	"reflect"
	"strconv"
)

func readAny(d *decoder, v reflect.Value) {
	if x := d.decodeAny(); x != nil {
		v.Set(reflect.ValueOf(x))
		return
	}
	v.SetZero()
}

// decodeAny reads a value of any kind; it returns nil for null and for a number that is out of range.
func (d *decoder) decodeAny() any {
	switch d.data[d.pos] {
	case '{':
		m := map[string]any{}
		d.pos++
		for d.next() {
			name := string(d.enterMember())
			m[name] = d.decodeAny()
			d.leave()
		}
		return m
	case '[':
		list := []any{}
		d.pos++
		for i := 0; d.next(); i++ {
			d.enterElement(i)
			list = append(list, d.decodeAny())
			d.leave()
		}
		return list
	case '"':
		return string(unquote(d.stringLiteral()))
	case 't', 'f', 'n':
		switch string(d.token()) {
		case "true":
			return true
		case "false":
			return false
		}
		return nil
	}
	return d.anyNumber()
}

// anyNumber preserves the digits of large ids, which float64 would lose: a whole number is an int, or an int64 where an int of the
// system does not hold it.
func (d *decoder) anyNumber() any {
	start := d.pos
	text := string(d.token())
	if n, err := strconv.ParseInt(text, 10, 64); err == nil {
		if int64(int(n)) != n {
			return n
		}
		return int(n)
	}
	n, err := strconv.ParseFloat(text, 64)
	if err != nil {
		d.fault(start, "%s is out of range", shorten(text))
		return nil
	}
	return n
}
