package filter_test

import (
	"fmt"
	"strings"
	"time"

	"github.com/commis-recipes/commis/filter"
	"github.com/commis-recipes/commis/trigger"
)

// daytime is open from 9 to 17 in UTC, every day.
type daytime struct{}

func (daytime) Open(t time.Time) bool { h := t.UTC().Hour(); return h >= 9 && h < 17 }

func (h daytime) Between(a, b time.Time) time.Duration {
	var sum time.Duration
	for t := a; t.Before(b) && t.Sub(a) < 1000*time.Hour; t = t.Add(time.Hour) {
		if h.Open(t) {
			sum += time.Hour
		}
	}
	return sum
}

func withCalendars() filter.Compiler {
	return filter.Compiler{Calendars: map[string]filter.Hours{"office": daytime{}}}
}

// part draws a text for the plain tests.
func (d dice) part() string {
	w := d.of(d.value(), d.word(), d.word()+" "+d.word(), d.word()+d.of("  ", "\t", "\u00a0\n")+d.word(), "ſ", "İ", " a", "a ", "s")
	if d(3) == 0 {
		w = strings.ToUpper(w)
	}
	return fmt.Sprintf("%q", w)
}

func (d dice) path() string {
	return d.of("case.priority", "case.tags", "priority", "case.fields.x", "case.fields", "record.a", "record.a.b", "mention.contact", "mention.contact.name", "mention.contact.tags", "case.assigned", "case.status", "status")
}

func (d dice) duration() string {
	return `duration("` + d.of("0s", "1ns", "59m", "1h", "61m", "1d", "2d", "10w", "-1h", "2562047h") + `")`
}

func (d dice) moment() string {
	return d.of("mention.arrived", "event.at", "case.opened", "date("+d.openField()+")", "date("+d.openField()+")")
}

// newTest draws a test of what came to the language later: plain tests, changes, ages, calendars and clocks.
func (d dice) newTest() string {
	not := d.of("", "", "not ")
	op := d.of("<", "<=", ">", ">=", "==", "!=")
	switch d(10) {
	case 0, 1, 2:
		return not + d.of("starts_with", "ends_with", "is_text", "is_text", "contains_text") + "(" + d.of(d.textField(), d.listField(), d.openField(), "mention.content", "mention.title") + ", " + d.some(3, d.part) + ")"
	case 3:
		return d.of("event.at - "+d.moment()+" "+op+" "+d.duration(), d.duration()+" "+op+" event.at - "+d.moment())
	case 4:
		return d.of("date("+d.openField()+") "+op+" "+d.date(), d.date()+" "+op+" date("+d.openField()+")")
	case 5:
		return not + fmt.Sprintf("changed(%q)", d.path())
	case 6:
		return not + fmt.Sprintf("is(was(%q), %s)", d.path(), d.some(2, func() string { return d.of(d.quoted(), d.quoted(), d.number()) }))
	case 8:
		field, word := d.of("case.priority", "case.priority", "case.sentiment", "mention.sentiment", "case.status", "event.to", `was("case.priority")`), fmt.Sprintf("%q", d.of("low", "medium", "high", "critical", "neutral", "pending", "x"))
		return not + d.of(field+" "+op+" "+word, field+" "+op+" "+word, word+" "+op+" "+field, "case.priority "+op+` was("case.priority")`, "case.priority "+op+" "+d.openField())
	case 7:
		return not + "is(" + d.openField() + ", " + d.some(3, func() string {
			return d.of(`"4"`, `"true"`, `" 2.5 "`, `"9007199254740993"`, `"TRUE"`, `"1e3"`, `"-0"`, d.quoted(), d.number())
		}) + ")"
	}
	return d.of(`open("office")`, `open("office", mention.arrived)`, `open("office", record.a)`, `open_time("office", mention.arrived, event.at) > duration("1h")`, `weekday(event.at, "UTC") == "monday"`,
		`today(mention.arrived, "Europe/Brussels")`, `format(mention.arrived, "15", "Asia/Tokyo") == "20"`, `min(mention.author.followers, 3) == 3`, `max(event.at, mention.arrived) == event.at`, `min(record.a, 2) < 2`,
		`text(mention.content) contains "app"`, `any(mention.tags, # in case.tags)`, `any(record.a, # in record["b c"])`, `count(mention.tags, # not in case.tags) > 1`, `event.at + duration("1h") > mention.arrived`,
		`event.at - duration("1h") * 2 < mention.arrived`, `(event.at - mention.arrived) / duration("1h") >= 1`, `date(mention.title, "2006-01-02", "UTC") < event.at`, `any(mention.tags, starts_with(#, "V"))`,
		`record.a + duration("1h") > event.at`, `any(record.a, is_text(#, "vip"))`, `-duration("1h") < event.at - mention.arrived`)
}

func (d dice) change() trigger.Change {
	value := func() any {
		return []any{d.open(), d.value(), d.list(), map[string]any{"x": d.open(), "name": d.value()}, trigger.Contact{Name: d.value(), Tags: d.list()}, nil}[d(6)]
	}
	return trigger.Change{From: value(), To: value()}
}
