package recipe

import (
	"fmt"

	"github.com/commis-recipes/commis/filter"
	"github.com/commis-recipes/commis/trigger"
)

// gate returns the ending of a rule whose filter need not be evaluated: it is disabled, or starts on other events or in
// other topics. The zero ending means that the filter decides.
func (r *rule) gate(ev *trigger.Event) (end ending) {
	defer end.panics()
	switch {
	case !r.enabled:
		return ending{outcome: Disabled}
	case !r.trigger.Matches(*ev), !r.owns(ev):
		return ending{outcome: OtherTrigger}
	case !r.trigger.InTopic(*ev):
		return ending{outcome: OtherTopic}
	}
	return ending{}
}

// judge decides whether the rule, whose gate let the event through, runs, or which of filter, hours and chain prevents it;
// passed says that the filter is known to match.
func (r *rule) judge(ev *trigger.Event, v *filter.View, passed bool) (end ending) {
	defer end.panics()
	if !passed {
		switch match, err := r.program.Match(v); {
		case err != nil:
			return ending{outcome: Failed, reason: FilterError, err: fmt.Errorf("filter: %w", err)}
		case !match:
			return ending{outcome: FilteredOut}
		}
	}
	if r.hours != nil && r.hours.Open(ev.At) == r.outside {
		return ending{outcome: OutsideHours}
	}
	if reason := r.loops(ev); reason != "" {
		return ending{outcome: LoopStopped, reason: reason}
	}
	return ending{outcome: Fired}
}
