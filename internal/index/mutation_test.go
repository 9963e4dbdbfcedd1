package index_test

import (
	"encoding/json"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var mutations = flag.Int("mutations", 0, "break the index on purpose, in each `n`th way of the list, and see that the tests notice; 1 is in all ways, 0 in none")

// mutation is one way to break the index: in a file, old is replaced by new once.
type mutation struct {
	name, file, old, new string
}

// broken is every way in which the index was broken. The tests of this package and of package filter caught each.
var broken = []mutation{
	{"drop a negation", "internal/index/row.go", "return f.a.rows(!want)", "return f.a.rows(want)"},
	{"take and for or under a negation", "internal/index/row.go", "if (f.op == anAnd) == want {", "if f.op == anAnd {"},
	{"skip one side of an or", "internal/index/row.go", "for _, r := range b {\n\t\tout = appendRow(out, r)", "for _, r := range b[:0] {\n\t\tout = appendRow(out, r)"},
	{"narrow what may fail first", "internal/index/row.go", "out := append(both(sure, b, false), run...)", "out := append(both(sure, b, false), both(run, b, false)...)"},
	{"lose what may fail first", "internal/index/row.go", "out := append(both(sure, b, false), run...)", "out := append(both(sure, b, false), run[:0]...)"},
	{"be sure where odd values are", "internal/index/row.go", "both(f.a.rows(want), f.b.rows(false), false)", "f.a.rows(want)"},
	{"lose odd values", "internal/index/row.go", "withMustRun(f.b.rows(true)), false)", "withMustRun(f.b.rows(true))[:0], false)"},
	{"take a late number for a text", "internal/index/query.go", "c.late && c.Kind == Text", "c.late"},
	{"be sure behind what may fail", "internal/index/row.go", "if aFails {\n\t\tb = withMustRun(b)\n\t}", ""},
	{"forget what must be run when rows meet", "internal/index/row.go", "mustRun: r.mustRun || s.mustRun", "mustRun: r.mustRun && s.mustRun"},
	{"be sure of what exceeds the limits", "internal/index/row.go", "return []row{{mustRun: true}}\n\t}\n\treturn out", "return []row{{}}\n\t}\n\treturn out"},
	{"let a sure row vanish in one that must be run", "internal/index/row.go", "s.always() && (!s.mustRun || r.mustRun)", "s.always()"},
	{"forget numbers below a span", "internal/index/clause.go", "if s.Low > low {", "if s.Low > low+1 {"},
	{"forget numbers above the last span", "internal/index/clause.go", "if open {\n\t\trest", "if open && low < 0 {\n\t\trest"},
	{"take what is absent for a number", "internal/index/clause.go", "c.spans, c.absent = rest, !c.absent", "c.spans = rest"},
	{"join two wishes for one of several items", "internal/index/clause.go", "case c.column.Kind != One:\n\t\treturn clause{}, false\n", ""},
	{"keep what the other side excludes", "internal/index/clause.go", "return in != d.except", "return in"},
	{"forget the rows that hold by default", "internal/index/postings.go", "c.base.fill(n)\n", ""},
	{"forget the rows that do not", "internal/index/postings.go", "c.rejects = slices.Clip(rejects[i])", "c.rejects = nil"},
	{"cut one number too far", "internal/index/postings.go", "high = c.cuts[part] - 1", "high = c.cuts[part]"},
	{"put a number into the part before", "internal/index/segment.go", "if exact {\n\t\ti++", "if exact && v < 0 {\n\t\ti++"},
	{"trust a part of numbers that is too large", "internal/index/postings.go", "; !exact {\n\t\t\t\treturn false", "; !exact && cut < -1<<62 {\n\t\t\t\treturn false"},
	{"look at the rows of one item of several", "internal/index/match.go", "for _, item := range items {\n\t\tq.itemRows", "for _, item := range items[1:] {\n\t\tq.itemRows"},
	{"look at the rows of each item in turn", "internal/index/match.go", "\tslices.Sort(q.itemRows)\n", "\tslices.Sort(q.itemRows[:1])\n"},
	{"take a field for another", "filter/indexobject.go", "+ \":\" + key + value", "+ \":\" + key[:len(key)-1] + \"x\" + value"},
	{"take large numbers for their neighbours", "filter/indexobject.go", "&& c.isExact()", "&& c.float < 1<<60"},
	{"read a text as a number", "filter/columnfield.go", "!ok, f.each && c.kind != aText:", "!ok:"},
	{"take a text for a number that is missing", "filter/indexobject.go", "d = parseNumber(d.text)", "d.kind = nothing"},
	{"order negative numbers the wrong way", "filter/indexnumber.go", "b ^= math.MaxInt64", "b ^= 0"},
	{"take minus zero for less than zero", "filter/indexnumber.go", "if f == 0 {", "if f == 1e300 {"},
	{"take a list for its text", "filter/indexobject.go", "items = f.has.appendItem(f.is.appendItem(items, d), d)", "items = f.is.appendItem(items, d)"},
	{"take an element for a text", "filter/indexobject.go", "case hasValue:\n\t\t\tto = &f.has", "case hasValue:\n\t\t\tto = &f.has\n\t\t}\n\t\tif what == isValue && i%5 == 4 {\n\t\t\tto = &f.has"},
	{"forget a second wish of one column", "internal/index/postings.go", "|| kind == hasOne && of == posted ||", "|| kind == hasOne && of == posted && row > 1<<30 ||"},
	{"trust a row with a test", "internal/index/postings.go", "s.flags[row] |= mustCheck\n\t\t\t\tcontinue", "continue"},
	{"forget what an item keeps out", "internal/index/match.go", "\t\t\tset.clear(r)", "\t\t\t_ = r"},
	{"forget what an item of few rows keeps out", "internal/index/match.go", "s.minus.list(item) {\n\t\t\tq.rows.clear(r)", "s.minus.list(item) {\n\t\t\t_ = r"},
	{"forget what an item of many rows keeps out", "internal/index/match.go", "q.subtract(set, minus)", "_ = minus"},
	{"forget what an item of few rows lets through", "internal/index/match.go", "\t\t\tset.set(r)", "\t\t\t_ = r"},
	{"keep a mark of the last event", "internal/index/match.go", "q.marks.clear(r)", "_ = r"},
	{"take the set of another column", "internal/index/intersect.go", "i := len(q.sets)", "i := 0"},
	{"let a set miss where all rows meet", "internal/index/intersect.go", "c[i] & d[i] & e[i]", "c[i] & d[i]"},
	{"let a set miss where few rows meet", "internal/index/intersect.go", "a[i] & b[i] & c[i] & d[i]\n\t\tq", "a[i] & b[i] & d[i]\n\t\tq"},
	{"lose a word of rows", "internal/index/intersect.go", "q.liveWords = live[:n]", "q.liveWords = live[:n-n/9]"},
	{"forget that a slot has several rows", "internal/index/segment.go", "s.flags[i] != 0 || i > 0 &&", "s.flags[i] != 0 && i > 0 &&"},
	{"believe that columns answered", "internal/index/query.go", "h&columnAnswers == 0", "h&columnAnswers == 1"},
	{"be sure of a test that is not known", "internal/index/query.go", "q.uncertain = true", "q.uncertain = false"},
	{"believe the last event", "internal/index/query.go", "if q.round++; q.round == 0 {", "if q.round == 0 {\n\t\tq.round = 1"},
	{"drop the last row of a word", "internal/index/bitset.go", "b[len(b)-1] = 1<<n - 1", "b[len(b)-1] = 1<<(n-1) - 1"},
	{"copy the default from another row", "internal/index/builder.go", "s.flags[r]&mustRun != 0", "s.flags[first]&mustRun == 0"},
	{"look up a term by three bytes", "internal/index/finder.go", "same := commonPrefix(terms[i], text)", "same := commonPrefix(terms[i], text) + 1"},
	{"forget a term within another", "internal/index/finder.go", "t >= 0; t = f.longestPrefix[t] {", "t >= 0; t = -1 {"},
	{"miss a term behind the last", "internal/index/finder.go", "if !exact {\n\t\ti--\n\t}", "if !exact {\n\t\ti -= 2\n\t}"},
	{"keep a stale slot", "filter/index.go", "&& x.home[h.Slot] == at", ""},
	{"keep the text of the last event", "filter/index.go", "l.layer, l.reader = nil, nil", "l.layer = nil"},
	{"forget the end of a text", "filter/trigramset.go", "for i, c := range text {", "for i, c := range text[:max(len(text)-1, 0)] {"},
	{"miss a word that stands behind another", "internal/index/words.go", "; w.table[at].place != 0; at = (at + 1) & (len(w.table) - 1) {\n\t\tif p", "; w.table[at].place != 0; at = w.first(0) {\n\t\tif p"},
	{"forget a rule that moved", "filter/index.go", "l.found[i].Rule = x.place[l.found[i].Rule]", "_ = x.place[l.found[i].Rule]"},
	{"copy from where a rule was before", "filter/indexupdate.go", "b.Copy(slot, u.x.recent.Segment, from)", "b.Copy(slot, u.x.recent.Segment, slot)"},
	{"fold a term twice", "filter/searchformula.go", "names = append(names, t.name())", "t.folded = foldCase(nil, string(t.folded)+\"ß\", &meter{left: budget})[:len(t.folded)]\n\t\tnames = append(names, t.name()+\"s\"[:len(names)%2])"},
	{"take < for <=", "filter/formula.go", "High: low - 1}", "High: low}"},
	{"take the last time that there is for one", "filter/formula.go", "high = low; low == math.MinInt64 || low == math.MaxInt64", "high = low; low == math.MinInt64"},
	{"take no time for a time", "filter/indexlayer.go", "nanoseconds(*t), !t.IsZero()", "nanoseconds(*t), true"},
	{"look for an end anywhere", "filter/formula.go", "p += `\\z`", "p += ``"},
	{"take a broken character for another", "filter/formula.go", "|| strings.ContainsRune(text, utf8.RuneError)", "|| strings.ContainsRune(text, 0)"},
	{"forget to mirror a comparison", "filter/formula.go", `"<": ">", "<=": ">=", ">": "<", ">=": "<="`, `"<": "<", "<=": "<=", ">": ">", ">=": ">="`},
	{"take an empty list for one", "filter/indexlayer.go", "if len(list) > 0 {\n\t\titems", "if list != nil {\n\t\titems"},
	{"take a missing item for false", "filter/indexlayer.go", "if !ok {\n\t\t\treturn r.appendItem(items, \"\")\n\t\t}\n\t\treturn r.appendItem(items, strconv", "if !ok {\n\t\t\treturn r.appendItem(items, \"false\")\n\t\t}\n\t\treturn r.appendItem(items, strconv"},
	{"take what may fail for quiet", "filter/mayfail.go", "func opaqueFormula(n ast.Node) *index.Formula { return index.Opaque(mayFail(n)) }", "func opaqueFormula(n ast.Node) *index.Formula { return index.Opaque(mayFail(n) && false) }"},
	{"keep the text of an event that failed", "filter/index.go", "l.query, l.reader = index.Query{}, nil", "l.query = index.Query{}"},
	{"look for the long s by its letter", "filter/requiredtext.go", "piece = collapseSpace(appendFolded(piece, r))", "piece = collapseSpace(append(piece, string(unicode.ToLower(r))...))"},
	{"need a letter that may be left out", "filter/requiredtext.go", "if re.Min > 0 {", "if re.Min >= 0 {"},
	{"need one alternative of all", "filter/requiredtext.go", "all = append(all, list...)", "all = list"},
	{"stop a word at its first letter", "filter/termfinder.go", "before = asciiWord[text[i]]", "before = true"},
	{"forget the topic", "filter/triggerformula.go", "columnField{use: topicUse}.anyFormula(one.Topics...)", "columnField{use: topicUse}.anyFormula(one.Topics[:1]...)"},
	{"look for exact words in any case", "filter/columnfield.go", "return anyExact", "return anyWord"},
	{"forget all triggers but the last", "filter/triggerformula.go", "all = index.Or(all, kind)", "all = kind"},
	{"forget all tags but the first", "filter/triggerformula.go", "[]string { return t.Tag }", "[]string { return t.Tag[:min(len(t.Tag), 1)] }"},
	{"ask a host's record for its topic", "filter/triggerformula.go", "ours && len(one.Topics) > 0 &&", "(ours || len(one.Topics) > 0) && len(one.Topics) > 0 &&"},
	{"take an age the wrong way round", "filter/indexmoment.go", "int64(at.Sub(t))", "int64(t.Sub(at))"},
	{"take what is no time for missing", "filter/indexobject.go", "kind != aTime && kind != nothing", "kind != aTime && kind == aList"},
	{"take the end of a text forwards", "filter/indexplain.go", "\t\tslices.Reverse(l.plain)\n", ""},
	{"forget what a text says as a number", "filter/columnfield.go", "said.kind == aText || said.kind == nothing", "said.kind != aTruth"},
	{"forget that a status is a change", "filter/indexplain.go", "if !ev.Changed() {", "if !ev.Changed() || ev.Kind == trigger.CaseStatusChanged && len(ev.Changes) == 0 {"},
	{"take words the wrong way round", "filter/formula.go", `field, op = n.Right, map[string]string{"<": ">"`, `field, op = n.Right, map[string]string{"<": "<"`},
	{"forget the host's order", "filter/formula.go", "list := hostWords(w, f.path)", "list := hostWords(nil, f.path)"},
	{"leave out the word itself", "filter/hostword.go", "return x >= y\n", "return x > y\n"},
	{"look for letters of patterns in shown text", "filter/formula.go", "f.path == contentPath", "f.path == \"\""},
	{"look for words in tags", "filter/visibletext.go", "\t\ttext = l.view.visibleContent(text)\n", ""},
	{"forget that a tag which goes is a change", "filter/indexplain.go", "if !ev.Changed() {", "if !ev.Changed() || ev.Kind == trigger.CaseTagRemoved && len(ev.Changes) == 0 {"},
}

// Each breakage is caught. Only with -mutations are the tests run, once for each of those that it chooses; of the others,
// the test looks whether each could still be made.
func TestMutations(t *testing.T) {
	t.Parallel()
	root, err := filepath.Abs("../..")
	require.NoError(t, err)
	if *mutations > 0 {
		out, ok := passes(root, overlay(t, nil), "./internal/index", "./filter")
		require.True(t, ok, "the tests must pass on what is not broken:\n%s", out)
	}
	for i, m := range broken {
		t.Run(m.name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(root, m.file)
			source, err := os.ReadFile(path)
			require.NoError(t, err)
			require.Equal(t, 1, strings.Count(string(source), m.old), "%s has changed; break it in another way", m.file)
			if *mutations == 0 || i%*mutations != 0 {
				return
			}
			other := filepath.Join(t.TempDir(), "broken.go")
			require.NoError(t, os.WriteFile(other, []byte(strings.Replace(string(source), m.old, m.new, 1)), 0o600))
			files := overlay(t, map[string]string{path: other})
			packages := []string{"./" + filepath.Dir(m.file)}
			if packages[0] != "./filter" {
				packages = append(packages, "./filter")
			}
			require.True(t, noticed(t, root, files, packages), "nobody noticed")
		})
	}
}

// noticed reports whether a test of the packages fails: those that run each time first, then in all that is drawn for a soak.
func noticed(t *testing.T, root, overlay string, packages []string) bool {
	for _, args := range [][]string{nil, {"-soak"}} {
		for _, one := range packages {
			out, ok := passes(root, overlay, append([]string{one}, args...)...)
			require.NotContains(t, out, "[build failed]")
			if !ok {
				return true
			}
		}
	}
	return false
}

// passes runs the tests of packages, with flags after them, and with some files instead of others.
func passes(root, overlay string, packages ...string) (output string, ok bool) {
	args := []string{"test", "-vet=off", "-overlay", overlay, "-failfast", "-timeout", "3m", "-run", "Segment|Copy|Limits|Finder|Words|Index"}
	cmd := exec.Command("go", append(append(args, packages...), "-rapid.nofailfile")...)
	cmd.Dir = root
	out, err := cmd.CombinedOutput()
	return string(out), err == nil
}

// overlay writes which files stand for which, as the go command wants it.
func overlay(t *testing.T, files map[string]string) string {
	data, err := json.Marshal(map[string]any{"Replace": files})
	require.NoError(t, err)
	path := filepath.Join(t.TempDir(), "overlay.json")
	require.NoError(t, os.WriteFile(path, data, 0o600))
	return path
}
