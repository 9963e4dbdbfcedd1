package schedule

import "time"

const (
	// searchStart and searchEnd limit the instants that are searched, in seconds since 1970-01-01 UTC. searchEnd is the
	// end of the year 9999, the last that RFC 3339 can write. searchStart is older than the universe and keeps sums
	// from overflowing.
	searchStart = -1 << 60
	searchEnd   = 253402300800

	// maxSetBack is longer than clocks were or will be set back at once: a whole day where the date line moved.
	maxSetBack = 2 * secondsPerDay
)

// offsetPeriod is a period in which the UTC offset of a zone does not change.
type offsetPeriod struct {
	end    int64 // the first second after it, searchEnd at most
	offset int64 // seconds to add to an instant to get the wall-clock reading
}

// offsetPeriodFrom returns the period that contains an instant before searchEnd, from that instant on. Two consecutive
// periods may have the same offset.
func offsetPeriodFrom(zone *time.Location, instant int64) offsetPeriod {
	t := time.Unix(instant, 0).In(zone)
	_, offset := t.Zone()
	_, bound := t.ZoneBounds()
	if bound.IsZero() {
		return offsetPeriod{end: searchEnd, offset: int64(offset)}
	}
	end := bound.Unix()
	if end <= instant {
		// In a zone whose rule changes the offset every year, ZoneBounds assumes that each year has 365 days. On the
		// last day of a leap year its bound is in the past; the offset is valid until that day ends in UTC.
		d, _ := splitReading(instant)
		end = int64(d+1) * secondsPerDay
	}
	return offsetPeriod{end: min(end, searchEnd), offset: int64(offset)}
}
