package webhook

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"encoding/binary"
	"errors"
	"io"
	"net/http"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// maxCodings is how many codings an answer may have, one around the other. One is usual.
const maxCodings = 2

var errCoding = errors.New("an unexpected coding")

// decode returns at most the given number of bytes of the content of a body with the header. No step yields more than
// that, so a small body that expands to a large one costs little. With an error it returns the content before the error.
//
// Requests ask for uncompressed answers (Accept-Encoding: identity), but some receivers compress even so (RFC 9110, section
// 8.4.1).
func decode(h http.Header, body []byte, most int) (content []byte, err error) {
	var codings []string
	for coding := range strings.SplitSeq(strings.Join(h.Values("Content-Encoding"), ","), ",") {
		coding = strings.ToLower(strings.TrimSpace(coding))
		if coding != "" && coding != "identity" {
			codings = append(codings, coding)
		}
	}
	if len(codings) > maxCodings {
		return nil, errCoding
	}
	content = body[:min(len(body), most)]
	for i := len(codings) - 1; i >= 0 && err == nil; i-- { // the last one was applied last
		var r io.Reader
		if r, err = decoder(codings[i], content); err != nil {
			return nil, err
		}
		content, err = io.ReadAll(io.LimitReader(r, int64(most)))
	}
	return content, err
}

// decoder returns a reader for the coding.
func decoder(coding string, body []byte) (io.Reader, error) {
	switch coding {
	case "gzip", "x-gzip":
		return gzip.NewReader(bytes.NewReader(body))
	case "deflate":
		// The name means zlib (RFC 1950), but some senders use raw deflate (RFC 1951).
		if len(body) >= 2 && body[0]&0x0f == 8 && binary.BigEndian.Uint16(body)%31 == 0 {
			return zlib.NewReader(bytes.NewReader(body))
		}
		return flate.NewReader(bytes.NewReader(body)), nil
	}
	return nil, errCoding
}

// unmarked returns the content as UTF-8 without its byte order mark; content without a mark is returned unchanged.
func unmarked(content []byte) []byte {
	switch {
	case bytes.HasPrefix(content, []byte("\xef\xbb\xbf")):
		return content[3:]
	case bytes.HasPrefix(content, []byte("\xfe\xff")):
		return fromUTF16(content[2:], binary.BigEndian)
	case bytes.HasPrefix(content, []byte("\xff\xfe")):
		return fromUTF16(content[2:], binary.LittleEndian)
	}
	return content
}

func fromUTF16(content []byte, order binary.ByteOrder) []byte {
	units := make([]uint16, len(content)/2)
	for i := range units {
		units[i] = order.Uint16(content[2*i:])
	}
	return []byte(string(utf16.Decode(units)))
}

// text returns the content as a text: UTF-8 without control characters except line breaks and tabs. It is "" for other
// content, such as an image. An incomplete last character of content that was cut is left out.
func text(content []byte, cut bool) string {
	s := string(unmarked(content))
	if cut {
		s = whole(s)
	}
	if !utf8.ValidString(s) || strings.IndexFunc(s, noText) >= 0 {
		return ""
	}
	return s
}

// whole returns the text without an incomplete last character.
func whole(s string) string {
	for i := 1; i < utf8.UTFMax && i <= len(s); i++ {
		if part := s[len(s)-i:]; utf8.RuneStart(part[0]) {
			if !utf8.FullRuneInString(part) {
				return s[:len(s)-i]
			}
			break
		}
	}
	return s
}

func noText(r rune) bool {
	return r < ' ' && r != '\t' && r != '\n' && r != '\r' || 0x7f <= r && r < 0xa0
}
