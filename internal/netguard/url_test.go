package netguard_test

import (
	"fmt"
	"net/netip"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/internal/netguard"
)

func TestParseURL(t *testing.T) {
	t.Parallel()
	for _, good := range []string{
		"https://hooks.example.com/T0/B0", "http://example.com", "HTTPS://EXAMPLE.COM/", "https://example.com.:8443/a?b=c&d",
		"https://192.0.2.1/", "https://[2001:db8::1]:443/x", "https://xn--bcher-kva.example/%C3%B1", "https://a_b.example/",
		"https://example.com/@user", "https://example.com/?q={}", "https://1and1.example/", "https://localhost/", "https://0x7g.example.x1/",
		"https://example.com/...", "https://example.com/a..b/.well-known/", "https://example.com/?a=/../b", "https://example.com/%2e%2e%2e",
	} {
		u, err := netguard.ParseURL(good)
		require.NoError(t, err, good)
		require.NotEmpty(t, u.Hostname(), good)
	}
	for _, bad := range []string{
		"", "/h", "example.com", "//example.com/", "ftp://example.com/", "javascript:alert(1)", "file:///etc/passwd", "https:example.com",
		"https://", "https:///x", "http://:80/", "gopher://example.com/",
		"https://user@example.com/", "https://user:pw@example.com/", "https://@example.com/", "https://example.com@127.0.0.1/",
		"https://example.com/#", "https://example.com/#a", "https://example.com#@evil.example/",
		"https://example.com\\@evil.example/", "https:\\\\example.com/",
		"https://example.com/\r\nX: y", "https://example.com/a b", "https://example.com/?a b", "https://example.com/\x00", "https://example.com/\t",
		"https://example.com/\x7f", "https://exam\u200bple.com/", "https://ｌｏｃａｌｈｏｓｔ/", "https://local\u200bhost/", "https://example.com/ñ", "https://①②⑦.0.0.1/",
		"https://exa\xffmple.com/", "https://%31%32%37.0.0.1/", "https://%6c%6f%63%61%6c/", "https://127。0。0。1/", "https://%EF%BC%91/",
		"http://0x7f.1/", "http://0x7f000001/", "http://0X7F.0.0.1/", "http://2130706433/", "http://0177.0.0.1/", "http://127.1/", "http://127.0.1/",
		"http://127.0.0.1./", "http://127.0.0.01/", "http://0/", "http://256.1.1.1/", "http://1.2.3.4.5/", "http://example.123/", "http://example.0x1f/", "http://example.0x/",
		"http://[::1%25eth0]/", "http://[::ffff:127.0.0.1/", "http://[127.0.0.1]/", "http://[]/", "http://[::g]/", "http://a[::1]/",
		"https://example.com:/", "https://example.com:0/", "https://example.com:65536/", "https://example.com:080/", "https://example.com:http/", "https://example.com:-1/",
		"https://example.com/..", "https://example.com/a/../b", "https://example.com/./a", "https://example.com/a/.", "https://example.com/%2e%2E/a", "https://example.com/.%2e",
		"https://example.com/a%2F..%2Fb",
		"https://a..b/", "https://.a/", "https://a!b/", "https://a*b.example/", "https://" + strings.Repeat("a", 64) + ".example/",
		"https://" + strings.Repeat("abcdefg.", 32) + "example/", "https://example.com/" + strings.Repeat("a", netguard.MaxURL),
	} {
		_, err := netguard.ParseURL(bad)
		require.Error(t, err, bad)
		if len(bad) > 8 {
			require.NotContains(t, err.Error(), strings.TrimPrefix(strings.TrimPrefix(bad, "https://"), "http://"), bad)
		}
	}
}

// endsInNumber matches the hosts that browsers and C libraries take for an IPv4 address.
var endsInNumber = regexp.MustCompile(`(^|\.)([0-9]+|0[xX][0-9a-fA-F]*)\.?$`)

func FuzzParseURL(f *testing.F) {
	for _, seed := range []string{
		"https://hooks.example.com/T0/B0?a=b", "http://0x7f.1/", "http://[::ffff:127.0.0.1]:80/", "https://u:p@e.com/#f",
		"http://2130706433", "https://ｌｏｃａｌｈｏｓｔ", "http://e.com\\@x", "http://e.com:/", "https://xn--a/",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, address string) {
		u, err := netguard.ParseURL(address)
		if err != nil {
			return
		}
		require.Contains(t, []string{"http", "https"}, u.Scheme)
		require.Nil(t, u.User)
		require.Empty(t, u.Fragment)
		require.Empty(t, u.Opaque)
		require.NotRegexp(t, `[^!-~]`, u.Host+u.RequestURI(), "what goes onto the wire")
		host := u.Hostname()
		require.Regexp(t, `^[0-9A-Za-z._:-]+$`, host)
		if endsInNumber.MatchString(host) || strings.Contains(host, ":") {
			_, err := netip.ParseAddr(host)
			require.NoError(t, err, "%q is taken for an address by others", host)
		}
		again, err := netguard.ParseURL(u.String())
		require.NoError(t, err)
		require.Equal(t, u.Host, again.Host)
		require.Equal(t, u.RequestURI(), again.RequestURI())
	})
}

func ExampleParseURL() {
	for _, address := range []string{"https://hooks.example.com/T0", "https://me:secret@example.com/", "http://2130706433/", "https://ｌｏｃａｌｈｏｓｔ/"} {
		u, err := netguard.ParseURL(address)
		if err != nil {
			fmt.Println(err)
			continue
		}
		fmt.Println(u.Hostname())
	}
	// Output:
	// hooks.example.com
	// holds a user name or password; give an authorization instead
	// the host ends in a number but is not an IP address such as 192.0.2.1
	// holds a space, a control character or a letter outside of ASCII; write it as %20 and so on, or xn-- in a host
}
