package action

import (
	"encoding/json"
	"net/url"
)

// Report returns the config for reports: without secrets, as Redact does, and without contents sent over the network.
// A field with the tag `report:"host"` is reduced to the scheme and host of its address; one with the tag `report:"-"` is
// left out. The tags apply to the fields of the config and of configs that it embeds.
func (hs *Handlers) Report(kindName string, with json.RawMessage) json.RawMessage {
	shown := hs.Redact(kindName, with)
	if shown == nil {
		return nil
	}
	hidden := hs.kinds[kindName].hidden
	if len(hidden) == 0 {
		return shown
	}
	var members map[string]json.RawMessage
	if json.Unmarshal(shown, &members) != nil {
		return nil
	}
	for name, how := range hidden {
		raw, ok := members[name]
		switch {
		case !ok:
		case how == "host":
			members[name] = host(raw)
		default:
			delete(members, name)
		}
	}
	shown, err := json.Marshal(members)
	if err != nil {
		return nil
	}
	return shown
}

// host returns the scheme and the host of an address; empty when it has none.
func host(raw json.RawMessage) json.RawMessage {
	var address, short string
	if json.Unmarshal(raw, &address) == nil {
		if u, err := url.Parse(address); err == nil && u.Host != "" {
			short = u.Scheme + "://" + u.Host
		}
	}
	shown, err := json.Marshal(short)
	if err != nil {
		return json.RawMessage(`""`)
	}
	return shown
}
