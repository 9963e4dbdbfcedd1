package recipe

import (
	"bytes"
	"cmp"
	"encoding/json"
	"slices"
	"strings"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/internal/fault"
	"github.com/commis-recipes/commis/trigger"
)

// action compiles one action of the rule.
func (c *compiler) action(p fault.Place, r *rule, a action.Action) compiledAction {
	out := compiledAction{Action: a}
	var with bytes.Buffer
	if json.Compact(&with, a.With) == nil {
		out.With = c.copies.withOf(with.Bytes())
	}
	if !bytes.Equal(out.With, a.With) {
		out.given = c.copies.withOf(a.With)
	}
	out.Repeat = clonePointer(a.Repeat)
	out.Hours, out.Limit = clonePointer(a.Hours), clonePointer(a.Limit)
	out.Unless = slices.Clone(a.Unless)
	out.timing = c.timing(p, a)
	out.first = a.From == action.FromFirst || a.From == "" && slices.Contains(r.trigger.On, trigger.OnSchedule)
	checkWait(p, a)
	checkRepeat(p, a)
	switch a.OnError {
	case "", action.Continue, action.Stop:
	default:
		p.Addf("on_error", "%q is not continue or stop", a.OnError)
	}
	hs := c.engine.handlers()
	switch {
	case a.Do == "":
		p.Addf("do", "missing")
		return out
	case !hs.Has(a.Do):
		p.Addf("do", "no handler for %q; there is one for %s%s", a.Do, orNone(hs.Kinds()), meant(a.Do, hs.Kinds()))
		return out
	}
	config, err := hs.DecodeTemplate(a.Do, out.written()) // the rule's own copy, since a config may refer to it
	p.In("with").Add(err)
	p.In("with").Add(action.CheckTemplateWords(config, c.world, a.With))
	out.config = config
	if out.traits, err = traitsOf(config); err != nil {
		p.In("with").Add(err)
	}
	if a.ToAutomatic && !out.answering {
		p.Addf("to_automatic", "%s answers nobody; this is for replies", a.Do)
	}
	if a.Limit != nil {
		p.In("limit").Add(a.Limit.Validate())
		if a.Limit.Per == action.PerContact && out.digests() {
			p.Addf("limit.per", "contact, and a digest is for several contacts; write thread or recipe")
		}
	}
	if out.digests() && len(a.Unless) > 0 && !out.waits() && a.Repeat == nil {
		p.Addf("unless", "given beside a count or a quiet time; collected matches are not cancelled; write after to collect a match when that time has passed")
	}
	if out.digests() && a.Repeat != nil {
		p.Addf("repeat", "given beside a count or a quiet time; keep one of the two")
	}
	if c.knows(r.trigger) {
		p.Add(c.table.Allowed(config, r.trigger, c.world))
	}
	if c.engine.NoCases && action.NeedsCases(config, r.trigger) {
		p.In("do").Add(action.ErrCasesDisabled)
	}
	replyService(p, r, config)
	out.text, err = c.compileText(config, a.With)
	p.In("with").Add(err)
	if out.text == nil && err == nil {
		out.shown = hs.Report(a.Do, orEmpty(out.With))
	}
	return out
}

// written returns the config's JSON as it was written.
func (a *compiledAction) written() json.RawMessage {
	if a.given != nil {
		return a.given
	}
	return a.With
}

// outputs returns the ids of the actions whose outputs the action reads; "" means all.
func (a *compiledAction) outputs() []string {
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
	_, t.answering = c.(action.Answering)
	if rr, ok := c.(action.RoundRobin); ok {
		t.roundRobin = rr.RoundRobin()
	}
	if d, ok := c.(action.Digester); ok {
		t.count, t.every = d.Digest()
	}
	t.lane = lane(c)
	return t, nil
}

// lane returns the config's lane.
func lane(c action.Config) string {
	if l, ok := c.(action.Laner); ok {
		return cmp.Or(l.Lane(), c.Kind())
	}
	return c.Kind()
}

// checkSignals checks the signals that cancel a wait.
func checkSignals(p fault.Place, unless []action.Signal) {
	for i, s := range unless {
		switch {
		case !slices.Contains(action.Signals(), s):
			p.Addf("unless", "%q is not one of %s", s, list(action.Signals()))
		case slices.Contains(unless[:i], s):
			p.Addf("unless", "%q appears twice", s)
		}
	}
}

// checkRepeat checks how often an action is carried out.
func checkRepeat(p fault.Place, a action.Action) {
	if a.Repeat == nil {
		return
	}
	p.In("repeat").Add(a.Repeat.Validate())
	if a.OnError == action.Stop {
		p.Addf("on_error", "stop is for actions that are carried out once")
	}
}

func orNone(kinds []string) string {
	if len(kinds) == 0 {
		return "missing; write the kind of the action"
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
