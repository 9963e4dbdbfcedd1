package recipe

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/commis-recipes/commis/schedule"
)

// shift is one call of Tick: the rows that it took and has not begun, and the workers that run the others.
type shift struct {
	e       *Engine
	start   time.Time
	hand    []due
	slots   []due     // slots of recipes that were taken, while others that came due before them may not be
	upTo    time.Time // all that is due until then was taken
	running []due
	looked  bool           // slots were asked for
	lanes   map[string]int // how many of them are of a lane
	ended   chan finished
	over    bool // nothing is taken any more
	down    bool // the ending of a row could not be stored
	report  Report
	errs    []error
}

// due is a row that was taken at an instant.
type due struct {
	schedule.Job
	taken time.Time
}

// rank orders rows whatever their due instants, lower first: a poll may resolve actions that are due beside it.
func (d due) rank() int {
	if strings.HasPrefix(d.Key, pollPrefix) {
		return 0
	}
	return 1
}

// beside orders rows that came due at one instant, lower first: events, then slots, then actions.
func (d due) beside() int {
	switch {
	case strings.HasPrefix(d.Key, eventPrefix):
		return 0
	case strings.HasPrefix(d.Key, slotPrefix):
		return 1
	}
	return 2
}

// names returns the names of the row's thread, as far as the row knows them.
func (d due) names() []string {
	if len(d.Names) > 0 {
		return d.Names
	}
	return []string{d.Subject}
}

// waitsFor reports whether one of the rows must end first: one of the same thread, or the poll of its recipe.
func (d due) waitsFor(rows []due) bool {
	return slices.ContainsFunc(rows, func(r due) bool {
		return sameThread(d.names(), r.names()) || r.Subject == d.pollOf()
	})
}

// pollOf returns the subject of the poll of the recipe whose action it is.
func (d due) pollOf() string {
	_, rest, _ := strings.Cut(d.Key, "/")
	recipe, _, _ := strings.Cut(rest, "/")
	return pollPrefix + recipe
}

// finished is the result of a row.
type finished struct {
	due
	report Report
	err    error
}

// mostInHand is how many rows a single worker takes at a time.
const mostInHand = 32

// mostHeld is how many rows are held at most that cannot be begun yet, since one of their thread or lane runs.
const mostHeld = 4 * mostInHand

// work takes and begins rows until none is left and all that were begun have ended.
func (s *shift) work(ctx context.Context) {
	for {
		s.begin(ctx)
		if s.take(ctx) {
			continue
		}
		if len(s.running) == 0 {
			return
		}
		s.end(<-s.ended)
	}
}

// take takes rows for the workers that have nothing to do, and reports whether there were any.
func (s *shift) take(ctx context.Context) bool {
	workers := s.e.workers()
	room := workers - len(s.running)
	if workers == 1 {
		room = mostInHand
	}
	if s.over || room <= 0 || len(s.running) > 0 && 2*room < workers || len(s.hand) >= mostHeld {
		return false
	}
	if s.down || ctx.Err() != nil {
		s.over = true
		return false
	}
	taken, late, err := s.gather(ctx, room)
	if err != nil {
		s.errs, s.over = append(s.errs, err), true
		return false
	}
	if taken == 0 { // running rows may add more, or fill their lane
		late = len(s.running) == 0
	}
	s.over = late
	seated := s.seat()
	set := s.e.loaded()
	slices.SortStableFunc(s.hand, func(a, b due) int {
		return cmp.Or(cmp.Compare(a.rank(), b.rank()), a.Due.Compare(b.Due), cmp.Compare(a.beside(), b.beside()), set.compareKeys(a.Key, b.Key))
	})
	return taken > 0 || seated
}

// full returns the lanes of which no more may run.
func (s *shift) full() []string {
	in := make(map[string]int, len(s.lanes))
	for lane, n := range s.lanes {
		in[lane] = n
	}
	for _, d := range s.hand {
		in[d.Lane]++
	}
	var full []string
	for lane, n := range in {
		if n >= s.most() {
			full = append(full, lane)
		}
	}
	return full
}

// most is how many rows of one lane may run.
func (s *shift) most() int { return max(1, s.e.workers()/2) }

// begin runs the rows in hand that may run: in their order, those of a thread that is worked on later.
func (s *shift) begin(ctx context.Context) {
	var passed []due // those that stay in hand
	for i := 0; i < len(s.hand) && len(s.running) < s.e.workers(); {
		d := s.hand[i]
		if ctx.Err() != nil {
			s.hand = nil
			return
		}
		if s.lanes[d.Lane] >= s.most() || d.waitsFor(s.running) || d.waitsFor(passed) {
			passed = append(passed, d)
			i++
			continue
		}
		s.hand = slices.Delete(s.hand, i, i+1)
		s.lanes[d.Lane]++
		s.running = append(s.running, d)
		if s.e.workers() == 1 {
			s.end(s.run(ctx, d))
			continue
		}
		go func() {
			f := finished{due: d, err: &rowFault{errGoexit}}
			defer func() { s.ended <- f }()
			f = s.run(ctx, d)
		}()
	}
}

// errGoexit says that a handler, the store or the history has ended the goroutine that called it.
var errGoexit = errors.New("the goroutine was ended by what it called")

// rowFault is a fault of one row or event that was written down: the store is well, and the others go on.
type rowFault struct{ error }

func (f *rowFault) Unwrap() error { return f.error }

// run works on one row.
func (s *shift) run(ctx context.Context, d due) (f finished) {
	f = finished{due: d}
	defer func() {
		if p := recover(); p != nil {
			s.e.logger().ErrorContext(ctx, "worker panicked", "row", d.Key, "stack", string(debug.Stack()))
			f.err = panicError(p)
		}
	}()
	f.report, f.err = s.e.resume(ctx, d.Job, d.taken)
	s.e.observe(ctx, f.report)
	return f
}

// compareKeys compares the rows of actions by the place of their recipe in the set, and of the action in the recipe.
func (c *compiled) compareKeys(a, b string) int {
	ra, ia := c.placeOf(a)
	rb, ib := c.placeOf(b)
	return cmp.Or(cmp.Compare(ra, rb), cmp.Compare(ia, ib))
}

func (c *compiled) placeOf(key string) (rule, action int) {
	parts := strings.SplitN(key, "/", 4)
	slot := parts[0]+"/" == slotPrefix
	if len(parts) < 4 && !slot {
		return -1, 0
	}
	recipe, err := url.PathUnescape(parts[1])
	rule, ok := c.place[recipe]
	if err != nil || !ok {
		return -1, 0
	}
	if slot {
		return rule, 0
	}
	return rule, c.rules[rule].action(parts[2]) // an id has nothing to escape
}

// end adds the result of a row.
func (s *shift) end(f finished) {
	s.running = slices.DeleteFunc(s.running, func(d due) bool { return d.Key == f.Key && d.Fence == f.Fence })
	if s.lanes[f.Lane]--; s.lanes[f.Lane] == 0 {
		delete(s.lanes, f.Lane)
	}
	s.report.add(f.report)
	if f.err != nil {
		s.errs = append(s.errs, fmt.Errorf("row %q: %w", f.Key, f.err))
		var own *rowFault
		s.down = s.down || !errors.As(f.err, &own)
	}
}
