package schedule_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/commis-recipes/commis/schedule"
)

// zones have clocks that are set in every way that clocks are set.
var zones = []string{
	"UTC", "Europe/Brussels", "Europe/Madrid", "Europe/London", "Europe/Dublin", "Europe/Lisbon", "Europe/Istanbul",
	"Europe/Moscow", "Europe/Volgograd", "Europe/Chisinau", "Africa/Casablanca", "Africa/El_Aaiun", "Africa/Cairo",
	"Africa/Monrovia", "Africa/Juba", "Africa/Windhoek", "America/New_York", "America/Los_Angeles", "America/St_Johns",
	"America/Sao_Paulo", "America/Havana", "America/Caracas", "America/Santiago", "America/Asuncion", "America/Nuuk",
	"America/Scoresbysund", "America/Mexico_City", "America/Port-au-Prince", "Antarctica/Troll", "Antarctica/Casey",
	"Asia/Amman", "Asia/Beirut", "Asia/Gaza", "Asia/Jerusalem", "Asia/Kathmandu", "Asia/Kolkata", "Asia/Pyongyang",
	"Asia/Tehran", "Asia/Tokyo", "Asia/Dhaka", "Asia/Manila", "Australia/Lord_Howe", "Australia/Sydney",
	"Australia/Adelaide", "Pacific/Apia", "Pacific/Auckland", "Pacific/Chatham", "Pacific/Fiji", "Pacific/Kiritimati",
	"Pacific/Kwajalein", "Pacific/Norfolk", "Pacific/Tongatapu", "Pacific/Easter",
}

// clockChanges returns the first instants with another offset, found by reading the clock alone.
func clockChanges(zone *time.Location, from, until time.Time) []time.Time {
	offset := func(t time.Time) int { _, n := t.In(zone).Zone(); return n }
	var changes []time.Time
	for t := from; t.Before(until); t = t.Add(12 * time.Hour) {
		low, high := t, t.Add(12*time.Hour)
		if offset(low) == offset(high) {
			continue
		}
		for high.Sub(low) > time.Second {
			middle := low.Add((high.Sub(low) / 2).Truncate(time.Second))
			if offset(middle) == offset(low) {
				low = middle
			} else {
				high = middle
			}
		}
		changes = append(changes, high)
	}
	return changes
}

// compareAround compares Hours with the model in a window around an instant, for one drawn calendar.
func compareAround(t *testing.T, zone string, at time.Time, seed int) {
	t.Helper()
	loc, err := time.LoadLocation(zone)
	require.NoError(t, err)
	c := rapid.Custom(func(t *rapid.T) schedule.Calendar { return drawCalendar(t, zone, at.In(loc)) }).Example(seed)
	defer func() {
		if t.Failed() {
			t.Logf("calendar %+v", c)
		}
	}()
	h, err := c.Compile()
	require.NoError(t, err)
	step, half := time.Minute, 50*time.Hour // by the second, and so for less long, where offsets have seconds
	_, before := at.Add(-time.Second).In(loc).Zone()
	if _, after := at.In(loc).Zone(); before%60 != 0 || after%60 != 0 {
		step, half = time.Second, 8*time.Hour
		if before-after > 20*3600 || after-before > 20*3600 {
			half = 27 * time.Hour
		}
	}
	at = at.Truncate(time.Minute)
	from := at.Add(-half)
	f := shoot(newHoursModel(t, c), from, from.Add(2*half), step)
	f.sameOpen(t, h)
	r := rand.New(rand.NewPCG(uint64(seed), 1))
	near := func(at time.Time, spread time.Duration) time.Time {
		return at.Add(time.Duration(r.Int64N(int64(2*spread))) - spread)
	}
	for range 12 {
		f.sameAnswers(t, h, near(at, half), near(at, half), time.Duration(r.Int64N(int64(half))))
		f.sameAnswers(t, h, near(at, 2*time.Hour).Truncate(30*time.Minute), near(at, 2*time.Hour), time.Duration(r.Int64N(20))*30*time.Minute)
	}
}

// Around clock changes between 1990 and 2040, Hours answer what a reader of the clock answers.
func TestHoursModel(t *testing.T) {
	t.Parallel()
	for _, zone := range zones {
		t.Run(zone, func(t *testing.T) {
			t.Parallel()
			loc, err := time.LoadLocation(zone)
			require.NoError(t, err)
			from, until := time.Date(1990, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2040, 1, 1, 0, 0, 0, 0, time.UTC)
			if *soak == 2 {
				from = time.Date(1840, 1, 1, 0, 0, 0, 0, time.UTC)
			}
			changes := clockChanges(loc, from, until)
			sample, calendars := longer(1, 4, len(changes)), longer(1, 1, 3)
			for i, at := range changes {
				if picked := (i+1)*sample/len(changes) > i*sample/len(changes); !picked {
					continue
				}
				for n := range calendars {
					compareAround(t, zone, at, i*calendars+n)
				}
			}
			if len(changes) == 0 {
				compareAround(t, zone, until, 0)
			}
		})
	}
}

// Notable clock changes: dates that do not exist or exist twice, midnights that do not, offsets with seconds, and the
// last day of leap years, where ZoneBounds is wrong.
func TestHoursModelNotable(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, zone, at string }{
		{"apia skips a date", "Pacific/Apia", "2011-12-30T10:00:00Z"},
		{"kwajalein skips a date", "Pacific/Kwajalein", "1993-08-21T12:00:00Z"},
		{"manila skips a date", "Asia/Manila", "1844-12-30T15:56:00Z"},
		{"juneau repeats a date", "America/Juneau", "1867-10-19T00:31:13Z"},
		{"sao paulo has no midnight", "America/Sao_Paulo", "2018-11-04T03:00:00Z"},
		{"havana has no midnight", "America/Havana", "2026-03-08T05:00:00Z"},
		{"havana has two midnights", "America/Havana", "2026-11-01T05:00:00Z"},
		{"lord howe moves half an hour", "Australia/Lord_Howe", "2026-04-04T15:00:00Z"},
		{"troll moves two hours", "Antarctica/Troll", "2026-03-29T01:00:00Z"},
		{"casablanca pauses for ramadan", "Africa/Casablanca", "2026-02-15T02:00:00Z"},
		{"pyongyang goes back half an hour", "Asia/Pyongyang", "2015-08-14T15:00:00Z"},
		{"pyongyang goes forward half an hour", "Asia/Pyongyang", "2018-05-04T15:00:00Z"},
		{"caracas goes back half an hour", "America/Caracas", "2007-12-09T07:00:00Z"},
		{"kathmandu moves a quarter", "Asia/Kathmandu", "1985-12-31T18:30:00Z"},
		{"monrovia gives up seconds", "Africa/Monrovia", "1972-01-07T00:44:30Z"},
		{"new york leaves local mean time", "America/New_York", "1883-11-18T17:00:00Z"},
		{"kathmandu leaves local mean time", "Asia/Kathmandu", "1919-12-31T18:18:44Z"},
		{"dublin has seconds of its own", "Europe/Dublin", "1916-10-01T02:25:21Z"},
		{"new york ends a leap year", "America/New_York", "2028-12-31T12:00:00Z"},
		{"sydney ends a leap year", "Australia/Sydney", "2096-12-31T12:00:00Z"},
		{"brussels in the far future", "Europe/Brussels", "9998-03-29T01:00:00Z"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			at, err := time.Parse(time.RFC3339, test.at)
			require.NoError(t, err)
			for seed := range 3 {
				compareAround(t, test.zone, at, seed)
			}
		})
	}
}

// Over three years, one of them a leap year, Hours answer what a reader of the clock answers.
func TestHoursModelYears(t *testing.T) {
	t.Parallel()
	for i, zone := range []string{"America/New_York", "Australia/Lord_Howe"} {
		t.Run(zone, func(t *testing.T) {
			t.Parallel()
			from := time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)
			c := rapid.Custom(func(t *rapid.T) schedule.Calendar { return drawCalendar(t, zone, from.AddDate(2, 0, 0)) }).Example(i)
			h, err := c.Compile()
			require.NoError(t, err)
			f := shoot(newHoursModel(t, c), from, from.AddDate(longer(1, 3, 3), 0, 0), time.Minute)
			r := rand.New(rand.NewPCG(uint64(i), 2))
			span := int64(f.until.Sub(from))
			for range 20 {
				a, b := from.Add(time.Duration(r.Int64N(span))), from.Add(time.Duration(r.Int64N(span)))
				f.sameAnswers(t, h, a, b, time.Duration(r.Int64N(span/4)))
			}
		})
	}
}

// agreesWithModel is the model comparison as a property of drawn calendars and instants.
func agreesWithModel(t *rapid.T) {
	zone := rapid.SampledFrom(zones).Draw(t, "zone")
	at := time.Unix(rapid.Int64Range(631152000, 2208988800).Draw(t, "at")/60*60, 0)
	c := drawCalendar(t, zone, at)
	h, err := c.Compile()
	require.NoError(t, err)
	f := shoot(newHoursModel(t, c), at, at.Add(60*time.Hour), time.Minute)
	within := rapid.Int64Range(0, int64(60*time.Hour)-1)
	a, b := at.Add(time.Duration(within.Draw(t, "a"))), at.Add(time.Duration(within.Draw(t, "b")))
	f.sameAnswers(t, h, a, b, time.Duration(within.Draw(t, "d")))
}

func TestHoursAgreesWithModel(t *testing.T) {
	t.Parallel()
	rapid.Check(t, agreesWithModel)
}

func FuzzHoursAgreesWithModel(f *testing.F) { f.Fuzz(rapid.MakeFuzz(agreesWithModel)) }

// The methods hold together over any distance: Add and Between are each other's inverse, Between adds up, Next is open
// and Change is a change.
func TestHoursLaws(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		instant := rapid.Custom(func(t *rapid.T) time.Time {
			years := rapid.SampledFrom([]int64{60, 300, 8000}).Draw(t, "years") // from 1990 on
			return time.Unix(631152000+rapid.Int64Range(0, years*31556952).Draw(t, "s"), rapid.Int64Range(0, 999999999).Draw(t, "ns"))
		})
		a, b, x := instant.Draw(t, "a"), instant.Draw(t, "b"), instant.Draw(t, "x")
		c := drawCalendar(t, rapid.SampledFrom(zones).Draw(t, "zone"), a)
		h, err := c.Compile()
		require.NoError(t, err)

		d := time.Duration(rapid.Int64Range(1, int64(20*365*24*time.Hour)).Draw(t, "d"))
		if u, ok := h.Add(a, d); ok {
			require.Equal(t, d, h.Between(a, u), "Between(a, Add(a, d)) is d")
			require.Equal(t, d-1, h.Between(a, u.Add(-1)), "Add is the least such instant")
		}
		if sum := h.Between(a, x); sum.Abs() < 1<<61 && h.Between(x, b).Abs() < 1<<61 {
			require.Equal(t, sum+h.Between(x, b), h.Between(a, b), "Between adds up")
		}
		require.Equal(t, -h.Between(a, b), h.Between(b, a), "Between turns round")
		if u, ok := h.Next(a); ok {
			require.True(t, h.Open(u) && !u.Before(a), "Next is open and not in the past")
			require.Zero(t, h.Between(a, u), "nothing is open before Next")
		}
		if u, ok := h.Change(a); ok {
			require.NotEqual(t, h.Open(a), h.Open(u), "Open changes at Change")
			require.Equal(t, h.Open(a), h.Open(u.Add(-1)), "and not before")
			require.True(t, u.After(a))
			require.Contains(t, []time.Duration{0, u.Sub(a)}, h.Between(a, u), fmt.Sprint("all or nothing until ", u))
		}
	})
}
