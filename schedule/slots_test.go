package schedule_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/schedule"
)

// instants are the first n slots after an instant, in UTC.
func instants(t *testing.T, s *schedule.Slots, after string, n int) []string {
	t.Helper()
	at, err := time.Parse(time.RFC3339, after)
	require.NoError(t, err)
	var all []string
	for range n {
		next, ok := s.Next(at)
		if !ok {
			break
		}
		last, ok := s.Last(next)
		require.True(t, ok)
		require.Equal(t, next, last, "a slot is the last one at its own instant")
		at = next
		all = append(all, at.Format(time.RFC3339))
	}
	return all
}

func TestSlots(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, zone  string
		times, days []string
		after       string
		want        []string
	}{
		{"mondays at nine in Brussels, across the change to summer", "Europe/Brussels", []string{"09:00"}, []string{"monday"},
			"2026-03-22T00:00:00Z", []string{"2026-03-23T08:00:00Z", "2026-03-30T07:00:00Z", "2026-04-06T07:00:00Z"}},
		{"every day, twice, in any order", "UTC", []string{"17:30", "09:00"}, nil,
			"2026-01-05T09:00:00Z", []string{"2026-01-05T17:30:00Z", "2026-01-06T09:00:00Z", "2026-01-06T17:30:00Z"}},
		{"a second before a slot", "UTC", []string{"09:00"}, nil, "2026-01-05T08:59:59Z", []string{"2026-01-05T09:00:00Z"}},
		{"midnight", "Europe/Brussels", []string{"00:00"}, nil, "2026-01-05T00:00:00Z", []string{"2026-01-05T23:00:00Z"}},
		// On 29 March 2026 clocks in Brussels go from 02:00 to 03:00, at 01:00 UTC.
		{"a time in the gap falls on its end", "Europe/Brussels", []string{"02:30"}, nil,
			"2026-03-28T00:00:00Z", []string{"2026-03-28T01:30:00Z", "2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z"}},
		{"two times on one instant are one", "Europe/Brussels", []string{"02:00", "02:30", "03:00", "03:00"}, []string{"sunday"},
			"2026-03-28T12:00:00Z", []string{"2026-03-29T01:00:00Z", "2026-04-05T00:00:00Z", "2026-04-05T00:30:00Z", "2026-04-05T01:00:00Z"}},
		// On 25 October 2026 they go from 03:00 to 02:00, at 01:00 UTC: 02:30 is read at 00:30 and at 01:30 UTC.
		{"of a repeated reading the first counts", "Europe/Brussels", []string{"02:30"}, nil,
			"2026-10-24T12:00:00Z", []string{"2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"}},
		{"between the two readings", "Europe/Brussels", []string{"02:30"}, nil,
			"2026-10-25T00:45:00Z", []string{"2026-10-26T01:30:00Z"}},
		// In New York: 02:00 to 03:00 on 8 March 2026 at 07:00 UTC, 02:00 to 01:00 on 1 November at 06:00 UTC.
		{"the gap of New York", "America/New_York", []string{"02:15"}, nil, "2026-03-07T12:00:00Z", []string{"2026-03-08T07:00:00Z", "2026-03-09T06:15:00Z"}},
		{"the repeated hour of New York", "America/New_York", []string{"01:15"}, nil, "2026-10-31T12:00:00Z", []string{"2026-11-01T05:15:00Z", "2026-11-02T06:15:00Z"}},
		// Havana has no midnight on 8 March 2026: 00:00 to 01:00 at 05:00 UTC.
		{"a midnight that does not exist", "America/Havana", []string{"00:00"}, []string{"sunday"}, "2026-03-07T12:00:00Z", []string{"2026-03-08T05:00:00Z", "2026-03-15T04:00:00Z"}},
		// Apia skipped Friday, 30 December 2011: from midnight of it to midnight of the 31st, at 10:00 UTC.
		{"a date that does not exist", "Pacific/Apia", []string{"09:00"}, []string{"friday"}, "2011-12-24T00:00:00Z", []string{"2011-12-30T10:00:00Z", "2012-01-05T19:00:00Z"}},
		{"the end of time", "UTC", []string{"09:00"}, []string{"friday"}, "9999-12-24T12:00:00Z", []string{"9999-12-31T09:00:00Z"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s, err := schedule.NewSlots(tt.zone, tt.times, tt.days)
			require.NoError(t, err)
			require.Equal(t, tt.want, instants(t, s, tt.after, len(tt.want)))
		})
	}
}

func TestLastSlot(t *testing.T) {
	t.Parallel()
	s, err := schedule.NewSlots("Europe/Brussels", []string{"09:00", "02:30"}, []string{"monday", "sunday"})
	require.NoError(t, err)
	brussels, err := time.LoadLocation("Europe/Brussels")
	require.NoError(t, err)
	for _, tt := range []struct{ at, want string }{
		{"2026-01-05T08:00:00Z", "2026-01-05T09:00:00+01:00"}, // itself
		{"2026-01-05T07:59:59Z", "2026-01-05T02:30:00+01:00"},
		{"2026-01-10T12:00:00Z", "2026-01-05T09:00:00+01:00"},
		{"2026-10-25T01:15:00Z", "2026-10-25T02:30:00+02:00"}, // 02:15 again: 02:30 was read already
		{"2026-03-29T01:00:00Z", "2026-03-29T03:00:00+02:00"}, // the gap's end
	} {
		at, err := time.Parse(time.RFC3339, tt.at)
		require.NoError(t, err)
		last, ok := s.Last(at.In(brussels))
		require.True(t, ok)
		require.Equal(t, tt.want, last.Format(time.RFC3339), tt.at)
	}
}

func TestSlotsOfOpenDays(t *testing.T) {
	t.Parallel()
	compile := func(c schedule.Calendar) *schedule.Hours {
		h, err := c.Compile()
		require.NoError(t, err)
		return h
	}
	office := schedule.Calendar{Zone: "Europe/Brussels", Week: map[string][]string{"monday": {"09:00-17:00"}, "tuesday": {"09:00-17:00"}, "friday": {"22:00-02:00"}},
		Closed: []string{"2026-01-06"}, Special: map[string][]string{"2026-01-07": {"10:00-11:00"}}}
	for _, tt := range []struct {
		name  string
		hours *schedule.Hours
		days  []string
		after string
		want  []string
	}{
		// The 6th is closed, the 7th is special, Friday the 9th runs into Saturday the 10th: all have an open instant but the 6th.
		{"open days, whenever they are open", compile(office), nil, "2026-01-05T00:00:00Z",
			[]string{"2026-01-05T05:00:00Z", "2026-01-07T05:00:00Z", "2026-01-09T05:00:00Z", "2026-01-10T05:00:00Z", "2026-01-12T05:00:00Z"}},
		{"open days of some days", compile(office), []string{"tuesday", "wednesday"}, "2026-01-05T00:00:00Z",
			[]string{"2026-01-07T05:00:00Z", "2026-01-13T05:00:00Z", "2026-01-20T05:00:00Z"}},
		{"days that are never open", compile(office), []string{"sunday"}, "2026-01-05T00:00:00Z", nil},
		// Open from 02:15 to 02:45 on Sundays: not on 29 March 2026, when clocks skip that.
		{"a day whose only interval clocks skip", compile(schedule.Calendar{Zone: "Europe/Brussels", Week: map[string][]string{"sunday": {"02:15-02:45"}}}), nil,
			"2026-03-22T12:00:00Z", []string{"2026-04-05T04:00:00Z", "2026-04-12T04:00:00Z"}},
		{"closed for two months", compile(schedule.Calendar{Zone: "UTC", Week: map[string][]string{"monday": {"09:00-10:00"}},
			Closed: []string{"2026-01-05", "2026-01-12", "2026-01-19", "2026-01-26", "2026-02-02", "2026-02-09", "2026-02-16", "2026-02-23", "2026-03-02", "2026-03-09", "2026-03-16", "2026-03-23"}}),
			nil, "2026-01-01T00:00:00Z", []string{"2026-03-30T06:00:00Z"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s, err := tt.hours.Slots([]string{"06:00"}, tt.days)
			require.NoError(t, err)
			require.Equal(t, tt.want, instants(t, s, tt.after, max(1, len(tt.want))))
		})
	}
}

func TestSlotFaults(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, zone  string
		times, days []string
		want        []string
	}{
		{"nothing", "", nil, nil, []string{"times: missing, want at least one time of day such as 09:00", "zone: missing, want the name of a time zone such as Europe/Brussels or UTC"}},
		{"times that are none", "UTC", []string{"24:00", "9:00", "9", "09:00:00", "9am", "12:60", "", " 09:00"}, nil, []string{
			`times[0]: "24:00" is not a time of day; the end of a day is 00:00 of the next one`,
			`times[1]: "9:00" is not a time of day, did you mean 09:00?`,
			`times[2]: "9" is not a time of day, did you mean 09:00?`,
			`times[3]: "09:00:00" is not a time of day, did you mean 09:00?`,
			`times[4]: "9am" is not a time of day; want HH:MM from 00:00 to 23:59, such as 09:00`,
			`times[5]: "12:60" is not a time of day; want HH:MM from 00:00 to 23:59, such as 09:00`,
			`times[6]: "" is not a time of day; want HH:MM from 00:00 to 23:59, such as 09:00`,
			`times[7]: " 09:00" is not a time of day, did you mean 09:00?`,
		}},
		{"days that are none", "UTC", []string{"09:00"}, []string{"Monday", "tue", "wednsday", "fridays", "weekday", "", "sunday", "sunday"}, []string{
			`days[0]: "Monday" is not a day of the week, did you mean monday?`,
			`days[1]: "tue" is not a day of the week, did you mean tuesday?`,
			`days[2]: "wednsday" is not a day of the week, did you mean wednesday?`,
			`days[3]: "fridays" is not a day of the week, did you mean friday?`,
			`days[4]: "weekday" is not a day of the week; want monday to sunday in lower case`,
			`days[5]: "" is not a day of the week; want monday to sunday in lower case`,
			`days[7]: "sunday" is given already`,
		}},
		{"no day", "UTC", []string{"09:00"}, []string{}, []string{"days: empty, leave it out for every day"}},
		{"a zone that is none", "Europe/Brusels", []string{"09:00"}, nil, []string{`zone: "Europe/Brusels" is not a known time zone`}},
		{"the server's zone", "Local", []string{"09:00"}, nil, []string{`zone: "Local" depends on the server, want the name of a time zone such as Europe/Brussels or UTC`}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s, err := schedule.NewSlots(tt.zone, tt.times, tt.days)
			require.Nil(t, s)
			require.EqualError(t, err, strings.Join(tt.want, "\n"))
			var fault *schedule.CalendarError
			require.ErrorAs(t, err, &fault)
		})
	}
}

func TestZeroSlots(t *testing.T) {
	t.Parallel()
	var s schedule.Slots
	_, ok := s.Next(time.Unix(0, 0))
	require.False(t, ok)
	_, ok = s.Last(time.Unix(0, 0))
	require.False(t, ok)
}
