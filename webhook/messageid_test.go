package webhook

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestMessageID(t *testing.T) {
	t.Parallel()
	for _, key := range []string{"it-alerts/0/e1/mention/77", "a", "msg_2KWPBgLlAfxdpx2AI54pPJ85f4W", "a%20b:c=d@e~f", strings.Repeat("k", 200)} {
		require.Equal(t, key, messageID(key), "a header may hold it as it is")
	}
	seen := map[string]string{}
	for _, key := range []string{"", "a b", "a.b", "a\r\nX: y", "\x00", "é", "日本", "\xff", "\xfe", strings.Repeat("k", 201), strings.Repeat("k", 100_000), messageID("a b")} {
		id := messageID(key)
		require.Regexp(t, `^sha256-[0-9A-Za-z_-]{43}$`, id, "%.20q", key)
		require.Empty(t, seen[id], "%.20q", key)
		seen[id] = fmt.Sprintf("%.20q", key)
		require.Equal(t, id, messageID(key), "the same every time")
	}
}

func TestMessageIDIsLegal(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		key, other := rapid.String().Draw(t, "key"), rapid.String().Draw(t, "other")
		require.Regexp(t, `^[!-\-/-~]{1,200}$`, messageID(key))
		require.Equal(t, key == other, messageID(key) == messageID(other))
	})
}
