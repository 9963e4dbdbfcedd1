package recipe

import (
	"context"
	"fmt"
	"maps"
	"runtime/debug"
	"slices"

	"github.com/commis-recipes/commis/internal/fault"
	"github.com/commis-recipes/commis/trigger"
)

// Sources are the host's integrations by the names that poll triggers use.
type Sources map[string]Source

// Source fetches one JSON document from another system. It must be safe for concurrent use and return when ctx ends.
// An error, a panic and invalid JSON fail the poll: nothing of it is applied, and tracked records do not change. The error
// appears in the history, so it must have no secret in it; errors of net/http have the address. After HTTP's 304, Not
// Modified, a source returns its earlier document.
type Source func(ctx context.Context, f Fetch) ([]byte, error)

// Fetch is the query of a [Source].
type Fetch struct {
	// Recipe is the ID of the recipe that polls.
	Recipe string
	// Record is the record that a lookup is about, with its attributes. It is nil for a poll. It must not be changed.
	Record *trigger.Record
}

// fetch asks a source, under the deadline of one try.
func (e *Engine) fetch(ctx context.Context, name string, f Fetch) (data []byte, err error) {
	source := e.Sources[name]
	if source == nil {
		return nil, fmt.Errorf("no source %q", name)
	}
	defer func() {
		if p := recover(); p != nil {
			e.logger().ErrorContext(ctx, "source panicked", "source", name, "recipe", f.Recipe, "stack", string(debug.Stack()))
			err = panicError(p)
		}
		if err != nil {
			err = fmt.Errorf("source %s: %w", name, err)
		}
	}()
	ctx, cancel := context.WithTimeout(ctx, e.deadline())
	defer cancel()
	data, err = source(ctx, f)
	switch {
	case err != nil:
		_ = err.Error() // one whose text panics is the source's panic, not that of whoever prints it
		return nil, err
	case len(data) > MaxDocument:
		return nil, fmt.Errorf("%d bytes, more than %d", len(data), MaxDocument)
	}
	return data, nil
}

// source checks that the host has a source.
func (c *compiler) source(p fault.Place, name string) {
	if name == "" || c.engine.Sources[name] != nil {
		return
	}
	p.Addf("source", "no source %q; there is %s", name, orNone(slices.Sorted(maps.Keys(c.engine.Sources))))
}
