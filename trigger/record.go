package trigger

// Record is a document from another system: a review, a Salesforce message, a polled ticket.
type Record struct {
	Source string         `json:"source,omitempty"` // which stream it came from
	Object string         `json:"object,omitempty"` // what it is there: "Case", "review"
	ID     string         `json:"id"`
	Fields map[string]any `json:"fields,omitempty"` // the document itself, `record` in filters, as JSON holds it
}
