//go:build race

package filter_test

import "time"

// slowest is how long one evaluation may take under the race detector.
const slowest = time.Minute
