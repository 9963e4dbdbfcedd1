package scheduletest_test

import "flag"

var soak = flag.Bool("soak", false, "run the suite on each wrong store instead of each third")
