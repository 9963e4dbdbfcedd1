package webhook

import "github.com/commis-recipes/commis/action"

var _ action.Laner = Config{}

// Lane returns the scheme, host and port of the address, so that webhooks to one receiver share a lane.
func (c Config) Lane() string { return action.LaneOf(c.URL) }
