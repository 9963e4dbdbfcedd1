package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// hostile returns the workloads that are worst for an index, by name.
func hostile(recipes, mentions int) map[string]workload {
	list := map[string]workload{}
	kinds := map[string]func(d *generator, i int) []test{
		"one keyword in all": func(d *generator, i int) []test {
			return []test{{field: "words", values: []string{d.words[0]}}, d.test()}
		},
		"a pattern in each": func(d *generator, i int) []test {
			return []test{{field: "content", match: fmt.Sprintf("%s[a-z]* %d?", d.words[d.IntN(300)], i%10)}}
		},
		"patterns of nothing": func(d *generator, i int) []test {
			return []test{{field: "content", match: fmt.Sprintf("[a-f]{2}[0-9]?x{0,%d}y", 1+i%9)}}
		},
		"only negations":    func(d *generator, i int) []test { return d.negations() },
		"long alternatives": func(d *generator, i int) []test { return []test{{field: "words", values: d.several(d.words, 300)}} },
		"one value in all": func(d *generator, i int) []test {
			return []test{{field: "service", values: d.services[:1]}, {field: "kind", not: true, values: []string{"sent"}}}
		},
		"all values distinct": func(d *generator, i int) []test {
			return []test{{field: "category", values: []string{fmt.Sprint("category", i)}}, {field: "tags", not: true, values: []string{fmt.Sprint("tag", i)}}}
		},
		"another field in each": func(d *generator, i int) []test {
			return []test{{field: "fields", key: fmt.Sprint("k", i), values: []string{"yes"}}}
		},
		"all begin alike": func(d *generator, i int) []test {
			return []test{{field: "words", values: []string{fmt.Sprintf("aaaaaaaa%d", i)}}}
		},
	}
	names := slices.Sorted(maps.Keys(kinds))
	kinds["all of these"] = func(d *generator, i int) []test { return kinds[names[i%len(names)]](d, i) }
	for name, tests := range kinds {
		d := newGenerator(9)
		var w workload
		for i := range recipes {
			w.recipes = append(w.recipes, recipe{tests: tests(d, i)})
		}
		for range mentions {
			m := d.mention()
			m.content += " " + d.words[0] + " aaaaaaaa7 " + strings.Repeat("aaaaaaaa", d.IntN(4))
			m.event.Mention.Content = m.content
			m.event.Mention.Fields = map[string]any{"k7": "yes", "k8": "no", "store": "yes"}
			w.mentions = append(w.mentions, m)
		}
		list[name] = w
	}
	return list
}

// negations returns two tests that most mentions pass.
func (d *generator) negations() []test {
	var list []test
	for len(list) < 2 {
		t := d.test()
		t.not = true
		list = append(list, t)
	}
	return list
}
