package action

import "context"

// Kind is a kind of action with the type of its config, see [KindOf]. It is for tools that treat all kinds alike, and are told of
// those outside this package.
type Kind struct {
	handle func(hs *Handlers, f func(ctx context.Context, c Config, in Input) error)
}

// KindOf returns the kind whose config is C, for example KindOf[webhook.Config]().
func KindOf[C Config]() Kind { return Kind{handleAs[C]} }
