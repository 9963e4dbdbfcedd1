package history

// Subject names the item whose log an entry stands in. Two subjects are the same
// when both fields are. The zero value names nothing.
type Subject struct {
	// Kind is MentionItem, CaseItem, RecordItem or a kind of the host's own.
	Kind string `json:"kind"`
	// ID is the host's identifier; the same one under another kind is another item.
	ID string `json:"id"`
}

// The kinds of item that the library records.
const (
	MentionItem = "mention"
	CaseItem    = "case"
	RecordItem  = "record"
)

// String is "case/5", for people to read. It is not a key: both parts may hold a
// slash.
func (s Subject) String() string { return s.Kind + "/" + s.ID }
