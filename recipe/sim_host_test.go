package recipe_test

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/commis-recipes/commis/action"
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
	from, to   time.Time // by the worker's clock: when it was asked whether it may be done, and when it was done
	clock      time.Time // and when the worker's last transaction began
	read       int       // when its item was read again; zero is never
	cause      trigger.Cause
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
	action.HandleLocal(hs, action.HandlerFunc[action.Edit](func(ctx context.Context, c action.Edit, in action.Input) error {
		return simIn(ctx).local(c, in)
	}))
	action.HandleLocal(hs, action.HandlerFunc[action.Reply](func(ctx context.Context, c action.Reply, in action.Input) error {
		return simIn(ctx).local(c, in)
	}))
	action.HandleAll(hs, func(ctx context.Context, c action.Config, in action.Input) error {
		return simIn(ctx).external(c, in)
	})
}

func (f *simFlight) newCall(config action.Config, in action.Input) *simCall {
	i := simRecipeByID(in.Recipe.ID).action(config.Kind())
	c := &simCall{
		began: f.began, begun: f.begunAt, at: f.w.now, task: simTask{in.Recipe.ID, i, in.Event.ID},
		key: in.Key, attempt: in.Attempt, epoch: f.w.db.epochs[in.Key], cause: in.Cause(),
		from: f.claimed, clock: f.begunAt.Add(f.w.clock(f.worker).Sub(f.w.now)), read: f.reads[in.Event.ID].seq,
	}
	if c.read > 0 {
		c.from = f.reads[in.Event.ID].at
	}
	for _, m := range in.Digest {
		c.matches = append(c.matches, m.Event)
	}
	return c
}

// choose asks whose turn it is, for a round-robin action.
func (c *simCall) choose(ctx context.Context, in action.Input) (err error) {
	if in.Chooser != nil {
		c.turn, err = in.Chooser.Choose(ctx, []string{"7", "8", "9"})
	}
	return err
}

// external is a handler that acts outside of the store.
func (f *simFlight) external(config action.Config, in action.Input) error {
	if f.life.dead {
		return errSimDead
	}
	w := f.w
	c := f.newCall(config, in)
	if err := c.choose(context.WithValue(context.Background(), simInFlight{}, f), in); err != nil {
		if f.life.dead {
			return errSimDead
		}
		c.seq, c.at, c.to, c.answer = w.db.tickSeq(), w.now, w.clock(f.worker), simError
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
	c.seq, c.at, c.to = w.db.tickSeq(), w.now, w.clock(f.worker)
	c.acts(w, what, roll)
	w.db.done = append(w.db.done, c)
	w.tell(f, "does %s, try %d: %s, effect %v %v", in.Key, in.Attempt, c.answer, c.effect, c.matches)
	if c.effect {
		w.host.acts(w, c)
	}
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

// acts decides what the receiver does and answers.
func (c *simCall) acts(w *simWorld, what, roll uint32) {
	c.effect, c.answer = true, simDone
	switch fate := w.fate(c.key); {
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
func (f *simFlight) local(config action.Config, in action.Input) error {
	if f.life.dead {
		return errSimDead
	}
	w := f.w
	if f.tx == nil {
		w.breaks("the local handler of %s is called outside of a transaction", in.Key)
		return nil
	}
	c := f.newCall(config, in)
	c.effect, c.answer, c.to = true, simDone, w.clock(f.worker)
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
