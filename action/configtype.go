package action

import (
	"context"
	"encoding/json"
	"reflect"
	"sync"

	"github.com/commis-recipes/commis/internal/strictjson"
)

// configType is the part of a kind that follows from the Go type of its configs. All handlers of a program share it.
type configType struct {
	config  reflect.Type // nil when it is not known
	decode  func(with json.RawMessage) (Config, error)
	check   func(handler any, c Config) error
	run     func(ctx context.Context, handler any, c Config, in Input) error
	escapes map[string]string
	shape   *shape // of its configs
	hidden  map[string]string
}

// configTypes has each configType that was made, by its type.
var configTypes sync.Map

// configTypeOf returns the part that follows from the type C.
func configTypeOf[C Config]() *configType {
	t := reflect.TypeFor[C]()
	if one, ok := configTypes.Load(t); ok {
		return one.(*configType)
	}
	one, _ := configTypes.LoadOrStore(t, &configType{
		config: t,
		decode: decodeAs[C],
		check:  func(handler any, c Config) error { return handler.(Checker[C]).Check(c.(C)) },
		run: func(ctx context.Context, handler any, c Config, in Input) error {
			return handler.(Handler[C]).Handle(ctx, c.(C), in)
		},
		escapes: tagged(t, "escape"),
		shape:   make(shapes).of(t),
		hidden:  tagged(t, "report"),
	})
	return one.(*configType)
}

func decodeAs[C Config](with json.RawMessage) (Config, error) {
	var c C
	if len(with) == 0 {
		return c, nil
	}
	err := strictjson.Decode(with, &c)
	return c, err
}
