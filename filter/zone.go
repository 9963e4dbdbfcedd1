package filter

import (
	"errors"
	"strings"
	"time"
)

// longestZone is longer than the name of any time zone, in bytes.
const longestZone = 64

// loadZone returns the zone of a name in the time zone database (https://www.iana.org/time-zones). Names that depend on
// the server are errors.
func loadZone(name string) (*time.Location, error) {
	if name == "" || name == "Local" || name == "localtime" || len(name) > longestZone {
		return nil, errors.New("no zone")
	}
	return time.LoadLocation(name)
}

// zonePrice is the price of converting a time to a zone, in budget units.
const zonePrice = 256

// clock lowers weekday(t, zone), today(t, zone) and format(t, layout, zone).
func (l *lowering) clock(c funcCall) part {
	t := l.timeArgument(c, 0)
	layout, fine := "", true
	if c.name == "format" {
		layout, fine = l.layout(c, 1)
	}
	zone, known := l.zone(c, len(c.args)-1)
	if t.kind == broken || !fine || !known {
		return failedPart(c.src)
	}
	at := priced(c.src, t.cast(aTime), price{call: zonePrice + 8*len(layout)})
	switch c.name {
	case "weekday":
		return part{node: call(c.src, weekdayOf, at, constant(zone)), kind: aText, src: c.src}
	case "today":
		return part{node: call(c.src, sameDay, at, l.eventAt(c.src), constant(zone)), kind: aTruth, src: c.src}
	}
	return part{node: call(c.src, formatted, at, constant(layout), constant(zone)), kind: aText, src: c.src}
}

// timeArgument lowers an argument that must be a time.
func (l *lowering) timeArgument(c funcCall, i int) part {
	t := l.expr(c.args[i])
	switch t.kind {
	case aTime, unknown, broken:
		return t
	}
	l.faultAt(c.args[i], "%s is %v, %s needs a time%s", t.name(), t.kind, c.name, kindHint(part{kind: aTime, src: c.src}, t))
	return failedPart(c.args[i])
}

// weekdayOf returns the name of the day in English and lower case; it is missing when t is.
func weekdayOf(t, zone any) any {
	d := valueOf(t)
	if d.kind != aTime {
		return nil
	}
	return strings.ToLower(d.time.In(zone.(*time.Location)).Weekday().String())
}

// sameDay reports whether both times are on the same date in the zone; false when one is missing.
func sameDay(t, at, zone any) bool {
	a, b := valueOf(t), valueOf(at)
	if a.kind != aTime || b.kind != aTime {
		return false
	}
	y, m, d := a.time.In(zone.(*time.Location)).Date()
	year, month, day := b.time.In(zone.(*time.Location)).Date()
	return y == year && m == month && d == day
}

// formatted returns the time in the layout; it is missing when t is.
func formatted(t, layout, zone any) any {
	d := valueOf(t)
	if d.kind != aTime {
		return nil
	}
	return d.time.In(zone.(*time.Location)).Format(layout.(string))
}
