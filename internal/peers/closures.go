package main

import (
	"regexp"
	"slices"
	"strings"
)

// closures evaluates every recipe as functions written by hand.
func closures(w workload) (contestant, error) {
	var recipes [][]func(*env) bool
	for _, r := range w.recipes {
		var all []func(*env) bool
		if len(r.topics) > 0 {
			all = append(all, func(e *env) bool { return slices.Contains(r.topics, e.Topic) })
		}
		for _, t := range r.tests {
			f := t.closure()
			if t.not {
				positive := f
				f = func(e *env) bool { return !positive(e) }
			}
			all = append(all, f)
		}
		recipes = append(recipes, all)
	}
	return func(m *mention, found []int) []int {
		e := newEnv(m)
	next:
		for i, all := range recipes {
			for _, f := range all {
				if !f(&e) {
					continue next
				}
			}
			found = append(found, i)
		}
		return found
	}, nil
}

func (t test) closure() func(*env) bool {
	switch t.field {
	case "followers":
		return func(e *env) bool { return e.Followers <= t.atMost }
	case "content":
		re := regexp.MustCompile(t.match)
		return func(e *env) bool { return re.MatchString(e.Content) }
	case "words":
		var padded []string
		for _, v := range t.values {
			padded = append(padded, " "+v+" ")
		}
		return func(e *env) bool {
			return slices.ContainsFunc(padded, func(w string) bool { return strings.Contains(e.Text, w) })
		}
	case "tags":
		return func(e *env) bool {
			return slices.ContainsFunc(t.values, func(v string) bool { return slices.Contains(e.Tags, v) })
		}
	}
	get := map[string]func(*env) string{
		"service": func(e *env) string { return e.Service }, "language": func(e *env) string { return e.Language }, "country": func(e *env) string { return e.Country },
		"sentiment": func(e *env) string { return e.Sentiment }, "category": func(e *env) string { return e.Category }, "kind": func(e *env) string { return e.Kind },
		"profile": func(e *env) string { return e.Profile },
	}[t.field]
	return func(e *env) bool { return slices.Contains(t.values, get(e)) }
}
