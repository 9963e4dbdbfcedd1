package schedule_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/commis-recipes/commis/schedule"
)

// officeHours are Mondays to Fridays in Brussels, a short Christmas Eve and a closed Christmas Day.
func officeHours() *schedule.Hours {
	var c schedule.Calendar
	err := json.Unmarshal([]byte(`{
		"zone": "Europe/Brussels",
		"week": {
			"monday": ["09:00-12:00", "13:00-17:00"], "tuesday": ["09:00-17:00"], "wednesday": ["09:00-17:00"],
			"thursday": ["09:00-17:00"], "friday": ["09:00-17:00"]},
		"closed": ["2026-12-25"],
		"special": {"2026-12-24": ["09:00-12:00"]}}`), &c)
	if err != nil {
		panic(err)
	}
	hours, err := c.Compile()
	if err != nil {
		panic(err)
	}
	return hours
}

func ExampleCalendar_Compile() {
	night := schedule.Calendar{
		Zone: "America/New_York",
		Week: map[string][]string{"friday": {"22:00-02:00"}, "saturday": {"20:00-24:00"}},
	}
	hours, err := night.Compile()
	if err != nil {
		fmt.Println(err)
		return
	}
	saturday := time.Date(2026, 1, 3, 6, 30, 0, 0, time.UTC) // 01:30 in New York
	fmt.Println(hours.Open(saturday))
	// Output: true
}

func ExampleCalendar_Compile_faults() {
	_, err := schedule.Calendar{
		Zone:   "Europe/Brusels",
		Week:   map[string][]string{"monday": {"09:00-12:00", "12:00-12:00"}, "Friday": {"9-5"}},
		Closed: []string{"2026-02-30"},
	}.Compile()
	fmt.Println(err)
	// Output:
	// zone: "Europe/Brusels" is not a known time zone
	// week.monday[1]: "12:00-12:00" ends where it begins; the whole day is 00:00-24:00
	// week.Friday: not a day of the week, want monday to sunday in lower case
	// week.Friday[0]: "9-5" is not an interval (HH:MM-HH:MM)
	// closed[0]: "2026-02-30" is not a date (YYYY-MM-DD)
}

func ExampleCalendarError() {
	_, err := schedule.Calendar{Zone: "UTC", Week: map[string][]string{"monday": {"24:00-02:00"}}}.Compile()
	var fault *schedule.CalendarError
	if errors.As(err, &fault) {
		fmt.Println(fault.Path)
		fmt.Println(fault.Msg)
	}
	// Output:
	// week.monday[0]
	// 24:00 can end an interval, not begin one
}

func ExampleHours_Open() {
	hours := officeHours()
	for _, text := range []string{
		"2026-01-05T07:59:59Z", "2026-01-05T08:00:00Z", // winter: an hour before Brussels
		"2026-07-06T06:59:59Z", "2026-07-06T07:00:00Z", // summer: two
		"2026-12-24T13:00:00Z", "2026-12-25T09:00:00Z", // special, closed
	} {
		t, _ := time.Parse(time.RFC3339, text)
		fmt.Println(text, hours.Open(t))
	}
	// Output:
	// 2026-01-05T07:59:59Z false
	// 2026-01-05T08:00:00Z true
	// 2026-07-06T06:59:59Z false
	// 2026-07-06T07:00:00Z true
	// 2026-12-24T13:00:00Z false
	// 2026-12-25T09:00:00Z false
}

// Where clocks go forward from 02:00 to 03:00 nothing opens between; where they go back, the hour counts twice.
func ExampleHours_Open_clockChange() {
	hours, err := schedule.Calendar{Zone: "Europe/Brussels", Week: map[string][]string{"sunday": {"02:00-03:00"}}}.Compile()
	if err != nil {
		fmt.Println(err)
		return
	}
	spring := time.Date(2026, 3, 29, 0, 0, 0, 0, time.UTC)
	autumn := time.Date(2026, 10, 25, 0, 0, 0, 0, time.UTC)
	fmt.Println(hours.Between(spring, spring.AddDate(0, 0, 1)))
	fmt.Println(hours.Between(autumn, autumn.AddDate(0, 0, 1)))
	// Output:
	// 0s
	// 2h0m0s
}

func ExampleHours_Next() {
	hours := officeHours()
	christmasEve := time.Date(2026, 12, 24, 12, 0, 0, 0, time.UTC)
	next, ok := hours.Next(christmasEve)
	fmt.Println(next.Format(time.RFC3339), ok)
	next, ok = hours.Next(next)
	fmt.Println(next.Format(time.RFC3339), ok)
	// Output:
	// 2026-12-28T08:00:00Z true
	// 2026-12-28T08:00:00Z true
}

func ExampleHours_Change() {
	hours := officeHours()
	t := time.Date(2026, 1, 5, 0, 0, 0, 0, time.UTC)
	for range 4 {
		t, _ = hours.Change(t)
		fmt.Println(t.Format(time.RFC3339), hours.Open(t))
	}
	// Output:
	// 2026-01-05T08:00:00Z true
	// 2026-01-05T11:00:00Z false
	// 2026-01-05T12:00:00Z true
	// 2026-01-05T16:00:00Z false
}

func ExampleHours_Change_never() {
	hours, err := schedule.Calendar{Zone: "UTC", Week: everyDay("00:00-24:00")}.Compile()
	if err != nil {
		fmt.Println(err)
		return
	}
	_, ok := hours.Change(time.Date(2026, 1, 5, 0, 0, 0, 0, time.UTC))
	fmt.Println(ok)
	// Output: false
}

// A deadline of four business hours, from late on Friday.
func ExampleHours_Add() {
	hours := officeHours()
	friday := time.Date(2026, 1, 2, 15, 0, 0, 0, time.UTC)
	deadline, ok := hours.Add(friday, 4*time.Hour)
	fmt.Println(deadline.Format(time.RFC3339), ok)
	// Output: 2026-01-05T11:00:00Z true
}

func ExampleHours_Between() {
	hours := officeHours()
	friday := time.Date(2026, 1, 2, 15, 0, 0, 0, time.UTC)
	monday := time.Date(2026, 1, 5, 15, 0, 0, 0, time.UTC)
	fmt.Println(hours.Between(friday, monday))
	fmt.Println(hours.Between(monday, friday))
	// Output:
	// 7h0m0s
	// -7h0m0s
}
