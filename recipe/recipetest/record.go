package recipetest

import (
	"context"
	"encoding/json"

	"github.com/commis-recipes/commis/action"
)

// Record registers a recording handler for a host's own kind or one of package webhook; if the desk has a handler for the
// kind, the desk carries it out too. Call it before Load. It panics when the kind has a handler already.
func Record[C action.Config](k *Kitchen) {
	action.HandleFunc(k.Handlers, func(ctx context.Context, c C, in action.Input) error { return k.record(ctx, c, in) })
}

// record is the handler of every kind.
func (k *Kitchen) record(ctx context.Context, c action.Config, in action.Input) error {
	with, err := json.Marshal(c)
	if err != nil {
		return action.Permanent(err)
	}
	call := Call{At: in.At, Recipe: in.Recipe.ID, Do: c.Kind(), Item: in.Item, With: with, Key: in.Key, Attempt: in.Attempt}
	n := k.note(&call)
	if call.Err != nil || k.Desk == nil || !k.Desk.Handlers().Has(c.Kind()) {
		return call.Err
	}
	err = k.Desk.Handlers().Run(ctx, c, in)
	k.mu.Lock()
	defer k.mu.Unlock()
	k.done[n].Err = err
	return err
}

// note records the call with the error set by Fail, and returns its index.
func (k *Kitchen) note(call *Call) int {
	k.mu.Lock()
	defer k.mu.Unlock()
	if errs := k.fails[call.Do]; len(errs) > 0 {
		call.Err, k.fails[call.Do] = errs[0], errs[1:]
	}
	k.done = append(k.done, *call)
	return len(k.done) - 1
}
