package strictjson

import (
	"reflect"
	"strconv"
	"strings"
)

// numberText reads a number's text. A value of another kind is a fault and is skipped.
func (d *decoder) numberText() (text string, ok bool) {
	if kindName(d.data[d.pos]) != kindName('0') {
		d.mismatch("a number")
		return "", false
	}
	return string(d.token()), true
}

// wholeNumberText reads the text of a number without fraction and exponent.
func (d *decoder) wholeNumberText() (text string, ok bool) {
	start := d.pos
	text, ok = d.numberText()
	if !ok {
		return "", false
	}
	if !isWhole(text) {
		d.fault(start, "want a whole number (digits only), got %s", shorten(text))
		return "", false
	}
	if text == "-0" {
		return "0", true
	}
	return text, true
}

func isWhole(text string) bool { return !strings.ContainsAny(text, ".eE") }

func readInt(d *decoder, v reflect.Value) {
	start := d.pos
	text, ok := d.wholeNumberText()
	if !ok {
		return
	}
	bits := v.Type().Bits()
	n, err := strconv.ParseInt(text, 10, bits)
	if err != nil {
		least := int64(-1) << (bits - 1)
		d.fault(start, "%s is out of range, want %d to %d", shorten(text), least, -(least + 1))
		return
	}
	v.SetInt(n)
}

func readUint(d *decoder, v reflect.Value) {
	start := d.pos
	text, ok := d.wholeNumberText()
	if !ok {
		return
	}
	bits := v.Type().Bits()
	n, err := strconv.ParseUint(text, 10, bits)
	if err != nil {
		d.fault(start, "%s is out of range, want 0 to %d", shorten(text), ^uint64(0)>>(64-bits))
		return
	}
	v.SetUint(n)
}

func readFloat(d *decoder, v reflect.Value) {
	start := d.pos
	text, ok := d.numberText()
	if !ok {
		return
	}
	n, err := strconv.ParseFloat(text, v.Type().Bits())
	if err != nil {
		d.fault(start, "%s is out of range", shorten(text))
		return
	}
	v.SetFloat(n)
}
