package schedule_test

import (
	"fmt"
	"time"

	"github.com/commis-recipes/commis/schedule"
)

func ExampleNewSlots() {
	weekly, err := schedule.NewSlots("Europe/Brussels", []string{"09:00"}, []string{"monday"})
	if err != nil {
		fmt.Println(err)
		return
	}
	friday := time.Date(2026, 3, 27, 12, 0, 0, 0, time.UTC) // clocks go forward on Sunday
	last, _ := weekly.Last(friday)
	next, _ := weekly.Next(friday)
	fmt.Println(last.Format(time.RFC3339))
	fmt.Println(next.Format(time.RFC3339))
	// Output:
	// 2026-03-23T08:00:00Z
	// 2026-03-30T07:00:00Z
}

func ExampleNewSlots_faults() {
	_, err := schedule.NewSlots("UTC", []string{"9:00", "24:00"}, []string{"Monday"})
	fmt.Println(err)
	// Output:
	// times[0]: "9:00" is not a time of day, did you mean 09:00?
	// times[1]: "24:00" is not a time of day; the end of a day is 00:00 of the next one
	// days[0]: "Monday" is not a day of the week, did you mean monday?
}

func ExampleHours_Slots() {
	opening, err := officeHours().Slots([]string{"08:30"}, nil) // on open days only
	if err != nil {
		fmt.Println(err)
		return
	}
	at := time.Date(2026, 12, 23, 12, 0, 0, 0, time.UTC)
	for range 2 {
		at, _ = opening.Next(at)
		fmt.Println(at.Format("Monday 2006-01-02 15:04 MST"))
	}
	// Output:
	// Thursday 2026-12-24 07:30 UTC
	// Monday 2026-12-28 07:30 UTC
}
