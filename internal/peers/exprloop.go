package main

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/vm"
)

// env is a mention as expr, CEL and closures see it: flat, with its text folded once.
type env struct {
	Topic, Service, Language, Country, Sentiment, Category, Kind, Profile string
	Tags                                                                  []string
	Followers                                                             int
	Content                                                               string
	Fields                                                                map[string]any
	Text                                                                  string // the words of the content in lower case, separated and surrounded by single spaces
}

func newEnv(m *mention) env {
	e := env{
		Topic: m.topic, Service: m.service, Language: m.language, Country: m.country, Sentiment: m.sentiment, Category: m.category, Kind: m.kind,
		Profile: m.event.Mention.Profile, Tags: m.tags, Followers: m.followers, Content: m.content, Fields: m.event.Mention.Fields,
	}
	var b strings.Builder
	b.Grow(len(m.content) + 2)
	space := true
	b.WriteByte(' ')
	for _, r := range m.content {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			b.WriteRune(unicode.ToLower(r))
			space = false
		case !space:
			b.WriteByte(' ')
			space = true
		}
	}
	if !space {
		b.WriteByte(' ')
	}
	e.Text = b.String()
	return e
}

// exprLoop runs every recipe's program as fast as expr can: a flat environment by value, one machine, the text folded
// once, constant lists.
func exprLoop(w workload) (contestant, error) {
	programs := make([]*vm.Program, len(w.recipes))
	byText := map[string]*vm.Program{}
	for i, r := range w.recipes {
		tests := []string{r.topicTest()}
		for _, t := range r.tests {
			tests = append(tests, t.expr())
		}
		text := strings.Join(tests, " && ")
		p := byText[text]
		if p == nil {
			var err error
			if p, err = expr.Compile(text, expr.Env(env{}), expr.AsBool()); err != nil {
				return nil, fmt.Errorf("%s: %w", text, err)
			}
			byText[text] = p
		}
		programs[i] = p
	}
	var machine vm.VM
	return func(m *mention, found []int) []int {
		var e any = newEnv(m)
		for i, p := range programs {
			if out, err := machine.Run(p, e); err == nil && out == true {
				found = append(found, i)
			}
		}
		return found
	}, nil
}

func (r recipe) topicTest() string {
	if len(r.topics) == 0 {
		return "true"
	}
	return "Topic in [" + quoted(r.topics) + "]"
}

// expr returns the test in the form that expr evaluates fastest.
func (t test) expr() string {
	name := strings.ToUpper(t.field[:1]) + t.field[1:]
	var s string
	switch t.field {
	case "followers":
		s = fmt.Sprintf("Followers <= %d", t.atMost)
	case "content":
		s = fmt.Sprintf("Content matches %q", t.match)
	case "fields":
		s = fmt.Sprintf("Fields[%q] in [%s]", t.key, quoted(t.values))
	case "words", "tags":
		var any []string
		for _, v := range t.values {
			if t.field == "tags" {
				any = append(any, fmt.Sprintf("%q in Tags", v))
			} else {
				any = append(any, fmt.Sprintf("Text contains %q", " "+v+" "))
			}
		}
		s = strings.Join(any, " || ")
	default:
		if len(t.values) == 1 {
			s = fmt.Sprintf("%s == %q", name, t.values[0])
		} else {
			s = name + " in [" + quoted(t.values) + "]"
		}
	}
	if t.not {
		return "!(" + s + ")"
	}
	return "(" + s + ")"
}
