package index_test

import (
	"encoding/json"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
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
	{"take a late number for a text", "internal/index/query.go", "c.late && c.Kind == Text", "c.late"},
	{"be sure of what exceeds the limits", "internal/index/row.go", "return []row{{mustRun: true, fails:", "return []row{{fails:"},
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
	{"forget the end of a text", "filter/trigramset.go", "for i, c := range text {", "for i, c := range text[:max(len(text)-1, 0)] {"},
	{"miss a word after another one of its place", "internal/index/words.go", "return int(p.place) - 1, true\n\t\t}", "return int(p.place) - 1, true\n\t\t}\n\t\tbreak"},
	{"forget a rule that moved", "filter/index.go", "l.found[i].Rule = x.place[l.found[i].Rule]", "_ = x.place[l.found[i].Rule]"},
	{"copy from where a rule was before", "filter/indexupdate.go", "b.Copy(slot, u.x.recent.Segment, from)", "b.Copy(slot, u.x.recent.Segment, slot)"},
	{"take < for <=", "filter/formula.go", "High: low - 1}", "High: low}"},
	{"take the last time that there is for one", "filter/formula.go", "high = low; low == math.MinInt64 || low == math.MaxInt64", "high = low; low == math.MinInt64"},
	{"take no time for a time", "filter/indexlayer.go", "nanoseconds(*t), !t.IsZero()", "nanoseconds(*t), true"},
	{"take an empty list for one", "filter/indexlayer.go", "if len(list) > 0 {\n\t\titems", "if list != nil {\n\t\titems"},
	{"take a missing item for false", "filter/indexlayer.go", "if !ok {\n\t\t\treturn r.appendItem(items, \"\")\n\t\t}\n\t\treturn r.appendItem(items, strconv", "if !ok {\n\t\t\treturn r.appendItem(items, \"false\")\n\t\t}\n\t\treturn r.appendItem(items, strconv"},
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
	{"forget what a text says as a number", "filter/columnfield.go", "said.kind == aText || said.kind == nothing", "said.kind != aTruth"},
	{"forget that a status is a change", "filter/indexplain.go", "if !ev.Changed() {", "if !ev.Changed() || ev.Kind == trigger.CaseStatusChanged && len(ev.Changes) == 0 {"},
	{"forget the host's order", "filter/formula.go", "list := hostWords(w, f.path)", "list := hostWords(nil, f.path)"},
	{"leave out the word itself", "filter/hostword.go", "return x >= y\n", "return x > y\n"},
	{"look for words in tags", "filter/visibletext.go", "\t\ttext = l.view.visibleContent(text)\n", ""},
	{"forget that a tag which goes is a change", "filter/indexplain.go", "if !ev.Changed() {", "if !ev.Changed() || ev.Kind == trigger.CaseTagRemoved && len(ev.Changes) == 0 {"},
	{"narrow what fails first", "internal/index/row.go", "if r.fails {\n\t\t\tout", "if r.fails && len(b) > 1<<20 {\n\t\t\tout"},
	{"lose what fails first", "internal/index/row.go", "\t\t\tout = appendRow(out, r)\n\t\t\tcontinue", "\t\t\tcontinue"},
	{"forget what fails after", "internal/index/row.go", "fails: r.fails || s.fails}", "fails: r.fails}"},
	{"forget that a row fails where many rows meet", "internal/index/row.go", "func(r row) bool { return !r.fails }))", "func(r row) bool { return true }))"},
	{"forget that many rows fail", "internal/index/row.go", "fails: slices.ContainsFunc(out, fails)}}", "}}"},
	{"take a row that fails for one that must be run", "internal/index/row.go", "&& (s.fails || !r.fails)):", "):"},
	{"put a row that must be run over one that fails", "internal/index/row.go", "&& (r.fails || !s.fails):", ":"},
	{"join a row that fails with one that must be run", "internal/index/row.go", "&& r.fails == s.fails", ""},
	{"be sure where odd values are", "internal/index/row.go", "if !want {\n\t\t\trows = both", "if !want && len(rows) > 1<<20 {\n\t\t\trows = both"},
	{"lose odd values", "internal/index/row.go", "return either(rows, failing(f.b.rows(true)))", "return rows"},
	{"lose where an opaque part fails", "internal/index/row.go", "if f.fails {\n\t\t\trows = either", "if f.fails && !want {\n\t\t\trows = either"},
	{"be sure after what may fail", "internal/index/row.go", "if !f.fails {\n\t\treturn rows", "if f.fails {\n\t\treturn rows"},
	{"let a sure row vanish in one that must be run", "internal/index/row.go", "s.always() && (!s.mustRun || r.mustRun &&", "s.always() && (true || r.mustRun &&"},
	{"forget what must be run when rows meet", "internal/index/row.go", "mustRun: r.mustRun || s.mustRun,", "mustRun: r.mustRun && s.mustRun,"},
	{"take what may fail for quiet", "filter/failure.go", "return index.Opaque(failures{}.cast(n, aTruth))", "return index.Opaque(nil)"},
	{"think that nothing divides by zero", "filter/failure.go", "c.cast(n.Right, right), isZero(n.Right))", "c.cast(n.Right, right))"},
	{"think that durations have no end", "filter/failure.go", "if left != aTime && right != aTime &&", "if left == aTime && right == aTime &&"},
	{"think that a negation never overflows", "filter/failure.go", "return c.cast(n.Node, aNumber) //", "return c.value(n.Node) //"},
	{"think that an operand fits", "filter/failure.go", "return union(c.cast(n.Left, b), c.value(n.Right))", "return union(c.value(n.Left), c.value(n.Right))"},
	{"think that a path leads to an object", "filter/failure.go", "return memberIs(m.Node, noObject)", "return nil"},
	{"think that a path leads to a list", "filter/failure.go", "return memberIs(m.Node, noList)", "return nil"},
	{"forget the other side of ??", "filter/failure.go", "return union(c.cast(n.Left, want), c.cast(n.Right, want))", "return c.cast(n.Right, want)"},
	{"forget one branch", "filter/failure.go", "c.cast(n.Exp1, want), c.cast(n.Exp2, want))", "c.cast(n.Exp2, want))"},
	{"look into what is no list", "filter/failure.go", "return union(c.value(n.Left), memberIs(n.Right, noHolder))", "return c.value(n.Left)"},
	{"loop over what is no list", "filter/functionfailure.go", "return union(c.cast(args[0], aList), ", "return union(c.value(args[0]), "},
	{"think that elements suit", "filter/functionfailure.go", "body.cast(test.Node, aTruth))", "func(ast.Node) *index.Formula { return nil }(test.Node))"},
	{"think that is reads all texts", "filter/functionfailure.go", "return memberIs(args[0], isWord)", "return nil"},
	{"think that the least is of one kind", "filter/functionfailure.go", "all = union(all, c.cast(n, want))\n\t}\n\treturn all\n}\n\n// loopFails", "all = union(all, c.value(n))\n\t}\n\treturn all\n}\n\n// loopFails"},
	{"take a list for a text", "filter/oddmember.go", "return d.kind != aText }", "return d.kind != aText && !d.kind.list() }"},
	{"take what is no time for missing", "filter/oddmember.go", "return k != aTime && k != nothing", "return k != aTime && k == aList"},
	{"take what is no number for missing", "filter/oddmember.go", "return k != aNumber && k != nothing", "return k == aList"},
	{"take a number for a length", "filter/oddmember.go", "!d.kind.list() && d.kind != aText }", "!d.kind.list() && d.kind == aTime }"},
	{"take a text for a number that is missing", "filter/oddmember.go", "d = parseNumber(d.text)", "d.kind = nothing"},
	{"search in a list where a text must be", "filter/textcolumn.go", "return !u.byLetter() && u.mode().isPlain() }", "return true }"},
	{"search in no list", "filter/textcolumn.go", "return !u.byLetter() && u.mode().isPlain() }", "return false }"},
	{"take a member for another", "filter/textcolumn.go", "if f := c.members[key]; f != nil {", "if f := c.members[key[:0]+\"a\"]; f != nil {"},
	{"search members of which there are many in the first", "filter/textcolumn.go", "items = f.appendMember(l, r, items, object[key])", "items = f.appendMember(l, r, items, object[key[:0]+\"a\"])"},
	{"forget to change a text", "filter/textcolumn.go", "if c == \"\" || s == \"\" {", "if c == \"u\" || s == \"\" {"},
	{"take a text for one that was changed in another way", "filter/textcolumn.go", "if k.change == c && k.text == s {", "if k.text == s {"},
	{"take the text of the last event", "filter/textcolumn.go", "if k.change == c && k.text == s {", "if k.change == c {"},
	{"forget that a changed text is there", "filter/textcolumn.go", "items = append(items, f.there...)", ""},
	{"change a text in the other order", "filter/textchange.go", "\tf.change += letter\n", "\tf.change = letter + f.change\n"},
	{"lower for upper", "filter/textchange.go", "text = strings.ToUpper(text)", "text = strings.ToLower(text)"},
	{"find a start anywhere", "filter/indexplain.go", "if f.use != letterPartUse {", "if f.use != letterPartUse && f.use != letterStartUse {"},
	{"find a part at the start alone", "filter/indexplain.go", "i = f.finder.Next(l.plain, i+1) {", "i = len(l.plain) {"},
	{"take the end of a text forwards", "filter/indexplain.go", "s[max(0, len(s)-f.longest):]...)\n\t\tslices.Reverse(l.plain)\n", "s[max(0, len(s)-f.longest):]...)\n"},
	{"take the end of a folded text forwards", "filter/indexplain.go", "foldedEnd(l.plain[:0], s, f.longest)\n\t\tslices.Reverse(l.plain)\n", "foldedEnd(l.plain[:0], s, f.longest)\n"},
	{"cut a text too short", "filter/indexplain.go", "s[:min(len(s), f.longest)]", "s[:min(len(s), f.longest-1)]"},
	{"give a text the item of another", "filter/indexplain.go", "f.texts[i], f.items[i] = texts[from], items[from]", "f.texts[i], f.items[i] = texts[from], items[i]"},
	{"compare the visible text letter for letter", "filter/visibletext.go", "|| r.use > wholeUse:", "|| r.use > letterWholeUse:"},
	{"look for letters of patterns in shown text", "filter/formula.go", "f.path == contentPath", "f.path == \"\""},
	{"need the letters of a text before its change", "filter/formula.go", "len(needed) > 0 && f.change == \"\" {", "len(needed) > 0 {"},
	{"drop what a pattern needs at its end", "filter/patterncore.go", "case syntax.OpStar, syntax.OpQuest:", "case syntax.OpStar, syntax.OpQuest, syntax.OpCharClass:"},
	{"drop a part between two", "filter/patterncore.go", "short.Sub[i].Op != syntax.OpEmptyMatch {\n\t\t\t\tbreak", "false {\n\t\t\t\tbreak"},
	{"take a pattern that ignores case for its letters", "filter/patterncore.go", "re.Flags&syntax.FoldCase != 0 ||", ""},
	{"count bytes", "filter/indexlength.go", "return int64(utf8.RuneCountInString(d.text)), true", "return int64(len(d.text)), true"},
	{"count the bytes of a field", "filter/indexlength.go", "return int64(utf8.RuneCountInString(v.String())), true", "return int64(v.Len()), true"},
	{"take a missing length for none", "filter/indexlength.go", "case !ok:\n\t\treturn 0, true", "case !ok:\n\t\treturn 0, false"},
	{"take the length of a missing member for none", "filter/indexlength.go", "case nothing:\n\t\t\treturn 0, true", "case nothing:\n\t\t\treturn 0, false"},
	{"forget to mirror a comparison", "filter/formula.go", "\"<\": \">\", \"<=\": \">=\", \">\": \"<\", \">=\": \"<=\"", "\"<\": \"<\", \"<=\": \"<=\", \">\": \">\", \">=\": \">=\""},
	{"take words the wrong way round", "filter/formula.go", "return map[string]string{\"<\": \">\"", "return map[string]string{\"<\": \"<\""},
	{"subtract a duration from the wrong side", "filter/indexmoment.go", "least := int64(minus) - int64(plus)", "least := int64(plus) - int64(minus)"},
	{"turn an age round and not its duration", "filter/indexmoment.go", "mirrored(op), -c.int)", "mirrored(op), c.int)"},
	{"add a duration that is subtracted", "filter/indexmoment.go", "return b.Left, -time.Duration(c.int)", "return b.Left, time.Duration(c.int)"},
	{"take the longest age for what it is", "filter/indexmoment.go", "if least == math.MaxInt64 || least == -math.MaxInt64 {", "if least == 1<<62 {"},
	{"reach for the zero time", "filter/indexmoment.go", "panic(errTooMany)", "_ = t"},
	{"fold a term twice", "filter/searchformula.go", "names = append(names, f.found(t.name()))", "t.folded = foldCase(nil, string(t.folded)+\"ß\", &meter{left: budget})[:len(t.folded)]\n\t\tnames = append(names, f.found(t.name()+\"s\"[:len(names)%2]))"},
	{"search a list for words as a text", "filter/searchformula.go", "(f.use != listUse || !mode.isPlain())", "(f.use != listUse || mode.isPlain())"},
}

// Each breakage is caught. Only with -mutations are the tests run, once for each of those that it chooses; of the others,
// the test looks whether each could still be made.
func TestMutations(t *testing.T) {
	t.Parallel()
	root, err := filepath.Abs("../..")
	require.NoError(t, err)
	if *mutations > 0 {
		for _, soak := range soaks {
			out, ok := passes(root, overlay(t, nil), "./internal/index", "./filter", soak)
			require.True(t, ok, "the tests must pass on what is not broken:\n%s", out)
		}
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

// soaks say how much the tests draw: as each time first, then as much as for a soak.
var soaks = []string{"-soak=0", "-soak=1"}

// failure is a line about a test that failed.
var failure = regexp.MustCompile(`(?m)^(\s*--- FAIL: |panic: |fatal error: ).*$`)

// noticed reports whether a test of the packages fails.
func noticed(t *testing.T, root, overlay string, packages []string) bool {
	for _, soak := range soaks {
		for _, one := range packages {
			if out, ok := passes(root, overlay, one, soak); !ok {
				found := failure.FindString(out)
				require.NotEmpty(t, found, "no test failed, but something else:\n%s", out)
				t.Log(one, soak, found)
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
