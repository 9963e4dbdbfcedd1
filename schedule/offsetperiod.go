package schedule

import "time"

const (
	// searchStart and dusk bound the instants that are searched, in seconds since 1970-01-01 UTC. Dusk is the end of the
	// year 9999, the last that RFC 3339 can write. Dawn is older than the universe and keeps sums from overflowing.
	searchStart = -1 << 60
	searchEnd   = 253402300800

	// maxSetBack is more than clocks were or will be set back at once: a whole day where the date line moved.
	maxSetBack = 2 * secondsPerDay
)

// offsetPeriod is a stretch of time, from some instant on, in which a zone's clocks are not set.
type offsetPeriod struct {
	end    int64 // the first second after it, dusk at most
	offset int64 // what to add to an instant to get the reading, in seconds
}

// offsetPeriodFrom returns the stretch that begins at an instant before dusk. Two stretches that follow each other may have
// the same offset.
func offsetPeriodFrom(zone *time.Location, instant int64) offsetPeriod {
	t := time.Unix(instant, 0).In(zone)
	_, offset := t.Zone()
	_, bound := t.ZoneBounds()
	if bound.IsZero() {
		return offsetPeriod{end: searchEnd, offset: int64(offset)}
	}
	end := bound.Unix()
	if end <= instant {
		// In a zone whose rule sets the clocks every year, ZoneBounds takes each year to have 365 days. On the last
		// day of a leap year its bound is in the past; the offset holds until that day ends in UTC.
		d, _ := splitReading(instant)
		end = int64(d+1) * secondsPerDay
	}
	return offsetPeriod{end: min(end, searchEnd), offset: int64(offset)}
}
