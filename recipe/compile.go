package recipe

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
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
	byID  map[string]*rule
	// longest is the longest After of all actions, and unless every signal that cancels one.
	longest time.Duration
	unless  []action.Signal
	// polls are the enabled rules that poll; globals says that one of them sets a global attribute.
	polls   []*rule
	globals bool
}

// rule is a recipe that runs.
type rule struct {
	recipe  action.Recipe
	enabled bool
	trigger trigger.Trigger
	program *filter.Program
	hours   *schedule.Hours // nil means at any time
	outside bool
	poll    *poll // nil for all other triggers
	actions []act
}

// act is an action that runs.
type act struct {
	action.Action
	config action.Config // as written
	text   *text         // nil when nothing is to be filled in
	reads  bool          // the text reads what earlier actions found out
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
	engine    *Engine
	faults    faults
	filters   filter.Compiler
	programs  map[string]*filter.Program
	calendars map[string]*schedule.Hours
}

func (e *Engine) compile(set Set) (*compiled, error) {
	c := compiler{engine: e, filters: filter.Compiler{Saved: set.Filters}}
	if set.Format != 0 && set.Format != Format {
		c.faults.at("", "").addf("format", "%d is not %d, the only version there is", set.Format, Format)
	}
	c.programs = make(map[string]*filter.Program, len(set.Filters))
	for _, name := range slices.Sorted(maps.Keys(set.Filters)) {
		program, err := c.filters.Compile(set.Filters[name])
		c.programs[name] = program
		c.filterFaults(c.faults.at("", "").in(join("filters", name)), err)
	}
	c.calendars = make(map[string]*schedule.Hours, len(set.Calendars))
	for _, name := range slices.Sorted(maps.Keys(set.Calendars)) {
		hours, err := set.Calendars[name].Compile()
		c.calendars[name] = hours
		calendarFaults(c.faults.at("", "").in(join("calendars", name)), err)
	}
	out := &compiled{rules: make([]*rule, 0, len(set.Recipes)), byID: make(map[string]*rule, len(set.Recipes))}
	for i, r := range set.Recipes {
		document := fmt.Sprintf("recipes[%d]", i)
		p := c.faults.at(cmp.Or(r.ID, document), document)
		compiledRule := c.rule(p, r)
		if _, dup := out.byID[r.ID]; dup && r.ID != "" {
			p.addf("id", "%q stands twice in the set", r.ID)
		}
		out.rules = append(out.rules, compiledRule)
		out.byID[r.ID] = compiledRule
		out.addPoll(compiledRule)
		for _, a := range r.Actions {
			out.longest = max(out.longest, a.After.Std()+lasts(a.Repeat))
			out.unless = append(out.unless, a.Unless...)
		}
	}
	slices.Sort(out.unless)
	out.unless = slices.Compact(out.unless)
	if err := errors.Join(c.faults.all...); err != nil {
		return nil, err
	}
	return out, nil
}

func (c *compiler) rule(p place, r Recipe) *rule {
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
		program: c.program(p.in("filter"), r.Filter),
	}
	out.trigger.Topics = slices.Clone(r.Trigger.Topics)
	out.poll = c.poll(p.in("trigger.poll"), r.Trigger.Poll)
	out.poll.beforeLookup(p.in("filter"), out.program)
	if r.Hours != nil {
		out.hours, out.outside = c.hours(p.in("hours"), *r.Hours)
	}
	if len(r.Actions) == 0 {
		p.addf("actions", "missing; a recipe does something")
	}
	for i, a := range r.Actions {
		out.actions = append(out.actions, c.action(p.in(fmt.Sprintf("actions[%d]", i)), out, a))
	}
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

// program compiles a recipe's filter; a saved one is compiled once for all recipes.
func (c *compiler) program(p place, f filter.Filter) *filter.Program {
	if program, ok := c.programs[f.Saved]; ok && f.Saved != "" && f.Text == "" && f.Tree == nil {
		return program
	}
	program, err := c.filters.Compile(f)
	c.filterFaults(p, err)
	return program
}

func (c *compiler) hours(p place, h Hours) (hours *schedule.Hours, outside bool) {
	hours, ok := c.calendars[h.Calendar]
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
