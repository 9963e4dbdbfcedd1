package recipe

import (
	"errors"
	"runtime"
	"sync"
)

// rowResult is the result of a row.
type rowResult struct {
	dueRow
	report Report
	err    error
	gone   bool // the goroutine that worked on it has ended
}

// errGoexit says that a handler, the store or the history has ended the goroutine that called it.
var errGoexit = errors.New("the goroutine was ended by what it called")

// workers are the goroutines of one call of Tick. Each is started when no other one is idle, and works on one row after the
// other. They are no goroutine of the caller's, so that a handler may end the one that calls it, as the FailNow of a test does.
type workers struct {
	rows  chan dueRow
	ended chan rowResult
	idle  int
	all   sync.WaitGroup
}

func newWorkers() workers { return workers{rows: make(chan dueRow), ended: make(chan rowResult)} }

// begin makes a worker carry out the row.
func (w *workers) begin(d dueRow, carryOut func(dueRow) rowResult) {
	if w.idle > 0 {
		w.idle--
		w.rows <- d
		return
	}
	w.all.Add(1)
	go func() {
		defer w.all.Done()
		largeStack(false)
		w.work(d, carryOut)
	}()
}

// work carries out the row, and those that come after it.
func (w *workers) work(d dueRow, carryOut func(dueRow) rowResult) {
	defer func() {
		if d.Key != "" {
			w.ended <- rowResult{dueRow: d, err: &rowFault{errGoexit}, gone: true}
		}
	}()
	for more := true; more; d, more = <-w.rows {
		f := carryOut(d)
		d = dueRow{}
		w.ended <- f
	}
}

// next returns the results of rows that were begun, when there are any: also those of rows that end at the same time, as
// rows do that a store commits together. So the rows after them begin together, too.
func (w *workers) next() []rowResult {
	all := []rowResult{w.result(<-w.ended)}
	runtime.Gosched()
	for {
		select {
		case f := <-w.ended:
			all = append(all, w.result(f))
		default:
			return all
		}
	}
}

// result returns the result of a worker, which is idle from now on.
func (w *workers) result(f rowResult) rowResult {
	if !f.gone {
		w.idle++
	}
	return f
}

// end ends the workers, which are all idle.
func (w *workers) end() {
	close(w.rows)
	w.all.Wait()
}

// stackSize is more than most rows need of the stack of their goroutine.
const stackSize = 24 << 10

// largeStack grows the stack of a new goroutine at once. Left to itself, it grows in several steps, each of which copies
// all that is in use by then, which costs a short row a tenth of its time.
//
//go:noinline
func largeStack(used bool) {
	if used { // never: the size of the frame is what counts
		var room [stackSize]byte
		touch(&room)
	}
}

//go:noinline
func touch(room *[stackSize]byte) { room[0]++ }
