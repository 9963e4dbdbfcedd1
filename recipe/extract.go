package recipe

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/commis-recipes/commis/trigger"
)

// What a polled document may hold.
const (
	MaxDocument = 32 << 20  // bytes
	MaxRecords  = 10_000    // in its list
	MaxRecord   = 256 << 10 // bytes of one record; a larger one is left out
)

// poll is a poll trigger that runs.
type poll struct {
	trigger.Poll
	set, lookup []attribute
	checked     atomic.Int64 // when somebody looked for the recipe's row, in nanoseconds; zero means never
}

// addPoll takes in what the rule polls.
func (c *compiled) addPoll(r *rule) {
	if r.poll == nil || !r.enabled {
		return
	}
	c.polls = append(c.polls, r)
	for _, a := range slices.Concat(r.poll.set, r.poll.lookup) {
		c.globals = c.globals || a.scope == "global"
	}
}

// poll compiles a poll trigger.
func (c *compiler) poll(p place, from *trigger.Poll) *poll {
	if from == nil {
		return nil
	}
	out := &poll{Poll: *from}
	c.source(p, from.Source)
	out.set = c.attributes(p.in("set"), from.Set)
	if from.Lookup != nil {
		c.source(p.in("lookup"), from.Lookup.Source)
		out.lookup = c.attributes(p.in("lookup.set"), from.Lookup.Set)
	}
	return out
}

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
		path = join(path, name)
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

// notJSON says where data stops to be JSON.
func notJSON(data []byte) error {
	var any json.RawMessage
	err := json.Unmarshal(data, &any)
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		return fmt.Errorf("not JSON, at byte %d: %w", syntax.Offset, err)
	}
	return errors.New("not JSON")
}

func orDocument(path string) string {
	if path == "" {
		return "the document"
	}
	return path
}

// readRecord reads one record. Its ID is the text or the number that the poll's key leads to.
func (p *poll) readRecord(data json.RawMessage) (*trigger.Record, error) {
	if len(data) > MaxRecord {
		return nil, fmt.Errorf("%d bytes, more than %d", len(data), MaxRecord)
	}
	fields, err := readObject(data)
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
		r.ID = id.String()
	}
	if r.ID == "" {
		return nil, fmt.Errorf("%s, by which it would be known again, is not a text or a number", p.Key)
	}
	plain(fields)
	r.Fields = fields
	return r, nil
}

// readObject reads a JSON object, whose numbers stay as they were written.
func readObject(data []byte) (map[string]any, error) {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	var fields map[string]any
	if !json.Valid(data) {
		return nil, notJSON(data)
	}
	if err := d.Decode(&fields); err != nil || fields == nil {
		return nil, errors.New("not an object")
	}
	return fields, nil
}
