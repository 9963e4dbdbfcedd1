package strictjson_test

import (
	"fmt"
	"strconv"
	"strings"

	"pgregory.net/rapid"
)

// writer writes JSON in a random spelling: white space, escapes, numbers.
type writer struct {
	t *rapid.T
	b strings.Builder
}

func (w *writer) pick(n int) int { return rapid.IntRange(0, n-1).Draw(w.t, "pick") }

func (w *writer) space() {
	w.b.WriteString([]string{"", "", "", " ", "\n", "\t\r\n "}[w.pick(6)])
}

func (w *writer) text(s string) {
	w.b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			w.b.WriteString(`\` + string(r))
		case r < ' ' || w.pick(8) == 0 && r < 0x10000:
			fmt.Fprintf(&w.b, `\u%04x`, r)
		case r >= 0x10000 && w.pick(2) == 0:
			fmt.Fprintf(&w.b, `\u%04X\u%04X`, 0xd800+(r-0x10000)>>10, 0xdc00+(r-0x10000)&0x3ff)
		default:
			w.b.WriteRune(r)
		}
	}
	w.b.WriteByte('"')
}

func (w *writer) anyText() { w.text(rapid.StringN(0, 6, -1).Draw(w.t, "text")) }

// join writes n things between brackets.
func (w *writer) join(brackets string, n int, each func(i int)) {
	w.b.WriteByte(brackets[0])
	for i := range n {
		if i > 0 {
			w.b.WriteByte(',')
		}
		w.space()
		each(i)
		w.space()
	}
	w.b.WriteByte(brackets[1])
}

// members writes an object with distinct names.
func (w *writer) members(names []string, value func(name string)) {
	w.join("{}", len(names), func(i int) {
		w.text(names[i])
		w.space()
		w.b.WriteByte(':')
		w.space()
		value(names[i])
	})
}

func (w *writer) names() []string {
	return rapid.SliceOfNDistinct(rapid.StringN(0, 4, -1), 0, 3, rapid.ID[string]).Draw(w.t, "names")
}

func (w *writer) number() {
	numbers := []string{"0", "-0", "1.0", "-12.5e-3", "1E+2", "9007199254740993", "9223372036854775807", "-9223372036854775808",
		"9223372036854775808", "123456789012345678901234567890", "0.1", "1e-400"}
	if i := w.pick(len(numbers) + 4); i < len(numbers) {
		w.b.WriteString(numbers[i])
		return
	}
	w.b.WriteString(strconv.FormatInt(rapid.Int64().Draw(w.t, "number"), 10))
}

func (w *writer) value(depth int) {
	kinds := 6
	if depth == 0 {
		kinds = 4
	}
	switch w.pick(kinds) {
	case 0:
		w.b.WriteString([]string{"null", "true", "false"}[w.pick(3)])
	case 1:
		w.number()
	case 2, 3:
		w.anyText()
	case 4:
		w.members(w.names(), func(string) { w.value(depth - 1) })
	case 5:
		w.join("[]", w.pick(4), func(int) { w.value(depth - 1) })
	}
}

func (w *writer) order(depth int) {
	all := []string{"id", "Name", "count", "price", "paid", "next", "lines", "notes", "tree", "raw", "any", "bytes"}
	most := 8
	if depth == 0 {
		most = 0
	}
	names := rapid.Permutation(all).Draw(w.t, "members")[:w.pick(most+1)]
	w.members(names, func(name string) {
		if nullable := strings.Contains("next lines notes tree bytes", name); nullable && w.pick(5) == 0 {
			w.b.WriteString("null")
			return
		}
		w.member(name, depth)
	})
}

func (w *writer) member(name string, depth int) {
	orders := func() { w.join("[]", w.pick(3), func(int) { w.order(depth - 1) }) }
	switch name {
	case "count":
		w.b.WriteString(strconv.Itoa(rapid.Int().Draw(w.t, "count")))
	case "price":
		w.number()
	case "paid":
		w.b.WriteString([]string{"true", "false"}[w.pick(2)])
	case "next":
		w.order(depth - 1)
	case "lines":
		orders()
	case "notes":
		w.members(w.names(), func(string) { w.anyText() })
	case "tree":
		w.members(w.names(), func(string) { orders() })
	case "raw", "any":
		w.value(2)
	case "bytes":
		w.b.WriteString(`"AAEC"`)
	default:
		w.anyText()
	}
}
