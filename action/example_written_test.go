package action_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/trigger"
)

// Screen opens a page of an agent's desktop. It is a kind of a host's own.
type Screen struct {
	URL    string `json:"url"`
	Window string `json:"window"`
}

// Kind returns "open_screen".
func (Screen) Kind() string { return "open_screen" }

// Validate judges what is final, and knows of no placeholder; that the window is one of two is true as it is written.
func (c Screen) Validate() error {
	var all []error
	if !strings.HasPrefix(c.URL, "https://crm.example.com/") {
		all = append(all, trigger.Invalid("url", "not a page of the CRM"))
	}
	if c.Window != "same" && c.Window != "new" {
		all = append(all, action.AsWritten(trigger.Invalid("window", "%q is not same or new", c.Window)))
	}
	return errors.Join(all...)
}

func ExampleAsWritten() {
	var hs action.Handlers
	action.HandleFunc(&hs, func(context.Context, Screen, action.Input) error { return nil })
	_, err := hs.DecodeTemplate("open_screen", json.RawMessage(`{"url":"{{ record.url }}","window":"{{ record.window }}"}`))
	fmt.Println("when a set is loaded:", err)
	_, err = hs.Decode("open_screen", json.RawMessage(`{"url":"javascript:alert('{{')","window":"same"}`))
	fmt.Println("before the action runs:", err)
	// Output:
	// when a set is loaded: window: "{{ record.window }}" is not same or new
	// before the action runs: url: not a page of the CRM
}
