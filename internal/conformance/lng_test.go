package conformance_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/recipe/recipetest"
	"github.com/commis-recipes/commis/trigger"
)

// passes tells which filters, each an expression or a tree as JSON, let an event through.
func passes(t *testing.T, ev trigger.Event, want bool, filters ...string) {
	t.Helper()
	for _, f := range filters {
		if !json.Valid([]byte(f)) {
			f = fmt.Sprintf("%q", f)
		}
		k := cook(t, rule("r", `{"on":["case_updated","case_status_changed"],"topics":["support"]}`, tag("a"), `"filter":`+f))
		require.Equal(t, want, len(ran(k.Send(ev))) == 1, f)
	}
}

// cond is one condition of a tree.
func cond(field, op, values string) string {
	return fmt.Sprintf(`{"field":%q,"op":%q,"values":[%s]}`, field, op, values)
}

// ticket is an update of a case on Monday at 10:00 UTC.
func ticket(change func(*trigger.Case)) trigger.Event {
	k := with(matter("5"), change)
	ev := event(trigger.CaseUpdated, at("10:00"), nil, &k)
	ev.Changes = map[string]trigger.Change{"case.title": {To: k.Title}}
	return ev
}

// languageRows are about what trees and expressions can say.
func languageRows() []row {
	return []row{
		{"LNG-01", "A text, or one of a list, begins or ends with a part, in upper or lower case.", func(t *testing.T) {
			ev := ticket(func(c *trigger.Case) { c.Title, c.Tags = "RE: Order lost", []string{"Ref-12", "gold"} })
			passes(t, ev, true, cond("case.title", "starts_with", `"fw:","re:"`), cond("case.title", "ends_with", `"LOST"`), cond("case.tags", "starts_with", `"ref-"`),
				`starts_with(case.title, "re: o")`, `ends_with(case.tags, "OLD")`)
			passes(t, ev, false, cond("case.title", "starts_with", `"order"`), cond("case.title", "ends_with", `"order"`), cond("case.tags", "ends_with", `"ref"`))
		}},
		{"LNG-02", "A text is another one, upper or lower case, runs of space and the ends alike.", func(t *testing.T) {
			ev := ticket(func(c *trigger.Case) { c.Title = "  Server \t DOWN\n" })
			passes(t, ev, true, cond("case.title", "is_text", `"server down"`), `is_text(case.title, "x", " SERVER  down ")`)
			passes(t, ev, false, cond("case.title", "is_text", `"server"`), cond("case.title", "is", `"server down"`))
		}},
		{"LNG-03", "A field changed, from what, and to what.", func(t *testing.T) {
			ev := ticket(func(c *trigger.Case) { c.Priority, c.Tags = "high", []string{"vip"} })
			ev.Changes = map[string]trigger.Change{"case.priority": {From: "low", To: "high"}, "case.tags": {From: []string{"new"}, To: []string{"vip"}}}
			passes(t, ev, true, `{"field":"case.priority","op":"changed"}`, cond("case.priority", "changed_from", `"medium","low"`), cond("case.priority", "changed_to", `"high"`),
				cond("case.tags", "changed_to", `"vip"`), cond("case.tags", "changed_from", `"new"`), `changed("case.priority") and was("case.priority") == "low"`)
			passes(t, ev, false, `{"field":"case.title","op":"changed"}`, cond("case.priority", "changed_from", `"high"`), cond("case.priority", "changed_to", `"low"`), cond("case.tags", "changed_to", `"new"`))
		}},
		{"LNG-04", "A time is at least so old, or newer than that, at the event's instant.", func(t *testing.T) {
			ev := ticket(func(c *trigger.Case) {
				c.Opened, c.Fields = instant("2026-01-03T10:00:00Z"), map[string]any{"seen": "2026-01-05T09:30:00Z"}
			})
			passes(t, ev, true, cond("case.opened", "older_than", `"2d"`), cond("case.fields.seen", "newer_than", `"31m"`), cond("case.fields.seen", "older_than", `"30m"`))
			passes(t, ev, false, cond("case.opened", "newer_than", `"48h"`), cond("case.opened", "older_than", `"49h"`), cond("case.fields.seen", "newer_than", `"30m"`), cond("case.fields.none", "older_than", `"1m"`))
		}},
		{"LNG-05", `is takes 25 for "25" and true for "true", whichever of the two was written where.`, func(t *testing.T) {
			ev := ticket(func(c *trigger.Case) {
				c.Fields = map[string]any{"n": 25, "text": "25", "yes": true, "said": "true"}
			})
			passes(t, ev, true, cond("case.fields.n", "is", `"25"`), cond("case.fields.text", "is", `25`), cond("case.fields.yes", "is", `"true"`), cond("case.fields.said", "is", `true`))
			passes(t, ev, false, cond("case.fields.n", "is", `"250"`), cond("case.fields.n", "is_not", `"25"`), cond("case.fields.yes", "is", `"false"`))
		}},
		{"LNG-06", "contains_text takes any run of white space as one, and lists.", func(t *testing.T) {
			ev := ticket(func(c *trigger.Case) { c.Title, c.Tags = "My Server\n\n is down", []string{"gold  member"} })
			passes(t, ev, true, cond("case.title", "contains_text", `"server is"`), cond("case.tags", "contains_text", `"D M"`), `contains_text(case.title, "y  server")`)
			passes(t, ev, false, cond("case.title", "contains_text", `"serveris"`), cond("case.tags", "contains_text", `"goldm"`))
		}},
		{"LNG-07", "Priorities, sentiments and statuses compare by the host's order.", func(t *testing.T) {
			ev := ticket(func(c *trigger.Case) { c.Priority, c.Sentiment, c.Status = "high", "negative", trigger.Pending })
			ev.Changes = map[string]trigger.Change{"case.priority": {From: "medium", To: "high"}}
			passes(t, ev, true, `case.priority >= "high"`, `case.priority < "critical"`, `case.sentiment < "neutral"`, `case.status > "unresolved"`, `case.priority > was("case.priority")`,
				cond("case.priority", "gt", `"medium"`), cond("case.priority", "lte", `"high"`), cond("case.status", "lt", `"resolved"`), cond("case.priority", "between", `"low","high"`))
			passes(t, ev, false, `case.priority > "high"`, cond("case.priority", "gte", `"critical"`), cond("case.sentiment", "gt", `"negative"`))
			k := recipetest.New(t)
			k.Engine.Priorities = []string{"p3", "p2", "p1"}
			k.Load(set(rule("r", `{"on":"case_updated","topics":["support"]}`, tag("a"), filtered(`case.priority >= "p2"`))))
			for priority, want := range map[string]int{"p3": 0, "p2": 1, "p1": 1, "": 0} {
				own := ticket(func(c *trigger.Case) { c.Priority = priority })
				own.ID += priority
				require.Len(t, ran(k.Send(own)), want, priority)
			}
		}},
		{"LNG-08", "A word that is not in its closed list is a fault of Check with a suggestion, in trees, expressions and texts, and keeps no set from starting.", func(t *testing.T) {
			e := host()
			for _, tt := range []struct{ filter, action, path string }{
				{cond("case.priority", "gte", `"hgh"`), tag("a"), "filter.values[0]"},
				{cond("case.priority", "changed_to", `"hgh"`), tag("a"), "filter.values[0]"},
				{`"case.priority == 'hgh'"`, tag("a"), "filter"},
				{`"case.priority in ['low', 'hgh']"`, tag("a"), "filter"},
				{`"true"`, tag(`{{ case.priority == 'hgh' ? 'a' : 'b' }}`), "actions[0].with.tags[0]"},
			} {
				document := set(rule("r", `{"on":"case_updated","topics":["support"]}`, tt.action, `"filter":`+tt.filter))
				found := recipe.Faults(check(e, document))
				require.Len(t, found, 1, tt.filter)
				require.Equal(t, tt.path, found[0].Path)
				require.ErrorContains(t, found[0], `"hgh" is not low, medium, high or critical, did you mean high?`)
				parsed, err := recipe.Decode([]byte(document))
				require.NoError(t, err)
				require.NoError(t, e.Load(parsed))
			}
		}},
		{"LNG-09", "Times and durations are added, multiplied and divided; min and max.", func(t *testing.T) {
			ev := ticket(func(c *trigger.Case) {
				c.Opened, c.Fields = instant("2026-01-05T08:00:00Z"), map[string]any{"due": "2026-01-05T13:00:00Z", "n": 7}
			})
			passes(t, ev, true, `case.opened + duration("2h") == event.at`, `(event.at - case.opened) / duration("30m") == 4`, `case.opened + (date(case.fields.due) - case.opened) * 0.4 == event.at`,
				`min(case.opened, event.at) == case.opened`, `max(case.fields.n, 9) == 9`, `event.at - duration("1h") * 2 == case.opened`)
		}},
		{"LNG-10", "A calendar is open or not, at the event or at another instant; open time between two instants.", func(t *testing.T) {
			ev := ticket(func(c *trigger.Case) { c.Opened = instant("2026-01-05T13:30:00Z") }) // 11:00 and 14:30 in Brussels
			passes(t, ev, true, `open("brussels")`, `open("brussels", case.opened)`, `not open("brussels", event.at + duration("4h30m"))`, `open("brussels", event.at + duration("5h"))`,
				`open_time("brussels", event.at, event.at + duration("6h")) == duration("5h")`, `not open("sundays")`)
		}},
		{"LNG-11", "Weekdays, today and the parts of a time, in a place's own time.", func(t *testing.T) {
			ev := ticket(func(c *trigger.Case) { c.Opened = instant("2026-01-04T23:30:00Z") }) // Monday in Brussels
			passes(t, ev, true, `weekday(event.at, "Europe/Brussels") == "monday"`, `weekday(case.opened, "UTC") == "sunday"`, `today(case.opened, "Europe/Brussels")`, `not today(case.opened, "UTC")`,
				`format(event.at, "15:04", "Asia/Tokyo") == "19:00"`)
		}},
		{"LNG-12", "Dates of other systems: offsets without a colon, a space for T, milliseconds, and any layout.", func(t *testing.T) {
			ev := ticket(func(c *trigger.Case) {
				c.Fields = map[string]any{"a": "2026-01-05T11:00:00.000+0100", "b": "2026-01-05 10:00:00Z", "c": int64(1767607200000), "d": "05/01/2026 11:00"}
			})
			passes(t, ev, true, `date(case.fields.a) == event.at`, `date(case.fields.b) == event.at`, `date(case.fields.c) == event.at`, `date(case.fields.d, "02/01/2006 15:04", "Europe/Brussels") == event.at`)
		}},
		{"LNG-13", "An upper end of between that is a date covers its day.", func(t *testing.T) {
			ev := ticket(func(c *trigger.Case) { c.Opened = instant("2026-01-05T23:59:59Z") })
			passes(t, ev, true, cond("case.opened", "between", `"2026-01-01","2026-01-05"`))
			passes(t, ev, false, cond("case.opened", "between", `"2026-01-01","2026-01-04"`), cond("case.opened", "between", `"2026-01-06","2026-01-07"`))
		}},
		{"LNG-14", "One list is looked for in another.", func(t *testing.T) {
			ev := ticket(func(c *trigger.Case) {
				c.Tags, c.Contact.Tags = []string{"a", "vip"}, []string{"vip", "b"}
			})
			passes(t, ev, true, `any(case.contact.tags, # in case.tags)`, `count(case.contact.tags, # not in case.tags) == 1`)
			passes(t, ev, false, `all(case.contact.tags, # in case.tags)`)
		}},
		{"LNG-15", "Text without its HTML can be tested and written.", func(t *testing.T) {
			ev := ticket(func(c *trigger.Case) {
				c.Fields = map[string]any{"note": "<p>My <b>ser</b>ver &amp; disk</p><style>x</style>"}
			})
			passes(t, ev, true, `text(case.fields.note) == "My server & disk"`, `word(text(case.fields.note), "server")`)
			passes(t, ev, false, `word(text(case.fields.note), "x")`)
		}},
		{"LNG-16", "Operators of other products are told in the words of this one.", func(t *testing.T) {
			for op, meant := range map[string]string{"eq": "is", "equals": "is", "like": "contains_text"} {
				found := recipe.Faults(check(host(), set(rule("r", newItem, tag("a"), `"filter":`+cond("mention.title", op, `"a"`)))))
				require.Len(t, found, 1, op)
				require.ErrorContains(t, found[0], "did you mean "+meant)
			}
		}},
	}
}
