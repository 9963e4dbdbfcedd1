package filter

import (
	"math"
	"strings"
	"time"

	"github.com/expr-lang/expr/ast"
)

// A number that is a time counts seconds since 1970 up to firstMillis, which is in the year 5138, and milliseconds
// above it, which begin in 1973.
const (
	firstMillis = 1e11
	lastSecond  = 253402300799 // the end of the year 9999
)

// unixTime converts seconds or milliseconds since 1970 to a time.
func (d typedValue) unixTime() (time.Time, bool) {
	switch size := math.Abs(d.float); {
	case !(size < (lastSecond+1)*1000):
		return time.Time{}, false
	case size > firstMillis:
		return time.UnixMilli(int64(math.Floor(d.float))).UTC(), true
	}
	sec, frac := math.Modf(d.float)
	return time.Unix(int64(sec), int64(frac*1e9)).UTC(), true
}

// isDate reports whether a text is a date without a time.
func isDate(s string) bool {
	_, err := time.Parse(time.DateOnly, strings.TrimSpace(s))
	return err == nil
}

// dateLayout is the format of a text that date(x, layout, zone) reads.
type dateLayout struct {
	operand operandName
	layout  string
	zone    *time.Location
}

// dateWithLayout lowers date(x, layout, zone). A constant is read at compile time.
func (l *lowering) dateWithLayout(c funcCall) part {
	a := l.expr(c.args[0])
	layout, fine := l.layout(c, 1)
	zone, known := l.zone(c, 2)
	if fine && !wholeDate(layout) {
		l.faultAt(c.args[1], `the layout %s does not say which day, want one as in "02/01/2006 15:04"`, quote(shorten(layout)))
		fine = false
	}
	w := &dateLayout{operand: operandName{text: a.name()}, layout: layout, zone: zone}
	switch {
	case a.kind == broken || !fine || !known:
	case a.constant():
		t, ok := w.parse(valueOf(constantValue(a.node)))
		if !ok {
			l.faultAt(c.args[0], "%s is not a time as in %s", a.name(), quote(shorten(layout)))
			break
		}
		return part{node: placed(c.src, constant(t)), kind: aTime, src: c.src}
	case a.kind == aText || a.kind == aNumber || a.kind == unknown:
		value := priced(c.src, a.node, price{call: 256 + 8*len(layout), byte: numberPrice, most: maxNumeral})
		return part{node: call(c.src, parseWithLayout, value, constant(w)), kind: aTime, src: c.src}
	default:
		l.faultAt(c.src, "%s is %v, date cannot read it", a.name(), a.kind)
	}
	return failedPart(c.src)
}

// wholeDate reports whether a layout determines the day.
func wholeDate(layout string) bool {
	day := time.Date(2021, time.November, 23, 0, 0, 0, 0, time.UTC)
	t, err := time.Parse(layout, day.Format(layout))
	return err == nil && t.Year() == day.Year() && t.YearDay() == day.YearDay()
}

// parse reads a text, or a number that was written without quotes.
func (w *dateLayout) parse(d typedValue) (time.Time, bool) {
	s := d.text
	switch {
	case d.kind == aNumber && d.whole:
		s = formatNumber(d)
	case d.kind != aText || len(s) > maxNumeral:
		return time.Time{}, false
	}
	t, err := time.ParseInLocation(w.layout, strings.TrimSpace(s), w.zone)
	return t, err == nil
}

// parseWithLayout implements date(x, layout, zone).
func parseWithLayout(x, as any) any {
	w, d := as.(*dateLayout), nonBlank(x)
	t, ok := w.parse(d)
	switch {
	case d.kind == nothing:
		return nil
	case !ok:
		stop("%s is %v, not a time as in %s", w.operand.text, d, quote(shorten(w.layout)))
	}
	return t
}

// layout returns an argument that is a layout of package time.
func (l *lowering) layout(c funcCall, i int) (string, bool) {
	s, ok := l.constantText(c, i)
	if !ok {
		return "", false
	}
	a := time.Date(2021, time.November, 23, 14, 35, 56, 0, time.UTC)
	if b := time.Date(1998, time.April, 9, 3, 7, 1, 0, time.UTC); a.Format(s) == b.Format(s) {
		l.faultAt(c.args[i], `the layout %s names no part of a time; write how 3:04:05 pm on January 2, 2006 looks, as in "02/01/2006 15:04"`, quote(shorten(s)))
		return "", false
	}
	return s, true
}

// zone returns an argument that is the name of a time zone.
func (l *lowering) zone(c funcCall, i int) (*time.Location, bool) {
	s, ok := l.constantText(c, i)
	if !ok {
		return nil, false
	}
	zone, err := loadZone(s)
	if err != nil {
		l.faultAt(c.args[i], `%s is not a time zone, want one as in "Europe/Brussels" or "UTC"`, quote(shorten(s)))
		return nil, false
	}
	return zone, true
}

// eventAt returns the node of event.at.
func (l *lowering) eventAt(at ast.Node) ast.Node { return known.roots["event"].members["at"].node(at) }
