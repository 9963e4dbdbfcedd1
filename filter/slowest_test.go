//go:build !race

package filter_test

import "time"

// slowest is many times what one evaluation takes: what exceeds it hangs. hostile is how many hostile
// events are tried.
const (
	slowest = time.Minute
	hostile = 25
)
