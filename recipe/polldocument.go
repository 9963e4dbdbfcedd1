package recipe

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/commis-recipes/commis/internal/fault"
	"github.com/commis-recipes/commis/trigger"
)

// The limits of a polled document.
const (
	MaxDocument = 32 << 20  // the length of the longest document that is polled, in bytes
	MaxRecords  = 10_000    // how many records are in its list at most
	MaxRecord   = 256 << 10 // the length of the longest record in it, in bytes; a longer one is left out
)

// elements returns the documents of the list that the path leads to.
func elements(data []byte, each string) ([]json.RawMessage, error) {
	if !json.Valid(data) {
		return nil, notJSON(data)
	}
	path := ""
	for name := range strings.SplitSeq(each, ".") {
		if each == "" {
			break
		}
		var members map[string]json.RawMessage
		if err := json.Unmarshal(data, &members); err != nil || members == nil {
			return nil, fmt.Errorf("each: %s is not an object", orDocument(path))
		}
		path = fault.Join(path, name)
		var ok bool
		if data, ok = members[name]; !ok {
			return nil, fmt.Errorf("each: %s is not there", path)
		}
	}
	d := json.NewDecoder(bytes.NewReader(data))
	if first, err := d.Token(); err != nil || first != json.Delim('[') {
		return nil, fmt.Errorf("each: %s is not a list", orDocument(path))
	}
	var list []json.RawMessage
	for d.More() {
		if len(list) == MaxRecords {
			return nil, fmt.Errorf("each: %s holds more than %d records", orDocument(path), MaxRecords)
		}
		var one json.RawMessage
		if err := d.Decode(&one); err != nil {
			return nil, err
		}
		list = append(list, one)
	}
	return list, nil
}

func orDocument(path string) string {
	if path == "" {
		return "the document"
	}
	return path
}

// decodeRecord decodes one record; of one that is too large only its ID. Its ID is the text or the number that
// the poll's key leads to.
func (p *poll) decodeRecord(data json.RawMessage) (*trigger.Record, error) {
	fields, err := decodeObject(data)
	if err != nil {
		return nil, err
	}
	r := &trigger.Record{Source: p.Source}
	var at any = fields
	for name := range strings.SplitSeq(p.Key, ".") {
		members, _ := at.(map[string]any)
		at = members[name]
	}
	switch id := at.(type) {
	case string:
		r.ID = id
	case json.Number:
		r.ID = numberID(id.String())
	}
	if r.ID == "" {
		return nil, fmt.Errorf("%s, by which it would be known again, is not a text or a number", p.Key)
	}
	if len(data) > MaxRecord {
		return r, fmt.Errorf("%d bytes, more than %d", len(data), MaxRecord)
	}
	plain(fields)
	r.Fields = fields
	return r, nil
}
