//go:build unix

package commandline

import (
	"os/signal"
	"syscall"
)

// gone are the errors of an output whose reader has gone.
var gone = []error{syscall.EPIPE}

// IgnorePipeSignal lets a write tell that the reader has gone, instead of a signal that ends the process.
func IgnorePipeSignal() { signal.Ignore(syscall.SIGPIPE) }
