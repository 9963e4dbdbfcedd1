package history

import (
	"encoding/json"
	"errors"
)

// Document is a JSON document as text. The zero value is no document. In the JSON of an
// [Entry] it is a part of it, not a text: what it is written as is what
// [NewDocument] makes of it, without white space and with <, > and & escaped, and so
// it comes back.
type Document string

// MaxDocument is the size of the longest document that [NewDocument] makes, in bytes.
const MaxDocument = 16 << 10

// NewDocument writes v as JSON; nil is no document. What cannot be written, or is longer than
// [MaxDocument], becomes an object that says so: a report is not worth more.
func NewDocument(v any) Document {
	data, err := json.Marshal(v)
	switch {
	case string(data) == "null":
		return ""
	case err != nil:
		return `{"omitted":"cannot be written as JSON"}`
	case len(data) > MaxDocument:
		return `{"omitted":"too long"}`
	}
	return Document(data)
}

// MarshalJSON returns the document; null for no document.
func (d Document) MarshalJSON() ([]byte, error) {
	switch {
	case d == "":
		return []byte("null"), nil
	case !json.Valid([]byte(d)):
		return nil, errors.New("not a JSON document")
	}
	return []byte(d), nil
}

// UnmarshalJSON takes the document as NewDocument would write it; null is no document.
func (d *Document) UnmarshalJSON(data []byte) error {
	data, err := json.Marshal(json.RawMessage(data))
	if err != nil {
		return err
	}
	if string(data) == "null" {
		data = nil
	}
	*d = Document(data)
	return nil
}
