package trigger

// Ref names one item of the host. The zero value names nothing.
type Ref struct {
	Kind string `json:"kind"`
	ID   string `json:"id"`
}

// The kinds of item.
const (
	MentionItem = "mention"
	CaseItem    = "case"
	RecordItem  = "record"
	// RecipeItem is the recipe itself, where an event of its schedule is about nothing else. It is no item of the host.
	RecipeItem = "recipe"
)

// String returns "case/5", or "" for the zero value.
func (r Ref) String() string {
	if r == (Ref{}) {
		return ""
	}
	return r.Kind + "/" + r.ID
}
