package filter_test

import "time"

// slowest is many times what one compilation or evaluation takes, under the race detector too: what exceeds it hangs.
const slowest = time.Minute
