package recipe

import (
	"hash/fnv"
	"strconv"
	"time"
)

// MaxAttempts is how often an action is tried before it has failed for good.
const MaxAttempts = 10

// tooLate is how late an action may be begun after it came due.
const tooLate = 72 * time.Hour

// waitsBetween is how long the engine waits before the second try, the third, and so on: about 24 hours in all.
var waitsBetween = [MaxAttempts - 1]time.Duration{
	5 * time.Second, 30 * time.Second, 2 * time.Minute, 10 * time.Minute, 30 * time.Minute,
	time.Hour, 3 * time.Hour, 7 * time.Hour, 12 * time.Hour,
}

// backoff returns the wait after a try that failed, 20 % shorter to 20 % longer than the plain one. It is the same
// for the same action and try, so that a replay waits as long, and differs from action to action, so that many that
// failed together do not come back together.
func backoff(key string, attempt int) time.Duration {
	plain := waitsBetween[min(max(attempt, 1), len(waitsBetween))-1]
	h := fnv.New64a()
	h.Write([]byte(key + "#" + strconv.Itoa(attempt)))
	part := h.Sum64() % 4001 // 0..4000 of 10,000
	return plain*8/10 + plain*time.Duration(part)/10000
}

// putRetry makes the row come due again. It is not begun any more; one that waited waits again.
func (x *transaction) putRetry(t *task, end ending) error {
	if err := x.checkClaim(t); err != nil {
		return err
	}
	if end.asItWas {
		return x.putBackAsItWas(t, end)
	}
	job, err := t.retried().job(end.retry)
	if err != nil {
		return err
	}
	_, err = x.tx.Put(job)
	return err
}

// putBackAsItWas makes a row that was not begun come due again as it was, but for when, and how often its items could not be
// read.
func (x *transaction) putBackAsItWas(t *task, end ending) error {
	row, _, err := get(x.tx, t.claim.Key)
	if err != nil {
		return err
	}
	was, err := decodeTask(row)
	if err != nil {
		return err
	}
	was.claim = row
	switch {
	case end.err != nil:
		was.Unread++
	case end.reason == HoursClosed:
		was.Slot, was.PutOff = end.retry, !was.waits() // the next time counts from there
	default:
		was.Due, was.Slot, was.Basis = t.Due, t.Slot, t.Basis
	}
	job, err := was.job(wakes(end.retry, x.now))
	if err != nil {
		return err
	}
	_, err = x.tx.Put(job)
	return err
}
