package webhook

import "github.com/commis-recipes/commis/action"

var _ action.Laner = Config{}

// Lane returns the scheme, host and port of the address: webhooks to one receiver wait for each other.
func (c Config) Lane() string { return action.LaneOf(c.URL) }
