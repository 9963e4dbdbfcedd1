package filter

import (
	"reflect"
	"strings"

	"github.com/commis-recipes/commis/trigger"
)

// fieldLocation is the location of a schema field in an event.
type fieldLocation struct {
	root  string // its first name in the environment
	index []int
	typ   reflect.Type
	path  string // for messages, and for the folded forms of a text
}

func newFieldLocation(f *field) fieldLocation {
	s := fieldLocation{root: f.goPath[0], path: f.path}
	name := f.goPath[1:]
	in := reflect.TypeFor[trigger.Record]()
	switch s.root {
	case envMention:
		in = reflect.TypeFor[trigger.Mention]()
	case envCase:
		in = reflect.TypeFor[trigger.Case]()
	case envEvent:
		name = []string{strings.TrimPrefix(name[0], "Record")}
		if from, ok := reflect.TypeFor[trigger.Event]().FieldByName(f.goPath[1]); ok && from.Type.Kind() != reflect.Pointer {
			in = reflect.TypeFor[trigger.Event]()
			name = f.goPath[1:]
		}
		s.root += in.Name()
	case envRecord:
		name = []string{"Fields"}
	default:
		in = reflect.TypeFor[trigger.Polled]()
		name = []string{s.root}
	}
	s.typ = in
	for _, n := range name {
		f, _ := s.typ.FieldByName(n)
		s.index = append(s.index, f.Index...)
		s.typ = f.Type
	}
	return s
}

// isEventField reports whether a field of the schema is part of an event, rather than shown to programs in another way.
func isEventField(f *field) bool {
	switch f.goPath[0] {
	case envMention, envCase, envEvent, envRecord:
		return true
	}
	_, ok := reflect.TypeFor[trigger.Polled]().FieldByName(f.goPath[0])
	return ok
}

// value returns the field's value; ok is false when the event does not have the item.
func (s *fieldLocation) value(ev *trigger.Event) (v reflect.Value, ok bool) {
	switch s.root {
	case envMention:
		if ev.Mention == nil {
			return v, false
		}
		v = reflect.ValueOf(ev.Mention)
	case envCase:
		if ev.Case == nil {
			return v, false
		}
		v = reflect.ValueOf(ev.Case)
	case envEvent + "Event":
		v = reflect.ValueOf(ev)
	case envEvent + "Record", envRecord:
		if ev.Record == nil {
			return v, false
		}
		v = reflect.ValueOf(ev.Record)
	default:
		if ev.Record == nil || ev.Record.Polled == nil {
			return v, false
		}
		v = reflect.ValueOf(ev.Record.Polled)
	}
	v = v.Elem()
	for _, i := range s.index {
		v = v.Field(i)
	}
	return v, true
}

// text returns the value of a text field, empty when it is missing.
func (s *fieldLocation) text(ev *trigger.Event) string {
	if v, ok := s.value(ev); ok {
		return v.String()
	}
	return ""
}
