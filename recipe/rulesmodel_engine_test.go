package recipe_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/trigger"
)

var ruleStart = time.Date(2026, 1, 5, 0, 0, 0, 0, time.UTC)

func ruleInstant(m int) time.Time { return ruleStart.Add(time.Duration(m) * time.Minute) }
func ruleMinute(t time.Time) int  { return int(t.Sub(ruleStart) / time.Minute) }
func ruleDuration(m int) string   { return schedule.Duration(time.Duration(m) * time.Minute).String() }
func (h *ruleHours) String() string {
	return fmt.Sprintf(`{"calendar":%q,"when":%q}`, h.calendar, h.when)
}

// ruleEngine is the engine in the model's world: it hears of the same events, edits and instants.
type ruleEngine struct {
	t      testing.TB
	engine recipe.Engine
	mem    schedule.Memory
	clock  int
	items  []ruleItem
	queue  []trigger.Event
	times  map[string]int
	lines  []string
}

func newRuleEngine(t testing.TB, p rulePlan) *ruleEngine {
	e := &ruleEngine{t: t, clock: p.start, items: ruleItems(), times: map[string]int{}}
	e.engine = recipe.Engine{
		Handlers: new(action.Handlers), Store: &e.mem, Workers: 1, MaxRuns: p.maxRuns,
		Now: func() time.Time { return ruleInstant(e.clock) },
		Refresh: func(_ context.Context, ev *trigger.Event) error {
			e.items[ruleThreadOf(ev)].onto(ev, ruleThreadOf(ev))
			return nil
		},
	}
	action.HandleAll(e.engine.Handlers, func(_ context.Context, c action.Config, in action.Input) error { return e.do(c, in) })
	return e
}

// do is the host's handler.
func (e *ruleEngine) do(c action.Config, in action.Input) error {
	word := ""
	switch c := c.(type) {
	case action.Notify:
		word = c.Text
	case action.Note:
		word = c.Text
	case action.AddTags:
		word = c.Tags[0]
	case action.SetStatus:
		word = string(c.Status)
	case action.PrivateReply:
		word = c.Message
	}
	if strings.Contains(word, "bad") {
		return action.Permanent(errors.New("bad"))
	}
	thread := ruleThreadOf(&in.Event)
	times := fmt.Sprint(in.Recipe.ID, c.Kind(), in.Event.ID)
	e.times[times]++
	ev, ok := ruleEffect(&e.items[thread], in.Recipe.ID, c.Kind(), word, ruleEvent{id: in.Event.ID, thread: thread}, e.times[times], e.clock)
	if ok {
		caused := ev.event()
		caused.Cause = in.Cause()
		e.queue = append(e.queue, caused)
	}
	return nil
}

// onto writes what the host knows into an event.
func (it ruleItem) onto(ev *trigger.Event, thread int) {
	if ev.Mention != nil {
		m := *ev.Mention
		m.Topic = it.topic
		ev.Mention = &m
	}
	t := ruleThreads[thread]
	if t.caseID == "" {
		return
	}
	ev.Case = &trigger.Case{ID: t.caseID, Topic: it.topic, Status: trigger.Status(it.status), Tags: it.tags,
		Priority: "low", Contact: trigger.Contact{ID: t.contact}}
	if it.urgent {
		ev.Case.Priority = "high"
	}
	if it.due != 0 {
		ev.Case.Fields = map[string]any{"due": ruleInstant(it.due).Format(time.RFC3339)}
	}
}

func ruleThreadOf(ev *trigger.Event) int {
	return slices.IndexFunc(ruleThreads, func(t ruleThread) bool {
		if ref := ev.CaseRef(); ref.ID != "" || t.caseID != "" {
			return ref.ID == t.caseID
		}
		return t.conversation == ev.Mention.Conversation && t.contact == ev.Mention.Contact.ID
	})
}

func (ev ruleEvent) event() trigger.Event {
	t := ruleThreads[ev.thread]
	e := trigger.Event{ID: ev.id, Kind: trigger.Kind(ev.kind), At: ruleInstant(ev.at), Actor: trigger.Actor(ev.actor),
		Tag: ev.tag, From: trigger.Status(ev.from), To: trigger.Status(ev.to)}
	if ev.message() {
		e.Mention = &trigger.Mention{ID: "m" + ev.id, Service: "email", Type: ev.typ, CaseID: t.caseID,
			Conversation: t.conversation, Contact: trigger.Contact{ID: t.contact}}
	}
	if ev.kind == "case_updated" {
		e.Changes = map[string]trigger.Change{"case.fields": {}}
	}
	ev.item.onto(&e, ev.thread)
	return e
}

func (e *ruleEngine) load(recipes []ruleRecipe) {
	require.NoError(e.t, e.engine.Load(parse(e.t, ruleSet(recipes))))
}

func (e *ruleEngine) event(ev trigger.Event) {
	report, err := e.engine.Handle(context.Background(), ev)
	require.NoError(e.t, err)
	for _, d := range report.Decisions {
		if d.Outcome == recipe.LoopStopped {
			e.lines = append(e.lines, ruleLine(ruleMinute(d.At), "loop_stopped "+string(d.Reason), d.Recipe, "", d.Event, 0))
		}
		if d.Err != nil && len(d.Actions) == 0 {
			e.t.Errorf("%s of %s: %v", d.Recipe, d.Event, d.Err)
		}
		e.tell(d.Actions)
	}
	e.tell(report.Actions)
}

func (e *ruleEngine) tell(reports []recipe.ActionReport) {
	for _, s := range reports {
		isListed(e.t, s.Reason)
		what := strings.TrimSpace(fmt.Sprintf("%s %s", s.Outcome, s.Reason))
		if what == "waiting" {
			continue
		}
		if s.Outcome == recipe.Waiting {
			what += " until " + ruleClock(ruleMinute(s.Due))
		}
		e.lines = append(e.lines, ruleLine(ruleMinute(s.At), what, s.Recipe, s.Do, s.Event, s.Nth))
	}
}

func (e *ruleEngine) tick() {
	report, err := e.engine.Tick(context.Background())
	require.NoError(e.t, err)
	e.tell(report.Actions)
}

func (e *ruleEngine) next() (at int, ok bool) {
	due, ok := e.mem.Next(ruleInstant(e.clock))
	if d := due.Sub(ruleStart); ok && d%time.Minute != 0 {
		return ruleMinute(due) + 1, true
	}
	return ruleMinute(due), ok
}

func (e *ruleEngine) pump() (some bool) {
	for len(e.queue) > 0 {
		ev := e.queue[0]
		e.queue = e.queue[1:]
		e.event(ev)
		some = true
	}
	return some
}

// ruleSet writes the recipes as the document that an engine loads.
func ruleSet(recipes []ruleRecipe) string {
	var all []string
	for _, r := range recipes {
		on := map[string]any{"on": r.on}
		if r.topic == "" {
			on["all_topics"] = true
		} else {
			on["topics"] = []string{r.topic}
		}
		if r.status != "" {
			on["status"] = r.status
		}
		if len(r.by) > 0 {
			on["by"] = r.by
		}
		doc := map[string]any{"id": r.id, "name": r.name, "enabled": r.enabled, "trigger": on, "stop": r.stop}
		if r.urgent {
			doc["filter"] = "case.priority == 'high'"
		}
		if r.hours != nil {
			doc["hours"] = json.RawMessage(r.hours.String())
		}
		var actions []json.RawMessage
		for _, a := range r.actions {
			actions = append(actions, json.RawMessage(a.document()))
		}
		doc["actions"] = actions
		text, _ := json.Marshal(doc)
		all = append(all, string(text))
	}
	var days []string
	for name, intervals := range ruleCalendars {
		var spans, week []string
		for _, i := range intervals {
			spans = append(spans, fmt.Sprintf(`"%02d:%02d-%02d:%02d"`, i[0]/60, i[0]%60, i[1]/60, i[1]%60))
		}
		for _, day := range []string{"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"} {
			week = append(week, fmt.Sprintf(`%q:[%s]`, day, strings.Join(spans, ",")))
		}
		days = append(days, fmt.Sprintf(`%q:{"zone":"UTC","week":{%s}}`, name, strings.Join(week, ",")))
	}
	return `{"format":1,"calendars":{` + strings.Join(days, ",") + `},"recipes":[` + strings.Join(all, ",") + `]}`
}

func (a *ruleAction) document() string {
	with := map[string]string{
		"notify": `{"users":["7"],"channel":"push","text":%q}`, "note": `{"text":%q}`, "add_tags": `{"tags":[%q]}`,
		"set_status": `{"status":%q}`, "private_reply": `{"message":%q}`,
	}[a.do]
	doc := map[string]any{"id": "a-" + a.do, "do": a.do, "with": json.RawMessage(fmt.Sprintf(with, a.word))}
	set := func(name string, value any, is bool) {
		if is {
			doc[name] = value
		}
	}
	set("after", ruleDuration(a.after), a.after != 0)
	set("at", "{{ case.fields.due }}", a.at)
	set("in", a.in, a.in != "")
	set("from", a.from, a.from != "")
	set("unless", a.unless, len(a.unless) > 0)
	set("repeat", map[string]any{"every": ruleDuration(a.every), "times": a.times}, a.every > 0)
	set("on_error", "stop", a.stop)
	if a.hours != nil {
		doc["hours"] = json.RawMessage(a.hours.String())
	}
	if a.limit != nil {
		doc["limit"] = map[string]any{"times": a.limit.times, "every": ruleDuration(a.limit.every), "per": a.limit.per}
	}
	text, _ := json.Marshal(doc)
	return string(text)
}
