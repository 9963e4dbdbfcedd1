package main

import (
	"fmt"
	"io"
	"os"
	"strings"
)

// progress draws a bar on a terminal while events are played. A nil progress draws nothing.
type progress struct {
	w           io.Writer
	shared      bool // the output goes to a terminal too, and must not be written over
	total, done int
	drawn       int // width of the bar on the screen
}

const barWidth = 40

// newProgress returns a progress when w is a terminal, and nil otherwise. out is where the lines go.
func newProgress(w, out io.Writer, total int) *progress {
	if !terminal(w) {
		return nil
	}
	return &progress{w: w, shared: terminal(out), total: total}
}

func terminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// step counts an event, and draws the bar when it has grown.
func (p *progress) step() {
	if p == nil {
		return
	}
	p.done++
	width := barWidth * p.done / max(p.total, 1)
	if width == p.drawn {
		return
	}
	p.drawn = width
	fmt.Fprintf(p.w, "\r[%-*s] %d/%d events", barWidth, strings.Repeat("=", width), p.done, p.total)
}

// hide clears the bar, if it is where lines are to be written.
func (p *progress) hide() {
	if p != nil && p.shared {
		p.end()
	}
}

// end takes the bar away.
func (p *progress) end() {
	if p != nil && p.drawn > 0 {
		fmt.Fprintf(p.w, "\r%*s\r", barWidth+32, "")
		p.drawn = 0
	}
}
