package main

import (
	"fmt"
	"strings"

	"github.com/google/cel-go/cel"
)

// celLoop evaluates every recipe as a CEL program.
func celLoop(w workload) (contestant, error) {
	list := []cel.EnvOption{cel.Variable("Followers", cel.IntType), cel.Variable("Tags", cel.ListType(cel.StringType))}
	for _, name := range []string{"Topic", "Service", "Language", "Country", "Sentiment", "Category", "Kind", "Profile", "Content", "Text"} {
		list = append(list, cel.Variable(name, cel.StringType))
	}
	environment, err := cel.NewEnv(list...)
	if err != nil {
		return nil, err
	}
	var programs []cel.Program
	for _, r := range w.recipes {
		tests := []string{"true"}
		if len(r.topics) > 0 {
			tests[0] = "Topic in [" + quoted(r.topics) + "]"
		}
		for _, t := range r.tests {
			tests = append(tests, t.cel())
		}
		text := strings.Join(tests, " && ")
		tree, issues := environment.Compile(text)
		if issues.Err() != nil {
			return nil, fmt.Errorf("%s: %w", text, issues.Err())
		}
		p, err := environment.Program(tree, cel.EvalOptions(cel.OptOptimize))
		if err != nil {
			return nil, err
		}
		programs = append(programs, p)
	}
	return func(m *mention, found []int) []int {
		e := newEnv(m)
		vars := map[string]any{"Topic": e.Topic, "Service": e.Service, "Language": e.Language, "Country": e.Country, "Sentiment": e.Sentiment,
			"Category": e.Category, "Kind": e.Kind, "Profile": e.Profile, "Tags": e.Tags, "Followers": e.Followers, "Content": e.Content, "Text": e.Text}
		activation, err := cel.NewActivation(vars)
		if err != nil {
			return found
		}
		for i, p := range programs {
			if out, _, err := p.Eval(activation); err == nil && out.Value() == true {
				found = append(found, i)
			}
		}
		return found
	}, nil
}

func (t test) cel() string {
	name := strings.ToUpper(t.field[:1]) + t.field[1:]
	var s string
	switch t.field {
	case "followers":
		s = fmt.Sprintf("Followers <= %d", t.atMost)
	case "content":
		s = fmt.Sprintf("Content.matches(%q)", t.match)
	case "words", "tags":
		var any []string
		for _, v := range t.values {
			if t.field == "tags" {
				any = append(any, fmt.Sprintf("%q in Tags", v))
			} else {
				any = append(any, fmt.Sprintf("Text.contains(%q)", " "+v+" "))
			}
		}
		s = strings.Join(any, " || ")
	default:
		s = name + " in [" + quoted(t.values) + "]"
	}
	if t.not {
		return "!(" + s + ")"
	}
	return "(" + s + ")"
}
