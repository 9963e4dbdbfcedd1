package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/commis-recipes/commis/filter"
	"github.com/commis-recipes/commis/internal/matching"
	"github.com/commis-recipes/commis/trigger"
)

// condition is a set of recipes that all ask one kind of question: the filter of each, and whether it holds.
type condition struct {
	name   string
	filter func(d *generator, i int) string
	holds  func(d *generator, i int, s *subject) bool
}

// subject is an event, and what an oracle reads of it.
type subject struct {
	event         trigger.Event
	note, content string
	key           string // the name of the field that has the note as well
	age           time.Duration
	words         map[string]bool // of the note
}

// conditions are the sets. The i-th recipe asks for the i-th word, or another field, length or age.
func conditions() []condition {
	word := func(d *generator, i int) string { return d.words[i%len(d.words)] }
	lower := func(d *generator, i int, s *subject) bool {
		return strings.Contains(strings.ToLower(s.content), word(d, i))
	}
	noted := func(d *generator, i int, s *subject) bool { return s.words[word(d, i)] }
	list := []condition{
		{"words in a host's field", func(d *generator, i int) string { return fmt.Sprintf("word(mention.fields.note, %q)", word(d, i)) }, noted},
		{"words in fields of a hundred names", func(d *generator, i int) string {
			return fmt.Sprintf("word(mention.fields.k%d, %q)", i%100, word(d, i))
		}, func(d *generator, i int, s *subject) bool {
			return s.key == fmt.Sprint("k", i%100) && noted(d, i, s)
		}},
		{"words in a record", func(d *generator, i int) string { return fmt.Sprintf("word(record.text, %q)", word(d, i)) }, noted},
		{"parts of a record, letter for letter", func(d *generator, i int) string { return fmt.Sprintf("record.text contains %q", word(d, i)) }, func(d *generator, i int, s *subject) bool {
			return strings.Contains(s.note, word(d, i))
		}},
		{"parts in lower case", func(d *generator, i int) string { return fmt.Sprintf("lower(mention.content) contains %q", word(d, i)) }, lower},
		{"parts in upper case", func(d *generator, i int) string {
			return fmt.Sprintf("upper(mention.content) contains %q", strings.ToUpper(word(d, i)))
		}, lower},
		{"lengths", func(_ *generator, i int) string { return fmt.Sprintf("len(mention.content) > %d", 3*i) }, func(_ *generator, i int, s *subject) bool { return len(s.content) > 3*i }},
		{"ages of a host's field", func(_ *generator, i int) string {
			return fmt.Sprintf(`event.at - date(mention.fields.since) > duration("%dh")`, 1+i)
		}, func(_ *generator, i int, s *subject) bool { return s.age > time.Duration(1+i)*time.Hour }},
		{"ages, as sums", func(_ *generator, i int) string {
			return fmt.Sprintf(`mention.arrived < event.at - duration("%dh")`, 1+i)
		}, func(_ *generator, i int, s *subject) bool { return s.age > time.Duration(1+i)*time.Hour }},
	}
	all := slices.Clone(list)
	return append(list, condition{"all of these", func(d *generator, i int) string { return all[i%len(all)].filter(d, i) }, func(d *generator, i int, s *subject) bool { return all[i%len(all)].holds(d, i, s) }})
}

// subjects are mentions with fields and a record, whose texts have about thirty words.
func subjects(d *generator, n int) []subject {
	at := time.Date(2026, 1, 5, 12, 0, 0, 0, time.UTC)
	list := make([]subject, n)
	for i := range list {
		m := d.mention()
		s := subject{note: d.mention().content, content: m.content, key: fmt.Sprint("k", d.IntN(100)), age: time.Duration(d.IntN(200)) * time.Hour, words: map[string]bool{}}
		for _, w := range strings.FieldsFunc(strings.ToLower(s.note), func(r rune) bool { return r == ' ' || r == ',' || r == '.' }) {
			s.words[w] = true
		}
		m.event.At = at
		m.event.Mention.Arrived = at.Add(-s.age)
		m.event.Mention.Fields = map[string]any{"note": s.note, s.key: s.note, "store": "Madrid", "since": at.Add(-s.age).Format(time.RFC3339)}
		m.event.Record = &trigger.Record{ID: "r", Fields: map[string]any{"text": s.note, "stars": 4, "amount": "42", "owner": "Bo"}}
		s.event = m.event
		list[i] = s
	}
	return list
}

// compileAll returns rules with the filters, for every mention.
func compileAll(filters []string) ([]matching.Rule[*filter.Program], error) {
	var c filter.Compiler
	rules := make([]matching.Rule[*filter.Program], len(filters))
	for i, text := range filters {
		p, err := c.Compile(filter.Filter{Text: text})
		if err != nil {
			return nil, fmt.Errorf("%s: %w", text, err)
		}
		rules[i] = matching.Rule[*filter.Program]{Trigger: trigger.Trigger{On: []string{trigger.OnNewItem}, AllTopics: true}, Program: p}
	}
	return rules, nil
}

// conditionTable prints how long an index takes for each kind of condition, and the loop over the programs.
func conditionTable(out io.Writer, n, rounds int) error {
	n = min(n, 10_000)
	fmt.Fprintf(out, "\n%d recipes with one condition, and the programs of their filters one by one:\n\n| condition | matches | ours | programs | programs / ours | asked |\n|---|---|---|---|---|---|\n", n)
	for _, c := range conditions() {
		if err := printCondition(out, c, n, rounds); err != nil {
			return fmt.Errorf("%s: %w", c.name, err)
		}
	}
	return nil
}

func printCondition(out io.Writer, c condition, n, rounds int) error {
	d := newGenerator(5)
	list := subjects(d, 16)
	filters := make([]string, n)
	for i := range filters {
		filters[i] = c.filter(d, i)
	}
	rules, err := compileAll(filters)
	if err != nil {
		return err
	}
	index, loop := matchers(rules)
	matches, asked := 0, 0
	for j := range list {
		var want []int
		for i := range n {
			if c.holds(d, i, &list[j]) {
				want = append(want, i)
			}
		}
		matches += len(want)
		if got := loop(&list[j].event, nil, nil); !slices.Equal(got, want) {
			return fmt.Errorf("the programs are wrong about event %d: %v, not %v", j, got, want)
		}
		if got := index(&list[j].event, nil, &asked); !slices.Equal(got, want) {
			return fmt.Errorf("the index is wrong about event %d: %v, not %v", j, got, want)
		}
	}
	times := interleaved(rounds, func(k int) { index(&list[k%len(list)].event, nil, nil) }, func(k int) { loop(&list[k%len(list)].event, nil, nil) })
	per := float64(len(list))
	fmt.Fprintf(out, "| %s | %.0f | %s | %s | %.0f | %.1f |\n", c.name, float64(matches)/per, formatTime(times[0]), formatTime(times[1]), times[1]/times[0], float64(asked)/per)
	return nil
}

// matcher appends the rules that an event matches, and adds the programs that it asks.
type matcher func(ev *trigger.Event, found []int, asked *int) []int

// matchers returns an index of the rules, and the loop over their programs with one view.
func matchers(rules []matching.Rule[*filter.Program]) (index, loop matcher) {
	x := filter.Internals().NewIndex(rules)
	alone := make([]*filter.Program, len(rules)) // an index drops the programs that it decides
	var c filter.Compiler
	for i := range rules {
		alone[i], _ = c.Compile(filter.Filter{Text: rules[i].Program.String()})
	}
	v, w := filter.NewView(trigger.Event{}), filter.NewView(trigger.Event{})
	index = func(ev *trigger.Event, found []int, asked *int) []int {
		v.Reset(*ev)
		for _, h := range x.Match(v) {
			if !h.Sure {
				if asked != nil {
					*asked++
				}
				if ok, _ := rules[h.Rule].Program.Match(v); !ok {
					continue
				}
			}
			found = append(found, h.Rule)
		}
		return found
	}
	loop = func(ev *trigger.Event, found []int, _ *int) []int {
		w.Reset(*ev)
		for i, p := range alone {
			if ok, _ := p.Match(w); ok {
				found = append(found, i)
			}
		}
		return found
	}
	return index, loop
}

// interleaved returns the median nanoseconds of each function, whose rounds take turns.
func interleaved(rounds int, functions ...func(k int)) []float64 {
	samples := make([][]float64, len(functions))
	for range rounds {
		for i, f := range functions {
			start, done := time.Now(), 0
			for time.Since(start) < 50*time.Millisecond || done < 2 {
				f(done)
				done++
			}
			samples[i] = append(samples[i], float64(time.Since(start).Nanoseconds())/float64(done))
		}
	}
	times := make([]float64, len(functions))
	for i, s := range samples {
		slices.Sort(s)
		times[i] = s[len(s)/2]
	}
	return times
}
