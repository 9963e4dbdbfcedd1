package recipe_test

import (
	"flag"
	"os"
	"testing"
)

var soak = flag.Int("soak", 0, "how much the long tests do: 0 is a part, 1 is what CI runs, 2 is all (an hour)")

// longer returns how many of something a test draws, as -soak says.
func longer(part, inCI, all int) int { return []int{part, inCI, all}[*soak] }

// Properties of rapid are tried with 25 drawn inputs instead of its 100, where -soak is 0 and -rapid.checks says nothing.
func TestMain(m *testing.M) {
	flag.Parse()
	if checks := flag.Lookup("rapid.checks"); *soak == 0 && checks.Value.String() == checks.DefValue {
		_ = checks.Value.Set("25")
	}
	os.Exit(m.Run())
}
