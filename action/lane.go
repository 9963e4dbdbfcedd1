package action

import (
	"net/url"
	"strings"
)

// Laner is a config that says what its handler waits for, such as one receiver. Due actions of one lane take half of
// the engine's workers at most, so that a receiver that is slow holds up no other. Without one the lane is the kind.
type Laner interface {
	// Lane returns the lane's name; "" means the kind. It is asked as the config is written, and again when its texts are
	// filled in.
	Lane() string
}

// LaneOf returns the lane of an address: its scheme, host and port. The address may hold {{ expr }} after its host; of one
// in which they are not known yet it is "".
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

// Lane returns that of the address.
func (c WebService) Lane() string { return LaneOf(c.URL) }
