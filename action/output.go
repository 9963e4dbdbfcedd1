package action

import "maps"

// Output has the results of a handler, such as the id of a ticket that it opened. Texts of the recipe's later actions can
// use it by [Action.ID], up to [MaxOutput] bytes as JSON. Longer output, or a value that JSON cannot express, is replaced
// by a member "omitted" that says so. The zero value is ready to use; a nil Output ignores values. It must be used only by
// the handler's goroutine.
type Output struct {
	shown, hidden map[string]any
}

// MaxOutput is the size of the largest output that later actions can read, in bytes of JSON.
const MaxOutput = 1 << 20

// Set sets a member, for later actions and for the report of the run. Values are marshalled by [encoding/json]. Use Hide
// for secrets and for answers of other systems.
func (o *Output) Set(name string, v any) {
	if o != nil {
		o.shown = with(o.shown, name, v)
	}
}

// Hide sets a member for later actions that is left out of reports.
func (o *Output) Hide(name string, v any) {
	if o != nil {
		o.hidden = with(o.hidden, name, v)
	}
}

// Shown returns the members for the report.
func (o *Output) Shown() map[string]any {
	if o == nil {
		return nil
	}
	return maps.Clone(o.shown)
}

// All returns the members for later actions.
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
