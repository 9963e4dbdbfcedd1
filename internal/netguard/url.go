package netguard

import (
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// MaxURL is the length of the longest address that [ParseURL] takes, in bytes.
const MaxURL = 32 << 10

// ParseURL parses the address of a request. It accepts only addresses that all parsers understand alike: absolute, http
// or https, in printable ASCII (RFC 3986), with a name or a plain IP address as host. It rejects user names, fragments,
// backslashes, the path segments . and .., which some parsers resolve, and the unusual number formats that some
// resolvers accept as an address (0x7f.1, 2130706433, 0177.0.0.1). Errors never contain the address, which may be a
// secret.
func ParseURL(address string) (*url.URL, error) {
	switch {
	case address == "":
		return nil, errors.New("missing")
	case len(address) > MaxURL:
		return nil, fmt.Errorf("longer than %d bytes", MaxURL)
	case strings.IndexFunc(address, isUnprintable) >= 0:
		return nil, errors.New("holds a space, a control character or a letter outside of ASCII; write it as %20 and so on, or xn-- in a host")
	case strings.Contains(address, `\`):
		return nil, errors.New("holds a backslash")
	case strings.Contains(address, "#"):
		return nil, errors.New("holds a fragment (#), which is never sent")
	}
	u, err := url.Parse(address)
	switch {
	case err != nil:
		return nil, errors.New("not an address")
	case u.Scheme != "http" && u.Scheme != "https", u.Opaque != "", u.Hostname() == "":
		return nil, errors.New("not an absolute http or https address with a host")
	case u.User != nil:
		return nil, errors.New("holds a user name or password; give an authorization instead")
	case slices.ContainsFunc(strings.Split(u.Path, "/"), isDotSegment):
		return nil, errors.New("the path holds . or .. as a segment")
	}
	if err := checkPort(u.Host, u.Port()); err != nil {
		return nil, err
	}
	if err := checkHost(u); err != nil {
		return nil, err
	}
	return u, nil
}

func isUnprintable(r rune) bool { return r <= ' ' || r >= 0x7f }

// isDotSegment reports whether a segment means the current directory or its parent.
func isDotSegment(segment string) bool { return segment == "." || segment == ".." }

func checkPort(host, port string) error {
	if port == "" {
		if strings.HasSuffix(host, ":") {
			return errors.New("the port is missing")
		}
		return nil
	}
	if n, err := strconv.ParseUint(port, 10, 16); err != nil || n == 0 || port[0] == '0' {
		return errors.New("the port is not between 1 and 65535")
	}
	return nil
}

// checkHost requires an IP address in its usual form or a name (RFC 1123, section 2.1, and underscores, which are in
// use).
func checkHost(u *url.URL) error {
	host := u.Hostname()
	if strings.HasPrefix(u.Host, "[") {
		if a, err := netip.ParseAddr(host); err != nil || !a.Is6() || a.Zone() != "" {
			return errors.New("the host is not an IPv6 address")
		}
		return nil
	}
	labels := strings.Split(strings.TrimSuffix(host, "."), ".")
	if len(host) > 253 {
		return errors.New("the host is longer than 253 bytes")
	}
	for _, l := range labels {
		if l == "" || len(l) > 63 || strings.IndexFunc(l, isNotHostRune) >= 0 {
			return errors.New("the host is not a name or an IP address")
		}
	}
	if !isNumericLabel(labels[len(labels)-1]) {
		return nil
	}
	if a, err := netip.ParseAddr(host); err != nil || !a.Is4() {
		return errors.New("the host ends in a number but is not an IP address such as 192.0.2.1")
	}
	return nil
}

func isNotHostRune(r rune) bool {
	return !('a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || r == '-' || r == '_')
}

// isNumericLabel reports whether the last label of a host makes a parser treat the host as an IPv4 address (WHATWG URL
// Standard, "ends in a number checker").
func isNumericLabel(label string) bool {
	if len(label) >= 2 && label[0] == '0' && (label[1] == 'x' || label[1] == 'X') {
		return strings.Trim(label[2:], "0123456789abcdefABCDEF") == ""
	}
	return strings.Trim(label, "0123456789") == ""
}
