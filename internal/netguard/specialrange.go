package netguard

import "net/netip"

// specialRange is a range of addresses that is not public.
type specialRange struct {
	prefix  netip.Prefix
	purpose string
}

// specialRanges are the ranges of the IANA special-purpose address registries (RFC 6890) for IPv4 and IPv6, including
// those that are globally reachable but serve the network itself, and a few that clouds use for themselves. IPv6
// addresses outside of 2000::/3 are special without an entry here.
var specialRanges = []specialRange{
	{netip.MustParsePrefix("0.0.0.0/8"), "this network, RFC 791"},
	{netip.MustParsePrefix("10.0.0.0/8"), "private, RFC 1918"},
	{netip.MustParsePrefix("100.64.0.0/10"), "shared by a carrier, RFC 6598"},
	{netip.MustParsePrefix("127.0.0.0/8"), "this machine, RFC 1122"},
	{netip.MustParsePrefix("168.63.129.16/32"), "Azure's service for its own machines"},
	{netip.MustParsePrefix("169.254.0.0/16"), "link-local, RFC 3927"},
	{netip.MustParsePrefix("172.16.0.0/12"), "private, RFC 1918"},
	{netip.MustParsePrefix("192.0.0.0/24"), "protocol assignments, RFC 6890"},
	{netip.MustParsePrefix("192.0.2.0/24"), "documentation, RFC 5737"},
	{netip.MustParsePrefix("192.31.196.0/24"), "AS112, RFC 7535"},
	{netip.MustParsePrefix("192.52.193.0/24"), "multicast tunnels, RFC 7450"},
	{netip.MustParsePrefix("192.88.99.0/24"), "6to4 relays, RFC 7526"},
	{netip.MustParsePrefix("192.168.0.0/16"), "private, RFC 1918"},
	{netip.MustParsePrefix("192.175.48.0/24"), "AS112, RFC 7534"},
	{netip.MustParsePrefix("198.18.0.0/15"), "benchmarks, RFC 2544"},
	{netip.MustParsePrefix("198.51.100.0/24"), "documentation, RFC 5737"},
	{netip.MustParsePrefix("203.0.113.0/24"), "documentation, RFC 5737"},
	{netip.MustParsePrefix("224.0.0.0/4"), "multicast, RFC 1112"},
	{netip.MustParsePrefix("240.0.0.0/4"), "reserved, RFC 1112"},

	{netip.MustParsePrefix("::/128"), "unspecified, RFC 4291"},
	{netip.MustParsePrefix("::1/128"), "this machine, RFC 4291"},
	{netip.MustParsePrefix("::/96"), "IPv4-compatible, RFC 4291"},
	{netip.MustParsePrefix("64:ff9b::/96"), "NAT64, RFC 6052"},
	{netip.MustParsePrefix("64:ff9b:1::/48"), "local NAT64, RFC 8215"},
	{netip.MustParsePrefix("100::/64"), "discarded, RFC 6666"},
	{netip.MustParsePrefix("100:0:0:1::/64"), "dummy, RFC 9780"},
	{netip.MustParsePrefix("2001::/32"), "Teredo, RFC 4380"},
	{netip.MustParsePrefix("2001:1::/32"), "anycast of protocols, RFC 7723"},
	{netip.MustParsePrefix("2001:2::/48"), "benchmarks, RFC 5180"},
	{netip.MustParsePrefix("2001:3::/32"), "multicast tunnels, RFC 7450"},
	{netip.MustParsePrefix("2001:4:112::/48"), "AS112, RFC 7535"},
	{netip.MustParsePrefix("2001:10::/28"), "ORCHID, RFC 4843"},
	{netip.MustParsePrefix("2001:20::/28"), "ORCHIDv2, RFC 7343"},
	{netip.MustParsePrefix("2001:30::/28"), "drones, RFC 9374"},
	{netip.MustParsePrefix("2001:db8::/32"), "documentation, RFC 3849"},
	{netip.MustParsePrefix("2002::/16"), "6to4, RFC 3056"},
	{netip.MustParsePrefix("2620:4f:8000::/48"), "AS112, RFC 7534"},
	{netip.MustParsePrefix("3fff::/20"), "documentation, RFC 9637"},
	{netip.MustParsePrefix("5f00::/16"), "segment routing, RFC 9602"},
	{netip.MustParsePrefix("fc00::/7"), "private, RFC 4193"},
	{netip.MustParsePrefix("fe80::/10"), "link-local, RFC 4291"},
	{netip.MustParsePrefix("fec0::/10"), "site-local, RFC 3879"},
	{netip.MustParsePrefix("ff00::/8"), "multicast, RFC 4291"},
}

// globalUnicast is the part of IPv6 that is assigned to the public (RFC 4291, section 2.4).
var globalUnicast = netip.MustParsePrefix("2000::/3")

// purpose returns the purpose that the address is reserved for, or "" for a public one. An address with a zone is in no
// range.
func purpose(a netip.Addr) string {
	for _, s := range specialRanges {
		if s.prefix.Contains(a) {
			return s.purpose
		}
	}
	if a.Is6() && !globalUnicast.Contains(a) {
		return "not given out"
	}
	return ""
}
