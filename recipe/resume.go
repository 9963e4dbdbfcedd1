package recipe

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/trigger"
)

// ErrGone is returned by [Engine.Refresh] when an item does not exist any more. Its waits are cancelled.
var ErrGone = errors.New("the item does not exist any more")

// left is the outcome of a row that this process does not know: it is left to one that does.
const left Outcome = "left"

// unknownFor is how long after it was due a row of an unknown recipe is left to other processes.
const unknownFor = time.Hour

// leftToOthers reports whether a row of a recipe or an action that is not in the set is left to a process that may know it: one
// that is newer, or has not been told yet. It is not when this process was told that it is removed.
func (e *Engine) leftToOthers(set *compiled, due time.Time, recipe, action string) bool {
	return set.withheld[recipe] || !set.removed[[2]string{recipe, action}] && e.now().Sub(due) <= unknownFor
}

// resume goes on with a row that was taken at the instant.
func (e *Engine) resume(ctx context.Context, job schedule.Job, taken time.Time) (report Report, err error) {
	switch {
	case strings.HasPrefix(job.Key, pollPrefix):
		report, err = e.poll(ctx, job, taken)
		if errors.Is(err, schedule.ErrStale) { // this took longer than the claim, and somebody else polls
			err = nil
		}
	case strings.HasPrefix(job.Key, slotPrefix):
		report, err = e.slot(ctx, job, taken)
		if errors.Is(err, schedule.ErrStale) {
			err = nil
		}
	case strings.HasPrefix(job.Key, eventPrefix):
		report, err = e.catchUp(ctx, job.Names)
	default:
		err = e.resumeTask(ctx, job, taken, &report)
	}
	if errors.Is(err, errLaterVersion) { // it comes up again when the claim has passed
		return report, nil
	}
	return report, err
}

// resumeTask goes on with an action.
func (e *Engine) resumeTask(ctx context.Context, job schedule.Job, taken time.Time, report *Report) error {
	t, err := decodeTask(job)
	switch {
	case errors.Is(err, errLaterVersion):
		return err
	case err != nil:
		dead, err := e.putDeadRow(ctx, job, err)
		report.Actions = append(report.Actions, dead...)
		return err
	}
	t.claim, t.until, t.cameDue = job, taken.Add(e.takeLease()), job.Due
	if t.Send {
		reports, err := e.send(ctx, t, false)
		report.Actions = append(report.Actions, reports...)
		return err
	}
	end := e.wake(ctx, t)
	if err := ctx.Err(); err != nil {
		return err // the caller gave up: nothing was begun
	}
	if end.outcome == "" && e.runsAsItBegins(t) {
		return e.runDue(ctx, t, report)
	}
	if end.outcome == "" {
		err = e.current(ctx, t.names(), report, func() (err error) {
			var reports []ActionReport
			end, reports, err = e.beginDue(ctx, t)
			report.Actions = append(report.Actions, reports...)
			return err
		})
		if err != nil {
			return err
		}
	}
	switch end.outcome {
	case stale, left:
		return nil
	case "":
		return e.finish(ctx, []task{*t}, report)
	}
	res, err := e.settle(ctx, t, end)
	report.Actions = append(report.Actions, res.all()...)
	return err
}

// finish runs the tasks, and those after them.
func (e *Engine) finish(ctx context.Context, queue []task, report *Report) error {
	for len(queue) > 0 {
		res, err := e.run(ctx, &queue[0])
		report.Decisions = append(report.Decisions, res.report.Decisions...)
		report.Actions = append(report.Actions, res.all()...)
		if err != nil {
			return err
		}
		queue = append(res.next, queue[1:]...)
	}
	return nil
}

// wake completes a task that came due, or returns the ending of one that is not tried.
func (e *Engine) wake(ctx context.Context, t *task) (end ending) {
	defer end.panics()
	late := e.now().Sub(t.claim.Due)
	switch {
	case t.Started:
		return ending{outcome: Ambiguous, err: errUnknownEnd}
	case late > tooLate:
		return ending{outcome: Expired, reason: Late, retry: t.claim.Due}
	case t.Tries >= MaxAttempts:
		return ending{outcome: Failed, err: fmt.Errorf("begun %d times, and its outcome was never stored", t.Tries)}
	}
	set := e.loaded()
	r, end := e.present(set, t)
	if end.outcome == "" && (t.waits() || t.PutOff) {
		end = e.wakeWait(ctx, set, r, t)
	}
	if end.outcome == "" {
		end = r.closed(t, laterOf(t.claim.Due, e.now()))
	}
	if end.outcome != "" {
		return end
	}
	view := e.view(t.event)
	defer e.done(view)
	a := &r.actions[t.Action]
	item, err := target(a.config, t.event)
	if err == nil {
		t.Item = item
		err = e.fill(a, t, view)
	}
	if err != nil {
		return e.tried(t, action.Permanent(err))
	}
	return ending{}
}

// present finds the action of a task in the set, which may have been edited since the task was stored: it goes on as the
// action that has its id. The ending says why it is missing, or why it is left to another process.
func (e *Engine) present(set *compiled, t *task) (*rule, ending) {
	r := set.rule(t.Recipe.ID)
	switch {
	case r == nil && e.leftToOthers(set, t.claim.Due, t.Recipe.ID, ""):
		return nil, ending{outcome: left}
	case r == nil:
		return nil, cancelledBy(RecipeRemoved)
	case !r.live(), !r.enabledAt.IsZero() && t.Since.Before(r.enabledAt):
		return nil, cancelledBy(RecipeDisabled)
	}
	i := r.action(t.ID)
	switch {
	case i < 0 && e.leftToOthers(set, t.claim.Due, t.Recipe.ID, t.ID):
		return nil, ending{outcome: left}
	case i < 0 || r.actions[i].Do != t.Do:
		return nil, cancelledBy(ActionRemoved)
	}
	t.Action, t.offKeys = i, r.actions[i].offKeys
	if r.recipe.Revision == t.Recipe.Revision {
		return r, ending{}
	}
	if !t.updateTo(r) {
		return nil, cancelledBy(ActionRemoved)
	}
	return r, ending{}
}

// wakeWait reads the items of a task that waited again, and asks whether everything that made it wait still holds.
func (e *Engine) wakeWait(ctx context.Context, set *compiled, r *rule, t *task) ending {
	if end := e.refreshItems(ctx, t); end.outcome != "" {
		return end
	}
	switch {
	case r.poll == nil && !r.trigger.MatchesExceptType(t.event):
		return cancelledBy(TriggerChanged)
	case !r.trigger.InTopic(t.event):
		return cancelledBy(TopicChanged)
	case !r.trigger.StillHolds(t.event):
		return cancelledBy(TriggerEnded)
	}
	view := e.view(t.event)
	defer e.done(view)
	switch match, err := e.passes(set, r, view); {
	case err != nil:
		return ending{outcome: Failed, reason: FilterError, err: fmt.Errorf("filter: %w", err)}
	case !match:
		return cancelledBy(NoLongerMatch)
	}
	if t.DueFromItem {
		return e.wakeDueFromItem(r, t)
	}
	return ending{}
}

// wakeDueFromItem works the instant of a task out again that came due, when its items say another one by now: it may be later.
func (e *Engine) wakeDueFromItem(r *rule, t *task) ending {
	end, now := e.recomputeDue(r, t, false), e.now()
	switch {
	case end.outcome != "" && end.outcome != Waiting:
		return end
	case t.Due.After(now):
		return ending{outcome: Waiting, reason: end.reason, retry: t.Due, asItWas: true}
	}
	return ending{}
}

func laterOf(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// refreshItems reads the task's items again.
func (e *Engine) refreshItems(ctx context.Context, t *task) ending {
	read, what := e.Refresh, "refresh"
	if t.polled() {
		read, what = e.latestRecord(t.Recipe.ID), "read the record"
	}
	if read == nil || t.event.Item().Kind == trigger.RecipeItem {
		return ending{}
	}
	ctx, cancel := context.WithTimeout(ctx, e.deadline())
	defer cancel()
	err := read(ctx, &t.event)
	t.setEvent(t.event)
	switch {
	case err == nil:
		return ending{}
	case errors.Is(err, errResolved):
		return cancelledBy(Resolved)
	case errors.Is(err, ErrGone):
		return cancelledBy(ItemGone)
	case t.Unread+1 >= MaxAttempts:
		return ending{outcome: Failed, err: fmt.Errorf("%s: %w", what, err)}
	default:
		again := e.now().Add(backoff(t.Key, t.Unread+1))
		return ending{outcome: Waiting, err: fmt.Errorf("%s: %w", what, err), retry: again, asItWas: true}
	}
}

// putDeadRow makes a dead letter of a row that cannot be decoded, and reports it. The error is the reason as a [*rowFault].
func (e *Engine) putDeadRow(ctx context.Context, job schedule.Job, why error) (dead []ActionReport, err error) {
	err = e.update(ctx, schedule.On(job.Subject), func(_ context.Context, tx schedule.Tx) error {
		dead = nil
		switch row, ok, err := get(tx, job.Key); {
		case err != nil:
			return err
		case !ok || row.Version != job.Version:
			return nil // another process did, or it is another row by now
		}
		if _, err := tx.Drop(job.Key); err != nil {
			return err
		}
		letter, err := e.putDeadLetter(tx, job)
		dead = []ActionReport{{At: e.now(), Outcome: Failed, Err: why, DeadLetter: letter}}
		return err
	})
	if err != nil {
		return nil, errors.Join(why, err)
	}
	return dead, &rowFault{why}
}
