package filter

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
)

// testDocument is the JSON of a [Test]: {"test":"case.status == 'open'","values":{"case.status":"pending"}}.
type testDocument struct {
	Text   string  `json:"test,omitzero"`
	Values byPath  `json:"values,omitzero"`
	Err    *string `json:"error,omitzero"`
}

// MarshalJSON writes the test with its values as an object by path, in the order of the text, null for one that is missing, and
// with its error as text.
func (t Test) MarshalJSON() ([]byte, error) {
	doc := testDocument{Text: t.Text, Values: t.Values}
	if t.Err != nil {
		text := t.Err.Error()
		doc.Err = &text
	}
	return marshal(doc)
}

// UnmarshalJSON decodes the output of MarshalJSON. The types of values that JSON does not have are lost: times become texts.
func (t *Test) UnmarshalJSON(data []byte) error {
	var doc testDocument
	if err := json.Unmarshal(data, &doc); err != nil {
		return err
	}
	*t = Test{Text: doc.Text, Values: doc.Values}
	if doc.Err != nil {
		t.Err = errors.New(*doc.Err)
	}
	return nil
}

// byPath encodes values as a JSON object.
type byPath []Value

func (all byPath) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, v := range all {
		if i > 0 {
			b.WriteByte(',')
		}
		for j, part := range []any{v.Path, v.Value} {
			text, err := marshal(part)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", v.Path, err)
			}
			if j > 0 {
				b.WriteByte(':')
			}
			b.Write(text)
		}
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

func (all *byPath) UnmarshalJSON(data []byte) error {
	*all = nil
	if string(data) == "null" {
		return nil
	}
	d := json.NewDecoder(bytes.NewReader(data))
	if start, err := d.Token(); err != nil || start != json.Delim('{') {
		return errors.Join(errors.New("values: not an object"), err)
	}
	for d.More() {
		path, err := d.Token()
		if err != nil {
			return err
		}
		v := Value{Path: path.(string)}
		if err := d.Decode(&v.Value); err != nil {
			return fmt.Errorf("%s: %w", v.Path, err)
		}
		*all = append(*all, v)
	}
	return nil
}

// marshal encodes a part of a document. Whether <, > and & are escaped is up to the encoder of the document.
func marshal(part any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err := enc.Encode(part)
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
}
