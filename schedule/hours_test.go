package schedule_test

import (
	"math"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/schedule"
)

// mustCompile returns the hours of a calendar that must be right.
func mustCompile(tb testing.TB, c schedule.Calendar) *schedule.Hours {
	tb.Helper()
	h, err := c.Compile()
	require.NoError(tb, err)
	return h
}

// instant reads RFC 3339.
func instant(tb testing.TB, text string) time.Time {
	tb.Helper()
	t, err := time.Parse(time.RFC3339Nano, text)
	require.NoError(tb, err)
	return t
}

// everyDay is a week with the same intervals each day.
func everyDay(intervals ...string) map[string][]string {
	week := map[string][]string{}
	for _, day := range weekdays {
		week[day] = intervals
	}
	return week
}

func TestHoursOpen(t *testing.T) {
	t.Parallel()
	brussels := schedule.Calendar{Zone: "Europe/Brussels", Week: map[string][]string{
		"monday": {"09:00-15:00", "16:00-22:00"}, "tuesday": {"09:00-23:00"}}}
	night := schedule.Calendar{Zone: "Europe/Brussels", Week: map[string][]string{"sunday": {"02:00-03:00"}}}
	late := schedule.Calendar{Zone: "UTC",
		Week:   map[string][]string{"friday": {"22:00-02:00"}, "saturday": {"10:00-12:00"}, "sunday": {"23:00-24:00"}},
		Closed: []string{"2026-01-10", "2026-01-16"},
		Special: map[string][]string{
			"2026-01-24": {"20:00-03:00"}, // a Saturday
			"2026-01-30": {},              // a Friday
			"2026-01-31": {"11:00-12:00"}, // a Saturday
			"2026-02-06": {"23:00-01:00"}, // a Friday, before a closed date
			"2026-02-13": {"23:00-01:00"}, // a Friday, before a special date
			"2026-02-14": {"10:00-11:00"}, "2027-01-01": {"08:00-09:00"}},
	}
	late.Closed = append(late.Closed, "2026-02-07")
	for _, test := range []struct {
		name string
		c    schedule.Calendar
		at   string
		open bool
	}{
		{"before the first minute in winter", brussels, "2026-01-05T07:59:59Z", false},
		{"first minute in winter", brussels, "2026-01-05T08:00:00Z", true},
		{"before the first minute in summer", brussels, "2026-03-30T06:59:59.999999999Z", false},
		{"first minute in summer", brussels, "2026-03-30T07:00:00Z", true},
		{"last second", brussels, "2026-03-30T12:59:59.999999999Z", true},
		{"end is not within", brussels, "2026-03-30T13:00:00Z", false},
		{"second interval", brussels, "2026-03-30T14:00:00Z", true},
		{"end of the second interval", brussels, "2026-03-30T20:00:00Z", false},
		{"a day without intervals", brussels, "2026-01-07T10:00:00Z", false},
		{"the location of t does not matter", brussels, "2026-01-05T03:00:00-05:00", true},
		{"repeated hour, first time", night, "2026-10-25T00:30:00Z", true},
		{"repeated hour, second time", night, "2026-10-25T01:30:00Z", true},
		{"before the gap", night, "2026-03-29T00:59:59Z", false},
		{"after the gap", night, "2026-03-29T01:00:00Z", false},

		{"before midnight", late, "2026-01-02T23:59:59Z", true},
		{"past midnight", late, "2026-01-03T01:59:59Z", true},
		{"end past midnight", late, "2026-01-03T02:00:00Z", false},
		{"24:00 ends the date", late, "2026-01-04T23:59:59.999999999Z", true},
		{"24:00 does not run on", late, "2026-01-05T00:00:00Z", false},
		{"the day before a closed date", late, "2026-01-09T23:59:59Z", true},
		{"nothing runs into a closed date", late, "2026-01-10T00:00:00Z", false},
		{"a closed date has no intervals", late, "2026-01-10T10:00:00Z", false},
		{"a closed date begins nothing", late, "2026-01-17T01:00:00Z", false},
		{"the day after a closed date has its own", late, "2026-01-17T10:00:00Z", true},
		{"nothing runs into a special date", late, "2026-01-24T01:00:00Z", false},
		{"a special date has not the week's", late, "2026-01-24T10:00:00Z", false},
		{"a special date has its own", late, "2026-01-24T20:00:00Z", true},
		{"a special date runs past midnight", late, "2026-01-25T02:59:59Z", true},
		{"and ends there", late, "2026-01-25T03:00:00Z", false},
		{"the day after a special date has its own", late, "2026-01-25T23:00:00Z", true},
		{"a special date without intervals", late, "2026-01-30T22:00:00Z", false},
		{"begins nothing", late, "2026-01-31T01:00:00Z", false},
		{"special after special", late, "2026-01-31T11:00:00Z", true},
		{"special before closed", late, "2026-02-06T23:00:00Z", true},
		{"does not run into closed", late, "2026-02-07T00:30:00Z", false},
		{"special before special", late, "2026-02-13T23:00:00Z", true},
		{"does not run into special", late, "2026-02-14T00:30:00Z", false},
		{"a special date in another year", late, "2027-01-01T08:30:00Z", true},
		{"the week after the last exception", late, "2027-01-09T01:00:00Z", true},
		{"year 0", late, "0000-01-01T10:00:00Z", true}, // a Saturday
		{"year 9999", late, "9999-12-31T22:00:00Z", true},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, test.open, mustCompile(t, test.c).Open(instant(t, test.at)), test.at)
		})
	}
}

// Next, Change and Add by hand; "" is never.
func TestHoursSearch(t *testing.T) {
	t.Parallel()
	office := schedule.Calendar{Zone: "Europe/Brussels", Week: map[string][]string{
		"friday": {"09:00-12:00", "12:00-17:00"}, "monday": {"09:00-17:00"}}, Closed: []string{"2026-01-05"}}
	night := schedule.Calendar{Zone: "Europe/Brussels", Week: map[string][]string{"sunday": {"02:00-03:00"}}}
	always := schedule.Calendar{Zone: "America/New_York", Week: everyDay("00:00-24:00")}
	stJohns := schedule.Calendar{Zone: "America/St_Johns", Week: everyDay("00:00-24:00"), Closed: []string{"2010-11-06"}}
	closing := schedule.Calendar{Zone: "UTC", Week: everyDay("00:00-24:00"), Closed: []string{"2026-01-05", "2026-01-06"}}
	apia := schedule.Calendar{Zone: "Pacific/Apia", Week: map[string][]string{"friday": {"22:00-02:00"}}}
	for _, test := range []struct {
		name         string
		c            schedule.Calendar
		at           string
		next, change string
		d            time.Duration
		add          string
	}{
		{"open", office, "2026-01-02T08:00:00.5Z", "2026-01-02T08:00:00.5Z", "2026-01-02T16:00:00Z", time.Hour, "2026-01-02T09:00:00.5Z"},
		{"closed for a weekend and a holiday", office, "2026-01-02T16:00:00Z", "2026-01-09T08:00:00Z", "2026-01-09T08:00:00Z", time.Nanosecond, "2026-01-09T08:00:00.000000001Z"},
		{"a deadline is the end of an interval", office, "2026-01-02T15:00:00Z", "2026-01-02T15:00:00Z", "2026-01-02T16:00:00Z", time.Hour, "2026-01-02T16:00:00Z"},
		{"or just after the next opening", office, "2026-01-02T15:00:00Z", "2026-01-02T15:00:00Z", "2026-01-02T16:00:00Z", time.Hour + 1, "2026-01-09T08:00:00.000000001Z"},
		{"no time at all", office, "2026-01-03T15:00:00.25Z", "2026-01-09T08:00:00Z", "2026-01-09T08:00:00Z", 0, "2026-01-03T15:00:00.25Z"},
		{"less than no time", office, "2026-01-03T15:00:00Z", "2026-01-09T08:00:00Z", "2026-01-09T08:00:00Z", -time.Hour, "2026-01-03T15:00:00Z"},
		{"the gap does not open", night, "2026-03-28T12:00:00Z", "2026-04-05T00:00:00Z", "2026-04-05T00:00:00Z", time.Minute, "2026-04-05T00:01:00Z"},
		{"the repeated hour is one stretch", night, "2026-10-25T00:00:00Z", "2026-10-25T00:00:00Z", "2026-10-25T02:00:00Z", 90 * time.Minute, "2026-10-25T01:30:00Z"},
		{"always open", always, "2026-01-03T15:00:00Z", "2026-01-03T15:00:00Z", "", 24 * time.Hour, "2026-01-04T15:00:00Z"},
		{"always open, closed for two dates", closing, "2026-01-04T15:00:00Z", "2026-01-04T15:00:00Z", "2026-01-05T00:00:00Z", 10 * time.Hour, "2026-01-07T01:00:00Z"},
		{"always open from now on", closing, "2026-01-07T00:00:00Z", "2026-01-07T00:00:00Z", "", time.Hour, "2026-01-07T01:00:00Z"},
		{"clocks go back into the closed date", stJohns, "2010-11-07T02:30:30Z", "2010-11-07T02:30:30Z", "2010-11-07T02:31:00Z", time.Minute, "2010-11-07T03:30:30Z"},
		{"a skipped date runs on all the same", apia, "2011-12-30T09:30:00Z", "2011-12-30T10:00:00Z", "2011-12-30T10:00:00Z", time.Hour, "2011-12-30T11:00:00Z"},
		{"year 0", office, "0000-01-01T00:00:00Z", "0000-01-03T08:42:30Z", "0000-01-03T08:42:30Z", time.Hour, "0000-01-03T09:42:30Z"},
		{"the last opening", office, "9999-12-31T15:59:00Z", "9999-12-31T15:59:00Z", "9999-12-31T16:00:00Z", time.Hour, ""},
		{"no opening any more", office, "9999-12-31T16:00:00Z", "", "", time.Hour, ""},
		{"the last second counts but does not end", always, "9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z", "", time.Second, ""},
		{"more than there is", night, "2026-03-28T12:00:00Z", "2026-04-05T00:00:00Z", "2026-04-05T00:00:00Z", math.MaxInt64, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			h, at := mustCompile(t, test.c), instant(t, test.at)
			check := func(rule, want string, got time.Time, ok bool) {
				require.Equal(t, want != "", ok, "%s got %v", rule, got)
				if ok {
					require.Equal(t, want, got.Format(time.RFC3339Nano), rule)
				}
			}
			got, ok := h.Next(at)
			check("Next", test.next, got, ok)
			got, ok = h.Change(at)
			check("Change", test.change, got, ok)
			got, ok = h.Add(at, test.d)
			check("Add", test.add, got, ok)
		})
	}
}

func TestHoursBetween(t *testing.T) {
	t.Parallel()
	office := schedule.Calendar{Zone: "Europe/Brussels", Week: map[string][]string{
		"friday": {"09:00-12:00", "11:00-17:00"}, "saturday": {"02:00-03:00"}, "sunday": {"02:00-03:00"}}}
	always := schedule.Calendar{Zone: "America/New_York", Week: everyDay("00:00-12:00", "12:00-24:00")}
	for _, test := range []struct {
		name string
		c    schedule.Calendar
		a, b string
		want time.Duration
	}{
		{"nothing", office, "2026-01-02T10:00:00Z", "2026-01-02T10:00:00Z", 0},
		{"overlaps count once", office, "2026-01-02T00:00:00Z", "2026-01-02T23:00:00Z", 8 * time.Hour},
		{"parts of seconds", office, "2026-01-02T08:00:00.7Z", "2026-01-02T08:00:02.1Z", 1400 * time.Millisecond},
		{"parts of closed seconds", office, "2026-01-02T07:59:59.7Z", "2026-01-02T16:00:00.7Z", 8 * time.Hour},
		{"the gap", office, "2026-03-28T00:00:00Z", "2026-03-30T00:00:00Z", time.Hour},
		{"the repeated hour", office, "2026-10-24T00:00:00Z", "2026-10-26T00:00:00Z", 3 * time.Hour},
		{"one week of a year without changes", office, "2026-01-01T00:00:00Z", "2026-01-08T00:00:00Z", 10 * time.Hour},
		{"all of 9 days, with a change", always, "2026-03-01T00:00:00Z", "2026-03-10T00:00:00Z", 9 * 24 * time.Hour},
		{"the longest", always, "2000-01-01T00:00:00Z", "2292-04-10T23:47:16.854775807Z", math.MaxInt64},
		{"almost the longest", always, "2000-01-01T00:00:00Z", "2292-04-10T23:47:16.854775806Z", math.MaxInt64 - 1},
		{"almost the longest, in parts", always, "2000-01-01T00:00:00.9Z", "2292-04-10T23:47:17.754775806Z", math.MaxInt64 - 1},
		{"longer than the longest by a nanosecond", always, "2000-01-01T00:00:00Z", "2292-04-10T23:47:16.854775808Z", math.MaxInt64},
		{"longer than the longest", always, "0000-01-01T00:00:00Z", "9999-12-31T23:59:59Z", math.MaxInt64},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			h := mustCompile(t, test.c)
			a, b := instant(t, test.a), instant(t, test.b)
			require.Equal(t, test.want, h.Between(a, b))
			require.Equal(t, -test.want, h.Between(b, a))
		})
	}
}

// Instants that no zone table and no duration reaches get an answer, and get it without end or overflow.
func TestHoursExtremes(t *testing.T) {
	t.Parallel()
	instants := []time.Time{
		{}, time.Unix(math.MinInt64, 0), time.Unix(math.MaxInt64, 0), time.Unix(-1<<62, 0), time.Unix(1<<62, 1), time.Unix(-1<<60, 5),
		time.Date(-1, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(0, 1, 1, 0, 0, 0, 0, time.UTC),
		time.Date(9999, 12, 31, 23, 59, 59, 999999999, time.UTC), time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC),
		time.Unix(1<<63-62135596801, 0), time.Date(2026, 1, 1, 0, 0, 0, 0, time.FixedZone("", 100*3600)),
	}
	for _, zone := range []string{"UTC", "America/New_York", "Pacific/Kiritimati"} {
		h := mustCompile(t, schedule.Calendar{Zone: zone, Week: map[string][]string{"sunday": {"02:10-02:20"}}, Closed: []string{"0000-01-01", "9999-12-31"}})
		for _, a := range instants {
			if u, ok := h.Next(a); ok {
				require.True(t, h.Open(u), "%s: Next(%v) is %v", zone, a, u)
			}
			if u, ok := h.Change(a); ok {
				require.NotEqual(t, h.Open(a), h.Open(u), "%s: Change(%v) is %v", zone, a, u)
			}
			if u, ok := h.Add(a, time.Hour); ok && a.Unix() >= -1<<60 {
				require.Equal(t, time.Hour, h.Between(a, u), "%s: Add(%v) is %v", zone, a, u)
			}
			for _, d := range []time.Duration{math.MinInt64, -1, 0} {
				u, ok := h.Add(a, d)
				require.True(t, ok && u.Equal(a))
			}
			for _, b := range instants {
				require.Equal(t, -h.Between(a, b), h.Between(b, a), "%s: Between(%v, %v)", zone, a, b)
			}
		}
		_, ok := h.Next(time.Date(10000, 1, 2, 0, 0, 0, 0, time.UTC))
		require.False(t, ok, "nothing begins after the year 9999")
		beyond := time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)
		require.Zero(t, h.Between(beyond, beyond.AddDate(100, 0, 0)), "nothing counts after the year 9999")
	}
}

// A time with a monotonic reading is asked by its wall clock.
func TestHoursMonotonic(t *testing.T) {
	t.Parallel()
	h := mustCompile(t, schedule.Calendar{Zone: "UTC", Week: everyDay("00:00-24:00")})
	now := time.Now()
	later := now.Add(time.Hour)
	require.Equal(t, time.Hour, h.Between(now.Round(0), later))
	u, ok := h.Add(now, time.Hour)
	require.True(t, ok && u.Equal(later.Round(0)))
}

func TestHoursZeroValue(t *testing.T) {
	t.Parallel()
	var h schedule.Hours
	at := instant(t, "2026-01-05T09:00:00Z")
	require.False(t, h.Open(at))
	_, next := h.Next(at)
	_, change := h.Change(at)
	_, add := h.Add(at, 1)
	require.False(t, next || change || add, "the zero value is never open")
	require.Zero(t, h.Between(at, at.AddDate(100, 0, 0)))
}

func TestHoursConcurrent(t *testing.T) {
	t.Parallel()
	h := mustCompile(t, schedule.Calendar{Zone: "Europe/Brussels", Week: everyDay("09:00-17:00"), Closed: []string{"2026-12-25"}})
	at := instant(t, "2026-12-24T16:00:00Z")
	want := instant(t, "2026-12-26T09:00:00Z")
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for range 100 {
				got, ok := h.Add(at, time.Hour)
				if !ok || !got.Equal(want) || h.Open(at) || h.Between(at, got) != time.Hour {
					t.Errorf("Add got %v, want %v", got, want)
				}
			}
		})
	}
	group.Wait()
}
