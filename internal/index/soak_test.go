package index_test

import "flag"

var soak = flag.Int("soak", 0, "how much the long tests do: 0 is a part, 1 is what CI runs, 2 is all (minutes)")

// longer returns how many of something a test draws, as -soak says.
func longer(part, inCI, all int) int { return []int{part, inCI, all}[*soak] }
