package strictjson

import (
	"encoding"
	"encoding/base64"
	"reflect"
	"time"
)

// stringBytes reads a string, as bytes that may be part of the document. A value of another kind is a fault and is
// skipped.
func (d *decoder) stringBytes() (s []byte, ok bool) {
	if !d.nextIs('"') {
		d.mismatch("a string")
		return nil, false
	}
	return unquote(d.stringLiteral()), true
}

func readString(d *decoder, v reflect.Value) {
	if s, ok := d.stringBytes(); ok {
		v.SetString(string(s))
	}
}

func readBool(d *decoder, v reflect.Value) {
	if !d.nextIs('t') && !d.nextIs('f') {
		d.mismatch("true or false")
		return
	}
	v.SetBool(d.nextIs('t'))
	d.token()
}

func readTime(d *decoder, v reflect.Value) {
	start := d.pos
	s, ok := d.stringBytes()
	if !ok {
		return
	}
	at, ok := parseTime(string(s))
	if !ok {
		d.fault(start, "want a date and time such as 2026-01-05T10:00:00Z (RFC 3339)")
		return
	}
	v.Set(reflect.ValueOf(at))
}

// parseTime parses RFC 3339 strictly. The time package also accepts an hour of one digit, a decimal comma and a zone of
// +24:60.
func parseTime(s string) (at time.Time, ok bool) {
	const clock = "2006-01-02T15:04:05"
	at, err := time.Parse(time.RFC3339Nano, s)
	if err != nil || s[:len(clock)] != at.Format(clock) || s[len(clock)] == ',' {
		return time.Time{}, false
	}
	if zone := s[len(s)-len("-07:00"):]; zone[5] != 'Z' && (zone[1:3] > "23" || zone[4:] > "59") {
		return time.Time{}, false
	}
	return at, true
}

func readBytes(d *decoder, v reflect.Value) {
	if d.null() {
		v.SetZero()
		return
	}
	start := d.pos
	s, ok := d.stringBytes()
	if !ok {
		return
	}
	out, err := base64.StdEncoding.AppendDecode([]byte{}, s)
	if err != nil {
		d.fault(start, "want base64 text (RFC 4648)")
		return
	}
	v.SetBytes(out)
}

func readText(d *decoder, v reflect.Value) {
	if d.nextIs('n') && nullable(v.Kind()) {
		d.null()
		v.SetZero()
		return
	}
	start := d.pos
	s, ok := d.stringBytes()
	if !ok {
		return
	}
	if err := v.Addr().Interface().(encoding.TextUnmarshaler).UnmarshalText(append([]byte{}, s...)); err != nil {
		d.fault(start, "%s", err)
	}
}

func nullable(k reflect.Kind) bool { return k == reflect.Slice || k == reflect.Map }
