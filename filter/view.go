package filter

import (
	"reflect"

	"github.com/commis-recipes/commis/trigger"
	"github.com/expr-lang/expr/vm"
)

// View is one event as filters and templates see it. Make one for each event and use it for any number of programs,
// which share the work on its texts. Keep views in a pool and use [View.Reset], which the zero value needs too. A View
// must not be copied and is not safe for concurrent use, and its event must not change while it is in use.
type View struct {
	event            trigger.Event
	environmentValue reflect.Value // the environment
	env              any           // a copy of it, which expr reads without allocating; nil until a program runs
	machine          vm.VM
	meter            meter
	folded           map[string]*foldedForms // by the path of the text
	scratch          foldedForms             // for a text without a path
	content          visibleText
	spare            []byte
	lookup           lookup // for an index
	explained        explained

	compiler Compiler // for programs that an index decides and that run all the same
	last     lastRun
}

// NewView returns a view of the event.
func NewView(ev trigger.Event) *View {
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
		f.reset()
	}
	v.scratch.reset()
	v.event, v.last, v.content = ev, lastRun{}, visibleText{}
	v.lookup.forget()
	v.explained.reset()
	v.meter.parts = 0
	if v.env != nil {
		v.env = nil
		v.clearEvent()
	}
}

// environment returns the event as expr reads it. It is built when the first program runs: an index does not need it.
func (v *View) environment() any {
	if v.env != nil {
		return v.env
	}
	if !v.environmentValue.IsValid() {
		v.environmentValue = reflect.New(known.env).Elem()
		v.environmentValue.Field(slotFind).Set(reflect.ValueOf(v.find))
		v.environmentValue.Field(slotMatches).Set(reflect.ValueOf(v.matches))
		v.environmentValue.Field(slotHolds).Set(reflect.ValueOf(v.holds))
		v.environmentValue.Field(slotPay).Set(reflect.ValueOf(v.pay))
		v.environmentValue.Field(slotChanged).Set(reflect.ValueOf(v.changed))
		v.environmentValue.Field(slotWas).Set(reflect.ValueOf(v.was))
		v.environmentValue.Field(slotOpen).Set(reflect.ValueOf(v.open))
		v.environmentValue.Field(slotOpenTime).Set(reflect.ValueOf(v.openTime))
	}
	v.fillEvent()
	v.env = v.environmentValue.Interface()
	return v.env
}

// setTasks makes the outputs of earlier actions of a run available, see [matching.Functions].
func (v *View) setTasks(outputs map[string]any) {
	v.environment()
	v.environmentValue.Field(slotTask).Set(reflect.ValueOf(outputs))
	v.env = v.environmentValue.Interface()
}

// clearEvent removes the event from the environment.
func (v *View) clearEvent() {
	for i := slotMention; i <= slotHasCase; i++ {
		v.environmentValue.Field(i).SetZero()
	}
}

// fillEvent copies the event into the empty environment.
func (v *View) fillEvent() {
	if m := v.event.Mention; m != nil {
		copyPlain(v.environmentValue.Field(slotMention), reflect.ValueOf(m).Elem())
		v.environmentValue.Field(slotHasMention).SetBool(true)
	}
	if k := v.event.Case; k != nil {
		copyPlain(v.environmentValue.Field(slotCase), reflect.ValueOf(k).Elem())
		v.environmentValue.Field(slotHasCase).SetBool(true)
	}
	var rec trigger.Record
	if v.event.Record != nil {
		rec = *v.event.Record
		v.environmentValue.Field(slotRecord).Set(reflect.ValueOf(rec.Fields))
	}
	if p := rec.Polled; p != nil {
		v.environmentValue.Field(slotLocal).Set(reflect.ValueOf(p.Local))
		v.environmentValue.Field(slotGlobal).Set(reflect.ValueOf(p.Global))
		v.environmentValue.Field(slotUser).Set(reflect.ValueOf(p.User))
		v.environmentValue.Field(slotLookup).Set(reflect.ValueOf(p.Lookup))
	}
	event, record := reflect.ValueOf(&v.event).Elem(), reflect.ValueOf(&rec).Elem()
	for i, s := range known.event {
		from := event
		if s.record {
			from = record
		}
		copyPlain(v.environmentValue.Field(slotEvent).Field(i), from.Field(s.index))
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
