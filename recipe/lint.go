package recipe

import (
	"cmp"
	"errors"
	"fmt"
	"strings"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/filter"
)

// What [Engine.Lint] warns of.
var (
	// ErrReplyServiceUnsaid is a reply on one service in a recipe whose filter does not name it: it is skipped on
	// every mention of another.
	ErrReplyServiceUnsaid = errors.New("the recipe's filter does not say that mentions come from this service")
	// ErrRemovesEverything is a removal, which cannot be undone, in a recipe without a filter.
	ErrRemovesEverything = errors.New("removes every item of the recipe's topics, for good: the recipe has no filter")
)

// Lint returns what may be a mistake in a set that has no faults. It is empty for a set that does not load.
func (e *Engine) Lint(set Set) []*Fault {
	c, _, err := e.compile(set)
	if err != nil {
		return nil
	}
	var fs faults
	for i, r := range c.rules {
		document := fmt.Sprintf("recipes[%d]", i)
		p := fs.at(cmp.Or(r.recipe.ID, document), document)
		for j, a := range r.actions {
			p := p.in(fmt.Sprintf("actions[%d]", j))
			reply, ok := a.config.(action.Reply)
			if ok && names(reply) && replyVerdict(r, reply) == filter.Silent {
				p.in("with.service").add(ErrReplyServiceUnsaid)
			}
			if a.irreversible && set.Recipes[i].Filter.IsZero() {
				p.in("do").add(ErrRemovesEverything)
			}
		}
	}
	return Faults(errors.Join(fs.all...))
}

// names reports whether the reply is for one service, which is known.
func names(reply action.Reply) bool {
	return reply.Service != "" && !strings.Contains(reply.Service, "{{")
}

// replyVerdict tells what the recipe's filter says of the service that the reply is for.
func replyVerdict(r *rule, reply action.Reply) filter.Verdict {
	return r.program.Rules("mention.service", string(reply.Service))
}

// replyService refuses a reply on a service whose mentions the recipe's filter never lets through.
func replyService(p place, r *rule, config action.Config) {
	reply, ok := config.(action.Reply)
	if ok && names(reply) && r.program != nil && replyVerdict(r, reply) == filter.Excludes {
		p.addf("with.service", "the recipe's filter lets no %s mention through", reply.Service)
	}
}
