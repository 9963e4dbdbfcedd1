package filter

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/commis-recipes/commis/internal/helptext"
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
