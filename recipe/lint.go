package recipe

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/internal/fault"
	"github.com/commis-recipes/commis/internal/matching"
	"github.com/commis-recipes/commis/trigger"
)

// The warnings of [Engine.Lint].
var (
	// ErrReplyServiceUnsaid is a reply on one service in a recipe whose filter does not name it: it is skipped on
	// every mention of another.
	ErrReplyServiceUnsaid = errors.New("the recipe's filter does not restrict mentions to this service")
	// ErrRemovesEverything is a removal, which cannot be undone, in a recipe without a filter.
	ErrRemovesEverything = errors.New("removes every item of the recipe's topics, for good: the recipe has no filter")
	// ErrAnswersItself is a reply that may be started by a message of a recipe, a bot or another machine.
	ErrAnswersItself = errors.New("messages of recipes or robots may start this reply; leave recipe and bot out of by and to_automatic out of the action, or give it a limit")
	// ErrSentByRecipes is a recipe that starts on sent messages, in a set in which recipes send: these do not start it.
	ErrSentByRecipes = errors.New("messages of recipes do not start this recipe; make it an action of the recipe that sends, or add \"recipe\" to by")
	// ErrNobodyStarts is a trigger on messages whose types and parties exclude each other, unless the host names the actor of an
	// event otherwise than usual.
	ErrNobodyStarts = errors.New("nothing starts this: no message of these types is by one of those in by, unless the host says so in the event's actor; " +
		"sent, draft, awaiting_approval, scheduled and note are an agent's or a recipe's, all other types a customer's: write types and by that go together, or leave by out")
	// ErrWaitsEnd is a recipe or an action of the loaded set that is removed, disabled or has another id: its waits, pending
	// matches and retries would be cancelled.
	ErrWaitsEnd = errors.New("its waits would be cancelled")
)

// Lint returns warnings of likely mistakes in a set without faults, and of waits that loading it instead of the loaded set
// would cancel. It returns none for a set that does not load.
func (e *Engine) Lint(set Set) []*Fault {
	c, _, err := e.compile(set, nil)
	if err != nil {
		return nil
	}
	l := linter{set: set, c: c}
	for i, r := range c.rules {
		document := fault.Index("recipes", i)
		l.rule(l.fs.at(cmp.Or(r.recipe.ID, document), document), i, r)
	}
	l.ends(e.loaded())
	set.locate(l.fs.found())
	return Faults(l.fs.Err())
}

type linter struct {
	fs  faults
	set Set
	c   *compiled
}

func (l *linter) rule(p fault.Place, i int, r *rule) {
	for j := range r.actions {
		a := &r.actions[j]
		p := p.In(fault.Index("actions", j))
		reply, ok := a.config.(action.Reply)
		if ok && names(reply) && replyVerdict(r, reply) == matching.Silent {
			p.In("with.service").Add(ErrReplyServiceUnsaid)
		}
		if a.irreversible && l.set.Recipes[i].Filter.IsZero() {
			p.In("do").Add(ErrRemovesEverything)
		}
		if a.answering && a.Limit == nil && (a.ToAutomatic || r.startedByMachines()) {
			p.In("do").Add(ErrAnswersItself)
		}
	}
	if l.c.nobodyStarts(r.trigger) {
		p.In("trigger.types").Add(ErrNobodyStarts)
	}
	if r.onMessages() && len(r.trigger.By) == 0 && filters.Verdict(r.program, "mention.type", trigger.SentType) == matching.Names &&
		filters.Verdict(r.program, "mention.type", "inbox") == matching.Excludes && filters.Verdict(r.program, "event.actor", string(trigger.Agent)) != matching.Names &&
		slices.ContainsFunc(l.c.rules, func(other *rule) bool { return other != r && other.live() && other.answers() }) {
		p.In("trigger.by").Add(ErrSentByRecipes)
	}
}

// onMessages reports whether the rule starts on messages.
func (r *rule) onMessages() bool {
	return slices.ContainsFunc(r.trigger.On, func(on string) bool {
		spec, _ := trigger.SpecOf(on)
		return spec.Messages
	})
}

// answers reports whether the rule writes to contacts.
func (r *rule) answers() bool {
	return slices.ContainsFunc(r.actions, func(a compiledAction) bool { return a.answering })
}

// startedByMachines reports whether a message that a recipe or a bot sends may start the rule.
func (r *rule) startedByMachines() bool {
	return r.onMessages() && slices.ContainsFunc(r.trigger.By, func(who trigger.Actor) bool {
		return (who == trigger.Recipe || who == trigger.Bot) && filters.Verdict(r.program, "event.actor", string(who)) != matching.Excludes
	})
}

// ends warns of recipes that the loaded set runs and the new one does not.
func (l *linter) ends(last *compiled) {
	for _, was := range last.rules {
		if !was.live() {
			continue
		}
		i, found := l.c.place[was.recipe.ID]
		document := fault.Index("recipes", i)
		if !found {
			document = ""
		}
		p := l.fs.at(was.recipe.ID, document)
		switch {
		case !was.remembers():
		case !found:
			p.Add(fmt.Errorf("it is removed: %w", ErrWaitsEnd))
		case !l.c.rules[i].enabled:
			p.In("enabled").Add(fmt.Errorf("it is disabled: %w", ErrWaitsEnd))
		case l.c.rules[i].shadow:
			p.In("shadow").Add(fmt.Errorf("it is in shadow: %w", ErrWaitsEnd))
		default:
			l.endsOf(p, was, l.c.rules[i])
		}
	}
}

// endsOf warns of the actions with a memory that are removed, or have another id.
func (l *linter) endsOf(p fault.Place, was, now *rule) {
	for i := range was.actions {
		a := &was.actions[i]
		if j := now.action(a.id); !a.lasts() || j >= 0 && now.actions[j].Do == a.Do {
			continue
		}
		same := func(b compiledAction) bool {
			return b.Do == a.Do && bytes.Equal(b.With, a.With) && was.action(b.id) < 0
		}
		if j := slices.IndexFunc(now.actions, same); j >= 0 {
			p.In(fmt.Sprintf("actions[%d].id", j)).Add(fmt.Errorf("it was %s: %w", a.id, ErrWaitsEnd))
			continue
		}
		p.In("actions").Add(fmt.Errorf("%s is removed: %w", a.id, ErrWaitsEnd))
	}
}

// remembers reports whether something of the rule lasts beyond one event.
func (r *rule) remembers() bool {
	return r.poll != nil || slices.ContainsFunc(r.actions, func(a compiledAction) bool { return a.lasts() })
}

// lasts reports whether something waits for the action, or is collected.
func (a *compiledAction) lasts() bool { return a.waits() || a.Repeat != nil || a.digests() }

// names reports whether the reply is for one service, which is known.
func names(reply action.Reply) bool {
	return reply.Service != "" && !strings.Contains(reply.Service, "{{")
}

// replyVerdict returns the verdict of the recipe's filter on mentions of the reply's service.
func replyVerdict(r *rule, reply action.Reply) matching.Verdict {
	return filters.Verdict(r.program, "mention.service", string(reply.Service))
}

// replyService refuses a reply on a service whose mentions the recipe's filter never lets through.
func replyService(p fault.Place, r *rule, config action.Config) {
	reply, ok := config.(action.Reply)
	if ok && names(reply) && r.program != nil && replyVerdict(r, reply) == matching.Excludes {
		p.Addf("with.service", "the recipe's filter lets no %s mention through", reply.Service)
	}
}
