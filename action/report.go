package action

import (
	"encoding/json"
	"net/url"
)

// Report returns the config as reports show it: without secrets, as Redact does, and without what crosses the network.
// Of a field with the tag `report:"host"` only the scheme and the host of its address are left, one with the tag
// `report:"-"` is left out. The tags count for the fields of the config itself and of the configs that it embeds.
func (hs *Handlers) Report(kindName string, with json.RawMessage) json.RawMessage {
	shown := hs.Redact(kindName, with)
	hidden := hs.kinds[kindName].hidden
	if len(hidden) == 0 || shown == nil {
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

// host returns the scheme and the host of an address; empty where there is none to be told.
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
