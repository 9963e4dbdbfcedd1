package netguard

import (
	"context"
	"fmt"
	"net/netip"
	"slices"
	"syscall"
)

// Guard decides which addresses may be reached. The zero value allows public addresses on ports 80 and 443. It is safe
// for concurrent use while it does not change.
type Guard struct {
	// Allow are ranges that may be reached although they are not public, such as those of an intranet. For an IPv6
	// address that contains an IPv4 address (NAT64, 6to4) both must be reachable.
	Allow []netip.Prefix
	// Ports may be reached in addition to 80 and 443.
	Ports []uint16
}

// BlockedError says that an address must not be reached. It does not contain the address, which could reveal something
// about a network that the reader does not know.
type BlockedError struct {
	Why string // "private, RFC 1918"
}

// Error returns "blocked address: " and the reason.
func (e *BlockedError) Error() string { return "blocked address: " + e.Why }

// Check returns a [*BlockedError] when the address must not be reached.
func (g *Guard) Check(to netip.AddrPort) error {
	if port := to.Port(); port != 80 && port != 443 && !slices.Contains(g.Ports, port) {
		return &BlockedError{fmt.Sprintf("port %d", port)}
	}
	a := to.Addr().Unmap() // an IPv4-mapped address is dialed as IPv4
	if !a.IsValid() {
		return &BlockedError{"no address"}
	}
	if err := g.check(a); err != nil {
		return err
	}
	if v4, ok := embeddedIPv4(a); ok {
		return g.check(v4)
	}
	return nil
}

func (g *Guard) check(a netip.Addr) error {
	for _, p := range g.Allow {
		if p.Contains(a) {
			return nil
		}
	}
	if what := purpose(a); what != "" {
		return &BlockedError{what}
	}
	return nil
}

// Control is for [net.Dialer.ControlContext], which calls it for each connection once the address is known and before
// anything is sent.
func (g *Guard) Control(_ context.Context, network, address string, _ syscall.RawConn) error {
	if network != "tcp4" && network != "tcp6" {
		return &BlockedError{"not TCP"}
	}
	to, err := netip.ParseAddrPort(address)
	if err != nil {
		return &BlockedError{"no address"}
	}
	return g.Check(to)
}
