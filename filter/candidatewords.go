package filter

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/commis-recipes/commis/internal/wording"
	"github.com/commis-recipes/commis/trigger"
)

func (p *place) word(w, insert string) Candidate {
	return Candidate{Label: w, Kind: CompleteWord, Detail: p.words.Complete.Word, Insert: insert}
}

// wordsFor returns the words that the operand before the operator at the index may be.
func (p *place) wordsFor(end int, operator string) []string {
	left, ok := p.lower(p.source(p.left(end, joiners), end))
	if !ok {
		return nil
	}
	l := &lowering{faults: &faults{}, world: p.compiler.World}
	if list := l.closedList(left); list != nil {
		return list
	}
	if operator != "==" && operator != "!=" && operator != "in" && operator != "is" {
		return nil
	}
	if name, _ := calledBy(left.src); name == "weekday" {
		return []string{"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"}
	}
	return p.usualWords(left.path)
}

// usualWords returns words that a field often is, for one without a closed list.
func (p *place) usualWords(path string) []string {
	switch path {
	case "event.kind":
		var all []string
		for _, k := range trigger.Kinds() {
			all = append(all, string(k))
		}
		if w := p.compiler.World; w != nil {
			for _, k := range w.Kinds {
				all = append(all, string(k.Name))
			}
		}
		return all
	case "event.actor":
		var all []string
		for _, a := range trigger.Actors() {
			all = append(all, string(a))
		}
		return all
	case "event.about":
		return []string{trigger.MentionItem, trigger.CaseItem, trigger.RecordItem}
	case "mention.type":
		return []string{"inbox", "assigned", "resolved", trigger.SentType, "draft", "awaiting_approval", "scheduled", trigger.NoteType, "deleted"}
	case "mention.status":
		return []string{"new", "done"}
	}
	return nil
}

// listWords returns the words in x in [...].
func (p *place) listWords(e enclosing) []Candidate {
	if e.open == 0 || !p.tokens[e.open-1].is("in") {
		return nil
	}
	end := e.open - 1
	if end > 0 && p.tokens[end-1].is("not") {
		end--
	}
	var all []Candidate
	for _, w := range p.wordsFor(end, "in") {
		all = append(all, p.word(w, strconv.Quote(w)))
	}
	return all
}

// quotedWords returns what the text at the place may be.
func (p *place) quotedWords() []Candidate {
	var all []Candidate
	e := p.enclosing(len(p.tokens))
	before := p.last(1)
	switch {
	case e.function != "" && before.is("(", ","):
		return p.argumentWords(e)
	case before.is(comparisons...) && !before.is("in", "matches"):
		for _, w := range p.wordsFor(len(p.tokens)-1, before.text) {
			all = append(all, p.word(w, ""))
		}
	case e.open >= 0 && p.tokens[e.open].is("[") && before.is("[", ","):
		all = p.listWords(e)
	}
	return p.quote(all)
}

// quote makes the candidates fit into the quotes that are open.
func (p *place) quote(all []Candidate) []Candidate {
	mark := p.text[p.current.from]
	for i := range all {
		all[i].Insert = escapeIn(mark, all[i].Label)
		if p.to >= len(p.text) || p.text[p.to] != mark {
			all[i].Insert += string(mark)
		}
	}
	return all
}

// escapeIn escapes a text for quotes of a sort.
func escapeIn(mark byte, s string) string {
	switch mark {
	case '`':
		return s
	case '\'':
		quoted := strconv.Quote(s)
		return strings.ReplaceAll(strings.ReplaceAll(quoted[1:len(quoted)-1], `\"`, `"`), "'", `\'`)
	}
	quoted := strconv.Quote(s)
	return quoted[1 : len(quoted)-1]
}

// argumentWords returns what a text as an argument of a function may be.
func (p *place) argumentWords(e enclosing) []Candidate {
	var all []Candidate
	switch {
	case (e.function == "open" || e.function == "open_time") && e.commas == 0:
		for _, name := range slices.Sorted(maps.Keys(p.compiler.Calendars)) {
			all = append(all, Candidate{Label: name, Kind: CompleteCalendar, Detail: p.words.Complete.Calendar})
		}
	case (e.function == "changed" || e.function == "was") && e.commas == 0:
		for _, f := range slices.Concat(Fields(), p.compiler.HostFields) {
			if _, ok := p.lower(e.function + "(" + quote(f.Path) + ")"); ok {
				all = append(all, p.field(f.Path, f.Path, f.Kind, f.Doc))
			}
		}
	case e.function == "duration" && e.commas == 0:
		for _, w := range []string{"30m", "1h", "1d", "2d", "1w"} {
			span, _ := parseDuration(w)
			all = append(all, Candidate{Label: w, Kind: CompleteWord, Detail: wording.English.Duration(span)})
		}
	case e.function == "is" && e.commas > 0:
		saved := p.tokens
		end := e.open + 1
		for end < len(p.tokens) && !p.tokens[end].is(",") {
			end++
		}
		p.tokens = p.tokens[e.open+1 : end]
		for _, w := range p.wordsFor(len(p.tokens), "is") {
			all = append(all, p.word(w, ""))
		}
		p.tokens = saved
	}
	return p.quote(all)
}
