//go:build unix

package main

import (
	"os/signal"
	"syscall"
)

// gone are the errors of an output whose reader has gone.
var gone = []error{syscall.EPIPE}

// ignorePipeSignal lets a write tell that the reader has gone, instead of a signal that ends the process.
func ignorePipeSignal() { signal.Ignore(syscall.SIGPIPE) }
