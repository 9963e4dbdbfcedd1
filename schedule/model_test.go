package schedule_test

import (
	"fmt"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/commis-recipes/commis/schedule"
)

// label is a date as a clock shows it.
type label struct {
	year  int
	month time.Month
	day   int
}

// hoursModel is the naive answer to Open: it reads the clock and looks at every interval.
type hoursModel struct {
	zone    *time.Location
	week    map[time.Weekday][][2]int // from and to, seconds since midnight
	closed  map[label]bool
	special map[label][][2]int
}

func newHoursModel(tb require.TestingT, c schedule.Calendar) hoursModel {
	zone, err := time.LoadLocation(c.Zone)
	require.NoError(tb, err)
	m := hoursModel{zone, map[time.Weekday][][2]int{}, map[label]bool{}, map[label][][2]int{}}
	read := func(texts []string) [][2]int {
		list := [][2]int{}
		for _, text := range texts {
			var h1, m1, h2, m2 int
			_, err := fmt.Sscanf(text, "%d:%d-%d:%d", &h1, &m1, &h2, &m2)
			require.NoError(tb, err)
			list = append(list, [2]int{(h1*60 + m1) * 60, (h2*60 + m2) * 60})
		}
		return list
	}
	date := func(text string) label {
		var l label
		_, err := fmt.Sscanf(text, "%d-%d-%d", &l.year, &l.month, &l.day)
		require.NoError(tb, err)
		return l
	}
	for day, name := range weekdays {
		m.week[time.Weekday(day)] = read(c.Week[name])
	}
	for _, text := range c.Closed {
		m.closed[date(text)] = true
	}
	for text, list := range c.Special {
		m.special[date(text)] = read(list)
	}
	return m
}

// weekdays are the names of a calendar in the order of time.Weekday.
var weekdays = [...]string{"sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"}

func (m hoursModel) open(t time.Time) bool {
	t = t.In(m.zone)
	y, mo, d := t.Date()
	hour, minute, second := t.Clock()
	clock, today := (hour*60+minute)*60+second, label{y, mo, d}
	own, special := m.special[today]
	if m.closed[today] {
		return false
	}
	if !special {
		own = m.week[t.Weekday()]
	}
	for _, v := range own {
		if v[0] <= clock && (clock < v[1] || v[1] < v[0]) {
			return true
		}
	}
	if special {
		return false
	}
	before := time.Date(y, mo, d-1, 0, 0, 0, 0, time.UTC) // a date, no instant
	yesterday := label{before.Year(), before.Month(), before.Day()}
	if m.closed[yesterday] {
		return false
	}
	spilling, special := m.special[yesterday]
	if !special {
		spilling = m.week[before.Weekday()]
	}
	for _, v := range spilling {
		if v[1] < v[0] && clock < v[1] {
			return true
		}
	}
	return false
}

// film is the model's answers for a stretch of time, one per step; nothing changes within a step.
type film struct {
	from, until time.Time
	step        time.Duration
	open        []bool
}

// shoot asks the model step by step.
func shoot(m hoursModel, from, until time.Time, step time.Duration) film {
	f := film{from: from, until: until, step: step}
	for t := from; t.Before(until); t = t.Add(step) {
		f.open = append(f.open, m.open(t))
	}
	return f
}

func (f film) at(t time.Time) int { return int(t.Sub(f.from) / f.step) }

func (f film) start(i int) time.Time { return f.from.Add(time.Duration(i) * f.step) }

// next returns false when the film ends before an opening, and so do change and add.
func (f film) next(t time.Time) (time.Time, bool) {
	if f.open[f.at(t)] {
		return t, true
	}
	return f.change(t)
}

func (f film) change(t time.Time) (time.Time, bool) {
	for i := f.at(t); i < len(f.open); i++ {
		if f.open[i] != f.open[f.at(t)] {
			return f.start(i), true
		}
	}
	return time.Time{}, false
}

func (f film) add(t time.Time, d time.Duration) (time.Time, bool) {
	if d == 0 {
		return t, true
	}
	for i := f.at(t); i < len(f.open); i++ {
		if !f.open[i] {
			continue
		}
		begin := f.start(i)
		if begin.Before(t) {
			begin = t
		}
		there := f.start(i + 1).Sub(begin)
		if d <= there {
			return begin.Add(d), true
		}
		d -= there
	}
	return time.Time{}, false
}

func (f film) between(a, b time.Time) time.Duration {
	if b.Before(a) {
		return -f.between(b, a)
	}
	var sum time.Duration
	for i := f.at(a); i < len(f.open) && f.start(i).Before(b); i++ {
		if !f.open[i] {
			continue
		}
		begin, end := f.start(i), f.start(i+1)
		if begin.Before(a) {
			begin = a
		}
		if end.After(b) {
			end = b
		}
		sum += end.Sub(begin)
	}
	return sum
}

// sameOpen compares Open in every step, at its first and its last nanosecond.
func (f film) sameOpen(tb testing.TB, h *schedule.Hours) {
	tb.Helper()
	for i, want := range f.open {
		for _, t := range []time.Time{f.start(i), f.start(i + 1).Add(-1)} {
			if h.Open(t) != want {
				require.FailNow(tb, "Open", "at %v got %v, want %v", t, !want, want)
			}
		}
	}
}

// sameAnswers compares the other methods for two instants in the film and a length of time.
func (f film) sameAnswers(tb require.TestingT, h *schedule.Hours, a, b time.Time, d time.Duration) {
	same := func(rule string, got time.Time, found bool, want time.Time, filmed bool) {
		switch {
		case filmed && !(found && got.Equal(want)):
			require.Failf(tb, rule, "got %v %v, want %v", got, found, want)
		case !filmed && found && got.Before(f.until):
			require.Failf(tb, rule, "got %v, want nothing before %v", got, f.until)
		}
	}
	got, ok := h.Next(a)
	want, filmed := f.next(a)
	same(fmt.Sprintf("Next(%v)", a), got, ok, want, filmed)

	got, ok = h.Change(a)
	want, filmed = f.change(a)
	same(fmt.Sprintf("Change(%v)", a), got, ok, want, filmed)

	got, ok = h.Add(a, d)
	want, filmed = f.add(a, d)
	same(fmt.Sprintf("Add(%v, %v)", a, d), got, ok, want, filmed)

	require.Equal(tb, f.between(a, b), h.Between(a, b), "Between(%v, %v)", a, b)
}

// drawCalendar draws a calendar whose irregular dates lie around a date, and whose intervals like the small hours.
func drawCalendar(t *rapid.T, zone string, around time.Time) schedule.Calendar {
	minute := rapid.OneOf(rapid.Map(rapid.IntRange(0, 8), func(n int) int { return n * 30 }), rapid.IntRange(0, 1439))
	interval := rapid.Custom(func(t *rapid.T) string {
		from := minute.Draw(t, "from")
		to := rapid.OneOf(minute, rapid.Just(1440)).Filter(func(to int) bool { return to != from }).Draw(t, "to")
		return fmt.Sprintf("%02d:%02d-%02d:%02d", from/60, from%60, to/60, to%60)
	})
	c := schedule.Calendar{Zone: zone, Week: map[string][]string{}, Special: map[string][]string{}}
	c.Week[rapid.SampledFrom(weekdays[:]).Draw(t, "day")] = []string{interval.Draw(t, "interval")}
	for _, day := range weekdays {
		if _, ok := c.Week[day]; !ok {
			c.Week[day] = rapid.SliceOfN(interval, 0, 3).Draw(t, day)
		}
	}
	year, month, day := around.Date()
	for i := -4; i <= 4; i++ {
		date := time.Date(year, month, day+i, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
		switch rapid.SampledFrom([]string{"", "", "", "closed", "special"}).Draw(t, date) {
		case "closed":
			c.Closed = append(c.Closed, date)
		case "special":
			c.Special[date] = rapid.SliceOfN(interval, 0, 3).Draw(t, date)
		}
	}
	return c
}
