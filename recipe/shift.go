package recipe

import (
	"cmp"
	"context"
	"fmt"
	"net/url"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/commis-recipes/commis/schedule"
)

// shift is one call of Tick: the rows that it took and has not begun, and the workers that run the others.
type shift struct {
	e       *Engine
	start   time.Time
	hand    []due
	lanes   map[string]int  // how many rows of a lane run
	threads map[string]bool // those whose row runs
	running int
	ended   chan finished
	over    bool // nothing is taken any more
	report  Report
	errs    []error
}

// due is a row that was taken at an instant.
type due struct {
	schedule.Job
	taken time.Time
}

// rank is lower for what goes first, whatever came due first: a poll may resolve what is due beside it.
func (d due) rank() int {
	if strings.HasPrefix(d.Key, pollPrefix) {
		return 0
	}
	return 1
}

// pollOf returns the subject of the poll of the recipe whose action it is.
func (d due) pollOf() string {
	_, rest, _ := strings.Cut(d.Key, "/")
	recipe, _, _ := strings.Cut(rest, "/")
	return pollPrefix + recipe
}

// finished is what became of a row.
type finished struct {
	due
	report Report
	err    error
}

// mostInHand is how many rows a single worker takes at a time.
const mostInHand = 32

// work takes and begins rows until none is left and all that were begun have ended.
func (s *shift) work(ctx context.Context) {
	for !s.over || len(s.hand)+s.running > 0 {
		s.take(ctx)
		s.begin(ctx)
		if s.running > 0 {
			s.end(<-s.ended)
		}
	}
}

// take fills the hand when there is room for it.
func (s *shift) take(ctx context.Context) {
	workers := s.e.workers()
	room := workers - s.running - len(s.hand)
	if workers == 1 && len(s.hand) == 0 {
		room = mostInHand
	}
	if s.over || room <= 0 || s.running > 0 && 2*room < workers {
		return
	}
	if len(s.errs) > 0 || ctx.Err() != nil {
		s.over = true
		return
	}
	now := s.e.now()
	taken, late := 0, true // whether all came due after the start
	for _, kind := range [...]string{pollKind, workKind} {
		jobs, err := s.e.take(ctx, kind, s.e.lease(), room, s.full()...)
		if err != nil {
			s.errs = append(s.errs, err)
			return
		}
		for _, j := range jobs {
			late = late && j.Due.After(s.start)
			s.hand = append(s.hand, due{j, now})
		}
		taken += len(jobs)
		if room -= len(jobs); room <= 0 {
			break
		}
	}
	if taken == 0 { // what runs may bring more, or be all that its lane takes
		late = s.running == 0 && len(s.hand) == 0
	}
	s.over = late
	set := s.e.loaded()
	slices.SortStableFunc(s.hand, func(a, b due) int {
		return cmp.Or(cmp.Compare(a.rank(), b.rank()), a.Due.Compare(b.Due), set.compareKeys(a.Key, b.Key))
	})
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
	var passed []string // threads of which a row stays in hand
	for i := 0; i < len(s.hand) && s.running < s.e.workers(); {
		d := s.hand[i]
		if ctx.Err() != nil {
			s.hand = nil
			return
		}
		if s.lanes[d.Lane] >= s.most() || s.threads[d.Subject] || slices.Contains(passed, d.Subject) ||
			s.threads[d.pollOf()] || slices.Contains(passed, d.pollOf()) {
			passed = append(passed, d.Subject)
			i++
			continue
		}
		s.hand = slices.Delete(s.hand, i, i+1)
		s.lanes[d.Lane]++
		s.threads[d.Subject] = true
		s.running++
		if s.e.workers() == 1 {
			s.end(s.run(ctx, d))
			return
		}
		go func() { s.ended <- s.run(ctx, d) }()
	}
}

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
	if len(parts) < 4 {
		return -1, 0
	}
	id, err := url.PathUnescape(parts[1])
	rule, ok := c.place[id]
	if err != nil || !ok {
		return -1, 0
	}
	action, _ = strconv.Atoi(parts[2])
	return rule, action
}

// end takes down what became of a row.
func (s *shift) end(f finished) {
	s.running--
	delete(s.threads, f.Subject)
	if s.lanes[f.Lane]--; s.lanes[f.Lane] == 0 {
		delete(s.lanes, f.Lane)
	}
	s.report.add(f.report)
	if f.err != nil {
		s.errs = append(s.errs, fmt.Errorf("row %q: %w", f.Key, f.err))
	}
}
