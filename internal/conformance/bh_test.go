package conformance_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/trigger"
)

// hours is the member of a recipe that restricts it to a side of a calendar.
func hours(calendar, when string) string {
	return `"hours":{"calendar":"` + calendar + `","when":"` + when + `"}`
}

// vectors are instants, and whether a calendar is open then. Brussels is an hour ahead of UTC in winter, two in summer.
var vectors = []struct {
	calendar, instant string
	open              bool
}{
	{"brussels", "2026-01-05T07:59:59Z", false}, // Monday 08:59:59
	{"brussels", "2026-01-05T08:00:00Z", true},  // Monday 09:00
	{"brussels", "2026-03-30T06:59:59Z", false}, // Monday 08:59:59, summer time
	{"brussels", "2026-03-30T07:00:00Z", true},  // 09:00
	{"brussels", "2026-03-30T12:59:59Z", true},  // 14:59:59
	{"brussels", "2026-03-30T13:00:00Z", false}, // 15:00
	{"brussels", "2026-03-30T14:00:00Z", true},  // 16:00
	{"brussels", "2026-03-30T20:00:00Z", false}, // 22:00
	{"brussels", "2026-01-07T10:00:00Z", false}, // Wednesday 11:00
	{"sundays", "2026-10-25T00:30:00Z", true},   // 02:30, before the clocks are set back
	{"sundays", "2026-10-25T01:30:00Z", true},   // 02:30 again
	{"sundays", "2026-03-29T00:59:59Z", false},  // 01:59:59, and then the clocks show
	{"sundays", "2026-03-29T01:00:00Z", false},  // 03:00
}

// arrivesOn is the event of a mention that comes in on some day.
func arrivesOn(day string) trigger.Event {
	m := message("m "+day, "Hello")
	ev := event(trigger.MentionCreated, instant(day), &m, nil)
	return ev
}

func hoursRows() []row {
	return []row{
		{"BH-01", "A recipe can run during business hours only.", func(t *testing.T) {
			for _, v := range vectors {
				k := cook(t, rule("r", newItem, tag("a"), hours(v.calendar, "during")))
				require.Equal(t, v.open, len(ran(k.Send(arrivesOn(v.instant)))) == 1, "%s at %s", v.calendar, v.instant)
			}
		}},
		{"BH-02", "A recipe can run outside business hours only: whenever the other one does not.", func(t *testing.T) {
			for _, v := range vectors {
				k := cook(t, rule("r", newItem, tag("a"), hours(v.calendar, "outside")))
				require.Equal(t, !v.open, len(ran(k.Send(arrivesOn(v.instant)))) == 1, "%s at %s", v.calendar, v.instant)
			}
		}},
		{"BH-03", "Each recipe follows the calendar that it names, on new items and on case updates.", func(t *testing.T) {
			k := cook(t,
				rule("mondays", newItem, tag("a"), hours("brussels", "during")),
				rule("sundays", newItem, tag("a"), hours("sundays", "during")),
				rule("update", onPending, tag("a"), hours("brussels", "during")))
			require.Equal(t, []string{"sundays"}, ran(k.Send(arrivesOn("2026-01-04T01:30:00Z"))))
			require.Equal(t, []string{"mondays"}, ran(k.Send(arrivesOn("2026-01-05T10:00:00Z"))))
			require.Equal(t, []string{"update"}, ran(k.Send(turns("10:30", matter("5"), trigger.Pending))))
			require.Empty(t, ran(k.Send(turns("14:30", matter("6"), trigger.Pending))), "15:30 in Brussels")
			require.Equal(t, []string{"hours.calendar"}, faults(t, rule("r", newItem, tag("a"), hours("home", "during"))))
			require.Equal(t, []string{"hours.when"}, faults(t, rule("r", newItem, tag("a"), hours("brussels", "always"))))
		}},
		{"BH-04", "Without business hours a recipe runs at any time.", func(t *testing.T) {
			k := cook(t, rule("r", newItem, tag("a")), rule("update", onPending, tag("a")))
			require.Equal(t, []string{"r"}, ran(k.Send(arrives("03:00", message("m1", "Hello")))))
			require.Equal(t, []string{"update"}, ran(k.Send(turns("03:00", matter("5"), trigger.Pending))))
		}},
	}
}
