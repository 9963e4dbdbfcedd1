package recipe

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"maps"
	"slices"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/schedule"
)

// settle writes down how a try ended: its row, the history, and what follows from it.
func (e *Engine) settle(ctx context.Context, t *task, end ending) (result, error) {
	// The try is over: it is written down even when the caller has given up meanwhile.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), e.deadline())
	defer cancel()
	var res result
	err := e.update(ctx, e.counting(t.scope(), e.after(t)...), func(ctx context.Context, tx schedule.Tx) (err error) {
		res, err = e.settleIn(ctx, tx, t, end)
		return err
	})
	if end.outcome == Failed || end.outcome == Error || end.outcome == Ambiguous {
		e.logger().WarnContext(ctx, "action failed", "recipe", t.Recipe.ID, "action", t.Action, "kind", t.Do,
			"item", t.Item.String(), "outcome", string(end.outcome), "attempt", t.Tries, "error", end.err)
	}
	return e.unsettled(t, res, err)
}

// after returns the tasks behind this one as they are begun when it has ended.
func (e *Engine) after(t *task) (next []*task) {
	outputs := t.outputs()
	for _, n := range t.Next {
		n.event, n.Outputs = t.event, outputs
		if n.with == nil && !n.waits() {
			e.fillLate(&n)
		}
		next = append(next, &n)
	}
	return next
}

// unsettled reports a task as waiting for its claim to pass when the store did not keep how its try ended.
func (e *Engine) unsettled(t *task, res result, err error) (result, error) {
	if err == nil {
		return res, nil
	}
	return result{steps: []Step{t.step(e.now(), ending{outcome: Waiting, err: err, retry: t.until})}}, err
}

// settleIn settles a task inside a transaction of its thread.
func (e *Engine) settleIn(ctx context.Context, tx schedule.Tx, t *task, end ending) (result, error) {
	x := transaction{e: e, tx: tx, now: e.now()}
	s := t.step(x.now, end)
	if end.outcome != Waiting {
		s.Output = t.output.Shown()
	}
	if end.outcome == collected {
		s.Outcome, s.With = Waiting, nil
	}
	if x.e.History != nil {
		x.entries = append(x.entries, matchEntries(t, s)...)
	}
	res := result{steps: []Step{s}}
	if err := x.settle(t, end, &res); err != nil {
		return result{}, err
	}
	res.report.Steps = x.steps
	return res, x.close(ctx)
}

// settle ends the claim on the task's row. A claim that is void by now changes nothing: what was done was done.
func (x *transaction) settle(t *task, end ending, res *result) error {
	if end.outcome == Waiting {
		return x.retry(t, end)
	}
	own := *t // the transaction may run again from the start
	t = &own
	switch err := x.settleRan(t, end); {
	case errors.Is(err, schedule.ErrStale):
		return nil
	case err != nil:
		return err
	}
	if err := x.giveBack(t, end); err != nil {
		return err
	}
	switch {
	case end.outcome == Skipped && end.reason == action.Limited: // the times of a repeat count as one
	case end.outcome != Cancelled:
		if err := x.again(t, res); err != nil {
			return err
		}
	case t.polled() && forgets(end.reason):
		if _, err := x.tx.Drop(trackKey(t.Recipe.ID, t.event.Record)); err != nil {
			return err
		}
	}
	switch end.outcome {
	case Done, Skipped, collected:
		return x.goOn(t, res)
	case Failed, Error, Ambiguous:
		if t.repeats() {
			break // the next time tries again
		}
		if err := x.bury(t); err != nil {
			return err
		}
	}
	if !t.Stop {
		return x.goOn(t, res)
	}
	for _, n := range t.Next {
		n.event = t.event
		s := n.step(x.now, ending{outcome: Skipped, reason: StoppedBefore})
		res.steps = append(res.steps, s)
		x.entries = append(x.entries, stepEntry(&n, s))
	}
	return nil
}

// retry makes the row come due again. It is not begun any more; one that waited waits again.
func (x *transaction) retry(t *task, end ending) error {
	row, ok, err := get(x.tx, t.claim.Key)
	switch {
	case err != nil || !ok || row.Fence != t.claim.Fence:
		return err
	case end.asItWas:
		return x.putOff(row, t, end)
	}
	job, err := t.retried().job(end.retry)
	if err != nil {
		return err
	}
	_, err = x.tx.Put(job)
	return err
}

// putOff makes a row that was not begun come due again as it was, but for when, and how often its items could not be read.
func (x *transaction) putOff(row schedule.Job, t *task, end ending) error {
	was, err := readTask(row)
	if err != nil {
		return err
	}
	was.claim = row
	switch {
	case end.err != nil:
		was.Unread++
	case end.reason == string(OutsideHours):
		was.Slot, was.PutOff = end.retry, !was.waits() // the next time counts from there
	default:
		was.Due, was.Slot = t.Due, t.Slot
	}
	job, err := was.job(wakes(end.retry, x.now))
	if err != nil {
		return err
	}
	_, err = x.tx.Put(job)
	return err
}

// goOn keeps the tasks behind one that has ended, which may read what it found out.
func (x *transaction) goOn(t *task, res *result) error {
	next, err := x.behind(t, res)
	if err != nil || len(next) == 0 {
		return err
	}
	steps := make([]Step, next[len(next)-1].Action+1)
	if err := x.put(next, steps); err != nil {
		return err
	}
	for _, n := range next {
		if n.kept() {
			res.next = append(res.next, n)
		} else {
			res.steps = append(res.steps, steps[n.Action])
		}
	}
	return nil
}

// behind returns the tasks behind one that has ended, as those that can be run. What cannot be is reported.
func (x *transaction) behind(t *task, res *result) ([]task, error) {
	here := true
	if t.polled() && len(t.Next) > 0 {
		var err error
		if here, err = t.tracked(x.tx); err != nil {
			return nil, err
		}
	}
	outputs := t.outputs()
	var tasks []task
	stopped := false
	next := slices.Clone(t.Next)
	for i := range next {
		next[i].event, next[i].Outputs = t.event, outputs
	}
	for len(next) > 0 {
		n := next[0]
		next = next[1:]
		var end ending
		switch {
		case !here:
			end = cancelledBy(Resolved)
		case stopped:
			end = ending{outcome: Skipped, reason: StoppedBefore}
		case n.with == nil && !n.waits(): // it reads what was found out, or comes from a row
			end = x.e.fillLate(&n)
		}
		if end.outcome != "" {
			failed := end.outcome == Failed || end.outcome == Error
			stopped = stopped || n.Stop && failed
			s := n.step(x.now, end)
			res.steps = append(res.steps, s)
			x.entries = append(x.entries, stepEntry(&n, s))
			if failed {
				if err := x.again(&n, res); err != nil {
					return nil, err
				}
			}
			continue
		}
		if n.holds() {
			tasks, next = chain(append(tasks, append([]task{n}, next...)...)), nil
			break
		}
		tasks = append(tasks, n)
	}
	return tasks, nil
}

// outputs returns what the tasks behind this one read.
func (t *task) outputs() map[string]any {
	found := t.output.All()
	if !t.Read || found == nil {
		return t.Outputs
	}
	return with(maps.Clone(t.Outputs), t.ID, asKept(found))
}

// rowNesting is more than how deep an output stands in the row of a task: encoding/json reads 10,000 levels.
const rowNesting = 1000

// asKept returns what an action found out as it is after it was kept, so that it is the same without a crash.
func asKept(found map[string]any) map[string]any {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false) // < is one byte here as it is there
	err := e.Encode(found)
	data := bytes.TrimSuffix(b.Bytes(), []byte("\n"))
	switch {
	case err != nil:
		return map[string]any{"omitted": "cannot be written as JSON"}
	case len(data) > action.MaxOutput:
		return map[string]any{"omitted": "too long"}
	case !json.Valid(slices.Concat(bytes.Repeat([]byte("["), rowNesting), data, bytes.Repeat([]byte("]"), rowNesting))):
		return map[string]any{"omitted": "nested too deeply"}
	}
	kept, err := readObject(data)
	if err != nil {
		return map[string]any{"omitted": err.Error()}
	}
	plain(kept)
	if _, err := json.Marshal(kept); err != nil {
		return map[string]any{"omitted": "holds a number that is too large"}
	}
	return kept
}

// fillLate fills in the texts of a task that read what others found out. Its outcome says why it cannot be run.
func (e *Engine) fillLate(t *task) (end ending) {
	defer end.panics()
	r, end := e.present(e.loaded(), t)
	if end.outcome != "" {
		return end
	}
	view := e.view(t.event)
	defer e.done(view)
	if err := e.fill(&r.actions[t.Action], t, view); err != nil {
		return endingOf(err)
	}
	return ending{}
}

// undone takes what a local handler wrote back, and carries how it ended out of the transaction.
type undone struct{ ending }

func (undone) Error() string { return "undone" }

// runLocal tries a task inside the transaction that settles it. What a try wrote that is not done is taken back.
func (e *Engine) runLocal(ctx context.Context, t *task) (result, error) {
	var res result
	var before Report
	err := e.current(ctx, t.names(), &before, func() error {
		about := e.counting(t.scope(), e.after(t)...)
		if t.turns {
			about.Subjects = append(slices.Clip(about.Subjects), turnKey(t))
		}
		return e.update(ctx, about, func(ctx context.Context, tx schedule.Tx) (err error) {
			res, err = e.localIn(ctx, tx, t)
			return err
		})
	})
	before.add(res.report)
	res.report = before
	var u undone
	if errors.As(err, &u) {
		res, err := e.settle(ctx, t, u.ending)
		before.add(res.report)
		res.report = before
		return res, err
	}
	return e.unsettled(t, res, err)
}

// localIn tries a task inside a transaction of its thread.
func (e *Engine) localIn(ctx context.Context, tx schedule.Tx, t *task) (result, error) {
	row, ok, err := get(tx, t.claim.Key)
	if err != nil || !ok || row.Fence != t.claim.Fence {
		return result{}, err // somebody else answers for the row
	}
	if t.waits() { // the last word is the thread's own: nothing was heard up to here
		if err := upToDate(tx, t.names()); err != nil {
			return result{}, err
		}
		x := transaction{e: e, tx: tx}
		reason, err := x.heard(t)
		if err != nil {
			return result{}, err
		}
		if reason != "" {
			return result{}, undone{cancelledBy(reason)}
		}
	}
	end := e.tried(t, e.call(ctx, t, tx))
	if end.outcome != Done {
		return result{}, undone{end}
	}
	return e.settleIn(ctx, tx, t, end)
}
