package action_test

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/trigger"
)

// Fax is a kind of a host's own.
type Fax struct {
	Number string `json:"number"`
}

func (Fax) Kind() string { return "fax" }

func (f Fax) Validate() error {
	if f.Number == "" {
		return trigger.Invalid("number", "missing")
	}
	return nil
}

// A tool that treats all kinds alike is told of a host's own kinds, so that their configs are checked too.
func ExampleKindOf() {
	var hs action.Handlers
	action.HandleAll(&hs, func(_ context.Context, c action.Config, _ action.Input) error {
		fmt.Println(c.Kind(), c)
		return nil
	}, action.KindOf[Fax]())

	_, err := hs.Decode("fax", json.RawMessage(`{}`))
	fmt.Println(err)
	c, _ := hs.Decode("fax", json.RawMessage(`{"number":"12"}`))
	_ = hs.Run(context.Background(), c, action.Input{})
	// Output:
	// number: missing
	// fax {12}
}
