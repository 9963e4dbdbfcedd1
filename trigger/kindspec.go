package trigger

import "slices"

// KindSpec describes one kind of event of the library.
type KindSpec struct {
	Kind Kind
	// Item is the item that its events are about and carry: [MentionItem], [CaseItem] or [RecordItem]. Empty means that
	// [Event.About] says which, as for [ScheduleFired].
	Item string
	// Message says that its events bring a message.
	Message bool
	// Signal says that its events may cancel actions that wait in their thread. Events of polls and schedules report a
	// state rather than a change, so they cancel nothing.
	Signal bool

	starts  []string    // the triggers that its events start
	implies implication // the change that its events imply without [Event.Changes]
	slot    bool        // its events are slots of a recipe's schedule: they have a Recipe and may carry nothing
}

// implication is a change that a kind of event implies.
type implication uint8

const (
	impliesNothing    implication = iota
	impliesStatus                 // the case had From and has To
	impliesTagAdded               // the case has Tag, which it did not have
	impliesTagRemoved             // the case had Tag
)

// hasTag reports whether events have a Tag.
func (t implication) hasTag() bool { return t == impliesTagAdded || t == impliesTagRemoved }

// kindSpecs has one row for each kind of event of the library. Everything that depends on the kind is derived from it: the
// items that an event must carry and is about, the triggers it starts, and whether it cancels waiting actions.
var kindSpecs = []KindSpec{
	{Kind: MentionCreated, Item: MentionItem, Message: true, Signal: true, starts: []string{OnNewItem, OnCaseMention}},
	{Kind: MentionUpdated, Item: MentionItem, Signal: true, starts: []string{OnMentionUpdated}},
	{Kind: CaseCreated, Item: CaseItem, Signal: true, starts: []string{OnNewItem}},
	{Kind: CaseUpdated, Item: CaseItem, Signal: true, starts: []string{OnCaseUpdated}},
	{Kind: CaseTagAdded, Item: CaseItem, Signal: true, starts: []string{OnCaseTagAdded}, implies: impliesTagAdded},
	{Kind: CaseTagRemoved, Item: CaseItem, Signal: true, starts: []string{OnCaseTagRemoved}, implies: impliesTagRemoved},
	{Kind: CaseStatusChanged, Item: CaseItem, Signal: true, starts: []string{OnCaseStatusChanged}, implies: impliesStatus},
	{Kind: CaseAssigned, Item: CaseItem, Signal: true, starts: []string{OnCaseAssigned}},
	{Kind: RecordReceived, Item: RecordItem, Signal: true, starts: []string{OnRecord}},
	{Kind: RecordPolled, Item: RecordItem, starts: []string{OnPoll}},
	{Kind: ScheduleFired, starts: []string{OnSchedule}, slot: true},
}

// Kinds returns every kind of event that the library knows.
func Kinds() []Kind {
	all := make([]Kind, len(kindSpecs))
	for i := range kindSpecs {
		all[i] = kindSpecs[i].Kind
	}
	return all
}

// Spec returns the description of the kind; ok is false for a kind of the host's own.
func (k Kind) Spec() (spec KindSpec, ok bool) {
	if s := k.spec(); s != nil {
		return *s, true
	}
	return KindSpec{}, false
}

// Starts returns the triggers that its events start, see [Names].
func (s KindSpec) Starts() []string { return slices.Clone(s.starts) }

// spec returns the row of the kind, or nil for a kind of the host's own.
func (k Kind) spec() *KindSpec {
	for i := range kindSpecs {
		if kindSpecs[i].Kind == k {
			return &kindSpecs[i]
		}
	}
	return nil
}

// implies returns the change that events of the kind imply.
func (k Kind) implies() implication {
	if s := k.spec(); s != nil {
		return s.implies
	}
	return impliesNothing
}

// tagged returns the kinds whose events have a Tag, for a message.
func tagged() []Kind {
	var all []Kind
	for _, s := range kindSpecs {
		if s.implies.hasTag() {
			all = append(all, s.Kind)
		}
	}
	return all
}
