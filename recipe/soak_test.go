package recipe_test

import "flag"

var soak = flag.Bool("soak", false, "crash at each call of the store instead of each third, and draw more sets")

// longer returns how many of something a test draws: usually, and with -soak.
func longer(usually, inSoak int) int {
	if *soak {
		return inSoak
	}
	return usually
}
