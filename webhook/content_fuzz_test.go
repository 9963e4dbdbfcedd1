package webhook

import (
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"html"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
)

// FuzzContent reads answers of anybody's: never more than asked for, and what was packed comes out as it was.
func FuzzContent(f *testing.F) {
	f.Add("gzip", []byte("\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff\x00\x00\x00\xff\xff"), 10)
	f.Add("deflate", []byte("\x78\x9c\x03\x00\x00\x00\x00\x01"), 10)
	f.Add("deflate, x-gzip", []byte("hola"), 3)
	f.Add(",, identity ,", []byte("\xff\xfeh\x00"), 100)
	f.Add("br", []byte(nil), 0)
	f.Fuzz(func(t *testing.T, coding string, body []byte, most int) {
		most = min(max(most, 0), 1<<16)
		content, err := decode(http.Header{"Content-Encoding": {coding}}, body, most)
		require.LessOrEqual(t, len(content), most)
		for _, cut := range []bool{false, true} {
			s := text(content, cut)
			require.True(t, utf8.ValidString(s))
			require.NotContains(t, s, "\x1b")
			require.LessOrEqual(t, len(s), 2*len(content), "UTF-16 grows by half at most")
		}
		if strings.Trim(coding, ", identy") == "" && strings.Trim(coding, ", ") == "" {
			require.NoError(t, err)
			require.Equal(t, string(body[:min(len(body), most)]), string(content))
		}
		var zipped, deflated bytes.Buffer
		for _, w := range []interface {
			Write([]byte) (int, error)
			Close() error
		}{gzip.NewWriter(&zipped), zlib.NewWriter(&deflated)} {
			_, err := w.Write(body)
			require.NoError(t, err)
			require.NoError(t, w.Close())
		}
		for name, packed := range map[string][]byte{"gzip": zipped.Bytes(), "deflate": deflated.Bytes()} {
			got, err := decode(http.Header{"Content-Encoding": {name}}, packed, len(packed)+len(body))
			require.NoError(t, err)
			require.Equal(t, string(body), string(got))
		}
	})
}

// FuzzRedaction looks for a secret in what is left of texts that repeat it in many ways.
func FuzzRedaction(f *testing.F) {
	f.Add("s3cr3t t0ken", "before ", " after")
	f.Add(`a/b+c="d"&<e>\`, `\u00`, "%2")
	f.Add("%25%25%25", "%", "25%25%2525")
	f.Add("aaaaaaaa", "aaa", "aaaa")
	f.Add("&amp;&#38;", "&", ";")
	f.Fuzz(func(t *testing.T, secret, before, after string) {
		if len(secret) < longEnough || len(secret) > 1<<10 || len(before)+len(after) > 1<<12 || !utf8.ValidString(secret) {
			return
		}
		var r redaction
		r.add(secret)
		quoted, _ := json.Marshal(secret)
		for _, dress := range []string{
			secret, url.QueryEscape(secret), url.PathEscape(secret), html.EscapeString(secret), string(quoted[1 : len(quoted)-1]),
			hex.EncodeToString([]byte(secret)), strings.ToUpper(hex.EncodeToString([]byte(secret))), base64.StdEncoding.EncodeToString([]byte(secret)),
			base64.RawURLEncoding.EncodeToString([]byte("1" + secret)), base64.RawURLEncoding.EncodeToString([]byte("12" + secret)),
		} {
			for _, cut := range []bool{false, true} {
				got := r.apply(before+dress+after, cut)
				require.NotContains(t, got, dress)
				require.Contains(t, got, "[redacted]")
			}
		}
		clean := strings.Repeat("\u007f", len(before)) // a secret of that alone is not made here
		if strings.Trim(secret, "\u007f") == "" {
			return
		}
		require.Equal(t, clean, r.apply(clean, false), "nothing is taken that is no secret")
	})
}
