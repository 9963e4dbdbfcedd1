package recipe

import (
	"bytes"
	"encoding/json"
	"errors"
	"regexp"
	"slices"
	"strings"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/trigger"
)

// action compiles one action of the rule.
func (c *compiler) action(p place, r *rule, a action.Action) act {
	out := act{Action: a}
	var with bytes.Buffer
	if json.Compact(&with, a.With) == nil {
		out.With = c.copies.withOf(with.Bytes())
	}
	if !bytes.Equal(out.With, a.With) {
		out.given = c.copies.withOf(a.With)
	}
	if a.Repeat != nil {
		repeat := *a.Repeat
		out.Repeat = &repeat
	}
	out.Unless = slices.Clone(a.Unless)
	checkWait(p, a)
	checkRepeat(p, a)
	switch a.OnError {
	case "", action.Continue, action.Stop:
	default:
		p.addf("on_error", "%q is not continue or stop", a.OnError)
	}
	hs := c.engine.handlers()
	switch {
	case a.Do == "":
		p.addf("do", "missing")
		return out
	case !hs.Has(a.Do):
		p.addf("do", "no handler for %q; there is one for %s", a.Do, orNone(hs.Kinds()))
		return out
	}
	config, err := hs.Decode(a.Do, a.With)
	p.in("with").add(err)
	p.in("with").add(action.CheckWords(config, c.world))
	out.config = config
	if out.traits, err = traitsOf(config); err != nil {
		p.in("with").add(err)
	}
	if out.digests() && a.Repeat != nil {
		p.addf("repeat", "given beside a count or a quiet time; keep one of the two")
	}
	if c.knows(r.trigger) {
		p.add(c.table.Allowed(config, r.trigger, c.world))
	}
	if c.engine.NoCases && action.NeedsCases(config, r.trigger) {
		p.in("do").add(action.ErrCasesDisabled)
	}
	replyService(p, r, config)
	out.text, err = c.compileText(config, a.With)
	out.reads = out.text != nil && len(out.text.tasks) > 0
	checkAs(p, r, a, out)
	each(err, func(err error) {
		var te *textError
		if errors.As(err, &te) {
			c.filterFaults(p.in("with").in(te.path), te.err)
			return
		}
		p.in("with").add(err)
	})
	return out
}

var outputName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]{0,63}$`)

// checkAs checks the name of what an action finds out. Actions that read it come behind it.
func checkAs(p place, r *rule, a action.Action, out act) {
	for _, name := range out.outputs() {
		if !slices.ContainsFunc(r.actions, func(before act) bool { return before.As != "" && (name == "" || before.As == name) }) {
			p.in("with").addf("", "reads %s, and no action before it has that name for what it finds out (as)", join("task", name))
		}
	}
	switch {
	case a.As == "":
	case !outputName.MatchString(a.As):
		p.addf("as", "%q is not a name of letters, digits and _", a.As)
	case slices.ContainsFunc(r.actions, func(before act) bool { return before.As == a.As }):
		p.addf("as", "%q names an action before it too", a.As)
	case a.After > 0 || a.Repeat != nil || out.digests():
		p.addf("as", "for an action that is carried out at once and once")
	}
}

// outputs returns the names of the outputs that the action reads.
func (a act) outputs() []string {
	if a.text == nil {
		return nil
	}
	return a.text.tasks
}

// knows reports whether there is such a trigger.
func (c *compiler) knows(t trigger.Trigger) bool {
	return len(t.On) > 0 && !slices.ContainsFunc(t.On, func(on string) bool {
		return c.world.Like(on) == ""
	})
}

func traitsOf(c action.Config) (t traits, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = panicError(p)
		}
	}()
	if i, ok := c.(action.Irreversible); ok {
		t.irreversible = i.Irreversible()
	}
	if turns, ok := c.(action.Turner); ok {
		t.choices = turns.Choices()
	}
	if d, ok := c.(action.Digester); ok {
		t.count, t.every = d.Digest()
	}
	return t, nil
}

// checkWait checks what puts an action off and what cancels it.
func checkWait(p place, a action.Action) {
	switch {
	case a.After < 0:
		p.addf("after", "negative")
	case a.After > MaxAfter:
		p.addf("after", "longer than %s", MaxAfter)
	case a.After == 0 && a.Repeat == nil && len(a.Unless) > 0:
		p.addf("unless", "given without after or repeat; an action that does not wait cannot be cancelled")
	}
	if a.After > 0 && a.OnError == action.Stop {
		p.addf("on_error", "stop is for actions that run at once; one that waits comes after the others")
	}
	for i, s := range a.Unless {
		switch {
		case !slices.Contains(action.Signals(), s):
			p.addf("unless", "%q is not one of %s", s, list(action.Signals()))
		case slices.Contains(a.Unless[:i], s):
			p.addf("unless", "%q stands twice", s)
		}
	}
}

// checkRepeat checks how often an action is carried out.
func checkRepeat(p place, a action.Action) {
	if a.Repeat == nil {
		return
	}
	p.in("repeat").add(checkTimes(a.Repeat))
	if a.OnError == action.Stop {
		p.addf("on_error", "stop is for actions that are carried out once")
	}
}

// checkTimes returns every limit that the repetition does not keep, joined.
func checkTimes(r *action.Repeat) error {
	if r == nil {
		return nil
	}
	var faults []error
	if err := trigger.CheckEvery(r.Every); err != nil {
		faults = append(faults, trigger.Invalid("every", "%v", err))
	}
	if r.Times < 1 || r.Times > action.MaxTimes {
		faults = append(faults, trigger.Invalid("times", "%d is not from 1 to %d", r.Times, action.MaxTimes))
	}
	return errors.Join(faults...)
}

func orNone(kinds []string) string {
	if len(kinds) == 0 {
		return "no kind at all"
	}
	return strings.Join(kinds, ", ")
}

func list[S ~string](words []S) string {
	texts := make([]string, len(words))
	for i, w := range words {
		texts[i] = string(w)
	}
	return strings.Join(texts, ", ")
}
