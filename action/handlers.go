package action

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"

	"github.com/commis-recipes/commis/trigger"
)

// Handler carries out one kind of action. It must be safe for concurrent use and must return when ctx ends.
//
// A nil error means done; [ErrUnchanged] that nothing had to be changed; [Skip] that the action does not apply; [Retry] and
// [Permanent] decide about a failure. After any other error the action is retried with growing waits. A panic fails this
// action alone and is not retried.
type Handler[C Config] interface {
	Handle(ctx context.Context, c C, in Input) error
}

// Checker is a [Handler] that does not support every valid config. Check returns a fault for each unsupported part, with
// paths relative to the config; they are faults of the set.
type Checker[C Config] interface{ Check(c C) error }

// HandlerFunc makes a function a [Handler].
type HandlerFunc[C Config] func(ctx context.Context, c C, in Input) error

// Handle calls f.
func (f HandlerFunc[C]) Handle(ctx context.Context, c C, in Input) error { return f(ctx, c, in) }

// Handlers has the host's handler for each kind of action. The zero value is empty. Register all handlers before an engine
// uses it; after that it is read-only and safe for concurrent use.
type Handlers struct {
	kinds map[string]kind
}

type kind struct {
	*configType
	handler any
	checks  bool // the handler is a Checker
	local   bool // runs inside the store's transaction
}

// Handle registers the handler of the kind C. It panics when the kind has no name or already has a handler, or when h is
// nil: those are mistakes in the program.
//
// The handler is called outside of the store's transaction, at least once: again with the same key when the process ends
// before the outcome was stored.
func Handle[C Config](hs *Handlers, h Handler[C]) { register(hs, h, false) }

// HandleLocal registers, as [Handle] does, a handler that writes only to the database of the engine's store, through the
// transaction in ctx. It is called inside the transaction that stores the outcome, which may be that of the event, so its
// writes take effect exactly once. When it fails they are rolled back. When the transaction is rolled back for another reason,
// such as another handler in it that fails, the handler is called again with the same key and attempt. It must not call the
// engine.
func HandleLocal[C Config](hs *Handlers, h Handler[C]) { register(hs, h, true) }

func register[C Config](hs *Handlers, h Handler[C], local bool) {
	var zero C
	name := zero.Kind()
	if name == "" {
		panic(fmt.Sprintf("action: %T has no kind", zero))
	}
	_, checks := h.(Checker[C])
	hs.add(name, h == nil, kind{configTypeOf[C](), h, checks, local})
}

// add adds a kind that has no handler yet.
func (hs *Handlers) add(name string, noHandler bool, k kind) {
	switch _, dup := hs.kinds[name]; {
	case dup:
		panic(fmt.Sprintf("action: kind %q is handled twice", name))
	case noHandler:
		panic(fmt.Sprintf("action: handler of kind %q is nil", name))
	}
	if hs.kinds == nil {
		hs.kinds = make(map[string]kind)
	}
	hs.kinds[name] = k
}

// HandleFunc registers a function as the handler of the kind C, as [Handle] does.
func HandleFunc[C Config](hs *Handlers, f func(ctx context.Context, c C, in Input) error) {
	if f == nil {
		var zero C
		panic(fmt.Sprintf("action: handler of kind %q is nil", zero.Kind()))
	}
	Handle(hs, HandlerFunc[C](f))
}

// Local reports whether the kind's handler was registered by [HandleLocal].
func (hs *Handlers) Local(kind string) bool { return hs.kinds[kind].local }

// Checks reports whether the kind's handler is a [Checker]: others accept every valid config.
func (hs *Handlers) Checks(kind string) bool { return hs.kinds[kind].checks }

// ConfigType returns the Go type of the kind's configs; nil for a kind without a handler, and for one of [HandleOther].
func (hs *Handlers) ConfigType(kind string) reflect.Type {
	if k, ok := hs.kinds[kind]; ok {
		return k.config
	}
	return nil
}

// Kinds returns the kinds that have a handler, sorted.
func (hs *Handlers) Kinds() []string { return slices.Sorted(maps.Keys(hs.kinds)) }

// Has reports whether the kind has a handler.
func (hs *Handlers) Has(kind string) bool {
	_, ok := hs.kinds[kind]
	return ok
}

// Decode decodes the config of an action; empty data is the zero config. It returns all faults, joined, as
// [trigger.FieldError]: unknown members, values of the wrong type, texts with a NUL, and the faults of the config's own
// Validate and of a handler that is a [Checker]. With faults, the config has the members that could be decoded and must
// not be carried out.
//
// Texts are final values: "{{" is text. See [Handlers.DecodeTemplate] for a config as written.
func (hs *Handlers) Decode(kindName string, with json.RawMessage) (Config, error) {
	return hs.read(kindName, with, func(err error) error { return err })
}

// DecodeTemplate is [Handlers.Decode] for a config as an administrator writes it, whose texts may have {{ expr }}. It
// leaves out the faults of Validate and of a Checker about such a text, unless they are marked by [AsWritten]: Decode
// finds them when the value is known.
func (hs *Handlers) DecodeTemplate(kindName string, with json.RawMessage) (Config, error) {
	return hs.read(kindName, with, func(err error) error { return known(err, with) })
}

// read decodes a config; told selects the faults of the config's own check that are returned.
func (hs *Handlers) read(kindName string, with json.RawMessage, told func(error) error) (Config, error) {
	k, ok := hs.kinds[kindName]
	if !ok {
		return nil, trigger.Invalid("", "no handler for kind %q", kindName)
	}
	c, err := k.decode(with)
	if err != nil {
		err = fieldErrors(err)
	}
	if v, ok := c.(Validator); ok {
		err = beside(err, told(v.Validate()))
	}
	if k.checks {
		err = beside(err, told(k.check(k.handler, c)))
	}
	return c, withoutNUL(err, with)
}

// Escape returns the escaping of values in the text of a config's member: "json", "url", "xml", or "" for none. It is ""
// for a nil config.
func (hs *Handlers) Escape(c Config, member string) string {
	if c == nil {
		return ""
	}
	if e, ok := c.(Escaper); ok {
		if how := e.Escape(member); how != "" {
			return how
		}
	}
	if k, ok := hs.kinds[c.Kind()]; ok {
		return k.escapes[member]
	}
	return ""
}

// Run carries out the action by the handler of the config's kind.
func (hs *Handlers) Run(ctx context.Context, c Config, in Input) error {
	k, ok := hs.kinds[c.Kind()]
	if !ok {
		return Permanent(fmt.Errorf("no handler for kind %q", c.Kind()))
	}
	return k.run(ctx, k.handler, c, in)
}
