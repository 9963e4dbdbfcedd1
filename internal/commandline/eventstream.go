package commandline

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"

	"github.com/commis-recipes/commis/trigger"
)

// Batch is some of the events of a file, in their order.
type Batch struct {
	Events []trigger.Event
	Faults []Fault
	Bytes  int // of the file that were read for it
}

// The size of a batch: so many events, or about so many bytes.
const (
	batchEvents = 256
	batchBytes  = 1 << 20
)

// Batches reads the events of a file, one a line, as [Events] does, and hands them out as they are read: a file may be of any size.
// read reads one event. The next batches are read in the meantime, by a goroutine that closes the file when it is done.
func Batches(file string, from io.ReadCloser, read func(text []byte) (trigger.Event, []Fault)) iter.Seq[Batch] {
	return func(yield func(Batch) bool) {
		batches, enough := make(chan Batch, 2), make(chan struct{})
		defer close(enough)
		go func() {
			defer from.Close()
			defer close(batches)
			scanBatches(file, from, read, func(b Batch) bool {
				select {
				case batches <- b:
					return true
				case <-enough:
					return false
				}
			})
		}()
		for b := range batches {
			if !yield(b) {
				return
			}
		}
	}
}

func scanBatches(file string, from io.Reader, read func(text []byte) (trigger.Event, []Fault), send func(Batch) bool) {
	r := bufio.NewReaderSize(from, 1<<16)
	var b Batch
	for n := 1; ; n++ {
		text, size, err := readLine(r)
		b.Bytes += size
		if size > len(text) {
			b.Faults = append(b.Faults, Fault{File: file, Line: n, Msg: fmt.Sprintf("the line has more than %d bytes", maxLine)})
		} else if text = bytes.TrimSpace(text); len(text) > 0 {
			ev, wrong := read(text)
			for _, f := range wrong {
				f.File, f.Line = file, n
				b.Faults = append(b.Faults, f)
			}
			b.Events = append(b.Events, ev)
		}
		if err != nil && !errors.Is(err, io.EOF) {
			b.Faults = append(b.Faults, Unreadable(file, err))
		}
		if err != nil || len(b.Events) == batchEvents || b.Bytes >= batchBytes {
			if !send(b) || err != nil {
				return
			}
			b = Batch{}
		}
	}
}

// maxLine is the length of the longest line that is read, in bytes.
const maxLine = 64 << 20

// readLine reads a line of the given size. Of one that is too long it returns nothing.
func readLine(r *bufio.Reader) (text []byte, size int, err error) {
	for {
		part, err := r.ReadSlice('\n')
		if size += len(part); size > maxLine {
			text = nil
		} else {
			text = append(text, part...)
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return text, size, err
		}
	}
}
