package netguard_test

import (
	"context"
	"fmt"
	"math/big"
	"net/netip"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/commis-recipes/commis/internal/netguard"
)

// The special-purpose registries of IANA, and what clouds and old standards add.
var notPublic = []string{
	"0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
	"192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
	"224.0.0.0/4", "240.0.0.0/4", "168.63.129.16/32", "192.31.196.0/24", "192.52.193.0/24", "192.175.48.0/24",
	"::/128", "::1/128", "::/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "100:0:0:1::/64",
	"2001::/32", "2001:2::/48", "2001:10::/28", "2001:db8::/32", "2002::/16", "3fff::/20", "5f00::/16", "fc00::/7",
	"fe80::/10", "fec0::/10", "ff00::/8", "2001:1::/32", "2001:3::/32", "2001:4:112::/48", "2001:20::/28",
	"2001:30::/28", "2620:4f:8000::/48",
}

// span returns the first and the last address of a range as numbers, and how many bits an address has.
func span(prefix netip.Prefix) (first, last *big.Int, bits int) {
	bits = prefix.Addr().BitLen()
	first = new(big.Int).SetBytes(prefix.Addr().AsSlice())
	size := new(big.Int).Lsh(big.NewInt(1), uint(bits-prefix.Bits()))
	last = new(big.Int).Add(first, size)
	return first, last.Sub(last, big.NewInt(1)), bits
}

func address(n *big.Int, bits int) netip.Addr {
	a, _ := netip.AddrFromSlice(n.FillBytes(make([]byte, bits/8)))
	return a
}

// reachable is the naive model: public unless it is in one of the ranges, or stands for an address that is.
func reachable(a netip.Addr) bool {
	for _, text := range notPublic {
		p := netip.MustParsePrefix(text)
		first, last, bits := span(p)
		n := new(big.Int).SetBytes(a.AsSlice())
		if bits == a.BitLen() && n.Cmp(first) >= 0 && n.Cmp(last) <= 0 {
			return false
		}
	}
	if a.Is4() {
		return true
	}
	b := a.As16()
	return b[0] >= 0x20 && b[0] <= 0x3f
}

func check(g *netguard.Guard, a netip.Addr) error { return g.Check(netip.AddrPortFrom(a, 443)) }

func TestEveryRange(t *testing.T) {
	t.Parallel()
	var g netguard.Guard
	for _, text := range notPublic {
		first, last, bits := span(netip.MustParsePrefix(text))
		middle := new(big.Int).Add(first, last)
		middle.Rsh(middle, 1)
		for _, n := range []*big.Int{first, middle, last} {
			a := address(n, bits)
			var blocked *netguard.BlockedError
			require.ErrorAs(t, check(&g, a), &blocked, "%s of %s", a, text)
			require.NotEmpty(t, blocked.Why)
			require.NotContains(t, blocked.Error(), a.String())
			if bits == 32 {
				mapped := netip.AddrFrom16(a.As16())
				require.True(t, mapped.Is4In6())
				require.Error(t, check(&g, mapped), mapped)
			}
		}
		for _, n := range []*big.Int{new(big.Int).Sub(first, big.NewInt(1)), new(big.Int).Add(last, big.NewInt(1))} {
			if n.Sign() < 0 || n.BitLen() > bits {
				continue // there is no address in front of the first, or behind the last
			}
			a := address(n, bits)
			require.Equal(t, reachable(a), check(&g, a) == nil, "%s beside %s", a, text)
		}
	}
}

func TestPublic(t *testing.T) {
	t.Parallel()
	var g netguard.Guard
	for _, text := range []string{
		"1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.0",
		"168.63.129.15", "168.63.129.17", "169.253.255.255", "172.15.255.255", "172.32.0.0", "192.0.1.0", "192.167.255.255",
		"192.169.0.0", "198.17.255.255", "198.20.0.0", "223.255.255.255", "::ffff:8.8.8.8",
		"2000::", "2001:4860:4860::8888", "2606:4700::1111", "2a00:1450::1", "3ffe:ffff::1",
	} {
		require.NoError(t, check(&g, netip.MustParseAddr(text)), text)
	}
	for _, text := range []string{"::2:0:0:0", "1fff:ffff::1", "4000::1", "8000::1", "fbff::1", "fe00::1"} {
		require.Error(t, check(&g, netip.MustParseAddr(text)), "%s is not given out", text)
	}
}

func TestModel(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := netip.MustParsePrefix(rapid.SampledFrom(notPublic).Draw(t, "near"))
		first, last, bits := span(p)
		n := rapid.SampledFrom([]*big.Int{first, last}).Draw(t, "end")
		n = new(big.Int).Add(n, big.NewInt(int64(rapid.IntRange(-300, 300).Draw(t, "off"))))
		if rapid.Bool().Draw(t, "anywhere") {
			n = new(big.Int).SetBytes(rapid.SliceOfN(rapid.Byte(), bits/8, bits/8).Draw(t, "bytes"))
		}
		if n.Sign() < 0 || n.BitLen() > bits {
			return
		}
		a := address(n, bits)
		var g netguard.Guard
		require.Equal(t, reachable(a), check(&g, a) == nil, a)
	})
}

func TestAllow(t *testing.T) {
	t.Parallel()
	allow := func(prefixes ...string) *netguard.Guard {
		var g netguard.Guard
		for _, p := range prefixes {
			g.Allow = append(g.Allow, netip.MustParsePrefix(p))
		}
		return &g
	}
	for _, tt := range []struct {
		name string
		g    *netguard.Guard
		addr string
		want bool
	}{
		{"an intranet", allow("10.1.0.0/16"), "10.1.2.3", true},
		{"another intranet", allow("10.1.0.0/16"), "10.2.0.0", false},
		{"mapped", allow("10.1.0.0/16"), "::ffff:10.1.2.3", true},
		{"the second range", allow("10.1.0.0/16", "fd00::/8"), "fd00::1", true},
		{"the public stays", allow("10.1.0.0/16"), "8.8.8.8", true},
		{"NAT64 of the public", allow("64:ff9b::/96"), "64:ff9b::808:808", true},
		{"NAT64 of the private", allow("64:ff9b::/96"), "64:ff9b::a00:1", false},
		{"NAT64 of an intranet", allow("64:ff9b::/96", "10.0.0.0/8"), "64:ff9b::a00:1", true},
		{"an intranet by NAT64", allow("10.0.0.0/8"), "64:ff9b::a00:1", false},
		{"local NAT64 of this machine", allow("64:ff9b:1::/48"), "64:ff9b:1::7f00:1", false},
		{"6to4 of the public", allow("2002::/16"), "2002:808:808::1", true},
		{"6to4 of this machine", allow("2002::/16"), "2002:7f00:1::1", false},
		{"6to4 of a cloud's metadata", allow("2002::/16"), "2002:a9fe:a9fe::", false},
		{"IPv4-compatible of the private", allow("::/96"), "::192.168.0.1", false},
		{"Teredo of the public", allow("2001::/32"), "2001::f7f7:f7f7", true},              // 8.8.8.8, inverted
		{"Teredo of this machine", allow("2001::/32"), "2001:0:808:808::80ff:fffe", false}, // 127.0.0.1, inverted
		{"a zone", allow("fe80::/10"), "fe80::1%eth0", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			err := check(tt.g, netip.MustParseAddr(tt.addr))
			require.Equal(t, tt.want, err == nil, "%v", err)
		})
	}
	require.Error(t, new(netguard.Guard).Check(netip.AddrPort{}))
}

func TestPorts(t *testing.T) {
	t.Parallel()
	public := netip.MustParseAddr("8.8.8.8")
	wide := netguard.Guard{Ports: []uint16{8443}}
	for port, want := range map[uint16]bool{80: true, 443: true, 8443: true, 0: false, 22: false, 8080: false, 6379: false} {
		require.Equal(t, want, wide.Check(netip.AddrPortFrom(public, port)) == nil, port)
		require.Equal(t, want && port != 8443, new(netguard.Guard).Check(netip.AddrPortFrom(public, port)) == nil, port)
	}
	require.Error(t, wide.Check(netip.MustParseAddrPort("127.0.0.1:8443")), "a port allows no address")
}

func TestControl(t *testing.T) {
	t.Parallel()
	g := netguard.Guard{Allow: []netip.Prefix{netip.MustParsePrefix("::1/128")}}
	for _, tt := range []struct {
		network, address string
		want             bool
	}{
		{"tcp4", "8.8.8.8:443", true},
		{"tcp6", "[2606:4700::1111]:80", true},
		{"tcp6", "[::1]:80", true},
		{"tcp4", "127.0.0.1:80", false},
		{"tcp6", "[::ffff:127.0.0.1]:80", false},
		{"tcp6", "[fe80::1%1]:80", false},
		{"udp4", "8.8.8.8:443", false},
		{"unix", "/run/docker.sock", false},
		{"tcp4", "example.com:443", false},
		{"tcp4", "", false},
	} {
		err := g.Control(context.Background(), tt.network, tt.address, nil)
		require.Equal(t, tt.want, err == nil, "%s %s: %v", tt.network, tt.address, err)
	}
}

func ExampleGuard_Check() {
	g := netguard.Guard{Allow: []netip.Prefix{netip.MustParsePrefix("10.7.0.0/16")}}
	for _, to := range []string{"8.8.8.8:443", "8.8.8.8:22", "10.7.0.1:80", "10.8.0.1:80", "[::ffff:127.0.0.1]:443"} {
		fmt.Println(g.Check(netip.MustParseAddrPort(to)))
	}
	// Output:
	// <nil>
	// blocked address: port 22
	// <nil>
	// blocked address: private, RFC 1918
	// blocked address: this machine, RFC 1122
}
