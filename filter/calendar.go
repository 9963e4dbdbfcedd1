package filter

import (
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/expr-lang/expr/ast"
)

// Hours are the opening hours of a calendar that open and open_time ask; *schedule.Hours implements it. Implementations
// must be safe for concurrent use and must not change.
type Hours interface {
	// Open reports whether the hours are open at t.
	Open(t time.Time) bool
	// Between returns the open time from a to b. When a is after b it returns the negative of the open time from b to
	// a.
	Between(a, b time.Time) time.Duration
}

// The price of asking a calendar, in budget units: once per call, and once per year between the two times, because
// clocks change at least twice a year.
const (
	hoursPrice = 250
	yearPrice  = 1000
)

// calendarCall is one call of open or open_time.
type calendarCall struct{ hours Hours }

// calendar lowers open("name"), open("name", t) and open_time("name", from, to).
func (l *lowering) calendar(c funcCall) part {
	name, ok := l.constantText(c, 0)
	hours, known := l.calendars[name]
	if ok && !known {
		names := slices.Sorted(maps.Keys(l.calendars))
		l.faultAt(c.args[0], "unknown calendar %s%s", strconv.Quote(shorten(name)), didYouMean(name, names))
	}
	args := []ast.Node{constant(&calendarCall{hours}), l.eventAt(c.src)}
	for i := range c.args[1:] {
		t := l.timeArgument(c, i+1)
		known = known && t.kind != broken
		args = append(args[:i+1], t.cast(aTime))
	}
	if !ok || !known {
		return failedPart(c.src)
	}
	if l.named == nil {
		l.named = map[string]Hours{}
	}
	l.named[name] = hours
	callee, kind := envOpen, aTruth
	if c.name == "open_time" {
		callee, kind = envOpenTime, aDuration
	}
	node := &ast.CallNode{Callee: &ast.IdentifierNode{Value: callee}, Arguments: args}
	return part{node: placed(c.src, node), kind: kind, src: c.src}
}

// open implements open(name, t). It is false when t is missing.
func (v *View) open(of, t any) bool {
	v.meter.spend(1, hoursPrice)
	d := valueOf(t)
	return d.kind == aTime && of.(*calendarCall).hours.Open(d.time)
}

// openTime implements open_time(name, from, to). It is missing when from or to is.
func (v *View) openTime(of, from, to any) any {
	a, b := valueOf(from), valueOf(to)
	if a.kind != aTime || b.kind != aTime {
		v.meter.spend(1, hoursPrice)
		return nil
	}
	years := a.time.Year() - b.time.Year()
	v.meter.spend(1+min(max(years, -years), 10_000), yearPrice)
	return of.(*calendarCall).hours.Between(a.time, b.time)
}
