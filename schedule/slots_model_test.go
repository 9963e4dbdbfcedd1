package schedule_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/commis-recipes/commis/schedule"
)

// slotModel finds slots by looking at a clock each minute: when it shows one of the times for the first time, or has been
// set past one.
type slotModel struct {
	zone  *time.Location
	times []string
	days  []string        // nil is every day
	hours *schedule.Hours // nil is any time
}

// between returns the slots in [from, to), looked for from a day and a half before until as long after.
func (m slotModel) between(from, to time.Time) []time.Time {
	const margin = 36 * time.Hour
	const day = 24 * 60
	shown := map[int64]bool{}        // readings so far, in minutes
	open := map[int64]bool{}         // dates with an open instant
	found := map[int64][]time.Time{} // by date: what is a slot if the date is one of the days
	for t := from.Add(-margin); t.Before(to.Add(margin)); t = t.Add(time.Minute) {
		_, offset := t.In(m.zone).Zone()
		now := (t.Unix() + int64(offset)) / 60
		if m.hours == nil || m.hours.Open(t) {
			open[now/day] = true
		}
		for first := len(shown) == 0; !shown[now]; now-- { // from now back to what was shown last
			clock := fmt.Sprintf("%02d:%02d", now%day/60, now%60)
			if slices.Contains(m.times, clock) && !slices.Contains(found[now/day], t) {
				found[now/day] = append(found[now/day], t)
			}
			if shown[now] = true; first {
				break
			}
		}
	}
	var all []time.Time
	for date, instants := range found {
		if m.days != nil && !slices.Contains(m.days, dayName(time.Unix(date*day*60, 0).UTC())) || m.hours != nil && !open[date] {
			continue
		}
		for _, t := range instants {
			if !t.Before(from) && t.Before(to) && !slices.ContainsFunc(all, t.Equal) {
				all = append(all, t)
			}
		}
	}
	slices.SortFunc(all, time.Time.Compare)
	return all
}

func dayName(day time.Time) string {
	return []string{"sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"}[day.Weekday()]
}

// Around the changes of clocks, slots are those that somebody finds who looks at a clock each minute.
func TestSlotsModel(t *testing.T) {
	t.Parallel()
	week := []string{"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"}
	for _, name := range []string{"Europe/Brussels", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca", "America/Havana", "Pacific/Apia", "Asia/Kathmandu"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			zone, err := time.LoadLocation(name)
			require.NoError(t, err)
			changes := clockChanges(zone, time.Date(1985, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2035, 1, 1, 0, 0, 0, 0, time.UTC))
			rapid.Check(t, func(t *rapid.T) {
				at := rapid.SampledFrom(changes).Draw(t, "change")
				m := slotModel{zone: zone, times: rapid.SliceOfN(drawTime(at, zone), 1, 4).Draw(t, "times")}
				if rapid.Bool().Draw(t, "some days") {
					m.days = rapid.SliceOfNDistinct(rapid.SampledFrom(week), 1, 7, rapid.ID).Draw(t, "days")
				}
				var s *schedule.Slots
				var err error
				if rapid.Bool().Draw(t, "open days") {
					m.hours, err = drawCalendar(t, name, at.In(zone)).Compile()
					require.NoError(t, err)
					s, err = m.hours.Slots(m.times, m.days)
				} else {
					s, err = schedule.NewSlots(name, m.times, m.days)
				}
				require.NoError(t, err)
				from := at.Add(-27 * time.Hour).Truncate(time.Minute)
				to := at.Add(27 * time.Hour)
				want := m.between(from, to)
				var got []time.Time
				for next, ok := s.Next(from.Add(-1)); ok && next.Before(to); next, ok = s.Next(next) {
					got = append(got, next)
				}
				require.Equal(t, texts(want), texts(got), "after %s", from)
				var back []time.Time
				for last, ok := s.Last(to.Add(-1)); ok && !last.Before(from); last, ok = s.Last(last.Add(-1)) {
					back = append(back, last)
				}
				slices.Reverse(back)
				require.Equal(t, texts(want), texts(back), "before %s", to)
			})
		})
	}
}

// drawTime draws a time of day, often near one that the clock shows when it is set.
func drawTime(at time.Time, zone *time.Location) *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		if rapid.IntRange(0, 3).Draw(t, "any") == 0 {
			return fmt.Sprintf("%02d:%02d", rapid.IntRange(0, 23).Draw(t, "hour"), rapid.IntRange(0, 59).Draw(t, "minute"))
		}
		near := at.Add(time.Duration(rapid.IntRange(-1, 0).Draw(t, "before")) * time.Second).In(zone)
		reading, _ := time.Parse("15:04", near.Format("15:04"))
		return reading.Add(15 * time.Minute * time.Duration(rapid.IntRange(-6, 6).Draw(t, "quarters"))).Format("15:04")
	})
}

func texts(instants []time.Time) []string {
	all := []string{}
	for _, t := range instants {
		all = append(all, t.UTC().Format(time.RFC3339))
	}
	return all
}

// Whatever is written, it is refused, or has slots at the times that it says; a fault says where.
func FuzzSlots(f *testing.F) {
	f.Add("Europe/Brussels", "09:00", "monday", int64(1767607200))
	f.Add("UTC", "24:00", "Monday", int64(0))
	f.Add("Pacific/Apia", "9:00", "", int64(1325200000))
	f.Add("", "23:59", "sun", int64(-1<<60))
	f.Fuzz(func(t *testing.T, zone, one, day string, at int64) {
		s, err := schedule.NewSlots(zone, []string{one}, []string{day})
		if err != nil {
			require.Nil(t, s)
			require.Regexp(t, `^(times|days|zone)`, err.Error())
			return
		}
		next, ok := s.Next(time.Unix(at, 0))
		if !ok {
			return
		}
		require.True(t, next.After(time.Unix(at, 0)))
		last, ok := s.Last(next)
		require.True(t, ok && last.Equal(next), "%s is not the last slot at its own instant, but %s", next, last)
		if before, ok := s.Last(time.Unix(at, 0)); ok {
			require.False(t, before.After(time.Unix(at, 0)))
			again, ok := s.Next(before)
			require.True(t, ok && again.Equal(next), "no slot lies between")
		}
	})
}
