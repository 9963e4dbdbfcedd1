package webhook

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"strings"
	"time"
)

// Endpoint is an address of messages: scheme, host, port, path and query, with the event's values filled in, without the
// variables that a GET adds. Hosts get one when it is disabled. The struct has neither the path nor the query, which may be
// secret.
type Endpoint struct {
	// ID names the endpoint: a hash of its address.
	ID string `json:"id"`
	// Host is the name of its host.
	Host string `json:"host"`
	// Since and At are the instants of its first and its last failure, and Class is the class of the last one.
	Since time.Time `json:"since"`
	At    time.Time `json:"at"`
	Class Class     `json:"class"`
	// Recipe is the recipe that was running.
	Recipe string `json:"recipe,omitempty"`
}

// endpointOf returns the endpoint of an address.
func endpointOf(u *url.URL) Endpoint {
	sum := sha256.Sum256([]byte(u.Scheme + "://" + strings.ToLower(u.Host) + u.RequestURI()))
	return Endpoint{ID: hex.EncodeToString(sum[:16]), Host: strings.ToLower(u.Hostname())}
}

// Enable enables an endpoint that was disabled. Enabling any other is no error.
func (s *Sender) Enable(ctx context.Context, endpoint string) error {
	return s.endpoints().remove(ctx, endpoint)
}

// disabled reports whether the endpoint is disabled, and returns its failures: nil when it did not fail lately.
func (s *Sender) disabled(ctx context.Context, e Endpoint, now time.Time) (*standing, bool, error) {
	var known *standing
	tell := false
	err := s.endpoints().change(ctx, e.ID, func(st *standing) *standing {
		known, tell = st, false
		if st == nil || s.Disabled == nil || !st.untold(now) {
			return st
		}
		again := *st
		again.Tell, tell = now.Add(tellAgain), true
		return &again
	})
	if err != nil {
		return nil, false, err
	}
	if tell {
		s.tell(ctx, known.Endpoint)
	}
	return known, known != nil && known.Disabled, nil
}

// failed stores a failure of the receiver, and disables the endpoint when there are enough.
func (s *Sender) failed(ctx context.Context, e Endpoint) error {
	tell, first := false, false
	err := s.endpoints().change(ctx, e.ID, func(st *standing) *standing {
		tell, first = false, st == nil
		e.Since = e.At
		var past streak
		if !first {
			e.Since, past = st.Since, st.Streak
			if st.Disabled || e.Class != Gone && past.settled(e.At, e.Since) {
				return st
			}
		}
		known, enough := past.with(e.At, e.Since)
		if e.Class != Gone && !enough {
			return &standing{Endpoint: e, Streak: known}
		}
		tell = s.Disabled != nil
		off := &standing{Endpoint: e, Disabled: true}
		if tell {
			off.Tell = e.At.Add(tellAgain)
		}
		return off
	})
	if err != nil {
		return err
	}
	if tell {
		s.tell(ctx, e)
	}
	if first {
		return s.endpoints().forget(ctx, e.At)
	}
	return nil
}

// succeeded removes the stored failures of the receiver, if any. An endpoint that is disabled by now stays disabled.
func (s *Sender) succeeded(ctx context.Context, e Endpoint, known *standing) error {
	if known == nil {
		return nil
	}
	return s.endpoints().change(ctx, e.ID, func(st *standing) *standing {
		if st != nil && st.Disabled {
			return st
		}
		return nil
	})
}

// tell notifies the host that an endpoint is disabled. When that fails, a later message notifies it again.
func (s *Sender) tell(ctx context.Context, e Endpoint) {
	if err := s.Disabled(ctx, e); err != nil {
		s.logger().WarnContext(ctx, "notifying the host about a disabled endpoint failed", "endpoint", e.ID, "host", e.Host)
		return
	}
	err := s.endpoints().change(ctx, e.ID, func(st *standing) *standing {
		if st == nil || st.Tell.IsZero() {
			return st
		}
		told := *st
		told.Tell = time.Time{}
		return &told
	})
	if err != nil {
		s.logger().WarnContext(ctx, "storing that the host was notified about an endpoint failed", "endpoint", e.ID, "host", e.Host, "error", err)
	}
}
