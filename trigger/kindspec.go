package trigger

import "slices"

// KindSpec is what the library knows of one of its kinds of event.
type KindSpec struct {
	Kind Kind
	// Item is the item that its events are about and carry: [MentionItem], [CaseItem] or [RecordItem]. Empty means that
	// [Event.About] tells, as for [ScheduleFired].
	Item string
	// Message says that its events bring a message.
	Message bool
	// Signal says that its events may cancel what waits in their thread. A poll and a schedule see what is there, so that
	// theirs cancel nothing.
	Signal bool

	starts []string // the triggers that its events start
	tells  tells    // the change that its events tell without [Event.Changes]
	slot   bool     // its events are slots of a recipe's schedule: they have a Recipe and may carry nothing
}

// tells is a change that a kind of event tells by itself.
type tells uint8

const (
	tellsNothing    tells = iota
	tellsStatus           // the case had From and has To
	tellsTagAdded         // the case has Tag, which it did not have
	tellsTagRemoved       // the case had Tag
)

// tag reports whether events have a Tag.
func (t tells) tag() bool { return t == tellsTagAdded || t == tellsTagRemoved }

// kindSpecs has one row for each kind of event of the library. Everything that depends on the kind is derived from it:
// what an event carries and is checked for, what it is about, what it starts, and whether it cancels what waits.
var kindSpecs = []KindSpec{
	{Kind: MentionCreated, Item: MentionItem, Message: true, Signal: true, starts: []string{OnNewItem, OnCaseMention}},
	{Kind: MentionUpdated, Item: MentionItem, Signal: true, starts: []string{OnMentionUpdated}},
	{Kind: CaseCreated, Item: CaseItem, Signal: true, starts: []string{OnNewItem}},
	{Kind: CaseUpdated, Item: CaseItem, Signal: true, starts: []string{OnCaseUpdated}},
	{Kind: CaseTagAdded, Item: CaseItem, Signal: true, starts: []string{OnCaseTagAdded}, tells: tellsTagAdded},
	{Kind: CaseTagRemoved, Item: CaseItem, Signal: true, starts: []string{OnCaseTagRemoved}, tells: tellsTagRemoved},
	{Kind: CaseStatusChanged, Item: CaseItem, Signal: true, starts: []string{OnCaseStatusChanged}, tells: tellsStatus},
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

// Spec returns what the library knows of the kind; ok is false for a kind of the host's own.
func (k Kind) Spec() (spec KindSpec, ok bool) {
	if s := k.spec(); s != nil {
		return *s, true
	}
	return KindSpec{}, false
}

// Starts returns the triggers that its events start, see [Names].
func (s KindSpec) Starts() []string { return slices.Clone(s.starts) }

// spec returns the row of the kind, nil for a kind of the host's own.
func (k Kind) spec() *KindSpec {
	for i := range kindSpecs {
		if kindSpecs[i].Kind == k {
			return &kindSpecs[i]
		}
	}
	return nil
}

// tells returns the change that events of the kind tell by themselves.
func (k Kind) tells() tells {
	if s := k.spec(); s != nil {
		return s.tells
	}
	return tellsNothing
}

// tagged returns the kinds whose events have a Tag, for a message.
func tagged() []Kind {
	var all []Kind
	for _, s := range kindSpecs {
		if s.tells.tag() {
			all = append(all, s.Kind)
		}
	}
	return all
}
