package scheduletest_test

import "flag"

var soak = flag.Int("soak", 0, "how many wrong stores the suite judges: 0 is each twelfth, 1 is each third as in CI, 2 is all")
