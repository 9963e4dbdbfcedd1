package recipe

import (
	"bytes"
	"encoding/json"
)

// errorText is an error as documents hold it: its text.
type errorText string

// Error returns the text.
func (e errorText) Error() string { return string(e) }

// asText returns the error as one that is written as its text; nil stays nil.
func asText(err error) error {
	if err == nil {
		return nil
	}
	return errorText(err.Error())
}

// asError returns the error of a text; nil where there is no text.
func (e *errorText) asError() error {
	if e == nil {
		return nil
	}
	return *e
}

// marshal writes a document. Whether <, > and & are escaped is left to the encoder that asked for it.
func marshal(document any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err := enc.Encode(document)
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
}
