package filter

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"math"
	"net/url"
	"reflect"
	"strconv"
	"strings"
	"time"
)

// Escape names the format of a template's text, so that inserted values cannot break out of it.
type Escape int

const (
	// Plain inserts values unchanged, except that U+FFFD replaces each NUL, which hosts and their stores do not accept.
	Plain Escape = iota
	// JSON is for JSON documents (RFC 8259). Inside a string a value is inserted as escaped text. Outside of one it is
	// inserted as JSON: text with its quotes, a list as an array, {{ mention }} as an object, a missing value as null;
	// a number that is not finite is an error. Non-ASCII letters and the characters <, > and & are not escaped.
	JSON
	// URL is for addresses and forms. Values are escaped to be text in a path and in a query alike (a space is %20,
	// which is right in both).
	URL
	// XML is for XML documents. Values are escaped as text, which is also valid inside a quoted attribute.
	XML
)

// format returns the text to insert for a value.
func (e Escape) format(d typedValue, quoted bool) (string, error) {
	if e == JSON && !quoted {
		return formatJSON(d)
	}
	s, err := formatPlain(d)
	switch {
	case err != nil:
		return "", err
	case e == URL:
		return strings.ReplaceAll(url.QueryEscape(s), "+", "%20"), nil
	case e == XML:
		var b strings.Builder
		err := xml.EscapeText(&b, []byte(s))
		return b.String(), err
	case e == JSON:
		s, err = formatAsJSON(s)
		return strings.TrimSuffix(strings.TrimPrefix(s, `"`), `"`), err
	}
	return strings.ReplaceAll(s, "\x00", "\ufffd"), nil
}

// formatPlain formats a value for a reader.
func formatPlain(d typedValue) (string, error) {
	if d.isEmpty() {
		return "", nil
	}
	switch d.kind {
	case aText:
		return d.text, nil
	case aNumber:
		return formatNumber(d), nil
	case aTruth:
		return strconv.FormatBool(d.truth), nil
	case aTime:
		return d.time.Format(time.RFC3339Nano), nil
	case aDuration:
		return time.Duration(d.int).String(), nil
	case aTextList, aList:
		return formatList(d)
	}
	return formatAsJSON(d.raw)
}

// formatJSON formats a value as JSON.
func formatJSON(d typedValue) (string, error) {
	switch {
	case d.isEmpty() && !d.kind.list():
		return "null", nil
	case d.kind == aNumber && math.IsInf(d.float, 0):
		return "", &runFault{msg: "is not a finite number"}
	case d.kind == aNumber:
		return formatNumber(d), nil
	case d.kind == aDuration:
		return formatAsJSON(time.Duration(d.int).String())
	}
	return formatAsJSON(d.goValue())
}

func formatList(d typedValue) (string, error) {
	v := reflect.ValueOf(d.raw)
	var parts []string
	for i := range v.Len() {
		e := valueOf(v.Index(i).Interface())
		s, err := "", error(nil)
		if e.kind.list() {
			s, err = formatAsJSON(e.raw)
		} else {
			s, err = formatPlain(e)
		}
		if err != nil {
			return "", err
		}
		parts = append(parts, s)
	}
	return strings.Join(parts, ", "), nil
}

// formatNumber formats a number without an exponent.
func formatNumber(d typedValue) string {
	if d.whole {
		return strconv.FormatInt(d.int, 10)
	}
	return strconv.FormatFloat(d.float, 'f', -1, 64)
}

// formatAsJSON encodes v as JSON without HTML escaping.
func formatAsJSON(v any) (string, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return "", &runFault{msg: "cannot be written as JSON: it refers to itself or contains a value that is not data"}
	}
	return strings.TrimSuffix(b.String(), "\n"), nil
}
