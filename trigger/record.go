package trigger

// Record is a document from another system: a review, a Salesforce message, a polled ticket.
type Record struct {
	Source string         `json:"source,omitempty"` // which stream it came from
	Object string         `json:"object,omitempty"` // what it is there: "Case", "review"
	ID     string         `json:"id"`               // what tells it apart from others of its source
	Fields map[string]any `json:"fields,omitempty"` // the document itself, `record` in filters, as JSON holds it
	// Polled is what polling found out beside it; nil unless it was polled.
	Polled *Polled `json:"polled,omitempty"`
}

// Polled is what belongs to a polled record beside its fields: the attributes that [Poll.Set] and [Lookup.Set] gave a
// value, by name without their scope, and the document that the lookup returned. In filters and texts they are local,
// global, user and lookup.
type Polled struct {
	Local  map[string]any `json:"local,omitempty"`
	Global map[string]any `json:"global,omitempty"`
	User   map[string]any `json:"user,omitempty"`
	Lookup map[string]any `json:"lookup,omitempty"`
}
