package recipe

import (
	"time"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/schedule"
)

// The states of a task. Each row is a change that one transaction makes; the copies below define which parts of a task stay.
//
//	from      to        by                                                parts that stay
//	-         planned   plan: the event, the action as it is              everything
//	planned   stored    arm, storeForTick, or Next of a blocked one       all but the filled config
//	planned   begun     put, acquire: due now, by the caller              everything
//	stored    begun     beginDue: came due, and everything still holds    all but the filled config, which is filled anew
//	stored    settled   settle: cancelled, expired, failed                nothing
//	begun     stored    putRetry: comes due again                         retried
//	begun     settled   settle: done, skipped, failed, ambiguous          nothing
//	settled   stored    armNext: the next time of one that is repeated    next
//	settled   stored    collect: a match that is sent later               collectedAs
//	settled   dead      putDeadTask: failed for good                      asDeadLetter
//	dead      stored    Retry                                             asRetriedAnew

// retried returns the task as it comes due again.
func (t *task) retried() *task {
	again := *t
	again.Begun, again.Started = false, false
	again.filled = filled{}
	return &again
}

// next returns the task for its next time, due then.
func (t *task) next(now, due time.Time) *task {
	next := t.retried()
	next.Nth++
	next.Key = t.keyOf(next.Nth)
	next.Due, next.Slot, next.PutOff, next.Rest = due, due, false, nil
	next.tries = tries{Irreversible: t.Irreversible, Reserved: t.Reserved} // the times count as one
	next.Since, next.Chosen = laterOf(now, t.Since), ""
	next.claim, next.progress = schedule.Job{}, progress{}
	return next
}

// collectedAs returns the task as a match of a digest, whose thread is the digest's own. Its wait is over.
func (t *task) collectedAs(digest string) task {
	match := *t
	match.Names, match.wait, match.tries = []string{digest}, wait{}, tries{Irreversible: t.Irreversible}
	match.Stop, match.Next = false, nil
	match.Send, match.claim, match.progress = true, schedule.Job{}, progress{}
	return match
}

// sent returns the task as the one that is carried out for the matches of a digest.
func (t *task) sent(key string, matches []action.Match) *task {
	run := *t
	run.Send, run.Digest, run.Key = false, matches, key
	return &run
}

// asDeadLetter returns the task as one that failed for good.
func (t *task) asDeadLetter(now time.Time) *task {
	dead := *t
	dead.tries, dead.Next, dead.claim, dead.Died = tries{Irreversible: t.Irreversible}, nil, schedule.Job{}, now
	dead.Part = "" // it has ended: when it is tried again, it counts on its own
	return &dead
}

// asRetriedAnew returns a dead task as one that is tried again, and counts as stored since the instant.
func (t *task) asRetriedAnew(since time.Time) *task {
	again := *t
	again.Died, again.Since = time.Time{}, since
	return &again
}
