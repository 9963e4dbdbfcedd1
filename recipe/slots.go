package recipe

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"maps"
	"slices"
	"sync/atomic"
	"time"

	"github.com/commis-recipes/commis/internal/fault"
	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/trigger"
)

// slots are a schedule trigger that runs.
type slots struct {
	trigger.Schedule
	*schedule.Slots
	spec    string       // a hash of the schedule, with the calendar's content
	since   time.Time    // when this process was first told of them
	checked atomic.Int64 // when somebody looked for the recipe's row, in nanoseconds; zero means never
}

// scheduled reports whether the trigger is one on a schedule.
func scheduled(t *trigger.Trigger) bool { return slices.Contains(t.On, trigger.OnSchedule) }

// slots compiles a schedule trigger, whose faults of its own are known.
func (c *compiler) slots(p fault.Place, r *Recipe) *slots {
	if !scheduled(&r.Trigger) {
		return nil
	}
	s := &slots{Schedule: cloneSchedule(r.Trigger.Schedule), since: c.engine.now()}
	c.itemSource(p, s.Each)
	var content any = s.Zone
	var err error
	if s.Calendar == "" {
		s.Slots, err = schedule.NewSlots(s.Zone, s.Times, s.Days)
	} else {
		hours, ok := c.named.calendars[s.Calendar]
		if !ok {
			p.Addf("calendar", "%.80q is not one of the set's calendars%s", s.Calendar, orMeant(s.Calendar, slices.Sorted(maps.Keys(c.named.calendars))))
		}
		if hours == nil {
			return nil
		}
		content = c.calendars[s.Calendar]
		s.Slots, err = hours.Slots(s.Times, s.Days)
	}
	if err != nil {
		return nil // the trigger's own faults tell
	}
	if _, ok := s.Next(s.since); !ok && s.Calendar != "" {
		p.Addf("calendar", "%.80q is never open on these days, so the recipe would never run", s.Calendar)
	}
	s.spec = s.hash(content)
	if was := c.last.rule(r.ID); was != nil && was.enabled && r.Enabled && was.slots != nil && was.slots.spec == s.spec {
		s.since = was.slots.since
	}
	return s
}

// hash returns a hash of the schedule, with the calendar's content.
func (s *slots) hash(content any) string {
	times, days := slices.Sorted(slices.Values(s.Times)), slices.Sorted(slices.Values(s.Days))
	data, err := json.Marshal([]any{slices.Compact(times), days, content})
	if err != nil {
		return ""
	}
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:12])
}

// registerSlots adds the rule if it runs on a schedule.
func (c *compiled) registerSlots(r *rule) {
	if r.slots != nil && r.enabled {
		c.schedules = append(c.schedules, r)
	}
}

// owns reports whether the event is one of the rule's own, where it is of a schedule.
func (r *rule) owns(ev *trigger.Event) bool {
	return ev.Kind != trigger.ScheduleFired || ev.Recipe == r.recipe.ID
}

func cloneSchedule(s trigger.Schedule) trigger.Schedule {
	s.Times, s.Days = slices.Clone(s.Times), slices.Clone(s.Days)
	return s
}

// sameSchedule reports whether two are written alike. No days is every day, and an empty list of them a fault.
func sameSchedule(a, b *trigger.Schedule) bool {
	return slices.Equal(a.Times, b.Times) && slices.Equal(a.Days, b.Days) && (a.Days == nil) == (b.Days == nil) &&
		a.Zone == b.Zone && a.Calendar == b.Calendar && a.Each == b.Each
}
