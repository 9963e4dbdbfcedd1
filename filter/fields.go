package filter

import (
	"maps"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/commis-recipes/commis/internal/fault"
	"github.com/commis-recipes/commis/trigger"
)

// field is one name of the filter language. Fields are found by reflection, so a new field of a trigger type becomes a
// field here.
type field struct {
	path    string // "mention.author.name"
	kind    kind
	goPath  []string          // its path in the environment
	members map[string]*field // the fields of an item, by name
}

// schema holds every field that filters know, and the type in which expr sees an event.
type schema struct {
	env   reflect.Type
	roots map[string]*field
	paths []string     // every path, sorted
	event []eventField // the sources of the fields of event, in order
}

// eventField identifies a field of trigger.Event, or of its record, that is a field of event.
type eventField struct {
	record bool
	index  int
}

// The environment's fields. Names in filters are JSON names, so a filter cannot name these directly.
const (
	envMention  = "Mention"
	envCase     = "Case"
	envRecord   = "Record"
	envLocal    = "Local"
	envGlobal   = "Global"
	envUser     = "User"
	envLookup   = "Lookup"
	envTask     = "Task"
	envEvent    = "Event"
	envHas      = "Has" // Has + envMention reports whether there is a mention
	envFind     = "Find"
	envMatches  = "Matches"
	envHolds    = "Holds"
	envPay      = "Pay"
	envChanged  = "Changed"
	envWas      = "Was"
	envOpen     = "Open"
	envOpenTime = "OpenTime"
)

// The indexes of the environment's fields, for a View to set.
const (
	slotMention = iota
	slotCase
	slotRecord
	slotLocal
	slotGlobal
	slotUser
	slotLookup
	slotTask
	slotEvent
	slotHasMention
	slotHasCase
	slotFind
	slotMatches
	slotHolds
	slotPay
	slotChanged
	slotWas
	slotOpen
	slotOpenTime
)

// known is the schema of the trigger types. It never changes.
var known = newSchema()

func newSchema() *schema {
	s := &schema{roots: map[string]*field{}}
	event := s.eventType()
	s.env = reflect.StructOf([]reflect.StructField{
		slotMention:    {Name: envMention, Type: plainType(reflect.TypeFor[trigger.Mention]())},
		slotCase:       {Name: envCase, Type: plainType(reflect.TypeFor[trigger.Case]())},
		slotRecord:     {Name: envRecord, Type: reflect.TypeFor[map[string]any]()},
		slotLocal:      {Name: envLocal, Type: reflect.TypeFor[map[string]any]()},
		slotGlobal:     {Name: envGlobal, Type: reflect.TypeFor[map[string]any]()},
		slotUser:       {Name: envUser, Type: reflect.TypeFor[map[string]any]()},
		slotLookup:     {Name: envLookup, Type: reflect.TypeFor[map[string]any]()},
		slotTask:       {Name: envTask, Type: reflect.TypeFor[map[string]any]()},
		slotEvent:      {Name: envEvent, Type: event},
		slotHasMention: {Name: envHas + envMention, Type: reflect.TypeFor[bool]()},
		slotHasCase:    {Name: envHas + envCase, Type: reflect.TypeFor[bool]()},
		slotFind:       {Name: envFind, Type: reflect.TypeFor[func(text, terms any) bool]()},
		slotMatches:    {Name: envMatches, Type: reflect.TypeFor[func(text, pattern any) bool]()},
		slotHolds:      {Name: envHolds, Type: reflect.TypeFor[func(list, text any) bool]()},
		slotPay:        {Name: envPay, Type: reflect.TypeFor[func(value, price any) any]()},
		slotChanged:    {Name: envChanged, Type: reflect.TypeFor[func(path any) bool]()},
		slotWas:        {Name: envWas, Type: reflect.TypeFor[func(path any) any]()},
		slotOpen:       {Name: envOpen, Type: reflect.TypeFor[func(of, t any) bool]()},
		slotOpenTime:   {Name: envOpenTime, Type: reflect.TypeFor[func(of, from, to any) any]()},
	})
	for name, root := range map[string]string{
		"mention": envMention, "case": envCase, "record": envRecord, "event": envEvent,
		"local": envLocal, "global": envGlobal, "user": envUser, "lookup": envLookup, "task": envTask,
	} {
		f, _ := s.env.FieldByName(root)
		s.roots[name] = s.addField(f.Type, name, []string{root})
	}
	s.mustBeRoots()
	slices.Sort(s.paths)
	return s
}

// eventType returns the type of event: the plain fields of trigger.Event, and those of the record under names such as
// record_id.
func (s *schema) eventType() reflect.Type {
	var fields []reflect.StructField
	add := func(t reflect.Type, record bool) {
		for i := range t.NumField() {
			f := t.Field(i)
			if isShownElsewhere(f) {
				continue
			}
			mustBeReadable("event", f)
			f.Type = plainType(f.Type)
			if record && jsonName(f) == "id" {
				f.Name, f.Tag = "Record"+f.Name, `json:"record_id"`
			}
			f.Offset, f.Index = 0, nil
			fields = append(fields, f)
			s.event = append(s.event, eventField{record: record, index: i})
		}
	}
	add(reflect.TypeFor[trigger.Event](), false)
	add(reflect.TypeFor[trigger.Record](), true)
	return reflect.StructOf(fields)
}

// addField adds a type and everything in it to the schema.
func (s *schema) addField(t reflect.Type, path string, goPath []string) *field {
	f := &field{path: path, kind: kindOfType(t), goPath: goPath}
	s.paths = append(s.paths, path)
	if f.kind == anItem {
		f.members = map[string]*field{}
		for i := range t.NumField() {
			mustBeReadable(path, t.Field(i))
			if name := jsonName(t.Field(i)); name != "" {
				f.members[name] = s.addField(t.Field(i).Type, fault.Join(path, name), append(slices.Clone(goPath), t.Field(i).Name))
			}
		}
	}
	return f
}

// member returns the member of an item with the given name. The instant of an event has two names: webhooks' documents
// call it event.time.
func (f *field) member(name string) *field {
	if f.path == "event" && name == "time" {
		name = "at"
	}
	return f.members[name]
}

// memberNames returns the names of the field's members, sorted.
func (f *field) memberNames() []string { return slices.Sorted(maps.Keys(f.members)) }

// itemRoot returns the environment's name of the mention or the case that the field belongs to, or "".
func (f *field) itemRoot() string {
	if f.goPath[0] == envMention || f.goPath[0] == envCase {
		return f.goPath[0]
	}
	return ""
}

func jsonName(f reflect.StructField) string {
	name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
	if !f.IsExported() || name == "-" {
		return ""
	}
	return name
}

// plainType returns t with every named string type in it replaced by string, which expr can compare. It returns t
// itself when there are none.
func plainType(t reflect.Type) reflect.Type {
	switch {
	case t.Kind() == reflect.String:
		return reflect.TypeFor[string]()
	case t.Kind() != reflect.Struct || t == reflect.TypeFor[time.Time]():
		return t
	}
	var fields []reflect.StructField
	same := true
	for i := range t.NumField() {
		f := t.Field(i)
		plain := plainType(f.Type)
		same = same && plain == f.Type
		f.Type, f.Offset, f.Index = plain, 0, nil
		fields = append(fields, f)
	}
	if same {
		return t
	}
	return reflect.StructOf(fields)
}

// copyPlain copies src into dst, whose type is the plain type of src.
func copyPlain(dst, src reflect.Value) {
	switch {
	case dst.Type() == src.Type():
		dst.Set(src)
	case dst.Kind() == reflect.String:
		dst.SetString(src.String())
	default:
		for i := range dst.NumField() {
			copyPlain(dst.Field(i), src.Field(i))
		}
	}
}

// kindOfType returns the kind of a Go type.
func kindOfType(t reflect.Type) kind {
	switch t {
	case reflect.TypeFor[time.Time]():
		return aTime
	case reflect.TypeFor[time.Duration]():
		return aDuration
	case reflect.TypeFor[[]string]():
		return aTextList
	}
	switch t.Kind() {
	case reflect.String:
		return aText
	case reflect.Bool:
		return aTruth
	case reflect.Struct:
		return anItem
	case reflect.Map:
		return anObject
	case reflect.Slice:
		return aList
	case reflect.Pointer:
		if kindOfType(t.Elem()) == aNumber {
			return aNumber
		}
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64, reflect.Float32, reflect.Float64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return aNumber
	}
	return unknown
}
