package schedule_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/commis-recipes/commis/schedule"
)

func TestCalendarFaults(t *testing.T) {
	t.Parallel()
	week := map[string][]string{"monday": {"09:00-17:00"}}
	const form = `is not an interval (HH:MM-HH:MM, from 00:00 to 24:00)`
	for _, test := range []struct {
		name string
		c    schedule.Calendar
		want []string
	}{
		{"zero value", schedule.Calendar{}, []string{
			"zone: missing, want the name of a time zone such as Europe/Brussels or UTC",
			"week: no intervals, so it would never be open; write at least one"}},
		{"local zone", schedule.Calendar{Zone: "Local", Week: week}, []string{
			`zone: "Local" depends on the server, want the name of a time zone such as Europe/Brussels or UTC`}},
		{"local zone as a file", schedule.Calendar{Zone: "localtime", Week: week}, []string{
			`zone: "localtime" depends on the server, want the name of a time zone such as Europe/Brussels or UTC`}},
		{"unknown zone", schedule.Calendar{Zone: "Europe/Brusels", Week: week}, []string{`zone: "Europe/Brusels" is not a known time zone`}},
		{"a path as zone", schedule.Calendar{Zone: "../etc/passwd", Week: week}, []string{`zone: "../etc/passwd" is not a known time zone`}},
		{"days without intervals", schedule.Calendar{Zone: "UTC", Week: map[string][]string{"monday": {}, "sunday": nil}}, []string{
			"week: no intervals, so it would never be open; write at least one"}},
		{"only special dates", schedule.Calendar{Zone: "UTC", Special: map[string][]string{"2026-01-01": {"09:00-10:00"}}}, []string{
			"week: no intervals, so it would never be open; write at least one"}},
		{"unknown days", schedule.Calendar{Zone: "UTC", Week: map[string][]string{"Monday": {"09:00-9:00"}, "holiday": {}, "": nil, "monday": {"09:00-17:00"}}}, []string{
			"week.: not a day of the week, want monday to sunday in lower case",
			"week.Monday: not a day of the week, want monday to sunday in lower case",
			`week.Monday[0]: "09:00-9:00" is not an interval (HH:MM-HH:MM)`,
			"week.holiday: not a day of the week, want monday to sunday in lower case"}},
		{"intervals", schedule.Calendar{Zone: "UTC", Week: map[string][]string{
			"sunday": {"00:00-24:00", "22:00-00:00", "24:00-02:00", "09:00-09:00", "00:00-00:00"},
			"monday": {"", "09:00", "09:60-10:00", "23:00-24:01", "25:00-26:00", "09-00-10:00", "09:00–10:0", "-1:00-10:00", " 9:00-10:00", "09:00-10:00 "}}}, []string{
			`week.monday[0]: "" is not an interval (HH:MM-HH:MM)`,
			`week.monday[1]: "09:00" is not an interval (HH:MM-HH:MM)`,
			`week.monday[2]: "09:60-10:00" ` + form,
			`week.monday[3]: "23:00-24:01" ` + form,
			`week.monday[4]: "25:00-26:00" ` + form,
			`week.monday[5]: "09-00-10:00" ` + form,
			`week.monday[6]: "09:00–10:0" is not an interval (HH:MM-HH:MM)`,
			`week.monday[7]: "-1:00-10:00" ` + form,
			`week.monday[8]: " 9:00-10:00" ` + form,
			`week.monday[9]: "09:00-10:00 " is not an interval (HH:MM-HH:MM)`,
			"week.sunday[2]: 24:00 can end an interval, not begin one",
			`week.sunday[3]: "09:00-09:00" ends where it begins; the whole day is 00:00-24:00`,
			`week.sunday[4]: "00:00-00:00" ends where it begins; the whole day is 00:00-24:00`}},
		{"dates", schedule.Calendar{Zone: "UTC", Week: week,
			Closed:  []string{"2026-12-25", "2026-02-29", "2028-02-29", "25.12.2026", "2026-12-25", "0000-01-01", "9999-12-31", "10000-01-01"},
			Special: map[string][]string{"2026-12-25": {"09:00-12:00"}, "2026-12-24": {"09:00-12:00", "13:00"}, "2026-1-1": {"x"}, "": nil}}, []string{
			`closed[1]: "2026-02-29" is not a date (YYYY-MM-DD)`,
			`closed[3]: "25.12.2026" is not a date (YYYY-MM-DD)`,
			`closed[7]: "10000-01-01" is not a date (YYYY-MM-DD)`,
			`special.: "" is not a date (YYYY-MM-DD)`,
			`special.2026-1-1: "2026-1-1" is not a date (YYYY-MM-DD)`,
			`special.2026-1-1[0]: "x" is not an interval (HH:MM-HH:MM)`,
			`special.2026-12-24[1]: "13:00" is not an interval (HH:MM-HH:MM)`,
			"special.2026-12-25: the date is in closed too, keep it in one of the two"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			h, err := test.c.Compile()
			require.Nil(t, h, "a wrong calendar has no hours")
			require.EqualError(t, err, strings.Join(test.want, "\n"))
			joined, ok := err.(interface{ Unwrap() []error })
			require.True(t, ok, "faults are joined")
			for _, fault := range joined.Unwrap() {
				var typed *schedule.CalendarError
				require.ErrorAs(t, fault, &typed)
			}
		})
	}
}

// What a caller does to a calendar after Compile changes nothing.
func TestCalendarCompileCopies(t *testing.T) {
	t.Parallel()
	c := schedule.Calendar{Zone: "UTC", Week: map[string][]string{"monday": {"09:00-17:00"}}, Closed: []string{"2026-01-12"},
		Special: map[string][]string{"2026-01-19": {"10:00-11:00"}}}
	h := mustCompile(t, c)
	c.Week["monday"][0], c.Closed[0] = "20:00-21:00", "2026-01-05"
	delete(c.Special, "2026-01-19")
	require.True(t, h.Open(instant(t, "2026-01-05T09:00:00Z")))
	require.False(t, h.Open(instant(t, "2026-01-12T20:00:00Z")))
	require.False(t, h.Open(instant(t, "2026-01-19T09:00:00Z")))
}

func TestCalendarJSON(t *testing.T) {
	t.Parallel()
	const text = `{"zone":"Europe/Brussels","week":{"friday":["22:00-02:00"],"monday":["09:00-15:00","16:00-22:00"]},` +
		`"closed":["2026-12-25"],"special":{"2026-12-24":["09:00-12:00"]}}`
	var c schedule.Calendar
	require.NoError(t, json.Unmarshal([]byte(text), &c))
	got, err := json.Marshal(c)
	require.NoError(t, err)
	require.Equal(t, text, string(got))

	got, err = json.Marshal(schedule.Calendar{Zone: "UTC", Week: map[string][]string{"monday": {"09:00-15:00"}}})
	require.NoError(t, err)
	require.Equal(t, `{"zone":"UTC","week":{"monday":["09:00-15:00"]}}`, string(got))
}

// A drawn calendar means the same after it was written and read.
func TestCalendarRoundTrip(t *testing.T) {
	t.Parallel()
	around := instant(t, "2026-03-29T00:00:00Z")
	rapid.Check(t, func(t *rapid.T) {
		c := drawCalendar(t, rapid.SampledFrom(zones).Draw(t, "zone"), around)
		text, err := json.Marshal(c)
		require.NoError(t, err)
		var again schedule.Calendar
		require.NoError(t, json.Unmarshal(text, &again))
		h1, err1 := c.Compile()
		h2, err2 := again.Compile()
		require.NoError(t, errors.Join(err1, err2))
		at := around.Add(time.Duration(rapid.Int64Range(-1e15, 1e15).Draw(t, "at")))
		require.Equal(t, h1.Open(at), h2.Open(at))
		require.Equal(t, h1.Between(around, at), h2.Between(around, at))
	})
}

func FuzzCalendar(f *testing.F) {
	f.Add(`{"zone":"Europe/Brussels","week":{"monday":["09:00-15:00","16:00-22:00"]}}`, int64(1767600000), int64(3600e9))
	f.Add(`{"zone":"America/Havana","week":{"sunday":["22:00-02:00"]},"closed":["2026-12-25"]}`, int64(-62167219200), int64(1)<<62)
	f.Add(`{"zone":"Australia/Lord_Howe","week":{"friday":["00:00-24:00"]},"special":{"0000-01-01":["23:00-24:00"]}}`, int64(253402300799), int64(1))
	f.Add(`{"zone":"Local","week":{"funday":["24:00-24:00"]},"closed":["x"],"special":{"9999-12-31":null}}`, int64(0), int64(-1))
	f.Fuzz(func(t *testing.T, text string, at, d int64) {
		var c schedule.Calendar
		if json.Unmarshal([]byte(text), &c) != nil {
			return
		}
		h, err := c.Compile()
		if err != nil {
			require.Nil(t, h)
			return
		}
		from := time.Unix(at, 0)
		if u, ok := h.Next(from); ok {
			require.True(t, h.Open(u), "Next(%v) is %v", from, u)
		}
		if u, ok := h.Change(from); ok {
			require.NotEqual(t, h.Open(from), h.Open(u), "Change(%v) is %v", from, u)
		}
		if u, ok := h.Add(from, time.Duration(d)); ok && d > 0 && at > -1<<60 {
			require.Equal(t, time.Duration(d), h.Between(from, u), "Add(%v, %v) is %v", from, d, u)
		}
	})
}
