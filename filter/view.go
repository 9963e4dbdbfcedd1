package filter

import (
	"reflect"

	"github.com/commis-recipes/commis/trigger"
	"github.com/expr-lang/expr/vm"
)

// View is one event as filters and templates see it. It is made once an event and used by any number of programs,
// which share what they work out about its texts. Keep views in a pool and use [View.Reset]; the zero value needs it
// too. A View must not be copied and is not safe for concurrent use, and its event must not change while it is used.
type View struct {
	event   trigger.Event
	slot    reflect.Value // the environment, to be filled
	env     any           // a copy of it, which is what expr reads without allocating
	machine vm.VM
	folded  map[string]*foldedText // by the path of the text
	scratch foldedText             // of a text without a path
	spare   []byte
}

// See returns a view of the event.
func See(ev trigger.Event) *View {
	v := &View{}
	v.Reset(ev)
	return v
}

// Reset makes v the view of another event, reusing its memory.
func (v *View) Reset(ev trigger.Event) {
	if v.folded == nil {
		v.slot = reflect.New(known.env).Elem()
		v.slot.Field(slotFind).Set(reflect.ValueOf(v.find))
		v.slot.Field(slotChanged).Set(reflect.ValueOf(v.changed))
		v.slot.Field(slotWas).Set(reflect.ValueOf(v.was))
		v.folded = map[string]*foldedText{}
	}
	if len(v.folded) > mostTexts {
		clear(v.folded)
	}
	for _, f := range v.folded {
		f.forget()
	}
	v.scratch.forget()
	v.event = ev
	v.fill()
	v.env = v.slot.Interface()
}

// fill copies the event into the environment. What the event does not carry is zero there.
func (v *View) fill() {
	for i := slotMention; i <= slotHasCase; i++ {
		v.slot.Field(i).SetZero()
	}
	if m := v.event.Mention; m != nil {
		setPlain(v.slot.Field(slotMention), reflect.ValueOf(m).Elem())
		v.slot.Field(slotHasMention).SetBool(true)
	}
	if k := v.event.Case; k != nil {
		setPlain(v.slot.Field(slotCase), reflect.ValueOf(k).Elem())
		v.slot.Field(slotHasCase).SetBool(true)
	}
	var rec trigger.Record
	if v.event.Record != nil {
		rec = *v.event.Record
		v.slot.Field(slotRecord).Set(reflect.ValueOf(rec.Fields))
	}
	event, record := reflect.ValueOf(&v.event).Elem(), reflect.ValueOf(&rec).Elem()
	for i, s := range known.event {
		from := event
		if s.record {
			from = record
		}
		setPlain(v.slot.Field(slotEvent).Field(i), from.Field(s.index))
	}
}

// foldedText is a text in the two forms that searches need, each made when it is first asked for.
type foldedText struct {
	words, parts       []byte
	hasWords, hasParts bool
}

// mostKept is how many bytes of memory a text may keep for the next event, mostTexts how many texts may.
const (
	mostKept  = 64 << 10
	mostTexts = 256
)

func (f *foldedText) forget() {
	f.hasWords, f.hasParts = false, false
	if cap(f.words)+cap(f.parts) > mostKept {
		f.words, f.parts = nil, nil
	}
}

func (f *foldedText) form(v *View, m mode, text string) []byte {
	if m == anyPart {
		if !f.hasParts {
			f.parts, f.hasParts = foldCase(f.parts[:0], text), true
		}
		return f.parts
	}
	if !f.hasWords {
		f.words, v.spare = foldWords(f.words, v.spare, text)
		f.hasWords = true
	}
	return f.words
}

// find is word, words and contains_text: it is what expr calls.
func (v *View) find(text, what any) bool {
	s, d := what.(*search), read(text)
	if d.kind == nothing {
		return false
	}
	if d.kind != aText {
		s.site.not(d, aText)
	}
	if s.key == "" {
		v.scratch.forget()
		return s.in(v.scratch.form(v, s.mode, d.text))
	}
	f := v.folded[s.key]
	if f == nil {
		f = &foldedText{}
		v.folded[s.key] = f
	}
	return s.in(f.form(v, s.mode, d.text))
}

func (v *View) changed(path any) bool {
	_, ok := v.event.Change(path.(string))
	return ok
}

func (v *View) was(path any) any {
	c, _ := v.event.Change(path.(string))
	return c.From
}
