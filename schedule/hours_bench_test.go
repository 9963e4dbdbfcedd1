package schedule_test

import (
	"encoding/json"
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/schedule"
)

// benchHours are office hours in a zone that sets its clocks, with ten closed and ten special dates a year for ten years.
func benchHours(b *testing.B) (*schedule.Hours, schedule.Calendar) {
	c := schedule.Calendar{Zone: "Europe/Brussels", Special: map[string][]string{}, Week: map[string][]string{
		"monday": {"09:00-12:00", "13:00-17:00"}, "tuesday": {"09:00-17:00"}, "wednesday": {"09:00-17:00"},
		"thursday": {"09:00-17:00"}, "friday": {"22:00-02:00"}}}
	for day := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC); day.Year() < 2036; day = day.AddDate(0, 0, 36) {
		c.Closed = append(c.Closed, day.Format(time.DateOnly))
		c.Special[day.AddDate(0, 0, 17).Format(time.DateOnly)] = []string{"10:00-12:00"}
	}
	return mustCompile(b, c), c
}

var benchFrom = time.Date(2026, 1, 5, 8, 30, 0, 0, time.UTC)

func BenchmarkOpen(b *testing.B) {
	h, _ := benchHours(b)
	b.ReportAllocs()
	for b.Loop() {
		if !h.Open(benchFrom) {
			b.Fatal("closed")
		}
	}
}

func BenchmarkNext(b *testing.B) {
	h, _ := benchHours(b)
	from, want := instant(b, "2026-01-09T10:00:00Z"), instant(b, "2026-01-09T21:00:00Z")
	b.ReportAllocs()
	for b.Loop() {
		if got, ok := h.Next(from); !ok || !got.Equal(want) {
			b.Fatal(got)
		}
	}
}

func BenchmarkChange(b *testing.B) {
	h, _ := benchHours(b)
	want := instant(b, "2026-01-05T11:00:00Z")
	b.ReportAllocs()
	for b.Loop() {
		if got, ok := h.Change(benchFrom); !ok || !got.Equal(want) {
			b.Fatal(got)
		}
	}
}

func BenchmarkAddTenYears(b *testing.B) {
	h, _ := benchHours(b)
	d := h.Between(benchFrom, benchFrom.AddDate(10, 0, 0))
	require.Greater(b, d, 17000*time.Hour)
	b.ReportAllocs()
	for b.Loop() {
		got, ok := h.Add(benchFrom, d)
		if years := got.Sub(benchFrom).Hours() / 8766; !ok || years < 9.9 || years > 10.1 {
			b.Fatal(got)
		}
	}
}

func BenchmarkBetweenTenYears(b *testing.B) {
	h, _ := benchHours(b)
	b.ReportAllocs()
	for b.Loop() {
		if d := h.Between(benchFrom, benchFrom.AddDate(10, 0, 0)); d < 17000*time.Hour {
			b.Fatal(d)
		}
	}
}

// BenchmarkAddNever asks for more business time than there is until the year 10000.
func BenchmarkAddNever(b *testing.B) {
	h := mustCompile(b, schedule.Calendar{Zone: "Europe/Brussels", Week: map[string][]string{"sunday": {"02:10-02:20"}}})
	b.ReportAllocs()
	for b.Loop() {
		if got, ok := h.Add(time.Time{}, math.MaxInt64); ok {
			b.Fatal(got)
		}
	}
}

// BenchmarkChangeNever asks hours that never close when they close.
func BenchmarkChangeNever(b *testing.B) {
	h := mustCompile(b, schedule.Calendar{Zone: "Europe/Brussels", Week: everyDay("00:00-24:00"), Closed: []string{"2026-12-25"}})
	from := time.Date(2026, 12, 28, 0, 0, 0, 0, time.UTC)
	b.ReportAllocs()
	for b.Loop() {
		if got, ok := h.Change(from); ok {
			b.Fatal(got)
		}
	}
}

func BenchmarkCompile(b *testing.B) {
	_, c := benchHours(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := c.Compile(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkDuration(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		var d schedule.Duration
		if err := json.Unmarshal([]byte(`"1w2d3h"`), &d); err != nil || d.Std() != 219*time.Hour {
			b.Fatal(d, err)
		}
	}
}
