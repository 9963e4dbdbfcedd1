package filter_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/commis-recipes/commis/filter"
	"github.com/commis-recipes/commis/trigger"
	"github.com/stretchr/testify/require"
)

// calm checks that faults are told in words that need no Go.
func calm(t *testing.T, err error) {
	t.Helper()
	for _, e := range filter.Errors(err) {
		require.NotEmpty(t, e.Msg)
		require.Equal(t, e.Line > 0, e.Column > 0)
		for _, bad := range []string{"interface {}", "map[string]", "cannot be compiled", "mismatched type", "reflect", "runtime error"} {
			if strings.Contains(e.Msg, bad) {
				t.Errorf("%q talks of %q", e.Msg, bad)
			}
		}
	}
}

// Whatever is compiled, nothing panics, and what compiles runs, explains itself and compiles again.
func FuzzCompile(f *testing.F) {
	for _, s := range []string{
		`mention.type != "sent" and word(mention.content, "falla*", 'error de servidor')`, `any(record.topics, # == "a") or not (number(record["b c"].d) + 1 >= 2.5e1)`,
		`record.a[0]?.b ?? mention.title matches "^x+$" ? true : false`, `is(record.a, 1, "x", true) && case.status in ["pending", nil]`, `1 < record.n <= 5`,
		`event.at - mention.arrived > duration("2d") /* x */ // y`, `was("case.status") == "resolved" or changed("case.tags")`, `mention.tags[1:] | any(# == 1)`, `not mention.type == "a"`,
		`let x = $env; x`, `{"a": b'x'}`, `((((((`, "`", `"\u{110000}" == '\x'`, `count(mention.tags, len(#) > 1) % 2 == -0`, `(mention ?? case).id == "5"`, `(true ? mention : mention).author`, `not (mention.private ?? mention.private)`,
		`0x == 1`, `is(mention.type, date(5), duration("1h"))`,
		`starts_with(mention.title, "RE:  ") or ends_with(mention.tags, "ſ") or is_text(record.a, " V  ip ")`, `event.at + duration("1h") * 2.5 - duration("1d") / 3 > max(mention.arrived, case.opened)`,
		`open("office", date(record.a)) and open_time("office", mention.arrived, event.at) / duration("1h") > 1`, `weekday(event.at, "Asia/Tokyo") == format(event.at, "Mon", "UTC") or today(case.opened, "UTC")`,
		`date(record.a, "02/01/2006", "Europe/Brussels") == date("2026-01-02T09:00:00.000+0000")`, `word(text(mention.content), "a") and any(mention.tags, # in case.tags)`,
		`is(was("case.fields"), "4") and changed("mention.contact.fields")`, `mention.title like "x"`,
	} {
		f.Add(s)
	}
	c := withCalendars()
	views := []*filter.View{filter.NewView(sample()), filter.NewView(bare()), filter.NewView(trigger.Event{})}
	f.Fuzz(func(t *testing.T, s string) {
		p, err := c.Compile(text(s))
		calm(t, err)
		if err != nil || s == "" {
			return
		}
		for _, v := range views {
			ok, err := p.Match(v)
			tests := p.Explain(v)
			require.Equal(t, ok && err == nil, tests == nil, "%s: %v %v", s, err, tests)
			if err != nil {
				require.NotContains(t, err.Error(), "interface")
				require.NotContains(t, err.Error(), "reflect")
				require.NotContains(t, err.Error(), "runtime error")
			}
		}
		filter.Internals().Verdict(p, "mention.service", "twitter")
	})
}

// A tree that compiles runs the same as its text, and survives JSON.
func FuzzTree(f *testing.F) {
	f.Add(`{"all":[{"field":"mention.type","op":"is_not","values":["sent"]},{"not":{"any":[{"field":"record[\"a b\"]","op":"between","values":[1,"2"]}]}}]}`)
	f.Add(`{"field":"mention.content","op":"contains_any","values":["fall*","\"x y\""]}`)
	f.Add(`{"field":"record.x // y","op":"is","values":["\" or true or \"",-1e300,false]}`)
	f.Add(`{"any":[{"field":"mention.tags","op":"is_text","values":[" V  IP"]},{"field":"case.opened","op":"older_than","values":["2d"]},{"field":"record[\"a b\"]","op":"newer_than","values":["0s"]}]}`)
	f.Add(`{"all":[{"field":"case.tags","op":"changed_to","values":["vip","x"]},{"field":"case.fields[\"a b\"].c","op":"changed_from","values":[1,"x",true]},{"field":"case","op":"changed"}]}`)
	f.Add(`{"field":"case.opened","op":"between","values":["2026-01-01","9999-12-31"]}`)
	f.Add(`{"and":[{"field":"mention.type","op":"eq","values":["a"]}]}`)
	f.Add(`"true"`)
	f.Add(`{"saved":"x"}`)
	c := filter.Compiler{Saved: map[string]filter.Filter{"x": {Text: "mention.private"}}}
	views := []*filter.View{filter.NewView(sample()), filter.NewView(bare())}
	f.Fuzz(func(t *testing.T, doc string) {
		var tr filter.Filter
		if json.Unmarshal([]byte(doc), &tr) != nil {
			return
		}
		again, err := json.Marshal(tr)
		require.NoError(t, err)
		var back filter.Filter
		require.NoError(t, json.Unmarshal(again, &back))
		require.Equal(t, tr.String(), back.String())
		p, err := c.Compile(tr)
		calm(t, err)
		if err != nil || tr.Tree == nil {
			return
		}
		q, err := c.Compile(text(tr.String()))
		if err != nil {
			require.ErrorContains(t, err, "nested deeper") // brackets of tests come on top of 64 conditions
			return
		}
		for _, v := range views {
			a, errA := p.Match(v)
			b, errB := q.Match(v)
			require.Equal(t, a, b)
			require.Equal(t, errA, errB)
		}
	})
}

// A template never panics, and what it renders into JSON is JSON where the template was.
func FuzzTemplate(f *testing.F) {
	f.Add(`Is it solved, {{ case.contact.name }}?`, 0)
	f.Add(`{"a": "{{ mention.content }}", "b": [{{ mention }}, {{ record }}]}`, 1)
	f.Add(`https://x/?q={{ "}}" }}{{ record.nested ?? event.at }}`, 2)
	f.Add("{{", 1)
	f.Add(`"\\{{ mention ?? mention }}"`, 1)
	f.Add(`{{ case.id /* }} */ }}`, 0)
	f.Add(`{{ text(mention.content) }} {{ format(event.at, "Monday 2 January", "Europe/Brussels") }} {{ case.opened + (date("2026-02-01") - case.opened) * 0.8 }}`, 1)
	var c filter.Compiler
	v := filter.NewView(sample())
	f.Fuzz(func(t *testing.T, s string, esc int) {
		e := filter.Escape(esc)
		tpl, err := c.Template(s, e)
		calm(t, err)
		if err != nil {
			return
		}
		got, err := tpl.Render(v)
		if tpl.Constant() {
			require.NoError(t, err)
			require.Equal(t, s, got)
		}
	})
}

// Folding and boundaries are those of the naive search.
func FuzzWord(f *testing.F) {
	f.Add("La app FALLA", "falla")
	f.Add("résumé\u200dx", "resume*")
	f.Add("か\u3099の服务器", "服务")
	f.Add("\xff\x00İ", "i")
	f.Add("①②", `"1"`)
	f.Add("a", `"*"`)
	f.Add("Qualtrics™ falla² 1ª", "“falla”*")
	f.Add("don´t \u200e\u0640", "donʼt")
	for _, words := range scriptWords {
		for _, w := range words {
			f.Add(w.text, w.term)
		}
	}
	var c filter.Compiler
	v := filter.NewView(trigger.Event{})
	f.Fuzz(func(t *testing.T, content, term string) {
		if len(content) > 200 || len(term) > 50 {
			return // the naive search is slow
		}
		checkWord(t, &c, v, content, term)
	})
}
