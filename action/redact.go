package action

import (
	"bytes"
	"encoding/json"
)

// Redact returns the config for reports and logs: each [Secret], at any depth, and the value of each unknown member is
// replaced by "[redacted]". A value whose type has its own UnmarshalJSON is hidden as a whole when a part of it is a Secret.
// A config without secrets is returned unchanged. Redact returns nil for invalid JSON and for a kind without a handler,
// whose secrets are unknown.
func (hs *Handlers) Redact(kindName string, with json.RawMessage) json.RawMessage {
	k, ok := hs.kinds[kindName]
	switch {
	case !ok:
		return nil
	case len(with) == 0:
		return with
	case !json.Valid(with):
		return nil
	case k.shape.clean(with):
		return with
	}
	shown, hid := k.shape.redact(bytes.TrimSpace(with))
	if !hid {
		return with
	}
	return shown
}

var hiddenText = json.RawMessage(`"` + redacted + `"`)

// redact returns the JSON of a value of the shape with its secrets hidden, and whether it had any.
func (s *shape) redact(raw json.RawMessage) (shown json.RawMessage, hid bool) {
	if string(raw) == "null" {
		return raw, false
	}
	switch s.sort {
	case open:
		return raw, false
	case secret:
		return hiddenText, string(raw) != `""`
	case list:
		return s.redactList(raw)
	}
	return s.redactObject(raw)
}

func (s *shape) redactList(raw json.RawMessage) (shown json.RawMessage, hid bool) {
	var items []json.RawMessage
	if json.Unmarshal(raw, &items) != nil {
		return hiddenText, true
	}
	for i := range items {
		if item, found := s.elem.redact(items[i]); found {
			items[i], hid = item, true
		}
	}
	return rewritten(raw, items, hid)
}

func (s *shape) redactObject(raw json.RawMessage) (shown json.RawMessage, hid bool) {
	var members map[string]json.RawMessage
	if json.Unmarshal(raw, &members) != nil {
		return hiddenText, true
	}
	for name, value := range members {
		item, found := hiddenText, true
		if of := s.member(name); of != nil {
			item, found = of.redact(value)
		}
		if found {
			members[name], hid = item, true
		}
	}
	return rewritten(raw, members, hid)
}

// rewritten returns the parts as JSON when something was hidden in them.
func rewritten(raw json.RawMessage, parts any, hid bool) (json.RawMessage, bool) {
	if !hid {
		return raw, false
	}
	shown, err := json.Marshal(parts)
	if err != nil {
		return hiddenText, true
	}
	return shown, true
}
