package recipe

import (
	"net/url"
	"slices"
	"strings"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/trigger"
)

// key makes one name of several parts. Different parts give different names.
func key(parts ...string) string {
	var b strings.Builder
	size := len(parts)
	for _, p := range parts {
		size += len(p)
	}
	b.Grow(size)
	for i, p := range parts {
		if i > 0 {
			b.WriteByte('/')
		}
		b.WriteString(url.PathEscape(p))
	}
	return b.String()
}

// recipeThread returns the thread of a recipe's own rows and events.
func recipeThread(recipe string) string { return key(trigger.RecipeItem, recipe) }

// thread returns the subject under which the store serialises the event with the timers of its conversation.
func thread(ev trigger.Event) string { return ev.Threads()[0] }

// signals returns the signals of the event for waits in its thread.
func signals(ev trigger.Event) []action.Signal {
	if spec, ours := ev.Kind.Spec(); ours && !spec.Signal {
		return nil
	}
	found := append(make([]action.Signal, 0, 2), action.AnySignal)
	switch {
	case ev.CustomerReply():
		found = append(found, action.CustomerReply)
	case ev.AgentReply():
		found = append(found, action.AgentReply)
	}
	switch ev.Kind {
	case trigger.CaseTagAdded:
		found = append(found, action.TagAdded)
	case trigger.CaseStatusChanged:
		if ev.From != ev.To {
			found = append(found, action.StatusChanged)
		}
	}
	return found
}

// spoken reports whether the event is a message of a customer or an agent, which is new whatever its cause.
func spoken(ev *trigger.Event) bool { return ev.CustomerReply() || ev.AgentReply() }

// causedBy reports whether the event came about by the recipe, for the first cause root.
func causedBy(ev trigger.Event, recipe, root string) bool {
	return !spoken(&ev) && ev.Cause.Root == root &&
		slices.ContainsFunc(ev.Cause.Via, func(f trigger.Run) bool { return f.Recipe == recipe })
}

// sameThread reports whether two items are of one thread, by the best name that both have: the same case; where not both
// name a case, the same conversation; where not both name one, the same contact in the topic and service.
func sameThread(a, b []string) bool {
	for _, kind := range [...]string{"case/", "conversation/", "contact/"} {
		x, y := ofKind(a, kind), ofKind(b, kind)
		if x != "" && y != "" {
			return x == y
		}
	}
	return sharesOne(a, b)
}

// ofKind returns the first name of a kind, or "".
func ofKind(names []string, kind string) string {
	for _, n := range names {
		if strings.HasPrefix(n, kind) {
			return n
		}
	}
	return ""
}

func sharesOne(a, b []string) bool {
	return slices.ContainsFunc(a, func(n string) bool { return slices.Contains(b, n) })
}
