package filter_test

import (
	"fmt"
	"time"
)

// changedText draws a text of the event, changed by a function or several.
func (d dice) changedText() string {
	field := d.of(d.textField(), d.openField(), d.openField(), "mention.content", "mention.title")
	for range 1 + d(2)*d(3) {
		field = d.of("lower", "upper", "trim", "lower") + "(" + field + ")"
	}
	return field
}

// letters draws a text to look for letter for letter.
func (d dice) letters() string {
	s := d.of(d.value(), d.word(), "fa", "a", "A", "FALLA", "FALLA DE", " ", "\ufffd", "\xff", "ſ", "İ", "i̇", "SS", "ß", "K", "k", "app", "twitter", "vip")
	return fmt.Sprintf("%q", s)
}

// textTest draws a test of texts of members, changed texts, lengths and sums of times, and tests that may fail beside others.
func (d dice) textTest() string {
	not := d.of("", "", "not ")
	op := d.of("<", "<=", ">", ">=", "==", "!=")
	switch d(12) {
	case 0, 1:
		return not + d.of("word", "words", "exact", "contains_text", "starts_with", "is_text") + "(" + d.openField() + ", " + d.some(3, d.term) + ")"
	case 2:
		return not + "(" + d.of(d.openField(), d.textField(), "mention.content") + " " + d.of("contains", "startsWith", "endsWith") + " " + d.letters() + ")"
	case 3, 4:
		return not + "(" + d.changedText() + " " + d.of("contains", "contains", "startsWith", "endsWith") + " " + d.letters() + ")"
	case 5:
		return d.changedText() + " " + d.of("== "+d.letters(), "!= "+d.letters(), "in ["+d.some(3, d.letters)+"]", "== nil", "!= nil", "< "+d.letters())
	case 6:
		return not + d.of("is("+d.changedText()+", "+d.some(3, d.letters)+")", "("+d.changedText()+" matches "+fmt.Sprintf("%q", d.pattern())+")", "("+d.openField()+" matches "+fmt.Sprintf("%q", d.pattern())+")")
	case 7, 8:
		length := "len(" + d.of(d.openField(), d.openField(), d.textField(), d.listField(), "mention.content", d.changedText()) + ")"
		return d.of(length+" "+op+" "+d.of("0", "1", "2", "4", "2.5", "-1", "30", "1e300"), d.of("1", "5")+" "+op+" "+length, length+" in [0, 1, 4]")
	case 9:
		moment := d.moment()
		sum := d.of(moment+" + "+d.duration(), moment+" - "+d.duration(), d.duration()+" + "+moment, moment)
		return d.of(sum+" "+op+" event.at", "event.at "+op+" "+sum, "event.at - "+d.duration()+" "+op+" "+moment, moment+" "+op+" "+d.duration()+" + event.at", moment+" - event.at "+op+" "+d.duration(), sum+" "+op+" event.at + "+d.duration())
	case 10:
		return d.of("any", "none", "any") + "(" + d.listField() + ", # " + d.of("contains ", "startsWith ", "endsWith ") + d.letters() + ")"
	}
	return "(" + d.mayFail() + d.of(" and ", " or ") + d.test() + ")"
}

// mayFail draws a test that fails on some events.
func (d dice) mayFail() string {
	open := d.openField()
	return d.of(open+" * 2 > 3", "3 - "+open+" < 2", "10 / "+open+" > 1", open+" % "+d.openField()+" == 0", "10 / mention.author.followers > 1", "2 % (mention.author.followers - 1) == 0", "7 % mention.author.followers == 1", "abs("+open+") >= 1", "-"+open+" < 0", "number("+open+") + 1 > 2", "int("+open+") == 4", "round(number("+open+")) > 2",
		"bool("+open+")", open, "not "+open, "record.a.b == \"vip\"", "record.a[0] == \"vip\"", "record.a.b > 2", "event.at - mention.arrived + "+d.duration()+" > "+d.duration(), "(event.at - mention.arrived) * 2 > "+d.duration(),
		"(event.at - mention.arrived) / "+d.duration()+" > 1", "-(event.at - mention.arrived) < "+d.duration(), "abs(event.at - mention.arrived) < "+d.duration(), "any("+open+", # == "+d.quoted()+")", "any("+open+", # > 3)",
		"all("+open+", # != nil)", "count("+open+", # startsWith \"v\") > 0", d.quoted()+" in "+open, "("+open+" ?? "+d.of("3", d.quoted())+") "+d.of("> 2", "== 3", "== \"vip\"", "contains \"v\""), "(mention.private ? "+open+" : 3) > 2",
		"(record.a ? 1 : 2) == 1", "weekday("+open+", \"UTC\") == \"monday\"", "open_time(\"office\", "+open+", event.at) > "+d.duration(), "date("+open+", \"2006-01-02\", \"UTC\") < event.at", "date(mention.title) < event.at",
		"min("+open+", 3) > 2", "max(event.at, "+open+") == event.at", open+" < "+d.openField(), "case.priority > "+open, "is("+open+", 4)", "is("+open+", true)", "is("+open+", 4, true)", "is("+open+", duration(\"1h\"))", "len("+open+") * 2 > 3",
		"text("+open+") contains \"a\"", "lower("+open+") > \"m\"", "date("+open+") + "+d.duration()+" < event.at + "+d.duration(), open+" + "+d.duration()+" > event.at", open+" - event.at > "+d.duration())
}

// openText draws a text that a host may put into a field.
func (d dice) openText() any {
	return []any{d.phrase(), d.phrase(), " " + d.value() + "\t", []string{d.phrase(), "", d.value()}, []any{d.phrase(), 3, d.value()}, map[string]any{"b": d.phrase()}, noon.Add(-time.Hour), time.Time{}.Add(time.Hour), time.Duration(d(3)) * time.Hour}[d(9)]
}
