package action

import (
	"net/url"
	"strings"
)

// Laner is a config with a lane of its own, such as the receiver of its calls. Due actions of one lane take at most half of
// the engine's workers, so that a slow receiver does not delay others. Other configs have their kind's lane.
type Laner interface {
	// Lane returns the lane's name; "" means the kind. It is called on the config as written, and again when its texts are
	// filled in.
	Lane() string
}

// LaneOf returns the lane of an address: its scheme, host and port. It returns "" when these have an {{ expr }} that is not
// filled in yet.
func LaneOf(address string) string {
	fixed, _, open := strings.Cut(address, "{{")
	u, err := url.Parse(fixed)
	if err != nil || u.Scheme == "" || u.Host == "" || open && u.Path == "" {
		return ""
	}
	scheme, port := strings.ToLower(u.Scheme), u.Port()
	switch {
	case port != "":
	case scheme == "https":
		port = "443"
	case scheme == "http":
		port = "80"
	}
	return scheme + "://" + strings.ToLower(u.Hostname()) + ":" + port
}

// Lane returns the lane of the address.
func (c WebService) Lane() string { return LaneOf(c.URL) }
