//go:build !unix && !windows

package commandline

// gone are the errors of an output whose reader has gone: those of the system are not known.
var gone []error

// IgnorePipeSignal does nothing: the system has no such signal.
func IgnorePipeSignal() {}
