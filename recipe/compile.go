package recipe

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/filter"
	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/trigger"
)

// MaxAfter is the longest time for which an action may be put off.
const MaxAfter = schedule.Duration(366 * 24 * time.Hour)

// compiled is a set that runs. It never changes.
type compiled struct {
	rules []*rule
	place map[string]int // of each rule, by its ID
	index *filter.Index
	named named
	// longest is the longest After of all actions, and unless every signal that cancels one.
	longest time.Duration
	unless  []action.Signal
	// polls are the enabled rules that poll; globals says that one of them sets a global attribute.
	polls   []*rule
	globals bool
}

// rule returns the rule with an ID, or nil.
func (c *compiled) rule(id string) *rule {
	if i, ok := c.place[id]; ok {
		return c.rules[i]
	}
	return nil
}

// rule is a recipe that runs.
type rule struct {
	recipe  action.Recipe
	enabled bool
	trigger trigger.Trigger
	filter  filter.Filter
	when    *Hours // as written
	program *filter.Program
	hours   *schedule.Hours // nil means at any time
	outside bool
	poll    *poll // nil for all other triggers
	actions []act
	asks    bool // the filter or a text asks a calendar
}

// act is an action that runs.
type act struct {
	action.Action
	config action.Config   // as written
	given  json.RawMessage // With before its spaces were taken out; nil when there were none
	text   *text           // nil when nothing is to be filled in
	reads  bool            // the text reads what earlier actions found out
	traits
}

// traits are what a config says of itself. A host's config is asked once, when it is loaded.
type traits struct {
	irreversible bool
	choices      int           // how many take turns
	count        int           // how many matches it is carried out for at once, at least
	every        time.Duration // the least time between two times
}

// digests reports whether the action is carried out for several matches at once.
func (t traits) digests() bool { return t.count > 1 || t.every > 0 }

// compiler turns a set into a compiled one, or into its faults.
type compiler struct {
	engine  *Engine
	faults  faults
	filters filter.Compiler
	named   named
	copies  copies
	asks    bool // a text of the recipe that is compiled asks a calendar
}

func (e *Engine) compile(set Set) (*compiled, error) {
	c := compiler{engine: e, filters: filter.Compiler{Saved: set.Filters}}
	if set.Format != 0 && set.Format != Format {
		c.faults.at("", "").addf("format", "%d is not %d, the only version there is", set.Format, Format)
	}
	last := e.loaded()
	c.compileNamed(set, last)
	old := newReuse(last, c.named)
	out := &compiled{rules: make([]*rule, len(set.Recipes)), named: c.named}
	kept := make([]int, len(set.Recipes))
	for i := range set.Recipes {
		r := &set.Recipes[i]
		if kept[i] = old.find(r); kept[i] >= 0 {
			out.rules[i] = last.rules[kept[i]]
		} else {
			document := fmt.Sprintf("recipes[%d]", i)
			out.rules[i] = c.rule(c.faults.at(cmp.Or(r.ID, document), document), *r)
		}
		out.take(out.rules[i])
	}
	c.places(out, last)
	slices.Sort(out.unless)
	if err := errors.Join(c.faults.all...); err != nil {
		return nil, err
	}
	out.index = last.index.Next(kept, func(i int) filter.Rule {
		r := out.rules[i]
		return filter.Rule{Trigger: r.trigger, Program: r.program, Disabled: !r.enabled}
	})
	return out, nil
}

// take adds up what all rules are asked for.
func (c *compiled) take(r *rule) {
	c.addPoll(r)
	for i := range r.actions {
		a := &r.actions[i]
		c.longest = max(c.longest, a.After.Std()+lasts(a.Repeat))
		for _, s := range a.Unless {
			if !slices.Contains(c.unless, s) {
				c.unless = append(c.unless, s)
			}
		}
	}
}

// places notes where each rule is. An ID that stands twice is a fault.
func (c *compiler) places(out, last *compiled) {
	if slices.EqualFunc(out.rules, last.rules, func(a, b *rule) bool { return a == b || a.recipe.ID == b.recipe.ID }) {
		out.place = last.place
		return
	}
	out.place = make(map[string]int, len(out.rules))
	for i, r := range out.rules {
		id := r.recipe.ID
		if _, dup := out.place[id]; dup && id != "" {
			document := fmt.Sprintf("recipes[%d]", i)
			c.faults.at(id, document).addf("id", "%q stands twice in the set", id)
		}
		out.place[id] = i
	}
}

func (c *compiler) rule(p place, r Recipe) *rule {
	c.asks = false
	checkID(p, r.ID)
	if strings.TrimSpace(r.Name) == "" {
		p.addf("name", "missing")
	}
	p.in("trigger").add(r.Trigger.Validate(c.engine.Kinds...))
	if c.engine.NoCases && strings.HasPrefix(r.Trigger.On, "case_") {
		p.in("trigger.on").add(action.ErrCasesDisabled)
	}
	out := &rule{
		recipe:  action.Recipe{ID: r.ID, Name: r.Name, Revision: r.Revision(), Owner: r.Owner},
		enabled: r.Enabled,
		trigger: r.Trigger,
		program: c.program(p.in("filter"), r),
	}
	out.trigger.Poll = clonePoll(r.Trigger.Poll)
	out.trigger.Topics = c.copies.topicsOf(r.Trigger.Topics)
	if out.program != nil {
		out.filter = cloneFilter(r.Filter)
	}
	out.poll = c.poll(p.in("trigger.poll"), r.Trigger.Poll)
	out.poll.beforeLookup(p.in("filter"), out.program)
	if r.Hours != nil {
		when := *r.Hours
		out.when = &when
		out.hours, out.outside = c.hours(p.in("hours"), *r.Hours)
	}
	if len(r.Actions) == 0 {
		p.addf("actions", "missing; a recipe does something")
	}
	for i, a := range r.Actions {
		out.actions = append(out.actions, c.action(p.in(fmt.Sprintf("actions[%d]", i)), out, a))
	}
	out.asks = c.asks || out.program != nil && len(out.program.Calendars()) > 0
	return out
}

func checkID(p place, id string) {
	switch {
	case id == "":
		p.addf("id", "missing")
	case len(id) > trigger.MaxID:
		p.addf("id", "longer than %d bytes", trigger.MaxID)
	case !utf8.ValidString(id) || strings.ContainsFunc(id, func(r rune) bool { return r < ' ' || r == 0x7f }):
		p.addf("id", "holds a control character or is not valid UTF-8")
	}
}

// program compiles a recipe's filter; a saved one is compiled once for all recipes but those that poll, which run it
// for every record.
func (c *compiler) program(p place, r Recipe) *filter.Program {
	f := r.Filter
	program, ok := c.named.programs[f.Saved]
	if ok && f.Saved != "" && f.Text == "" && f.Tree == nil && r.Trigger.On != trigger.OnPoll {
		return program
	}
	program, err := c.filters.Compile(f)
	c.filterFaults(p, err)
	return program
}

func (c *compiler) hours(p place, h Hours) (hours *schedule.Hours, outside bool) {
	hours, ok := c.named.calendars[h.Calendar]
	switch {
	case h.Calendar == "":
		p.addf("calendar", "missing")
	case !ok:
		p.addf("calendar", "%q is not one of the set's calendars", h.Calendar)
	}
	switch h.When {
	case During, Outside:
	case "":
		p.addf("when", "missing, want during or outside")
	default:
		p.addf("when", "%q is not during or outside", h.When)
	}
	return hours, h.When == Outside
}

// filterFaults reports the faults of a filter, each with its line and column.
func (c *compiler) filterFaults(p place, err error) {
	each(err, func(err error) {
		var fe *filter.Error
		if !errors.As(err, &fe) {
			p.add(err)
			return
		}
		bare := *fe
		bare.Path = ""
		p.in(fe.Path).add(&bare)
	})
}

func calendarFaults(p place, err error) {
	each(err, func(err error) {
		var ce *schedule.CalendarError
		if !errors.As(err, &ce) {
			p.add(err)
			return
		}
		p.addf(ce.Path, "%s", ce.Msg)
	})
}

// each calls f with every error that err joins.
func each(err error, f func(error)) {
	if err == nil {
		return
	}
	if many, ok := err.(interface{ Unwrap() []error }); ok {
		for _, one := range many.Unwrap() {
			each(one, f)
		}
		return
	}
	f(err)
}

// Revision returns a hash of the recipe's content: another content has another revision. A recipe that JSON cannot
// hold has none.
func (r Recipe) Revision() string {
	data, err := json.Marshal(r)
	if err != nil {
		return ""
	}
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:8])
}
