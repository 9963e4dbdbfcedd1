package commandline

import (
	"errors"
	"io"
	"slices"
)

// ReaderGone reports whether an output could not be written because nobody reads it any more, as after "| head".
func ReaderGone(err error) bool {
	return errors.Is(err, io.ErrClosedPipe) || slices.ContainsFunc(gone, func(e error) bool { return errors.Is(err, e) })
}
