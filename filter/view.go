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
	env     any           // a copy of it, which is what expr reads without allocating; nil until a program runs
	machine vm.VM
	meter   meter
	folded  map[string]*foldedText // by the path of the text
	scratch foldedText             // of a text without a path
	content shownText
	spare   []byte
	lookup  lookup // what an Index needs

	compiler Compiler // for what an Index decides and runs all the same
	last     lastRun
}

// See returns a view of the event.
func See(ev trigger.Event) *View {
	v := &View{}
	v.Reset(ev)
	return v
}

// Reset makes v the view of another event, reusing its memory.
func (v *View) Reset(ev trigger.Event) {
	if len(v.folded) > mostTexts {
		clear(v.folded)
	}
	for _, f := range v.folded {
		f.forget()
	}
	v.scratch.forget()
	v.event, v.last, v.content = ev, lastRun{}, shownText{}
	v.meter.parts = 0
	if v.env != nil {
		v.env = nil
		v.empty()
	}
}

// environment is the event as expr reads it. It is made when the first program runs: an [Index] needs none.
func (v *View) environment() any {
	if v.env != nil {
		return v.env
	}
	if !v.slot.IsValid() {
		v.slot = reflect.New(known.env).Elem()
		v.slot.Field(slotFind).Set(reflect.ValueOf(v.find))
		v.slot.Field(slotMatches).Set(reflect.ValueOf(v.matches))
		v.slot.Field(slotHolds).Set(reflect.ValueOf(v.holds))
		v.slot.Field(slotPay).Set(reflect.ValueOf(v.pay))
		v.slot.Field(slotChanged).Set(reflect.ValueOf(v.changed))
		v.slot.Field(slotWas).Set(reflect.ValueOf(v.was))
		v.slot.Field(slotOpen).Set(reflect.ValueOf(v.open))
		v.slot.Field(slotOpenTime).Set(reflect.ValueOf(v.openTime))
	}
	v.fill()
	v.env = v.slot.Interface()
	return v.env
}

// SetTasks shows what earlier actions of a run found out, by the names that their recipe gives them. It holds until
// the next Reset.
func (v *View) SetTasks(outputs map[string]any) {
	v.environment()
	v.slot.Field(slotTask).Set(reflect.ValueOf(outputs))
	v.env = v.slot.Interface()
}

// empty takes the event out of the environment.
func (v *View) empty() {
	for i := slotMention; i <= slotHasCase; i++ {
		v.slot.Field(i).SetZero()
	}
}

// fill copies the event into the environment, which is empty.
func (v *View) fill() {
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
	if p := rec.Polled; p != nil {
		v.slot.Field(slotLocal).Set(reflect.ValueOf(p.Local))
		v.slot.Field(slotGlobal).Set(reflect.ValueOf(p.Global))
		v.slot.Field(slotUser).Set(reflect.ValueOf(p.User))
		v.slot.Field(slotLookup).Set(reflect.ValueOf(p.Lookup))
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

func (v *View) changed(path any) bool {
	_, ok := v.event.Change(path.(string))
	return ok
}

func (v *View) was(path any) any {
	c, _ := v.event.Change(path.(string))
	return c.From
}
