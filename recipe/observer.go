package recipe

import (
	"context"
	"runtime/debug"
	"time"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/trigger"
)

// Observer is called for the events, decisions and actions of an engine, so that a host can count them, measure them and write
// traces; the module examples/otel has one. It is no record: the history is written in the transaction that it is about,
// whereas an observer is called after the commit, once, and not at all when the process ends between the two.
//
// It is called for each event that was applied, and for each entry of the [Report] that [Engine.Handle] and [Engine.Tick] return:
// each decision, each of its actions, and each action of an earlier event, in this order. A recipe that merely did not match is
// in no report, and a recipe in shadow has a decision, [WouldFire], and no actions. [Engine.Plan] and [Engine.Explain] call no observer.
//
// Handle calls it before it returns, and Tick when a row is done, from the goroutine that worked on the row: an observer is
// called by several goroutines at a time. The caller waits for it, so it should be quick. A panic is recovered and logged.
type Observer interface {
	// Observe gets the ctx of the caller of Handle or Tick, with its span if it has one; it may be cancelled by then. Observe
	// must not change the values that o points to, and must not use them after it has returned.
	Observe(ctx context.Context, o Observation)
}

// ObserverFunc makes a function an [Observer].
type ObserverFunc func(ctx context.Context, o Observation)

// Observe calls f.
func (f ObserverFunc) Observe(ctx context.Context, o Observation) { f(ctx, o) }

// Observation is one thing that an engine did. If Action is set, it is about an action; else if Decision is set, about a
// decision; else it says that the event itself was applied.
//
// It has texts of customers: in the event, in the config and the output of an action, and in the text of an error. For data
// that leaves the host, use only IDs, kinds, outcomes and the reasons of [Reasons].
type Observation struct {
	// Event is the event that was applied, or that started the run; the last one for an action that several have started. It
	// is as it was when the action was tried last. It is zero for a decision about a poll or a slot itself, and for a row that
	// could not be decoded.
	Event trigger.Event
	// Decision is the decision, or the decision of the action. It is nil for an action of an earlier event.
	Decision *Decision
	// Action is the report of an action, or of one try of it; Action.At is when it ended. For an accepted event that has become
	// a dead letter it has no recipe and no kind.
	Action *ActionReport
	// Matches are the events that an action was carried out for, when it is one that collects several; nil otherwise.
	Matches []action.Match
	// Started and Ended are instants of [Engine.Now]. An action is started when its handler is called; they are equal for one
	// that was not tried. A decision and an event end when the actions have been tried that are due at once.
	Started, Ended time.Time
	// CameDue is when the action came due: one that had waited, is repeated, or was tried before. Zero means that it was begun
	// at once, or that something else ended it.
	CameDue time.Time
}

// Lag returns how long after it came due the action was started. It is zero for an action that was begun at once, and never
// negative.
func (o Observation) Lag() time.Duration {
	if o.CameDue.IsZero() {
		return 0
	}
	return max(0, o.Started.Sub(o.CameDue))
}

// observed has the members of an [Observation] that are not in the report of its event, decision or action. Without an
// observer there is no such value.
type observed struct {
	event   trigger.Event
	matches []action.Match
	started time.Time
	ended   time.Time
	cameDue time.Time
}

// progress is what is known of a task while it is handled: when it came due and its handler was called. It is never stored.
type progress struct {
	cameDue, started time.Time
	unwritten        bool // it was begun in the transaction that is to settle it, and has no row

	// What was worked out for it, nil before: eventNames, names, the keys of switchOffKeys, and of signals, one list for each
	// of its unless.
	threads, allNames, offKeys []string
	heardKeys                  [][]string
}

// report returns the report of a task that ended so, or that waits until then.
func (e *Engine) report(t *task, now time.Time, end ending) ActionReport {
	s := t.report(now, end)
	if e.Observer != nil {
		s.observed = &observed{event: t.event, matches: t.Digest, started: t.started, ended: now, cameDue: t.cameDue}
	}
	return s
}

// observeEvent notes for the observer that an event was applied, and that this has ended.
func (e *Engine) observeEvent(report *Report, ev *trigger.Event, started time.Time) {
	if e.Observer != nil {
		report.applied = append(report.applied, observed{event: *ev, started: started, ended: e.now()})
	}
}

// observeDecision notes for the observer which event a decision is about, and that it has ended.
func (e *Engine) observeDecision(d *Decision, ev *trigger.Event) {
	if e.Observer != nil {
		d.observed = &observed{event: *ev, started: d.At, ended: e.now()}
	}
}

// observe tells the observer what is in a report.
func (e *Engine) observe(ctx context.Context, report Report) {
	if e.Observer == nil {
		return
	}
	for i := range report.applied {
		e.tell(ctx, report.applied[i].observation(time.Time{}))
	}
	for i := range report.Decisions {
		d := &report.Decisions[i]
		o := d.observed.observation(d.At)
		o.Decision = d
		e.tell(ctx, o)
		if d.Run != "" {
			e.tellActions(ctx, d, d.Actions)
		}
	}
	e.tellActions(ctx, nil, report.Actions)
}

// tellActions tells the observer about actions, of the decision unless it is nil.
func (e *Engine) tellActions(ctx context.Context, d *Decision, reports []ActionReport) {
	for i := range reports {
		o := reports[i].observed.observation(reports[i].At)
		o.Decision, o.Action = d, &reports[i]
		e.tell(ctx, o)
	}
}

// observation returns what is known of something that became so at an instant.
func (s *observed) observation(at time.Time) Observation {
	if s == nil {
		return Observation{Started: at, Ended: at}
	}
	o := Observation{Event: s.event, Matches: s.matches, Started: s.started, Ended: s.ended, CameDue: s.cameDue}
	if o.Started.IsZero() {
		o.Started = o.Ended
	}
	return o
}

// tell calls the observer. A panic of it is only logged.
func (e *Engine) tell(ctx context.Context, o Observation) {
	defer func() {
		if p := recover(); p != nil {
			e.logger().ErrorContext(ctx, "observer panicked", "event", o.Event.ID, "panic", p, "stack", string(debug.Stack()))
		}
	}()
	e.Observer.Observe(ctx, o)
}
