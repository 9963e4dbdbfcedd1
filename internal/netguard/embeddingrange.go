package netguard

import "net/netip"

// embeddingRanges are the IPv6 ranges whose addresses contain an IPv4 address, and its position.
var embeddingRanges = []struct {
	prefix   netip.Prefix
	at       int
	inverted bool
}{
	{netip.MustParsePrefix("::/96"), 12, false},          // IPv4-compatible, RFC 4291
	{netip.MustParsePrefix("64:ff9b::/96"), 12, false},   // NAT64, RFC 6052
	{netip.MustParsePrefix("64:ff9b:1::/48"), 12, false}, // local NAT64, RFC 8215, with the common prefix of 96 bits
	{netip.MustParsePrefix("2001::/32"), 12, true},       // the client of Teredo, RFC 4380
	{netip.MustParsePrefix("2002::/16"), 2, false},       // 6to4, RFC 3056
}

// embeddedIPv4 returns the IPv4 address that an IPv6 address contains. The addresses :: and ::1 contain none.
func embeddedIPv4(a netip.Addr) (v4 netip.Addr, ok bool) {
	if a.IsUnspecified() || a.IsLoopback() {
		return netip.Addr{}, false
	}
	for _, c := range embeddingRanges {
		if !c.prefix.Contains(a) {
			continue
		}
		whole := a.As16()
		part := [4]byte(whole[c.at : c.at+4])
		if c.inverted {
			for i := range part {
				part[i] ^= 0xff
			}
		}
		return netip.AddrFrom4(part), true
	}
	return netip.Addr{}, false
}
