// Package commandline has what the command lines of examples/replay and examples/commis share: reading files of events, faults
// with their places, flags of the host's words, and a bar of progress.
package commandline
