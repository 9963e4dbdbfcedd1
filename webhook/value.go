package webhook

import (
	"bytes"
	"encoding/json"
	"errors"
	"reflect"
	"strconv"
	"strings"
	"time"
)

var errValue = errors.New("the value cannot be written as JSON: it refers to itself or contains a value that is not data")

// appendJSON appends the value as JSON (RFC 8259) in UTF-8: only quotes, backslashes and control characters are escaped.
func appendJSON(b []byte, value any) ([]byte, error) {
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(value); err != nil {
		return nil, errValue // its own text may have the value in it
	}
	return unescape(b, bytes.TrimSuffix(out.Bytes(), []byte("\n"))), nil
}

// literal are characters that encoding/json escapes without need.
var literal = strings.NewReplacer(`\u2028`, "\u2028", `\u2029`, "\u2029", `\ufffd`, "\ufffd")

// unescape appends the JSON text with those characters unescaped.
func unescape(b, text []byte) []byte {
	for {
		i := bytes.IndexByte(text, '\\')
		if i < 0 {
			return append(b, text...)
		}
		b = append(b, text[:i]...)
		n := 2 // a backslash and the escaped character
		if text[i+1] == 'u' {
			n = 6
		}
		b = append(b, literal.Replace(string(text[i:i+n]))...)
		text = text[i+n:]
	}
}

// plain writes the value for a query or a form: text unchanged, lists joined by ", ", times as RFC 3339, missing values as
// "" and documents as JSON.
func plain(value any) (string, error) {
	if t, ok := value.(time.Time); ok {
		return t.Format(time.RFC3339Nano), nil
	}
	v := reflect.ValueOf(value)
	if v.Kind() == reflect.Pointer {
		v = v.Elem()
	}
	switch v.Kind() {
	case reflect.Invalid:
		return "", nil
	case reflect.String:
		return v.String(), nil
	case reflect.Float32, reflect.Float64:
		return strconv.FormatFloat(v.Float(), 'f', -1, 64), nil
	case reflect.Slice:
		return commaList(v)
	}
	text, err := appendJSON(nil, value)
	return string(text), err
}

// commaList writes the entries of a list, those that are lists themselves as JSON.
func commaList(v reflect.Value) (string, error) {
	parts := make([]string, v.Len())
	for i := range parts {
		entry := v.Index(i).Interface()
		if reflect.ValueOf(entry).Kind() == reflect.Slice {
			text, err := appendJSON(nil, entry)
			if err != nil {
				return "", err
			}
			parts[i] = string(text)
			continue
		}
		var err error
		if parts[i], err = plain(entry); err != nil {
			return "", err
		}
	}
	return strings.Join(parts, ", "), nil
}
