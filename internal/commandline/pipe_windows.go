package commandline

import "syscall"

// gone are the errors of an output whose reader has gone: ERROR_BROKEN_PIPE and ERROR_NO_DATA.
var gone = []error{syscall.ERROR_BROKEN_PIPE, syscall.Errno(232)}

// IgnorePipeSignal does nothing: the system has no such signal.
func IgnorePipeSignal() {}
