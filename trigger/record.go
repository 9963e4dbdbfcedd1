package trigger

// Record is a document from another system: a review, a Salesforce message, a polled ticket.
type Record struct {
	Source string         `json:"source,omitempty"` // the stream it came from
	Object string         `json:"object,omitempty"` // its type in the other system: "Case", "review"
	ID     string         `json:"id"`               // identifies it among others of its source
	Fields map[string]any `json:"fields,omitempty"` // the document itself, `record` in filters, as JSON holds it
	// Polled is the data that polling added; nil unless the record was polled.
	Polled *Polled `json:"polled,omitempty"`
}

// Polled is the data of a polled record other than its fields: the attributes that [Poll.Set] and [Lookup.Set] gave a
// value, by name without their scope, and the document that the lookup returned. In filters and texts they are local,
// global, user and lookup.
type Polled struct {
	Local  map[string]any `json:"local,omitempty"`
	Global map[string]any `json:"global,omitempty"`
	User   map[string]any `json:"user,omitempty"`
	Lookup map[string]any `json:"lookup,omitempty"`
}
