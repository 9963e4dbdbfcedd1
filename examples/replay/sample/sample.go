// Package sample has the support day that examples/replay plays without flags.
package sample

import (
	_ "embed"
	"time"
)

// The sample is a support day of a telephone company, Monday 5 January 2026 in Brussels: what customers and agents
// of a helpdesk wrote, what agents did with the cases, and reviews that came in.
var (
	//go:embed set.json
	Set []byte
	//go:embed events.jsonl
	Events []byte
)

// End is midnight in Brussels after the sample's day.
var End = time.Date(2026, time.January, 5, 23, 0, 0, 0, time.UTC)
