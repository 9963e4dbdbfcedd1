package filter

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/commis-recipes/commis/internal/helptext"
	"github.com/commis-recipes/commis/internal/wording"
	"github.com/commis-recipes/commis/trigger"
)

// candidates returns everything that fits at the place.
func (p *place) candidates() []Candidate {
	switch {
	case p.current.kind == textToken:
		return p.quotedWords()
	case p.last(1).is(".", "?."):
		return p.members()
	case p.afterOperand():
		return p.operators()
	}
	return p.operands()
}

// members returns the members of the field before the dot.
func (p *place) members() []Candidate {
	end := len(p.tokens) - 1
	first := p.pathStart(end)
	base, ok := p.lower(p.source(first, end))
	if !ok || base.path == "" {
		return nil
	}
	saved := p.tokens
	p.tokens = p.tokens[:first]
	t := p.operandTrial()
	p.tokens = saved
	var all []Candidate
	if base.field != nil {
		for _, name := range base.field.memberNames() {
			if f := base.field.members[name]; p.fieldFits(t, f) {
				all = append(all, p.field(name, f.path, f.kind.String(), helptext.Line("field="+f.path)))
			}
		}
	}
	for _, f := range p.compiler.HostFields {
		if name, inside := strings.CutPrefix(f.Path, base.path+"."); inside && p.fits(t, f.Path) {
			all = append(all, p.field(name, f.Path, f.Kind, f.Doc))
		}
	}
	return all
}

// pathStart returns the index of the first token of the path that ends before the token with the index.
func (p *place) pathStart(end int) int {
	for i := end - 1; i >= 0; i-- {
		switch t := p.tokens[i]; {
		case t.is("]", ")"):
			i = p.enclosing(i).open
			if i < 0 {
				return end
			}
			if p.tokens[i].is("(") && i > 0 && p.tokens[i-1].kind == nameToken {
				return i - 1
			}
			continue
		case t.kind == nameToken && i > 0 && p.tokens[i-1].is(".", "?."):
			i--
			continue
		}
		return i
	}
	return 0
}

// operandTrial returns the trial for an operand at the place: with the operand and the operator before it.
func (p *place) operandTrial() trial {
	end := len(p.tokens)
	t := p.around(end)
	switch op := p.last(1); {
	case op.is("not", "!"): // it binds tighter than a comparison
		t.before, t.test = t.before+" not", false
	case op.is(comparisons...), op.is(arithmetics...):
		t.before += " " + p.source(p.left(end-1, joiners), end)
	}
	return t
}

// fieldFits reports whether a field, or a member of it, fits.
func (p *place) fieldFits(t trial, f *field) bool {
	if p.fits(t, f.path) || f.kind == anObject && p.fits(t, f.path+".x") {
		return true
	}
	return slices.ContainsFunc(f.memberNames(), func(name string) bool { return p.fieldFits(t, f.members[name]) })
}

func (p *place) field(label, path, kind, doc string) Candidate {
	if doc == "" {
		doc = (&describer{words: p.words}).field(path).text
	}
	return Candidate{Label: label, Kind: CompleteField, Detail: kind + ": " + doc, Insert: label}
}

// operands returns what an operand may begin with.
func (p *place) operands() []Candidate {
	before := p.last(1)
	if e := p.enclosing(len(p.tokens)); e.open >= 0 && p.tokens[e.open].is("[") {
		return p.listWords(e)
	}
	if before.is("matches") {
		return nil
	}
	t := p.operandTrial()
	var all []Candidate
	var words []string
	if before.is(comparisons...) && !before.is("in") {
		words = p.wordsFor(len(p.tokens)-1, before.text)
		for _, w := range words {
			all = append(all, p.word(w, strconv.Quote(w)))
		}
	}
	for _, f := range p.fields(t) {
		if list := hostWords(p.compiler.World, f.Label); words == nil || list == nil || slices.Equal(list, words) {
			all = append(all, f)
		}
	}
	all = append(all, p.functions(t)...)
	for _, w := range []string{"true", "false", "nil", "#"} {
		if p.fits(t, w) {
			all = append(all, Candidate{Label: w, Kind: CompleteWord, Detail: p.words.Complete.Constants[w], Insert: w})
		}
	}
	if before.is("in") {
		all = append(all, p.operator("["))
	}
	if before.is("not", "!") {
		all = append(all, p.operator("("))
	}
	if t == (trial{}) {
		all = append(all, p.operator("not"))
		all = append(all, p.saved()...)
	}
	return all
}

func (p *place) fields(t trial) []Candidate {
	var all []Candidate
	for _, f := range Fields() {
		if at := known.at(f.Path); at.kind != anItem && p.fieldFits(t, at) {
			all = append(all, p.field(f.Path, f.Path, f.Kind, f.Doc))
		}
	}
	for _, f := range p.compiler.HostFields {
		if p.fits(t, f.Path) {
			all = append(all, p.field(f.Path, f.Path, f.Kind, f.Doc))
		}
	}
	return all
}

// at returns a known field.
func (s *schema) at(path string) *field {
	names := strings.Split(path, ".")
	f := s.roots[names[0]]
	for _, name := range names[1:] {
		f = f.members[name]
	}
	return f
}

func (p *place) functions(t trial) []Candidate {
	var all []Candidate
	for _, f := range functions() {
		for _, h := range f.names {
			if p.fits(t, f.sampleCall(h.name, p.compiler.Calendars)) {
				all = append(all, Candidate{Label: h.name, Kind: CompleteFunction, Detail: h.name + f.usage + ": " + h.line, Insert: h.name + "("})
			}
		}
	}
	return all
}

// sampleCall returns a call of the function, "" when the host has nothing to call it with.
func (f function) sampleCall(name string, calendars map[string]Hours) string {
	args := make([]string, f.min)
	for i := range args {
		args[i] = f.sample(i)
		if args[i] == `"office"` {
			if len(calendars) == 0 {
				return ""
			}
			args[i] = strconv.Quote(slices.Min(slices.Collect(maps.Keys(calendars))))
		}
	}
	return name + "(" + strings.Join(args, ", ") + ")"
}

// saved returns the saved filters, whose texts are inserted.
func (p *place) saved() []Candidate {
	var all []Candidate
	for _, name := range slices.Sorted(maps.Keys(p.compiler.Saved)) {
		f := p.compiler.Saved[name]
		if f.Saved != "" || f.IsZero() {
			continue
		}
		text := "(" + f.String() + ")"
		if _, err := p.compiler.compileText(text, maxDepth+8); err == nil {
			all = append(all, Candidate{Label: name, Kind: CompleteFilter, Detail: p.words.Complete.Filter + ": " + Describe(f), Insert: text})
		}
	}
	return all
}

// operators returns the operators that fit the operand before the place.
func (p *place) operators() []Candidate {
	end := len(p.tokens)
	if e := p.enclosing(end); e.open >= 0 && p.tokens[e.open].is("[") {
		return nil
	}
	t := p.around(end)
	first := p.left(end, joiners)
	test := p.source(first, end)
	whole, ok := p.operand(t, test)
	if !ok {
		return nil
	}
	var all []Candidate
	for _, op := range expressionOperators {
		if whole.kind == aTruth && first < end-1 && !slices.Contains(joiners, op) && !isPath(whole.src) {
			continue
		}
		for _, sample := range operandSamples {
			if p.fits(trial{t.before + " " + test + " " + op, t.after, t.test}, sample) {
				one := p.operator(op)
				if last := p.last(1); last.is("#") && last.to == p.from {
					one.Insert = " " + op // #in would be a name
				}
				all = append(all, one)
				break
			}
		}
	}
	return all
}

// operand returns the operand before the place, as a part of what is around it.
func (p *place) operand(t trial, text string) (part, bool) {
	if whole, ok := p.lower(text); ok {
		return whole, true
	}
	return part{kind: unknown}, p.fits(t, text) // # alone has no meaning
}

// expressionOperators are the operators that may follow an operand.
var expressionOperators = []string{
	"and", "or", "==", "!=", "<", "<=", ">", ">=", "in", "not in", "contains", "startsWith", "endsWith", "matches", "+", "-", "*", "/", "%", "??", "?",
}

// operandSamples are operands of each kind.
var operandSamples = []string{`"a"`, "1", "true", "event.at", `duration("1h")`, `["a"]`, "[1]", "case.tags", "nil", "true : false"}

func (p *place) operator(op string) Candidate {
	return Candidate{Label: op, Kind: CompleteOperator, Detail: p.words.Complete.Operators[op], Insert: op}
}

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
