package action

import "maps"

// Output is what a handler found out: the id of a ticket that it opened, the answer of another system. An action with
// [Action.ID] hands it on to the texts of the recipe's later actions: up to [MaxOutput] bytes as JSON. What is longer,
// or no JSON, is replaced by a member "omitted" that says so. The zero value is ready, and a nil one takes nothing. It
// is for the goroutine of the handler.
type Output struct {
	shown, hidden map[string]any
}

// MaxOutput is how much an action hands on to later ones, in bytes of JSON.
const MaxOutput = 1 << 20

// Set sets a member, which stands in the report of the run as well. Values are as [encoding/json] takes them. Secrets,
// and what another system answered, do not belong there.
func (o *Output) Set(name string, v any) {
	if o != nil {
		o.shown = with(o.shown, name, v)
	}
}

// Hide sets a member that later actions read, and that stands in no report.
func (o *Output) Hide(name string, v any) {
	if o != nil {
		o.hidden = with(o.hidden, name, v)
	}
}

// Shown returns what stands in the report.
func (o *Output) Shown() map[string]any {
	if o == nil {
		return nil
	}
	return maps.Clone(o.shown)
}

// All returns what later actions read.
func (o *Output) All() map[string]any {
	if o == nil {
		return nil
	}
	all := maps.Clone(o.shown)
	for name, v := range o.hidden {
		all = with(all, name, v)
	}
	return all
}

func with(m map[string]any, name string, v any) map[string]any {
	if m == nil {
		m = make(map[string]any)
	}
	m[name] = v
	return m
}
