// Package historytest is the suite that a host's own [history.Recorder] must pass.
//
// [Run] is one line in the host's tests; [Check] is the same without the testing
// package. The suite reads back what it records, so what it tests is a [Log].
//
// It is not a load test, and it cannot see whether entries survive a crash or take
// part in the host's own transaction: these stay with the host. It writes to the
// logs that it is given and leaves the entries there, so a caller must not point it
// at a log that is in use.
package historytest
