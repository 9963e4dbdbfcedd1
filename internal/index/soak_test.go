package index_test

import "flag"

var soak = flag.Bool("soak", false, "compare segments with formulas on their own in all the sets and events that there are for it")

// longer returns how many of something a test draws: usually, and with -soak.
func longer(usually, inSoak int) int {
	if *soak {
		return inSoak
	}
	return usually
}
