package main

import (
	"regexp"
	"strings"
)

// prose converts a comment of the code for administrators: Go names become the words that they write, and sentences
// about Go alone are dropped.
type prose struct {
	code code
	pkg  string
	own  map[string]string // the members of the struct that the comment describes, by field name
}

var (
	asides    = regexp.MustCompile(`([,;:]? see (also )?\[[^\]]+\]( and \[[^\]]+\])*| \(\[[^\]]+\]\)|, as in \[[^\]]+\]|,? as \[[^\]]+\] does|, by \[[^\]]+\])`)
	links     = regexp.MustCompile(`\[([A-Za-z.]+)\]`)
	camelCase = regexp.MustCompile(`\b[A-Z][a-z]+(?:[A-Z][a-z]*)+\b`)
	words     = regexp.MustCompile(`\b[A-Z][A-Za-z]+\b`)
	absent    = regexp.MustCompile(`\b(nil|zero|empty) (also )?(means|leaves)\b`)
	absents   = regexp.MustCompile(`\b(Nil|Zero|Empty) (also )?(means|leaves)\b`)
	sentence  = regexp.MustCompile(`([.:]) ([A-Z{[])`)
	quoted    = regexp.MustCompile(`"[^"]*"|\x60[^\x60]*\x60`)
)

// aliases are the administrators' words for things that only programs have.
var aliases = map[string]string{
	"trigger.Mention":          "mentions",
	"trigger.World.Statuses":   "the host's statuses",
	"trigger.World.Priorities": "the host's priorities",
	"trigger.World.Sentiments": "the host's sentiments",
	"trigger.World":            "the host's lists",
	"action.Limit":             "limit",
	"action.Repeat":            "repeat",
	"action.Notify":            "notify",
}

// paragraphs returns the text of a comment, and its examples: the indented lines.
func paragraphs(comment string) (text []string, examples []string) {
	for _, block := range strings.Split(comment, "\n\n") {
		switch {
		case strings.HasPrefix(block, "\t"):
			var one strings.Builder
			for _, line := range strings.Split(block, "\n") {
				line = strings.TrimPrefix(line, "\t")
				if strings.HasPrefix(line, "{") && one.Len() > 0 {
					examples = append(examples, one.String())
					one.Reset()
				} else if one.Len() > 0 {
					one.WriteByte('\n')
				}
				one.WriteString(line)
			}
			examples = append(examples, one.String())
		case strings.HasPrefix(block, "Source:"):
		default:
			text = append(text, strings.Join(strings.Fields(block), " "))
		}
	}
	return text, examples
}

// line returns the comment as one line.
func (p prose) line(comment string) string {
	text, _ := paragraphs(comment)
	var kept []string
	for _, s := range strings.Split(sentence.ReplaceAllString(strings.Join(text, " "), "$1\n$2"), "\n") {
		if s, ok := p.sentence(s); ok {
			kept = append(kept, s)
		}
	}
	return strings.Join(kept, " ")
}

// sentence returns one sentence, and whether it is useful to administrators.
func (p prose) sentence(s string) (string, bool) {
	s = asides.ReplaceAllString(s, "")
	ok := true
	s = links.ReplaceAllStringFunc(s, func(link string) string {
		word, known := p.word(link[1:len(link)-1], true)
		ok = ok && known
		return word
	})
	s = p.outside(s, func(s string) string {
		s = camelCase.ReplaceAllStringFunc(s, func(name string) string {
			if word, known := p.word(name, false); known {
				return word
			}
			return name
		})
		return words.ReplaceAllStringFunc(s, func(name string) string {
			member := p.own[name]
			if member == "" || strings.ToUpper(name) == name && !strings.HasPrefix(s, name) { // an ID, not the member id
				return name
			}
			return "`" + member + "`"
		})
	})
	s = absent.ReplaceAllString(s, "left out ${2}${3}")
	return absents.ReplaceAllString(s, "Left out ${2}${3}"), ok
}

// outside applies f to the text outside of quotes.
func (p prose) outside(s string, f func(string) string) string {
	var b strings.Builder
	at := 0
	for _, span := range quoted.FindAllStringIndex(s, -1) {
		b.WriteString(f(s[at:span[0]]))
		b.WriteString(s[span[0]:span[1]])
		at = span[1]
	}
	b.WriteString(f(s[at:]))
	return b.String()
}

// word returns the administrators' word for a Go name: "action.SetStatus", "Poll.Set", "FromLast".
func (p prose) word(name string, link bool) (string, bool) {
	pkg, rest := p.pkg, name
	if before, after, ok := strings.Cut(name, "."); ok && p.code[before] != nil {
		pkg, rest = before, after
	}
	if word := aliases[pkg+"."+rest]; word != "" && link {
		return word, true
	}
	s := p.code[pkg]
	typ, field, within := strings.Cut(rest, ".")
	if within {
		if member := members[pkg+"."+typ][field]; member != "" {
			return "`" + member + "`", true
		}
		return name, false
	}
	for _, c := range s.constants {
		if c.name == typ {
			return "`" + c.value + "`", true
		}
	}
	if number := numbers[pkg+"."+typ]; number != "" {
		return number, true
	}
	if word := kindNames[pkg+"."+typ]; word != "" && link {
		return "`" + word + "`", true
	}
	if member := p.own[typ]; member != "" && !link {
		return "`" + member + "`", true
	}
	return name, false
}
