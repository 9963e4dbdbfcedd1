package action

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"

	"github.com/commis-recipes/commis/internal/strictjson"
	"github.com/commis-recipes/commis/trigger"
)

// Handler carries out one kind of action. It must be safe for concurrent use and must return when ctx ends.
//
// A nil error means done; [ErrUnchanged] that there was nothing to do; [Skip] that it does not apply; [Retry] and
// [Permanent] steer what follows a failure. Any other error is tried again with growing waits. A panic is an
// error of this action alone and is not tried again.
type Handler[C Config] interface {
	Handle(ctx context.Context, c C, in Input) error
}

// Checker is a [Handler] that cannot do everything that a config may ask for. Check returns what it cannot, as faults
// with paths relative to the config; they are faults of the set.
type Checker[C Config] interface{ Check(c C) error }

// HandlerFunc makes a function a [Handler].
type HandlerFunc[C Config] func(ctx context.Context, c C, in Input) error

// Handle calls f.
func (f HandlerFunc[C]) Handle(ctx context.Context, c C, in Input) error { return f(ctx, c, in) }

// Handlers is what a host can do: a handler for each kind. The zero value has none. Fill it before it is given to
// an engine; from then on it may only be read, by any number of goroutines.
type Handlers struct {
	kinds map[string]kind
}

type kind struct {
	decode  func(with json.RawMessage) (Config, error)
	check   func(c Config) error
	run     func(ctx context.Context, c Config, in Input) error
	escapes map[string]string
	shape   *shape // of its configs
	hidden  map[string]string
	local   bool // runs inside the store's transaction
}

// Handle registers the handler of the kind C. It panics when the kind has no name, has a handler already or the
// handler is nil: those are mistakes in the program.
//
// The handler acts outside of the store's transaction, on whatever it likes, and is called at least once: again with
// the same key when the process ends before its end was written down.
func Handle[C Config](hs *Handlers, h Handler[C]) { register(hs, h, false) }

// HandleLocal registers a handler as [Handle] does that writes only to the database that the engine's store keeps its
// rows in, through the transaction that ctx carries. It is called inside the transaction that writes down that it is
// done, so its writes are there exactly once; when it fails they are not there. It must not call the engine.
func HandleLocal[C Config](hs *Handlers, h Handler[C]) { register(hs, h, true) }

func register[C Config](hs *Handlers, h Handler[C], local bool) {
	var zero C
	name := zero.Kind()
	switch _, dup := hs.kinds[name]; {
	case name == "":
		panic(fmt.Sprintf("action: %T has no kind", zero))
	case dup:
		panic(fmt.Sprintf("action: kind %q is handled twice", name))
	case h == nil:
		panic(fmt.Sprintf("action: handler of kind %q is nil", name))
	}
	if hs.kinds == nil {
		hs.kinds = make(map[string]kind)
	}
	hs.kinds[name] = kind{
		decode: func(with json.RawMessage) (Config, error) {
			var c C
			if len(with) == 0 {
				return c, nil
			}
			err := strictjson.Decode(with, &c)
			return c, err
		},
		check: func(c Config) error {
			if checker, ok := h.(Checker[C]); ok {
				return checker.Check(c.(C))
			}
			return nil
		},
		run: func(ctx context.Context, c Config, in Input) error {
			return h.Handle(ctx, c.(C), in)
		},
		escapes: tagged(reflect.TypeFor[C](), "escape"),
		shape:   make(shapes).of(reflect.TypeFor[C]()),
		hidden:  tagged(reflect.TypeFor[C](), "report"),
		local:   local,
	}
}

// HandleFunc registers a function as the handler of the kind C, as [Handle] does.
func HandleFunc[C Config](hs *Handlers, f func(ctx context.Context, c C, in Input) error) {
	if f == nil {
		var zero C
		panic(fmt.Sprintf("action: handler of kind %q is nil", zero.Kind()))
	}
	Handle(hs, HandlerFunc[C](f))
}

// Local reports whether the kind's handler runs inside the store's transaction.
func (hs *Handlers) Local(kind string) bool { return hs.kinds[kind].local }

// Kinds returns the kinds that have a handler, sorted.
func (hs *Handlers) Kinds() []string { return slices.Sorted(maps.Keys(hs.kinds)) }

// Has reports whether the kind has a handler.
func (hs *Handlers) Has(kind string) bool {
	_, ok := hs.kinds[kind]
	return ok
}

// Decode reads the config of an action; no document at all is the zero config. It returns every fault, joined, as
// [trigger.FieldError]: members that the kind does not have, values of the wrong type and what the config's own
// Validate and a handler that is a [Checker] find in the rest, and texts that hold a NUL. The config is what could be
// read even so; it must not be carried out then.
//
// What the texts hold is final: "{{" is text. See [Handlers.DecodeTemplate] for a config as it is written.
func (hs *Handlers) Decode(kindName string, with json.RawMessage) (Config, error) {
	return hs.read(kindName, with, func(err error) error { return err })
}

// DecodeTemplate is [Handlers.Decode] for a config whose texts may hold {{ expr }}: as an administrator writes it. It
// leaves out what Validate or a Checker says of the value of such a text, unless it is marked by [AsWritten]. Decode
// judges the value when it is known.
func (hs *Handlers) DecodeTemplate(kindName string, with json.RawMessage) (Config, error) {
	return hs.read(kindName, with, func(err error) error { return known(err, with) })
}

// read decodes a config; told says which of the faults that it finds in itself are told.
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
	return c, withoutNUL(beside(err, told(k.check(c))), with)
}

// Escape returns where the text of the config's member goes: "json", "url", "xml", or "" for a place that needs no
// escape. A nil config has none.
func (hs *Handlers) Escape(c Config, member string) string {
	if c == nil {
		return ""
	}
	if e, ok := c.(Escaper); ok {
		if how := e.Escape(member); how != "" {
			return how
		}
	}
	return hs.kinds[c.Kind()].escapes[member]
}

// Run carries out the action by the handler of the config's kind.
func (hs *Handlers) Run(ctx context.Context, c Config, in Input) error {
	k, ok := hs.kinds[c.Kind()]
	if !ok {
		return Permanent(fmt.Errorf("no handler for kind %q", c.Kind()))
	}
	return k.run(ctx, c, in)
}
