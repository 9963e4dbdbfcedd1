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

// maxCodings is how many codings an answer may have, one around the other. Nobody needs more than one.
const maxCodings = 2

var errCoding = errors.New("a coding that nobody asked for")

// decode returns the content of a body that came with the header, at most the given number of bytes of it. Every step
// yields no more than that, so a small body that stands for a large one costs little. With an error it returns what
// could be read before it.
//
// An answer is asked for as it is (Accept-Encoding: identity), but some receivers compress all the same (RFC 9110,
// section 8.4.1).
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

// decoder returns what reads the coding.
func decoder(coding string, body []byte) (io.Reader, error) {
	switch coding {
	case "gzip", "x-gzip":
		return gzip.NewReader(bytes.NewReader(body))
	case "deflate":
		// The name is that of zlib (RFC 1950), but some send what is within it (RFC 1951).
		if len(body) >= 2 && body[0]&0x0f == 8 && binary.BigEndian.Uint16(body)%31 == 0 {
			return zlib.NewReader(bytes.NewReader(body))
		}
		return flate.NewReader(bytes.NewReader(body)), nil
	}
	return nil, errCoding
}

// unmarked returns the content as UTF-8 without the byte order mark that it begins with. Without one it is as it was.
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

// text returns the content as a text: UTF-8 without control characters but those of lines. It is "" when it is anything
// else, such as an image. Where the content was cut, the last character may be a part of one, and is left out.
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

// whole returns the text without the part of a character that it ends in.
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
