package recipe

import (
	"net/url"
	"slices"
	"strings"
	"time"

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

// arrival is an event that came in, and the names of its thread.
type arrival struct {
	trigger.Event
	threads  []string
	heard    time.Time     // the instant compared with waits: its own, or the clock's when that was clearly earlier
	ahead    time.Duration // how far its instant was ahead of the clock, when that was too far
	accepted string        // the row of an event that was accepted
}

// ahead is how far an event's instant may be ahead of the engine's clock.
const ahead = 5 * time.Minute

// skew is how far the clocks of the processes on one store may differ without anything being compared by them.
const skew = 10 * time.Second

// arrive takes an event in at an instant. One that says that it happened later counts as of now, but for clocks that are a
// little ahead.
func arrive(ev trigger.Event, now time.Time) *arrival {
	in := &arrival{threads: ev.Threads()}
	if d := ev.At.Sub(now); d > ahead {
		in.ahead, ev.At = d, now.UTC()
	}
	in.Event, in.heard = ev, ev.At
	if ev.At.Sub(now) > skew {
		in.heard = now.UTC()
	}
	return in
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
