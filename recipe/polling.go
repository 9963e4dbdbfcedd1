package recipe

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/commis-recipes/commis/history"
	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/trigger"
)

// polling is one poll of one recipe. It can be repeated from the start: the recipe's row comes up again when the claim on it
// expires, tracked records are known, and a record is added to the list of all before it is tracked, so that it is missed
// when it is gone.
type polling struct {
	e            *Engine
	set          *compiled
	rule         *rule // nil when the recipe is not in the set any more
	state        pollState
	claim        schedule.Job
	until        time.Time // when the claim ends
	report       Report
	own          []Decision // about the poll itself, that are not written down yet
	faults       []error
	fresh        []*decided      // the new records that are applied next
	freshSince   time.Time       // when the first of them was looked at
	unjudged     recordIDs       // records with a fault: their rows stay as they are
	documentIDs  map[string]bool // the IDs of all records of the document, also of those that the filter does not let through
	unidentified bool            // the document has a record that cannot be identified
}

// poll fetches a recipe's document and applies it.
func (e *Engine) poll(ctx context.Context, job schedule.Job, taken time.Time) (Report, error) {
	p := polling{e: e, set: e.loaded(), claim: job, until: taken.Add(e.lease()), unjudged: recordIDs{}, documentIDs: map[string]bool{}}
	err := p.resume(ctx, job)
	return p.report, err
}

// resume polls, or ends the polling of a recipe that does not poll any more.
func (p *polling) resume(ctx context.Context, job schedule.Job) error {
	switch err := decodeState(job.Payload, &p.state); {
	case errors.Is(err, errLaterVersion):
		return err
	case err != nil || p.state.Every <= 0:
		return p.settle(ctx, time.Time{}) // a damaged row; Tick puts another one
	}
	p.rule = p.set.rule(p.state.Recipe)
	if p.rule == nil && p.e.leftToOthers(p.set, job.Due, p.state.Recipe, "") {
		return nil
	}
	if reason := p.stopped(); reason != "" {
		return p.stop(ctx, reason)
	}
	next := p.state.next(p.e.now())
	list, err := p.fetch(ctx)
	switch {
	case ctx.Err() != nil:
		return ctx.Err() // the caller gave up; the source did not fail
	case err != nil:
		p.decide(ctx, Failed, SourceError, err)
		if soon := p.e.now().Add(trigger.MinEvery.Std()); soon.Before(next) {
			next = soon
		}
		return p.settle(ctx, next)
	}
	return p.reconcile(ctx, list, next)
}

// stopped returns the reason why the recipe does not poll any more, or "".
func (p *polling) stopped() Reason {
	switch {
	case p.rule == nil || p.rule.poll == nil:
		return RecipeRemoved
	case !p.rule.enabled:
		return RecipeDisabled
	}
	return ""
}

// fetch returns the records of the document.
func (p *polling) fetch(ctx context.Context) ([]json.RawMessage, error) {
	data, err := p.e.fetch(ctx, p.rule.poll.Source, Fetch{Recipe: p.rule.recipe.ID})
	if err != nil {
		return nil, err
	}
	list, err := elements(data, p.rule.poll.Each)
	if err != nil {
		err = fmt.Errorf("source %s: %w", p.rule.poll.Source, err)
	}
	return list, err
}

// reconcile starts the recipe for every new record, stores changes of the others, and resolves those that are gone.
func (p *polling) reconcile(ctx context.Context, list []json.RawMessage, next time.Time) error {
	events, err := p.judge(ctx, list)
	if err != nil {
		return err
	}
	here := trackedList{Records: p.unjudged}
	for _, ev := range events {
		here.Records.insert(ev.Record)
	}
	before, err := p.list(ctx, here.Records)
	if err != nil {
		return err
	}
	if err := p.trackAll(ctx, events); err != nil {
		return err
	}
	for _, r := range before.Records.without(here.Records) {
		if polls, gone := p.gone(r, before.missed(r)); !gone {
			here.miss(r, polls)
		} else if err := p.untrack(ctx, r, Resolved); err != nil {
			return err
		}
	}
	if len(p.faults) > 0 {
		p.decide(ctx, Failed, RecordError, errors.Join(p.faults...))
	}
	return p.end(ctx, &here, next)
}

// gone reports whether a record that is not to be tracked is gone, and if not, in how many polls in a row it was missing;
// missed is how many there were before.
func (p *polling) gone(r *trigger.Record, missed int) (polls int, gone bool) {
	switch {
	case r.Source != p.rule.poll.Source, p.documentIDs[r.ID]:
		return 0, true
	case p.unidentified: // it might be that one
		return missed, false
	}
	return missed + 1, missed+1 >= p.rule.poll.GoneAfter
}

// judge gives the records their attributes, and returns those that the recipe's filter lets through, each as the event
// that it would be.
func (p *polling) judge(ctx context.Context, list []json.RawMessage) ([]trigger.Event, error) {
	globals, err := p.e.globals(ctx, p.set)
	if err != nil {
		return nil, err
	}
	given := make(map[string]any)
	events := p.decode(list, globals)
	for i := range events {
		err := events[i].Check()
		if err == nil {
			err = p.setAttributes(&events[i], p.rule.poll.set, given)
		}
		if err != nil {
			p.leaveAsItWas(events[i].Record, err)
		}
	}
	if globals, err = p.e.setGlobals(ctx, globals, given); err != nil {
		return nil, err
	}
	return slices.DeleteFunc(events, func(ev trigger.Event) bool {
		if p.unjudged.has(ev.Record) || len(ev.Record.ID) > trigger.MaxID {
			return true
		}
		ev.Record.Polled.Global = globals
		match, err := p.match(ev)
		if err != nil {
			p.leaveAsItWas(ev.Record, fmt.Errorf("filter: %w", err))
		}
		return !match
	}), nil
}

// decode reads the records. Of those with one key the last counts.
func (p *polling) decode(list []json.RawMessage, globals map[string]any) []trigger.Event {
	var events []trigger.Event
	place := make(map[string]int)
	for i, data := range list {
		r, err := p.rule.poll.decodeRecord(data)
		if r == nil {
			p.unidentified = true
			p.fault(fmt.Sprintf("record %d", i+1), err)
			continue
		}
		if p.documentIDs[r.ID] = true; err != nil {
			p.leaveAsItWas(r, err)
			continue
		}
		at, twice := place[r.ID]
		if !twice {
			at, events = len(events), append(events, trigger.Event{})
			place[r.ID] = at
		}
		events[at] = p.event(r, globals)
	}
	return events
}

// event returns the event that a record would be.
func (p *polling) event(r *trigger.Record, globals map[string]any) trigger.Event {
	now := p.e.now().UTC()
	r.Polled = &trigger.Polled{Global: globals}
	return trigger.Event{
		ID:   shortID(key(p.rule.recipe.ID, r.ID, now.Format(time.RFC3339Nano))),
		Kind: trigger.RecordPolled, At: now, Actor: trigger.System, Record: r,
	}
}

// shortID returns the ID, or a hash instead of one that is too long for an event.
func shortID(id string) string {
	if len(id) <= trigger.MaxID {
		return id
	}
	sum := sha256.Sum256([]byte(id))
	return hex.EncodeToString(sum[:])
}

// setAttributes sets attributes of the event's record. Global ones are for all records: they are only collected.
func (p *polling) setAttributes(ev *trigger.Event, set []attribute, given map[string]any) error {
	if len(set) == 0 {
		return nil
	}
	v := p.e.view(*ev)
	defer p.e.done(v)
	return setAttributes(ev.Record.Polled, set, v, given)
}

func (p *polling) match(ev trigger.Event) (match bool, err error) {
	defer func() {
		if caught := recover(); caught != nil {
			match, err = false, panicError(caught)
		}
	}()
	v := p.e.view(ev)
	defer p.e.done(v)
	return p.rule.program.Match(v)
}

// mostFaults is how many records of one poll are reported by name.
const mostFaults = 20

// fault adds the fault of a record, which is skipped.
func (p *polling) fault(what string, err error) {
	switch n := len(p.faults); {
	case n < mostFaults:
		p.faults = append(p.faults, fmt.Errorf("%s: %w", what, err))
	case n == mostFaults:
		p.faults = append(p.faults, errors.New("and more"))
	}
}

// leaveAsItWas adds the fault of a record that may be tracked; its row stays unchanged.
func (p *polling) leaveAsItWas(r *trigger.Record, err error) {
	name := r.ID
	if len(name) > trigger.MaxID {
		name = strings.ToValidUTF8(name[:40], "") + "..." // no event can be about it, so it is not tracked
	} else {
		p.unjudged.insert(r)
	}
	p.fault("record "+name, err)
}

// decide adds the decision about the poll itself. It is reported when it was written to the history.
func (p *polling) decide(ctx context.Context, o Outcome, reason Reason, err error) {
	p.e.logger().WarnContext(ctx, "poll failed", "recipe", p.rule.recipe.ID, "source", p.rule.poll.Source, "outcome", string(o), "reason", string(reason), "error", err)
	p.own = append(p.own, Decision{At: p.e.now(), Recipe: p.rule.recipe.ID, Outcome: o, Reason: reason, Err: err})
}

// entries returns the history of the poll itself: its failures.
func (p *polling) entries() []history.Entry {
	var entries []history.Entry
	for _, d := range p.own {
		en := entry(p.rule.recipe, trigger.Ref{Kind: "recipe", ID: d.Recipe}, "", "", d.Err)
		en.ID = key("poll", d.Recipe, d.At.UTC().Format(time.RFC3339Nano), string(d.Outcome))
		en.At, en.Action, en.Outcome, en.Reason = d.At, "poll", string(d.Outcome), string(d.Reason)
		entries = append(entries, en)
	}
	return entries
}
