package filter_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/commis-recipes/commis/filter"
	"github.com/commis-recipes/commis/internal/matching"
	"github.com/commis-recipes/commis/trigger"
	"github.com/stretchr/testify/require"
)

// lettersByScript is what makes words of each script hard: letters that are the same, marks, what binds letters together, and what
// cannot be seen.
var lettersByScript = []string{
	"aeáÁÇñøßſıİŁæ\u0301\u0327\u0345ﬃªK",                                           // Latin
	"αάΆϊΐςσΣᾳᾷἄὰ\u0301\u0308\u0345\u0342",                                         // Greek
	"еёЁиійѝїгѓкќ\u0301\u0300\u0308\u0306",                                         // Cyrillic
	"եւվևԵՎՒﬖա",                                                                    // Armenian
	"אבשׁשּ\u05B0\u05C1\u05BCײ׳״'\"ﬡ\u05BE",                                        // Hebrew
	"اأإآٱبىیيکكئؤة\u064E\u0651\u0670\u0653\u0654\u0655\u0640ﷲﻼ١۲\u200C\u06DD",     // Arabic
	"ܐܒ\u0730ߊߋᠠᠡ\u180B𞤀𞤢\u200C\u200D",                                             // joined as Arabic
	"कखड़ड़र\u093C\u094D\u093F\u0902\u0949१\u200D\u200C",                           // Devanagari
	"তৎকযর\u09CD\u09BE\u09C7\u09CB\u09BC\u200D\u200C৫",                             // Bengali
	"கஷ\u0BCD\u0BC6\u0BBE\u0BCA\u200C",                                             // Tamil
	"ನರ\u0CCD\u0CBF\u0CD5\u0CC6\u0CC2\u200D",                                       // Kannada
	"നൻരർലൽണൺളൾകൿമ\u0D4D\u0D3E\u0D46\u0D4A\u200D\u200C",                            // Malayalam
	"ගක\u0DCA\u0DD9\u0DDA\u0DCF\u0DDD\u200D",                                       // Sinhala
	"ཀང་\u0F84\u0F90\u0F71\u0F72\u0F73\u0F0C༡",                                     // Tibetan
	"กนำเแาะ\u0E4D\u0E48\u0E49\u0E35\u0E3A๓\u200B\u2060",                           // Thai
	"ກນຳເາະຽ\u0ECD\u0EC9\u0EB5\u0EBA໓\u200B",                                       // Lao
	"កខល\u17D2\u17B6\u17B7\u17B4\u17CB៣\u200B\u200C",                               // Khmer
	"ကသမ\u1039\u103A\u102C\u102D\u1025\u102E\u1037၃\u200B",                         // Burmese
	"ᥐᥑᥣᥤ\u1970ᦀᦁ\u19B5\u19B1\u19C2\u19C8ᨠᨡ\u1A60\u1A63ꪀꪁ\uAAB5\uAAB1\uAAB0\uAAC0", // Tai
	"ꦏꦲ\uA9C0\uA9BA\uA9B3ᬅᬓ\u1B44\u1B35\u1B3E𑜀𑜁\U0001171D\u200B",                   // Javanese, Balinese, Ahom
	"我的们〇々ㄅ〆\u3000𠀀豈ｱ\u200B",                                                       // Chinese
	"かがカガｶﾞﾟーｰすっ゛゜\u3099\u309A〱・㌔\u200B",                                           // Japanese
	"가각안ㅠㅋㄱᄀ\u1161\u11A8ﾡￂ\u3164\u11A8ᄒㆎ㈀",                                         // Korean
	"𑀓\U00011046𑂍\U000110B9𐨀\U00010A3F\u200D",                                      // others of India
}

// everywhere is what is between letters.
var everywhere = []rune("  -a5xA\u200B\u200C\u200D\u00AD\uFE0F.\u0301é１²\u034F")

// scriptText draws a text of one script.
func scriptText(r *rand.Rand, letters []rune, most int) string {
	var b strings.Builder
	for range 1 + r.IntN(most) {
		if r.IntN(5) == 0 {
			b.WriteRune(everywhere[r.IntN(len(everywhere))])
		} else {
			b.WriteRune(letters[r.IntN(len(letters))])
		}
	}
	return b.String()
}

// scriptTerm draws a term: a piece of a text, perhaps a little different, or another text.
func scriptTerm(r *rand.Rand, letters []rune, text string) string {
	term := []rune(text)
	i := r.IntN(len(term))
	term = append([]rune{}, term[i:i+1+r.IntN(min(5, len(term)-i))]...)
	switch r.IntN(4) {
	case 0:
		term[r.IntN(len(term))] = letters[r.IntN(len(letters))]
	case 1:
		return scriptText(r, letters, 3)
	}
	if r.IntN(8) == 0 {
		return string(term) + "*"
	}
	return string(term)
}

// In every script word and exact find what the naive search finds, and the index finds the same.
func TestScriptsAgainstNaive(t *testing.T) {
	t.Parallel()
	pairs, found, exactly := 0, 0, 0
	const terms, texts = 12, 24
	rounds := longer(90, 360, 3600)
	var c filter.Compiler
	for round := range rounds {
		r := rand.New(rand.NewPCG(uint64(round), 7))
		letters := []rune(lettersByScript[round%len(lettersByScript)])
		if round%5 == 4 {
			letters = append(letters, []rune(lettersByScript[r.IntN(len(lettersByScript))])...)
		}
		var contents []string
		for range texts {
			contents = append(contents, scriptText(r, letters, 14))
		}
		set := newNaiveSet(t, &c)
		for set.terms() < terms {
			set.add(scriptTerm(r, letters, contents[r.IntN(texts)]))
		}
		p, f, e := set.check(contents)
		pairs, found, exactly = pairs+p, found+f, exactly+e
	}
	require.GreaterOrEqual(t, pairs, 270*rounds)
	require.Greater(t, found, pairs/25, "hardly anything is found")
	require.Greater(t, exactly, pairs/50, "hardly anything is found exactly")
	require.Greater(t, found, exactly)
}

// naiveSet is terms, as programs of word and exact in turn, and as the naive search has them.
type naiveSet struct {
	t     *testing.T
	c     *filter.Compiler
	words []naiveNeedle
	rules []matching.Rule[*filter.Program]
}

type naiveNeedle struct {
	term            string
	folded, exact   []rune
	prefix          bool
	program, strict *filter.Program
}

func newNaiveSet(t *testing.T, c *filter.Compiler) *naiveSet { return &naiveSet{t: t, c: c} }

func (s *naiveSet) terms() int { return len(s.words) }

// add adds a term, unless nothing of it is left to look for.
func (s *naiveSet) add(term string) {
	folded, prefix := naiveTerm(term, naiveFold)
	exact, _ := naiveTerm(term, naiveExact)
	n := naiveNeedle{term: term, folded: []rune(folded), exact: []rune(exact), prefix: prefix}
	var rules []matching.Rule[*filter.Program]
	for _, function := range []string{"word", "exact"} {
		f := text(fmt.Sprintf("%s(mention.content, %q)", function, term))
		program, err := s.c.Compile(f)
		if want := map[string]string{"word": folded, "exact": exact}[function]; want == "" {
			require.Error(s.t, err, "%+q", term)
			return
		}
		require.NoError(s.t, err, "%+q", term)
		if n.program == nil {
			n.program = program
		} else {
			n.strict = program
		}
		indexed, err := s.c.Compile(f) // one that an index decides is not kept, and would be compiled for each text
		require.NoError(s.t, err)
		rules = append(rules, matching.Rule[*filter.Program]{Trigger: trigger.Trigger{On: trigger.List[string]{trigger.OnNewItem}, AllTopics: true}, Program: indexed})
	}
	s.words, s.rules = append(s.words, n), append(s.rules, rules...)
}

// check compares the programs and their index with the naive search on all texts.
func (s *naiveSet) check(contents []string) (pairs, found, exactly int) {
	x, v := filter.Internals().NewIndex(s.rules), filter.NewView(trigger.Event{})
	for _, content := range contents {
		v.Reset(trigger.Event{Kind: trigger.MentionCreated, Mention: &trigger.Mention{Content: content}})
		hits := map[int]bool{}
		for _, h := range x.Match(v) {
			require.True(s.t, h.Sure)
			hits[h.Rule] = true
		}
		folded, exact := []rune(naiveFold(content)), []rune(naiveExact(content))
		for i, n := range s.words {
			word, err := n.program.Match(v)
			require.NoError(s.t, err)
			same, err := n.strict.Match(v)
			require.NoError(s.t, err)
			require.Equal(s.t, naiveHas(folded, n.folded, n.prefix), word, "word: %+q in %+q (%s in %s)", n.term, content, n.term, content)
			require.Equal(s.t, naiveHas(exact, n.exact, n.prefix), same, "exact: %+q in %+q (%s in %s)", n.term, content, n.term, content)
			require.Equal(s.t, []bool{word, same}, []bool{hits[2*i], hits[2*i+1]}, "index: %+q in %+q", n.term, content)
			pairs++
			if word {
				found++
			}
			if same {
				exactly++
			}
		}
	}
	return pairs, found, exactly
}
