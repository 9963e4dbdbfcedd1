package history

import (
	"encoding/json"
	"errors"
)

// Document is a JSON document as text. The zero value is none. It is written into
// JSON as it is.
type Document string

// MaxDocument is the size of the longest document that [NewDocument] makes, in bytes.
const MaxDocument = 16 << 10

// NewDocument writes v as JSON. What cannot be written, or is longer than
// [MaxDocument], becomes an object that says so: a report is not worth more.
func NewDocument(v any) Document {
	data, err := json.Marshal(v)
	switch {
	case err != nil:
		return `{"omitted":"cannot be written as JSON"}`
	case len(data) > MaxDocument:
		return `{"omitted":"too long"}`
	}
	return Document(data)
}

// MarshalJSON returns the document; null when there is none.
func (d Document) MarshalJSON() ([]byte, error) {
	switch {
	case d == "":
		return []byte("null"), nil
	case !json.Valid([]byte(d)):
		return nil, errors.New("not a JSON document")
	}
	return []byte(d), nil
}

// UnmarshalJSON keeps the text; null is none.
func (d *Document) UnmarshalJSON(data []byte) error {
	if string(data) == "null" {
		data = nil
	}
	*d = Document(data)
	return nil
}
