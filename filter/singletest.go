package filter

import (
	"encoding/binary"

	"github.com/commis-recipes/commis/internal/interned"
	"github.com/commis-recipes/commis/trigger"
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/file"
)

// Many filters have the same tests, which read few fields: they are compiled once, as long as one program uses them.
var (
	testsInUse  interned.Table[testKey, singleTest]
	fieldsInUse interned.Table[string, testedField]
)

// singleTest is one test of a filter. It never changes.
type singleTest struct {
	text, negated string // as an expression, and inside not (...)
	start         int    // its offset in the filter that it was compiled from
	run           *program
	err           error // why it has no run
	fields        []*testedField
	shared        bool // among filters
}

// testKey identifies a test that names no calendar: by its text, the distances of its parts, so that an error has the right
// place in each filter, and the lists of words that it uses.
type testKey struct {
	text, layout string
	world        *trigger.World
}

// testedField is a field that a test reads. It never changes.
type testedField struct {
	part part
	run  *program
	err  error // why it has no run
}

// testLayout measures where the parts of a test are in the text of a filter.
type testLayout struct {
	offsets []int
	start   int // the least
}

// Visit appends the offset of a node.
func (t *testLayout) Visit(n *ast.Node) {
	at := (*n).Location().From
	if len(t.offsets) == 0 || at < t.start {
		t.start = at
	}
	t.offsets = append(t.offsets, at)
}

// String returns the distances from the start.
func (t *testLayout) String() string {
	var all []byte
	for _, at := range t.offsets {
		all = binary.AppendUvarint(all, uint64(at-t.start))
	}
	return string(all)
}

// single returns the test at a node, with the offset at which it starts.
func (t *testSplitter) single(n ast.Node) (one *singleTest, start int) {
	var layout testLayout
	ast.Walk(&n, &layout)
	key := testKey{n.String(), layout.String(), t.program.world}
	shared := len(t.program.calendars) == 0
	if shared {
		if one := testsInUse.Get(key); one != nil {
			return one, layout.start
		}
	}
	one = &singleTest{text: key.text, negated: "not (" + key.text + ")", start: layout.start, fields: t.fields(n), shared: shared}
	l := lowering{faults: t.faults, calendars: t.program.calendars, world: t.program.world}
	one.run, one.err = t.comp.assemble(origin{}, file.Source{}, l.truth(n))
	if shared {
		one = testsInUse.Put(key, one)
	}
	return one, layout.start
}

// fields returns the fields that a test reads.
func (t *testSplitter) fields(n ast.Node) []*testedField {
	paths := &pathFinder{}
	paths.find(n)
	all := make([]*testedField, len(paths.list))
	for i, path := range paths.list {
		text := path.String()
		if all[i] = fieldsInUse.Get(text); all[i] != nil {
			continue
		}
		f := &testedField{part: (&lowering{faults: t.faults}).expr(path)}
		f.run, f.err = t.comp.assemble(origin{}, file.Source{}, f.part.nilWhenMissing())
		f.part.node, f.part.src = nil, nil // not needed any more
		all[i] = fieldsInUse.Put(text, f)
	}
	return all
}
