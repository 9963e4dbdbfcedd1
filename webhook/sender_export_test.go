package webhook

import (
	"context"
	"net"
)

// DialBy makes a Sender connect by the function, without a network beneath. It is called first of all.
func DialBy(s *Sender, dial func(ctx context.Context, network, address string) (net.Conn, error)) {
	s.once.Do(func() { s.client = newClient(dial, s.TLS) })
}
