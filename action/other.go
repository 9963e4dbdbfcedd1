package action

import (
	"context"
	"encoding/json"

	"github.com/commis-recipes/commis/trigger"
)

// Other is the config of a kind whose Go type this program does not have, as [HandleOther] decodes it.
type Other struct {
	do string
	// With is the config; nil for none.
	With json.RawMessage
}

// Kind returns the name of the kind; it is empty for the zero value.
func (c Other) Kind() string { return c.do }

// MarshalJSON returns the config.
func (c Other) MarshalJSON() ([]byte, error) {
	if len(c.With) == 0 {
		return []byte("{}"), nil
	}
	return c.With, nil
}

// HandleOther registers a function as the handler of a kind whose Go type the program does not have: a tool that loads the sets of
// any host. It takes every JSON object as a config. In reports and logs the config is hidden, since the kind's secrets are
// unknown. It panics when the kind has no name or already has a handler.
func HandleOther(hs *Handlers, do string, f func(ctx context.Context, c Other, in Input) error) {
	if do == "" {
		panic("action: a kind without a name")
	}
	hs.add(do, f == nil, kind{handler: f, configType: &configType{
		decode: func(with json.RawMessage) (Config, error) {
			c := Other{do: do, With: with}
			var members map[string]json.RawMessage
			if len(with) == 0 {
				return c, nil
			}
			if json.Unmarshal(with, &members) != nil {
				return c, trigger.Invalid("", "want an object with the kind's members")
			}
			return c, nil
		},
		run:   func(ctx context.Context, _ any, c Config, in Input) error { return f(ctx, c.(Other), in) },
		shape: &shape{sort: secret},
	}})
}
