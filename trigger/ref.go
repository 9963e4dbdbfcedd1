package trigger

// Ref identifies one item of the host. The zero value identifies nothing.
type Ref struct {
	Kind string `json:"kind"`
	ID   string `json:"id"`
}

// The kinds of item.
const (
	MentionItem = "mention"
	CaseItem    = "case"
	RecordItem  = "record"
	// RecipeItem is the recipe itself, for an event of its schedule that is about nothing else. It is not an item of
	// the host.
	RecipeItem = "recipe"
)

// String returns "case/5", or "" for the zero value.
func (r Ref) String() string {
	if r == (Ref{}) {
		return ""
	}
	return r.Kind + "/" + r.ID
}
