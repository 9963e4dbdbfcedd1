package recipe

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/filter"
	"github.com/commis-recipes/commis/internal/strictjson"
	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/trigger"
)

// compiled is a set that runs. It never changes.
type compiled struct {
	rules  []*rule
	place  map[string]int // of each rule, by its ID
	index  *filter.Index
	named  named
	table  action.Availability
	world  trigger.World
	unless []action.Signal // every signal that cancels an action
	// removed are the recipes, and the actions of recipes, that were in an earlier set and are not in this one, each as
	// recipe and action.
	removed map[[2]string]bool
	// withheld are recipes that a set has with faults and that were not loaded before.
	withheld map[string]bool
	// polls are the enabled rules that poll; globals says that one of them sets a global attribute.
	polls   []*rule
	globals bool
	firsts  bool // some action counts from the first event
	// schedules are the enabled rules on a schedule.
	schedules []*rule
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
	recipe    action.Recipe
	enabled   bool
	enabledAt time.Time
	trigger   trigger.Trigger
	filter    filter.Filter
	when      *Hours // as written
	program   *filter.Program
	hours     *schedule.Hours // nil means at any time
	outside   bool
	stop      bool
	shadow    bool
	poll      *poll  // nil for all other triggers
	slots     *slots // nil for all other triggers
	actions   []act
	asks      bool // the filter or a text asks a calendar
	// misworded says that it has words that the host does not have. It is compiled again with each set, to tell.
	misworded bool
}

// live reports whether the rule does what it decides.
func (r *rule) live() bool { return r.enabled && !r.shadow }

// act is an action that runs.
type act struct {
	action.Action
	id     string          // the one that is written, or the kind
	read   bool            // a later action reads what it finds out
	config action.Config   // as written
	given  json.RawMessage // With before its spaces were taken out; nil when there were none
	text   *text           // nil when nothing is to be filled in
	timing timing
	first  bool // the earliest of several events counts
	traits
}

// traits are what a config says of itself. A host's config is asked once, when it is loaded.
type traits struct {
	irreversible bool
	answering    bool
	turns        bool          // its choices take turns
	count        int           // how many matches it is carried out for at once, at least
	every        time.Duration // the least time between two times
	lane         string
}

// digests reports whether the action is carried out for several matches at once.
func (t traits) digests() bool { return t.count > 1 || t.every > 0 }

// compiler turns a set into a compiled one, or into its faults.
type compiler struct {
	engine  *Engine
	last    *compiled
	faults  faults
	filters filter.Compiler
	named   named
	table   action.Availability
	world   trigger.World
	copies  copies
	// calendars are those of the set, as written.
	calendars map[string]schedule.Calendar
	asks      bool // a text of the recipe that is compiled asks a calendar
}

// compile returns the set as it runs, and the words in it that the host does not have; or all faults, joined, when it has
// others. Those of goOn are not looked at: they go on as they are in the set before, at that place.
func (e *Engine) compile(set Set, goOn map[int]int) (out *compiled, words, err error) {
	world := e.world() // apart: programs keep it
	c := compiler{engine: e, world: world, filters: filter.Compiler{Saved: set.Filters, World: &world}, calendars: set.Calendars}
	c.faults.at("", "").in("engine").add(c.world.Validate())
	if set.Format != 0 && set.Format != Format {
		c.faults.at("", "").addf("format", "%d is not %d, the only version there is", set.Format, Format)
	}
	last := e.loaded()
	c.last = last
	c.chooseTable(set)
	c.compileNamed(set, last)
	c.savedWords(set)
	old := newReuse(last, &c)
	out = &compiled{rules: make([]*rule, len(set.Recipes)), named: c.named, table: c.table, world: c.world}
	kept := make([]int, len(set.Recipes))
	for i := range set.Recipes {
		r := &set.Recipes[i]
		if place, ok := goOn[i]; ok {
			kept[i], out.rules[i] = place, last.rules[place]
		} else if kept[i] = old.find(r); kept[i] >= 0 {
			out.rules[i] = last.rules[kept[i]]
		} else {
			document := fmt.Sprintf("recipes[%d]", i)
			out.rules[i] = c.rule(c.faults.at(cmp.Or(r.ID, document), document), *r)
		}
		out.take(out.rules[i])
	}
	c.places(out, last)
	out.remember(last)
	slices.Sort(out.unless)
	set.locate(c.faults.found())
	words, others := c.faults.apart()
	if others {
		return nil, nil, errors.Join(c.faults.all...)
	}
	out.index = last.index.Next(kept, func(i int) filter.Rule {
		r := out.rules[i]
		return filter.Rule{Trigger: r.trigger, Program: r.program, Disabled: !r.enabled}
	})
	return out, words, nil
}

// chooseTable takes the table of availability that the set names, else that of the engine.
func (c *compiler) chooseTable(set Set) {
	c.faults.at("", "").in("availability").add(set.Availability.Validate())
	c.faults.at("", "").in("engine.availability").add(c.engine.Availability.Validate())
	c.table = cmp.Or(set.Availability, c.engine.Availability, action.Anywhere)
}

// take adds up what all rules are asked for.
func (c *compiled) take(r *rule) {
	c.addPoll(r)
	c.addSlots(r)
	for i := range r.actions {
		a := &r.actions[i]
		c.firsts = c.firsts || a.first
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

// remember notes what was in earlier sets and is not in this one.
func (c *compiled) remember(last *compiled) {
	removed := make(map[[2]string]bool)
	for what := range last.removed {
		removed[what] = true
	}
	for _, was := range last.rules {
		if c.rule(was.recipe.ID) == was {
			continue
		}
		removed[[2]string{was.recipe.ID}] = true
		for i := range was.actions {
			removed[[2]string{was.recipe.ID, was.actions[i].id}] = true
		}
	}
	maps.DeleteFunc(removed, func(what [2]string, _ bool) bool {
		r := c.rule(what[0])
		return r != nil && (what[1] == "" || r.action(what[1]) >= 0)
	})
	c.removed = removed
}

func (c *compiler) rule(p place, r Recipe) *rule {
	c.asks = false
	faults := len(c.faults.all)
	document, err := json.Marshal(r)
	if err != nil || escapes(document) {
		plainText{p}.check(reflect.ValueOf(r), "", nameFault, 0)
	}
	checkID(p, r.ID)
	if strings.TrimSpace(r.Name) == "" {
		p.addf("name", "missing")
	}
	p.in("trigger").add(r.Trigger.Validate(c.world))
	if c.engine.NoCases && slices.ContainsFunc(r.Trigger.On, func(on string) bool { return strings.HasPrefix(on, "case_") }) {
		p.in("trigger.on").add(action.ErrCasesDisabled)
	}
	out := &rule{
		recipe:    action.Recipe{ID: r.ID, Name: r.Name, Revision: revision(document), Owner: r.Owner},
		enabled:   r.Enabled,
		enabledAt: r.EnabledAt,
		stop:      r.Stop,
		shadow:    r.Shadow,
		trigger:   r.Trigger,
		program:   c.program(p.in("filter"), r),
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
		c.filterWords(p.in("filter"), out.program)
	}
	out.poll = c.poll(p.in("trigger.poll"), r.Trigger.Poll)
	out.slots = c.slots(p.in("trigger"), &r)
	out.poll.beforeLookup(p.in("filter"), out.program)
	if r.Hours != nil {
		out.when = clonePointer(r.Hours)
		out.hours, out.outside = c.hours(p.in("hours"), *r.Hours)
	}
	if r.Shadow && (r.Trigger.Poll != nil || slices.Contains(r.Trigger.On, trigger.OnSchedule)) {
		p.addf("shadow", "a recipe on poll or schedule keeps what it has seen; it cannot be in shadow")
	}
	if len(r.Actions) == 0 {
		p.addf("actions", "missing; a recipe does something")
	}
	for i, a := range r.Actions {
		out.actions = append(out.actions, c.action(p.in(fmt.Sprintf("actions[%d]", i)), out, a))
	}
	out.asks = c.asks || out.program != nil && len(out.program.Calendars()) > 0
	c.identify(p, out)
	out.misworded = len(c.faults.all) > faults
	return out
}

func checkID(p place, id string) {
	switch {
	case id == "":
		p.addf("id", "missing")
	case len(id) > trigger.MaxID:
		p.addf("id", "longer than %d bytes", trigger.MaxID)
	}
}

// program compiles a recipe's filter; a saved one is compiled once for all recipes but those that poll, which run it
// for every record.
func (c *compiler) program(p place, r Recipe) *filter.Program {
	f := r.Filter
	program, ok := c.named.programs[f.Saved]
	if ok && f.Saved != "" && f.Text == "" && f.Tree == nil && r.Trigger.Poll == nil {
		return program
	}
	program, err := c.filters.Compile(f)
	c.filterFaults(p, err)
	return program
}

func (c *compiler) hours(p place, h Hours) (hours *schedule.Hours, outside bool) {
	hours = c.calendar(p.in("calendar"), h.Calendar)
	switch h.When {
	case During, Outside:
	case "":
		p.addf("when", "missing, want during or outside")
	default:
		p.addf("when", "%q is not during or outside", h.When)
	}
	return hours, h.When == Outside
}

// calendar returns the calendar with the name.
func (c *compiler) calendar(p place, name string) *schedule.Hours {
	hours, ok := c.named.calendars[name]
	switch {
	case name == "":
		p.addf("", "missing")
	case !ok:
		p.addf("", "%q is not one of the set's calendars%s", name, meant(name, slices.Sorted(maps.Keys(c.named.calendars))))
	}
	return hours
}

// meant returns what was probably meant by a name that is not among the known ones, as the end of a message.
func meant(name string, known []string) string {
	if one := strictjson.Suggest(name, known); one != "" {
		return ", did you mean " + one + "?"
	}
	return ""
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
	return revision(data)
}

func revision(document []byte) string {
	if document == nil {
		return ""
	}
	sum := sha256.Sum256(document)
	return hex.EncodeToString(sum[:8])
}
