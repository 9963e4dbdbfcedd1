package action

import "context"

// HandleAll registers f as the handler of every kind of this package, and of the further kinds, that has no handler yet. It is for
// tests, dry runs and hosts that treat all kinds alike; f finds the kind's typed config by a type switch.
func HandleAll(hs *Handlers, f func(ctx context.Context, c Config, in Input) error, further ...Kind) {
	for _, r := range kinds {
		if r.handle != nil {
			r.handle(hs, f)
		}
	}
	for _, k := range further {
		k.handle(hs, f)
	}
}

func handleAs[C Config](hs *Handlers, f func(ctx context.Context, c Config, in Input) error) {
	var zero C
	if !hs.Has(zero.Kind()) {
		HandleFunc(hs, func(ctx context.Context, c C, in Input) error { return f(ctx, c, in) })
	}
}
