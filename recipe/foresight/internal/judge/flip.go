package judge

import (
	"math/bits"
	"slices"

	"github.com/commis-recipes/commis/internal/matching"
	"github.com/commis-recipes/commis/trigger"
)

// Flip is a test that comes out otherwise with a new value of its field.
type Flip struct {
	Test  string `json:"test"`
	Value any    `json:"value"` // the whole value; nil means absent
}

// MaxFlipped is the highest number of tests of which flips are looked for.
const MaxFlipped = 12

// maxSets is the highest number of sets that are returned.
const maxSets = 100

// Flips returns the smallest sets of tests that have to come out otherwise for the filter to hold on the event, in the order of
// the tests; nil when no new values help. ok is false for a filter beyond the fragment or with too many tests.
func (j *Judge) Flips(t *Test, ev trigger.Event) (sets [][]Flip, ok bool) {
	f := &flipper{judge: j, filter: t, event: ev}
	if !judged(t) || !f.read() {
		return nil, false
	}
	for size := 1; size <= len(f.texts); size++ {
		for set := range uint(1) << len(f.texts) {
			if bits.OnesCount(set) != size {
				continue
			}
			if flips := f.set(set); flips != nil {
				sets = append(sets, flips)
			}
		}
		if len(sets) > 0 {
			slices.SortStableFunc(sets, func(a, b []Flip) int {
				return slices.CompareFunc(a, b, func(x, y Flip) int { return slices.Index(f.texts, x.Test) - slices.Index(f.texts, y.Test) })
			})
			return sets[:min(len(sets), maxSets)], true
		}
	}
	return nil, true
}

// flipper looks for flips of one filter on one event.
type flipper struct {
	judge  *Judge
	filter *Test
	event  trigger.Event
	texts  []string // the different texts of the tests
	tests  []Told   // of each text, one
	now    []truth  // of the test itself, by text
	fields []*flipField
	of     []int // the field of each text; -1 for a constant
	byText map[string]int
}

// flipField is a field with the tests that read it.
type flipField struct {
	field field
	texts []int
	known map[uint]*value // by the tests that come out otherwise
}

// value is a value of a field; nil means absent.
type value struct{ value any }

// read collects the tests and the fields.
func (f *flipper) read() bool {
	f.byText = make(map[string]int)
	f.judge.view.Reset(f.event)
	for _, told := range Tell(f.filter) {
		if _, seen := f.byText[told.Text]; seen {
			continue
		}
		if len(f.texts) == MaxFlipped {
			return false
		}
		f.byText[told.Text] = len(f.texts)
		f.texts, f.tests = append(f.texts, told.Text), append(f.tests, told)
		f.now = append(f.now, truthOf(told.Test.Holds(f.judge.view)))
		at := -1
		if name := (field{told.Test.Path, told.Test.Key}); told.Test.Compare != matching.Constant && told.Test.Kind != matching.ItemField {
			if at = slices.IndexFunc(f.fields, func(one *flipField) bool { return one.field == name }); at < 0 {
				at = len(f.fields)
				f.fields = append(f.fields, &flipField{field: name, known: make(map[uint]*value)})
			}
			f.fields[at].texts = append(f.fields[at].texts, len(f.texts)-1)
		}
		f.of = append(f.of, at)
	}
	return true
}

// set returns the flips of a set of tests; nil when they cannot come out otherwise and no others, or the filter does not hold then.
func (f *flipper) set(set uint) []Flip {
	for i := range f.texts {
		if set&(1<<i) != 0 && f.of[i] < 0 || f.now[i] == failed && set&(1<<i) == 0 && f.of[i] < 0 {
			return nil
		}
	}
	if f.wouldHold(f.filter, set) != yes {
		return nil
	}
	ev := clone(f.event)
	var flips []Flip
	chosen := make(map[int]any)
	for at, one := range f.fields {
		var mine uint
		for _, i := range one.texts {
			mine |= set & (1 << i)
		}
		if mine == 0 {
			continue
		}
		v := f.valueFor(one, mine)
		if v == nil || !one.field.set(&ev, v.value) {
			return nil
		}
		chosen[at] = v.value
	}
	if !f.confirmed(ev, set) {
		return nil
	}
	for i, text := range f.texts {
		if set&(1<<i) != 0 {
			flips = append(flips, Flip{Test: text, Value: chosen[f.of[i]]})
		}
	}
	return flips
}

// wouldHold returns the result of the filter when some tests come out otherwise.
func (f *flipper) wouldHold(t *Test, set uint) truth { return f.would(t, set, false) }

func (f *flipper) would(t *Test, set uint, negated bool) truth {
	switch t.Join {
	case matching.And:
		return f.would(t.Parts[0], set, negated).and(f.would(t.Parts[1], set, negated))
	case matching.Or:
		return f.would(t.Parts[0], set, negated).or(f.would(t.Parts[1], set, negated))
	case matching.Not:
		return f.would(t.Parts[0], set, !negated).not()
	}
	text := t.Text
	if negated {
		text = "not (" + text + ")"
	}
	i := f.byText[text]
	if set&(1<<i) == 0 {
		return f.now[i]
	}
	if f.now[i] == yes {
		return no
	}
	return yes
}

// confirmed reports whether precisely the tests of the set come out otherwise on the changed event, and the filter holds.
func (f *flipper) confirmed(ev trigger.Event, set uint) bool {
	ev = f.judge.World.Normal(ev)
	if f.judge.World.Check(ev) != nil {
		return false
	}
	f.judge.view.Reset(ev)
	for i, told := range f.tests {
		got := truthOf(told.Test.Holds(f.judge.view))
		if otherwise := set&(1<<i) != 0; (got == yes) == (f.now[i] == yes) == otherwise {
			return false
		}
	}
	return f.judge.eval(f.filter) == yes
}
