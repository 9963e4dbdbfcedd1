//go:build race

package filter_test

import "time"

// Under the race detector everything takes twenty times as long, so only the first of the hostile events are tried.
const (
	slowest = time.Minute
	hostile = 8
)
