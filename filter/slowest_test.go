//go:build !race

package filter_test

import "time"

// slowest is how long one evaluation may take on a machine that does other things too; hostile is how many hostile
// events are tried.
const (
	slowest = 5 * time.Second
	hostile = 25
)
