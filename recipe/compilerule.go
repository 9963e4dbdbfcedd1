package recipe

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/filter"
	"github.com/commis-recipes/commis/internal/fault"
	"github.com/commis-recipes/commis/internal/naming"
	"github.com/commis-recipes/commis/internal/strictjson"
	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/trigger"
)

// rulesMade counts the rules of the process.
var rulesMade atomic.Uint64

// rule compiles a recipe; document is it as JSON, nil if it cannot be written.
func (c *compiler) rule(p fault.Place, r Recipe, document []byte) *rule {
	c.asks = false
	faults := c.faults.Len()
	if document == nil || escapes(document) {
		plainText{p}.check(reflect.ValueOf(r), "", naming.Check, 0)
	}
	checkID(p, r.ID)
	if strings.TrimSpace(r.Name) == "" {
		p.Addf("name", "missing")
	}
	p.In("trigger").Add(r.Trigger.Validate(c.world))
	if c.engine.NoCases && slices.ContainsFunc(r.Trigger.On, func(on string) bool { return strings.HasPrefix(on, "case_") }) {
		p.In("trigger.on").Add(action.ErrCasesDisabled)
	}
	out := &rule{
		number:    rulesMade.Add(1),
		recipe:    action.Recipe{ID: r.ID, Name: r.Name, Revision: revision(document), Owner: r.Owner},
		enabled:   r.Enabled,
		enabledAt: r.EnabledAt,
		stop:      r.Stop,
		shadow:    r.Shadow,
		trigger:   r.Trigger,
		program:   c.program(p.In("filter"), r),
	}
	out.trigger.Poll = clonePoll(r.Trigger.Poll)
	out.trigger.On, out.trigger.Tag, out.trigger.Status = slices.Clone(r.Trigger.On), slices.Clone(r.Trigger.Tag), slices.Clone(r.Trigger.Status)
	out.trigger.By, out.trigger.Types = slices.Clone(r.Trigger.By), slices.Clone(r.Trigger.Types)
	out.trigger.Schedule = cloneSchedule(r.Trigger.Schedule)
	out.trigger.Topics = c.copies.topicsOf(r.Trigger.Topics)
	if out.program != nil {
		out.filter = cloneFilter(r.Filter)
	}
	if r.Filter.Saved == "" {
		c.filterWords(p.In("filter"), out.program)
	}
	out.poll = c.poll(p.In("trigger.poll"), r.Trigger.Poll)
	out.slots = c.slots(p.In("trigger"), &r)
	out.poll.beforeLookup(p.In("filter"), out.program)
	if r.Hours != nil {
		out.when = clonePointer(r.Hours)
		out.hours, out.outside = c.hours(p.In("hours"), *r.Hours)
	}
	if r.Shadow && (r.Trigger.Poll != nil || slices.Contains(r.Trigger.On, trigger.OnSchedule)) {
		p.Addf("shadow", "a recipe on poll or schedule keeps what it has seen; it cannot be in shadow")
	}
	if len(r.Actions) == 0 {
		p.Addf("actions", "missing; write at least one action")
	}
	for i, a := range r.Actions {
		out.actions = append(out.actions, c.action(p.In(fault.Index("actions", i)), out, a))
	}
	out.asks = c.asks || out.program != nil && len(out.program.Calendars()) > 0
	c.identify(p, out)
	out.misworded = c.faults.Len() > faults
	return out
}

func checkID(p fault.Place, id string) {
	switch {
	case id == "":
		p.Addf("id", "missing")
	case len(id) > trigger.MaxID:
		p.Addf("id", "longer than %d bytes", trigger.MaxID)
	}
}

// program compiles a recipe's filter; a saved one is compiled once for all recipes but those that poll, which run it
// for every record.
func (c *compiler) program(p fault.Place, r Recipe) *filter.Program {
	f := r.Filter
	program, ok := c.named.programs[f.Saved]
	if ok && f.Saved != "" && f.Text == "" && f.Tree == nil && r.Trigger.Poll == nil {
		return program
	}
	program, err := c.filters.Compile(f)
	p.Add(err)
	return program
}

func (c *compiler) hours(p fault.Place, h Hours) (hours *schedule.Hours, outside bool) {
	hours = c.calendar(p.In("calendar"), h.Calendar)
	switch h.When {
	case During, Outside:
	case "":
		p.Addf("when", "missing, want during or outside")
	default:
		p.Addf("when", "%q is not during or outside", h.When)
	}
	return hours, h.When == Outside
}

// calendar returns the calendar with the name.
func (c *compiler) calendar(p fault.Place, name string) *schedule.Hours {
	hours, ok := c.named.calendars[name]
	switch {
	case name == "":
		p.Addf("", "missing")
	case !ok:
		p.Addf("", "%q is not one of the set's calendars%s", name, meant(name, slices.Sorted(maps.Keys(c.named.calendars))))
	}
	return hours
}

// meant returns a suggestion for an unknown name, as the end of a message.
func meant(name string, known []string) string {
	if one := strictjson.Suggest(name, known); one != "" {
		return ", did you mean " + one + "?"
	}
	return ""
}

// Revision returns a hash of the recipe's content: another content has another revision. A recipe that JSON cannot
// hold has none.
func (r Recipe) Revision() string {
	data, err := json.Marshal(r)
	if err != nil {
		return ""
	}
	return revision(data)
}

func revision(document []byte) string {
	if document == nil {
		return ""
	}
	sum := sha256.Sum256(document)
	return hex.EncodeToString(sum[:8])
}
