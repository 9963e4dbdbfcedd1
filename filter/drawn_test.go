package filter_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"github.com/commis-recipes/commis/filter"
	"github.com/commis-recipes/commis/internal/matching"
	"github.com/commis-recipes/commis/trigger"
	"pgregory.net/rapid"
)

// dice draws a number from 0 to n-1. Filters and events are drawn from rapid, which makes a failure small, or from a
// generator of numbers, which is fast.
type dice func(n int) int

func rapidDice(t *rapid.T) dice {
	return func(n int) int { return rapid.IntRange(0, n-1).Draw(t, "draw") }
}

func seededDice(seed uint64) dice {
	r := rand.New(rand.NewPCG(seed, 1))
	return r.IntN
}

func (d dice) of(list ...string) string { return list[d(len(list))] }

// some returns one to most texts in quotes, joined by commas.
func (d dice) some(most int, draw func() string) string {
	var list []string
	for range 1 + d(most) {
		list = append(list, draw())
	}
	return strings.Join(list, ", ")
}

func (d dice) value() string {
	return d.of("twitter", "email", "sent", "inbox", "vip", "app", "es", "pending", "resolved", "support", "sales", "true", "4", "high", "Twitter")
}

func (d dice) quoted() string { return fmt.Sprintf("%q", d.value()) }

func (d dice) word() string {
	return d.of("falla", "fall", "error", "error de", "La app", "app", "preço", "a", "é", "ok", "Straße", "strasse", "ſcan", "scan", "kelvin", "K", "клю", "ключ",
		"中", "文字", "เมือง", "#tag", "@ada", "🙂", "m²", "²", "ab", "abc", "abcd", "abcde", "abcdef", "abcdefg", "x-y", "don't", "fin", "falla falla", "दिन", "דבר",
		"환불", "안녕ㅠㅠ", "все", "всё", "πρόβλημα", "ΠΡΟΒΛΗΜΑ", "مشكلة", "نمی\u200cشود", "क\u094d\u200dष", "ষৎ", "น้ำ", "ខ្លា", "លា", "ငွေ", "ປີ", "ガス", "かﾞ", "և", "ԵՎ", "١٢")
}

func (d dice) term() string {
	w := d.word()
	if d(4) == 0 {
		w += "*"
	}
	return fmt.Sprintf("%q", w)
}

// phrase is what people write: words, and what is between them.
func (d dice) phrase() string {
	var b strings.Builder
	for range d(7) {
		w := d.word()
		switch d(6) {
		case 0:
			w = strings.ToUpper(w)
		case 1:
			w = strings.Replace(w, "s", "ſ", 1)
		case 2:
			w = strings.Replace(w, "k", "K", 1)
		case 3:
			w += d.of("s", "x", "를", "ㅋ", "\u200b", "\u17d2", "\u0301", "\u200d", "_", "文", "\xff", "ª", "\x00", " \x00", "\x00\x00x", "\x01", "\x1f", "\v")
		}
		b.WriteString(w + d.of(" ", "  ", "", "\n", ". ", ",", "-", "\u00a0", "\u00ad", "/"))
	}
	return b.String()
}

func (d dice) number() string {
	return d.of("0", "1", "2", "3", "4", "-1", "2.5", "3.0", "100", "101", "99", "1e3", "9223372036854775807", "-9223372036854775807", "9007199254740993", "1e300", "-0.5")
}

func (d dice) date() string {
	return d.of(`date("2026-01-05T11:00:00Z")`, `date("2026-01-05T12:00:00.000000001Z")`, `date("2026-01-05T14:00:00+02:00")`, `date("1677-09-21T00:12:43.145224192Z")`, `date("1677-09-21T00:12:43.145224193Z")`,
		`date("2262-04-11T23:47:16.854775807Z")`, `date("2262-04-11T23:47:16.854775806Z")`, `date("0001-01-01T00:00:00Z")`, `date("9999-12-31")`, `date(0)`, `date("1970-01-01T00:00:00.5Z")`)
}

func (d dice) textField() string {
	return d.of("mention.type", "mention.service", "mention.language", "mention.content", "case.status", "case.priority", "event.kind", "event.tag", "event.to", "event.source", "event.object",
		"event.record_id", "mention.author.name", "mention.topic", "event.actor", "event.id")
}

func (d dice) listField() string {
	return d.of("mention.tags", "case.tags", "mention.contact.tags", "case.assigned.users")
}

func (d dice) openField() string {
	return d.of("record.a", `record["b c"]`, "mention.fields.x", "case.fields.x", "mention.contact.fields.tier", "local.a", "user.a", "record?.a", "record.a.b")
}

// test draws one test.
func (d dice) test() string {
	not := d.of("", "", "not ")
	neg := func(positive, negative string) string { return d.of(positive, negative) }
	switch d(8) {
	case 0, 1:
		return d.newTest()
	case 2, 3:
		return d.textTest()
	}
	switch d(29) {
	case 0, 1:
		return d.textField() + neg(" == ", " != ") + d.quoted()
	case 2:
		return d.quoted() + neg(" == ", " != ") + d.textField()
	case 3:
		return d.textField() + neg(" in ", " not in ") + "[" + d.some(3, d.quoted) + "]"
	case 4:
		return d.of(d.textField(), d.listField(), d.openField(), "mention.private", "mention.author.followers", "mention", "case", "record", "mention.author", "case.contact", "event", "mention.arrived") +
			neg(" == ", " != ") + d.of("nil", `""`)
	case 5:
		return not + "is(" + d.of(d.textField(), d.listField(), d.openField()) + ", " + d.some(3, d.quoted) + ")"
	case 6:
		return d.of("mention.private", "not mention.private", "mention.private == true", "mention.private != false", "false == mention.private", "mention.private in [true, false]", "is(mention.private, false)",
			"mention.private != true", "mention.private == mention.private", "mention.private == (mention.author.followers > 2)")
	case 7, 8:
		return "mention.author.followers " + d.of("<", "<=", ">", ">=", "==", "!=") + " " + d.number()
	case 9:
		return d.number() + " " + d.of("<", "<=", ">", ">=", "==", "!=") + " mention.author.followers"
	case 10:
		return "mention.author.followers" + neg(" in ", " not in ") + "[" + d.some(3, d.number) + "]"
	case 11, 12:
		return d.quoted() + neg(" in ", " not in ") + d.listField()
	case 13:
		return d.of("any", "none", "any", "all", "one") + "(" + d.listField() + ", # " + d.of("== "+d.quoted(), "in ["+d.some(3, d.quoted)+"]", "!= "+d.quoted(), `startsWith "v"`, "== nil", "not in ["+d.quoted()+"]") + ")"
	case 14, 15, 16:
		return not + d.of("word", "words", "word", "contains_text", "exact") + "(" + d.of("mention.content", "mention.content", "mention.title", "case.title") + ", " + d.some(3, d.term) + ")"
	case 17:
		return not + "(" + d.of("mention.content", "mention.title") + " matches " + fmt.Sprintf("%q", d.pattern()) + ")"
	case 18:
		return d.openField() + neg(" == ", " != ") + d.of(d.quoted(), d.number(), "true")
	case 19:
		return d.openField() + neg(" in ", " not in ") + "[" + d.some(3, func() string { return d.of(d.quoted(), d.quoted(), d.number()) }) + "]"
	case 20:
		open := d.openField()
		return d.of(open+" > "+d.number(), "number("+open+") >= "+d.number(), open, "not "+open, "word("+open+", "+d.term()+")", "is("+open+", "+d.number()+")", open+` contains "a"`,
			"any("+open+", # == "+d.quoted()+")", d.quoted()+" in "+open, "bool("+open+")", "len("+open+") > 1", "date("+open+") < event.at", open+" matches \"a\"", open+" == "+d.openField())
	case 21:
		return d.of("true", "false", "not true")
	case 22:
		return d.of("mention.arrived", "event.at", "case.opened", "mention.published") + " " + d.of("<", "<=", ">", ">=", "==", "!=") + " " + d.date()
	case 23:
		return d.of(d.date()+" "+d.of("<", "<=", ">", ">=", "==", "!=")+" mention.arrived", "mention.arrived"+neg(" in ", " not in ")+"["+d.date()+", "+d.date()+"]")
	case 25, 26:
		field := d.of(d.openField(), "number("+d.openField()+")", "number("+d.openField()+")")
		op := d.of("<", "<=", ">", ">=", "==", "!=")
		return d.of(field+" "+op+" "+d.number(), d.number()+" "+op+" "+field)
	case 24:
		return not + "(" + d.of("mention.content", "mention.title", "mention.service") + " " + d.of("contains", "startsWith", "endsWith") + " " + fmt.Sprintf("%q", d.of(d.word(), d.value(), "(", "La", "\ufffd", "\n", "s", "ſ")) + ")"
	}
	return d.of(`len(mention.content) > 9`, `mention.content contains "app"`, `mention.content startsWith "La"`, `mention.service == mention.type`, `lower(mention.service) == "twitter"`,
		`mention.author.followers * 2 > 5`, `10 / mention.author.followers > 1`, `changed("case.priority")`, `was("case.priority") == "low"`, `mention.arrived < event.at`, `mention.title < "m"`,
		`(mention.private ? mention.type == "sent" : mention.service == "email")`, `(record.a ?? "vip") == "vip"`, `count(mention.tags, # == "vip") > 1`, `mention.tags[0] == "vip"`,
		`"vip" in [mention.type, mention.service]`, `mention.content endsWith "a"`, `upper(mention.content) contains "APP"`, `1 < mention.author.followers < 100`, `mention.type in [mention.service, "sent"]`,
		`event.at - mention.arrived > duration("1h")`, `mention.arrived > date("2026-01-01")`, `mention.arrived > date(mention.title)`, `any(mention.tags, # == mention.type)`, `date(mention.title) == nil`)
}

func (d dice) pattern() string {
	return d.of("falla", "(?i)falla", "(?i)kelvin", "(?i)scan", "K+", "^La", "fa(ll|x)a", "(error|app) de", "(?i:ERROR)( de)?", "a|b", "[0-9]+", "(app)?", "(?:ab){2,3}", "abc(?i:D)", ".", "straße", "(?i)STRASSE|ключ", "x{0}falla", "²", "ſcan", "Straße", "(?:error){0,1}app")
}

// filter draws a filter.
func (d dice) filter(depth int) string {
	if depth == 0 {
		return d.test()
	}
	switch d(6) {
	case 0, 1:
		return "(" + d.filter(depth-1) + " and " + d.filter(depth-1) + ")"
	case 2, 3:
		return "(" + d.filter(depth-1) + " or " + d.filter(depth-1) + ")"
	case 4:
		return "not (" + d.filter(depth-1) + ")"
	}
	return d.filter(depth - 1)
}

// trigger draws a trigger that may start a recipe.
func (d dice) trigger() trigger.Trigger {
	on := d.of(append(trigger.Names(), "new_item", "new_item", "host_kind")...)
	t := trigger.Trigger{On: []string{on}}
	alone := []string{trigger.OnPoll, trigger.OnSchedule} // they go with no other
	for !slices.Contains(alone, on) && d(4) == 0 {
		if more := d.of(append(trigger.Names(), "host_kind")...); !slices.Contains(alone, more) && !slices.Contains(t.On, more) {
			t.On = append(t.On, more)
		}
	}
	topics := false
	for _, on := range t.On {
		switch on {
		case trigger.OnCaseTagAdded, trigger.OnCaseTagRemoved:
			for range d(3) {
				t.Tag = append(t.Tag, d.value())
			}
		case trigger.OnCaseStatusChanged:
			for range d(3) {
				t.Status = append(t.Status, trigger.Statuses()[d(3)])
			}
		case trigger.OnRecord:
			t.Source, t.Object = d.of("", "reviews", "sales"), d.of("", "review")
		case trigger.OnPoll:
			t.Poll = &trigger.Poll{Source: d.of("reviews", "sales")}
		}
		if on == trigger.OnSchedule {
			t.Schedule.Each = d.of("", "open-cases")
		}
		topics = topics || on != trigger.OnRecord && on != trigger.OnPoll && (on != trigger.OnSchedule || t.Schedule.Each != "")
	}
	if topics {
		if t.AllTopics = d(2) == 0; !t.AllTopics {
			for range 1 + d(2) {
				t.Topics = append(t.Topics, d.of("support", "sales"))
			}
		}
	}
	return t
}

// open draws what a host may put into a field.
func (d dice) open() any {
	switch d(19) {
	case 15, 16, 17, 18:
		return d.openText()
	case 0:
		return nil
	case 1:
		return ""
	case 2:
		return []any{d(5), int64(1<<53) + int64(d(3)), float64(1<<53 + int64(d(3))), -d(3), float64(d(5)), math.NaN(), math.Copysign(0, -1)}[d(7)]
	case 3:
		return float64(d(5)) + 0.5
	case 4:
		return d(2) == 0
	case 5:
		return []any{d.value(), 4, nil, ""}
	case 6:
		return []string{d.value(), ""}
	case 7:
		return []any{}
	case 8:
		return map[string]any{"b": d.value()}
	case 9:
		return trigger.Pending
	case 12:
		return []any{"2026-01-05T11:00:00Z", "2026-01-04T09:00:00.000+0100", "2026-01-03 12:00:00+00", "2026-01-05", int64(1767600000123), 1767600000, noon.Add(-time.Hour), time.Time{}, time.Hour, "  "}[d(10)]
	case 11:
		return d.of(" 3 ", "2.5", "-0", "1e3", "x", "-1", "100", " ", "9007199254740993")
	case 10:
		return []trigger.Status{trigger.Pending, trigger.Status(d.value())}
	}
	return d.value()
}

func (d dice) list() []string {
	var list []string
	for range d(4) {
		list = append(list, d.of(d.value(), d.value(), ""))
	}
	return list
}

// event draws an event that filters differ on. It need not be one that a host may send.
func (d dice) event() trigger.Event {
	ev := trigger.Event{ID: d.of("e1", "vip"), At: noon, Actor: trigger.Actor(d.of("", "agent", "customer"))}
	ev.Kind = trigger.Kind(d.of("mention_created", "mention_created", "case_created", "mention_updated", "case_updated", "case_tag_added", "case_tag_removed", "case_assigned", "case_status_changed", "record_received", "record_polled", "schedule_fired", "host_kind"))
	some := func() bool { return d(5) > 0 }
	if some() {
		m := &trigger.Mention{ID: "m", Topic: d.of("", "support", "sales"), Service: d.of("", "twitter", "email", "Twitter"), Type: d.of("", "sent", "inbox"), Language: d.of("", "es", "en"),
			Content: d.phrase(), Title: d.of("", "", d.phrase()), Tags: d.list(), Private: d(2) == 0, CaseID: d.of("", "c")}
		if d(3) == 0 {
			m.HTML, m.Content = true, d.of("", "<p>", "<script>falla</script>", "fal<b>la</b> ")+m.Content+d.of("", "</p>", "<br>app", "<!-- error -->", "<a href='error de'>", "&amp;")
		}
		if some() {
			m.Author.Followers = ptr([]int{0, 1, 2, 3, 4, 99, 100, 101, -1, math.MaxInt/1024 + 1, math.MaxInt/1024 + 2, math.MaxInt, math.MinInt}[d(13)])
		}
		m.Author.Name, m.Contact.Tags = d.of("", d.value()), d.list()
		if some() {
			m.Arrived = noon.Add(time.Duration(d(3)-1) * time.Hour)
			if d(4) == 0 {
				m.Arrived = []time.Time{time.Unix(0, math.MinInt64), time.Unix(0, math.MinInt64+1), time.Unix(0, math.MaxInt64), time.Unix(0, math.MaxInt64-1), time.Unix(-1<<40, 0), time.Unix(1<<40, 0), time.Unix(0, 0), time.Time{}.Add(time.Hour), time.Unix(1<<61, 0)}[d(9)]
			}
		}
		if some() {
			m.Fields, m.Contact.Fields = map[string]any{"x": d.open()}, map[string]any{"tier": d.open()}
		}
		ev.Mention = m
	}
	if some() {
		ev.Case = &trigger.Case{ID: "c", Topic: d.of("", "support", "sales"), Title: d.phrase(), Tags: d.list(), Priority: d.of("", "low", "medium", "high", "critical", "x"), Sentiment: d.of("", "neutral", "positive"), Status: trigger.Status(d.of("", "pending", "resolved"))}
		ev.Case.Assigned.Users = d.list()
		if some() {
			ev.Case.Fields = map[string]any{"x": d.open()}
		}
	}
	if some() {
		ev.Record = &trigger.Record{ID: d.of("r", "4"), Source: d.of("", "reviews", "sales"), Object: d.of("", "review"), Fields: map[string]any{"a": d.open(), "b c": d.open()}}
		if some() {
			ev.Record.Polled = &trigger.Polled{Local: map[string]any{"a": d.open()}, User: map[string]any{"a": d.open()}}
		}
	}
	switch ev.Kind {
	case trigger.CaseTagAdded, trigger.CaseTagRemoved:
		ev.Tag = d.of(d.value(), d.value(), "")
	case trigger.ScheduleFired:
		ev.Recipe = d.of("", "r")
	case trigger.CaseStatusChanged:
		ev.From, ev.To = trigger.Unresolved, trigger.Statuses()[d(3)]
	}
	if some() {
		ev.Changes = map[string]trigger.Change{d.of("case.priority", "case.tags", "priority", "case.fields", "record.a", "mention.contact", "case.assigned.users"): d.change()}
	}
	return ev
}

// rule is a rule of an index, and the filter once more: what an index knows runs on its own here.
type rule struct {
	matching.Rule[*filter.Program]
	alone *filter.Program
}

func (d dice) rule(c *filter.Compiler, depth int) (rule, bool) {
	f := filter.Filter{Text: d.filter(depth)}
	if d(12) == 0 {
		f = filter.Filter{}
	}
	p, err := c.Compile(f)
	if err != nil {
		return rule{}, false // two tests that do not go together
	}
	alone, _ := c.Compile(f)
	return rule{matching.Rule[*filter.Program]{Trigger: d.trigger(), Program: p}, alone}, true
}

// rules draws so many rules; some are for no event.
func (d dice) rules(c *filter.Compiler, n int) []rule {
	var list []rule
	for len(list) < n {
		if r, ok := d.rule(c, d(5)); ok {
			r.Disabled = d(12) == 0
			list = append(list, r)
		}
	}
	return list
}
