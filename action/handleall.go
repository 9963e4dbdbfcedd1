package action

import "context"

// HandleAll registers f as the handler of every kind of this package that has no handler yet. It is for tests,
// dry runs and hosts that treat all kinds alike; f finds the kind's typed config by a type switch.
func HandleAll(hs *Handlers, f func(ctx context.Context, c Config, in Input) error) {
	handleAs[Notify](hs, f)
	handleAs[Resolve](hs, f)
	handleAs[Assign](hs, f)
	handleAs[SmartAssign](hs, f)
	handleAs[Edit](hs, f)
	handleAs[Reply](hs, f)
	handleAs[PrivateReply](hs, f)
	handleAs[PublicReply](hs, f)
	handleAs[Remove](hs, f)
	handleAs[AddTags](hs, f)
	handleAs[RemoveTags](hs, f)
	handleAs[SetStatus](hs, f)
	handleAs[Note](hs, f)
	handleAs[SetField](hs, f)
	handleAs[Unassign](hs, f)
	handleAs[Message](hs, f)
	handleAs[DistributeSurvey](hs, f)
	handleAs[SaveContact](hs, f)
	handleAs[Ticket](hs, f)
	handleAs[Email](hs, f)
	handleAs[Slack](hs, f)
	handleAs[WebService](hs, f)
	handleAs[Sync](hs, f)
}

func handleAs[C Config](hs *Handlers, f func(ctx context.Context, c Config, in Input) error) {
	var zero C
	if !hs.Has(zero.Kind()) {
		HandleFunc(hs, func(ctx context.Context, c C, in Input) error { return f(ctx, c, in) })
	}
}
