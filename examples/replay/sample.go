package main

import (
	_ "embed"
	"time"
)

// The sample is a support day of a telephone company, Monday 5 January 2026 in Brussels: what customers and agents
// of a helpdesk wrote, what agents did with the cases, and reviews that came in.
var (
	//go:embed sample/set.json
	sampleSet []byte
	//go:embed sample/events.jsonl
	sampleEvents []byte
)

// sampleEnd is midnight in Brussels after the sample's day.
var sampleEnd = time.Date(2026, time.January, 5, 23, 0, 0, 0, time.UTC)
