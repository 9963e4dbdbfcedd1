package commandline

import (
	"fmt"
	"io"
	"os"
	"strings"
)

// Progress draws a bar on a terminal while events are read or played. A nil Progress draws nothing.
type Progress struct {
	w           io.Writer
	shared      bool // the output goes to a terminal too, and must not be written over
	total, done int
	drawn       int // width of the bar on the screen
}

const barWidth = 40

// NewProgress returns a progress when w is a terminal, and nil otherwise. out is where the lines go.
func NewProgress(w, out io.Writer, total int) *Progress {
	if !Terminal(w) {
		return nil
	}
	return &Progress{w: w, shared: Terminal(out), total: total}
}

// Terminal reports whether the output is a terminal.
func Terminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// Step counts an event, and draws the bar when it has grown.
func (p *Progress) Step() {
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

// Add counts bytes of a file, and draws the bar when it has grown. Of a file of unknown size nothing is drawn.
func (p *Progress) Add(n int) {
	if p == nil || n == 0 || p.total == 0 {
		return
	}
	p.done += n
	width := min(barWidth, barWidth*p.done/max(p.total, 1))
	if width == p.drawn {
		return
	}
	p.drawn = width
	fmt.Fprintf(p.w, "\r[%-*s]", barWidth, strings.Repeat("=", width))
}

// Hide clears the bar, if it is where lines are to be written.
func (p *Progress) Hide() {
	if p != nil && p.shared {
		p.End()
	}
}

// End takes the bar away.
func (p *Progress) End() {
	if p != nil && p.drawn > 0 {
		fmt.Fprintf(p.w, "\r%*s\r", barWidth+32, "")
		p.drawn = 0
	}
}
