package schedule_test

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/commis-recipes/commis/schedule"
)

func ExampleParseDuration() {
	for _, text := range []string{"30m", "2d", "1w2d3h", "1.5d", "soon", "30"} {
		d, err := schedule.ParseDuration(text)
		if err != nil {
			fmt.Println(err)
			continue
		}
		fmt.Println(text, "is", d.Std())
	}
	// Output:
	// 30m is 30m0s
	// 2d is 48h0m0s
	// 1w2d3h is 219h0m0s
	// 1.5d is 36h0m0s
	// duration "soon": want a number and a unit, such as 30m, 2d or 1w
	// duration "30": a number without a unit (w, d, h, m, s, ms, us or ns)
}

func ExampleDuration() {
	var step struct {
		After schedule.Duration `json:"after"`
	}
	if err := json.Unmarshal([]byte(`{"after":"72h"}`), &step); err != nil {
		fmt.Println(err)
		return
	}
	text, err := json.Marshal(step)
	fmt.Println(string(text), err)
	// Output: {"after":"3d"} <nil>
}

func ExampleDuration_String() {
	for _, d := range []time.Duration{0, 30 * time.Minute, 36 * time.Hour, 168 * time.Hour, 1500 * time.Millisecond} {
		fmt.Println(schedule.Duration(d))
	}
	// Output:
	// 0s
	// 30m
	// 1d12h
	// 1w
	// 1.5s
}

func ExampleDuration_Std() {
	at := time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC)
	after, err := schedule.ParseDuration("1w")
	fmt.Println(at.Add(after.Std()).Format(time.RFC3339), err)
	// Output: 2026-01-12T09:00:00Z <nil>
}

func ExampleDuration_MarshalText() {
	text, err := schedule.Duration(48 * time.Hour).MarshalText()
	fmt.Println(string(text), err)
	// Output: 2d <nil>
}

func ExampleDuration_UnmarshalText() {
	d := schedule.Duration(time.Hour)
	fmt.Println(d.UnmarshalText([]byte("2 days")))
	fmt.Println(d) // as it was
	// Output:
	// duration "2 days": unknown unit " days", want w, d, h, m, s, ms, us or ns
	// 1h
}
