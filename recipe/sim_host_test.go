package recipe_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/history"
	"github.com/commis-recipes/commis/trigger"
)

// simTask names what a call is for: one action of one recipe for one event.
type simTask struct {
	recipe string
	action int
	event  string
}

// simCall is one call of a handler by a worker that lived.
type simCall struct {
	seq, began int       // when it was, and when the worker's last transaction before it began
	begun, at  time.Time // when that was, and when the receiver acted
	task       simTask
	key        string
	attempt    int
	turn       string // whose turn it was
	epoch      int    // how often the key was retried as a dead letter before
	matches    []string
	effect     bool // the receiver acted
	answer     simAnswer
}

// simAnswer is what a handler answered.
type simAnswer string

const (
	simDone      simAnswer = "done"
	simSkipped   simAnswer = "skipped"
	simError     simAnswer = "error"
	simRetry     simAnswer = "retry" // it had no effect and asks for another try
	simPermanent simAnswer = "permanent"
	simPanic     simAnswer = "panic"
	simDied      simAnswer = "died"
)

// simHandlers registers the host's handlers: those of the kinds that are local in some recipe run in transactions.
func simHandlers(hs *action.Handlers) {
	action.HandleLocal(hs, action.HandlerFunc[action.Edit](func(ctx context.Context, _ action.Edit, in action.Input) error {
		return simIn(ctx).local(in)
	}))
	action.HandleLocal(hs, action.HandlerFunc[action.Reply](func(ctx context.Context, _ action.Reply, in action.Input) error {
		return simIn(ctx).local(in)
	}))
	action.HandleAll(hs, func(ctx context.Context, _ action.Config, in action.Input) error {
		return simIn(ctx).external(in)
	})
}

func (f *simFlight) newCall(in action.Input) *simCall {
	c := &simCall{
		began: f.began, begun: f.begunAt, at: f.w.now, task: simTask{in.Recipe.ID, in.Index, in.Event.ID},
		key: in.Key, attempt: in.Attempt, epoch: f.w.db.epochs[in.Key],
	}
	for _, m := range in.Digest {
		c.matches = append(c.matches, m.Event)
	}
	return c
}

// choose asks whose turn it is, for an action that takes turns.
func (c *simCall) choose(ctx context.Context, in action.Input) (err error) {
	if in.Turns != nil {
		c.turn, err = in.Turns.Choose(ctx, []string{"7", "8", "9"})
	}
	return err
}

// external is a handler that acts outside of the store.
func (f *simFlight) external(in action.Input) error {
	if f.life.dead {
		return errSimDead
	}
	w := f.w
	c := f.newCall(in)
	if err := c.choose(context.WithValue(context.Background(), simInFlight{}, f), in); err != nil {
		if f.life.dead {
			return errSimDead
		}
		c.seq, c.at, c.answer = w.db.tickSeq(), w.now, simError
		w.db.done = append(w.db.done, c)
		return err
	}
	roll, bad := w.fault("call", in.Key)
	what, roll := roll%12, roll/12
	if !bad {
		what = 99
	}
	switch what {
	case 0, 1:
		w.tell(f, "is about to do %s", in.Key)
		return f.crash()
	case 2:
		w.tell(f, "is about to do %s", in.Key)
		f.pause(roll)
		if f.life.dead {
			return errSimDead
		}
	}
	c.seq, c.at = w.db.tickSeq(), w.now
	c.effect, c.answer = true, simDone
	switch fate := w.fate(in.Key); {
	case fate == "fails" && !w.healed:
		c.effect, c.answer = false, simPermanent
	case fate == "skips":
		c.effect, c.answer = false, simSkipped
	case what == 3:
		c.effect, c.answer = false, simError
	case what == 4:
		c.answer = simError // it acts and does not answer
	case what == 5 || what == 6:
		c.effect, c.answer = false, simRetry
	case what == 7:
		c.effect, c.answer = roll%2 == 0, simPanic
	case what >= 8 && what <= 10:
		c.answer = simDied
	}
	w.db.done = append(w.db.done, c)
	w.tell(f, "does %s, try %d: %s, effect %v %v", in.Key, in.Attempt, c.answer, c.effect, c.matches)
	switch {
	case c.answer == simDied:
		return f.crash()
	case what == 11:
		f.pause(roll)
		if f.life.dead {
			c.answer = simDied
			return errSimDead
		}
	}
	return c.err(roll)
}

// err is what the handler returns.
func (c *simCall) err(roll uint32) error {
	switch c.answer {
	case simDone:
		if c.effect && roll%4 == 1 {
			return action.ErrUnchanged
		}
		return nil
	case simSkipped:
		return action.Skip("not_today")
	case simRetry:
		return action.Retry(time.Duration(roll%3)*time.Minute, errSimDown)
	case simPermanent:
		return action.Permanent(errors.New("no"))
	case simPanic:
		panic("the handler panics")
	}
	return errSimDown
}

// local is a handler that writes in the transaction that it is called in.
func (f *simFlight) local(in action.Input) error {
	if f.life.dead {
		return errSimDead
	}
	w := f.w
	if f.tx == nil {
		w.breaks("the local handler of %s is called outside of a transaction", in.Key)
		return nil
	}
	c := f.newCall(in)
	c.effect, c.answer = true, simDone
	f.tx.done = append(f.tx.done, c) // whatever it answers: what is not done is taken back
	switch w.fate(in.Key) {
	case "fails":
		if !w.healed {
			c.answer = simPermanent
			return c.err(0)
		}
	case "skips":
		c.answer = simSkipped
		return c.err(0)
	}
	roll, bad := w.fault("call", in.Key)
	if !bad {
		f.tx.tell("does " + in.Key)
		return nil
	}
	what, roll := roll%8, roll/8
	switch what {
	case 0, 1, 2:
		return f.crash()
	case 3:
		c.answer = simError
	case 4:
		c.answer = simRetry
	case 5:
		c.answer = simPanic
	default:
		f.pause(roll)
	}
	f.tx.tell(fmt.Sprintf("does %s: %s", in.Key, c.answer))
	return c.err(roll)
}

// simRefresh re-reads an item. It changes nothing, and may be the worker's last call.
func simRefresh(ctx context.Context, ev *trigger.Event) error {
	f := simIn(ctx)
	if f.life.dead {
		return errSimDead
	}
	roll, bad := f.w.fault("refresh", ev.ID)
	if !bad {
		return nil
	}
	switch roll % 5 {
	case 0, 1:
		return f.crash()
	case 2:
		f.w.tell(f, "cannot refresh")
		return errSimDown
	default:
		f.pause(roll / 5)
	}
	if f.life.dead {
		return errSimDead
	}
	return nil
}

// simRecorder keeps the history in the transaction that it is called in.
type simRecorder struct{}

func (simRecorder) Record(ctx context.Context, entries ...history.Entry) error {
	f := simIn(ctx)
	if f.life.dead {
		return errSimDead
	}
	if f.tx == nil {
		f.w.breaks("history is written outside of a transaction")
		return nil
	}
	if roll, bad := f.w.fault("record", entries[0].ID); bad {
		if roll%2 == 0 {
			return f.crash()
		}
		return errSimDown
	}
	f.tx.entries = append(f.tx.entries, entries...)
	for _, e := range entries {
		f.tx.tell(strings.TrimSpace(fmt.Sprintf("%s/%s of %s is %s %s", e.Recipe.ID, e.Action, e.Event, e.Outcome, e.Reason)))
	}
	return nil
}
