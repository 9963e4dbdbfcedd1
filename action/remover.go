package action

import "context"

// Remover handles [Remove] over the host's own connection to the platform. Nil is an error for an action that
// needs it.
type Remover struct {
	// Delete and Hide take in.Item away from its platform.
	Delete func(ctx context.Context, in Input) error
	Hide   func(ctx context.Context, in Input) error
	// BlockAuthor blocks the author, by the platform's own id, on the service of in.Event.Mention.
	BlockAuthor func(ctx context.Context, in Input, author string) error
}

var _ Handler[Remove] = Remover{}

// Handle calls the function for the config.
func (r Remover) Handle(ctx context.Context, c Remove, in Input) error {
	if _, err := c.Target(in.Event); err != nil {
		return err
	}
	switch {
	case c.How == Delete && r.Delete != nil:
		return r.Delete(ctx, in)
	case c.How == Hide && r.Hide != nil:
		return r.Hide(ctx, in)
	case c.How == BlockAuthor && r.BlockAuthor != nil:
		return r.BlockAuthor(ctx, in, in.Event.Mention.Author.ID)
	}
	return noFunc("removal by " + string(c.How))
}
