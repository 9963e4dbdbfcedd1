package webhook

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"strings"
)

// The forms of more than one JSON text in a body.
const (
	jsonLines    = "lines" // one on each line
	jsonSequence = "seq"   // each after a record separator (RFC 7464), which some leave out
)

// lines returns the form of a content type that holds more than one JSON text, and "" for any other.
func (c Config) lines() string {
	media, _, err := mime.ParseMediaType(c.ContentType)
	if err != nil {
		return ""
	}
	_, name, _ := strings.Cut(media, "/")
	switch strings.TrimPrefix(name, "x-") {
	case "ndjson", "jsonl", "jsonlines", "json-lines", "ldjson":
		return jsonLines
	case "json-seq":
		return jsonSequence
	}
	if strings.HasSuffix(name, "+json-seq") { // RFC 8091
		return jsonSequence
	}
	return ""
}

// isJSON reports whether the body is valid for the JSON content type.
func (c Config) isJSON(body []byte) bool {
	switch c.lines() {
	case jsonLines:
		return areLines(body)
	case jsonSequence:
		return isSequence(body)
	}
	return json.Valid(body)
}

// areLines reports whether each line is JSON; empty lines are allowed.
func areLines(body []byte) bool {
	for line := range bytes.SplitSeq(body, []byte("\n")) {
		if len(bytes.TrimSpace(line)) > 0 && !json.Valid(line) {
			return false
		}
	}
	return true
}

// isSequence reports whether the body is JSON texts, with record separators between them or without.
func isSequence(body []byte) bool {
	d := json.NewDecoder(bytes.NewReader(bytes.ReplaceAll(body, []byte{0x1e}, []byte("\n"))))
	for {
		var text json.RawMessage
		switch err := d.Decode(&text); {
		case errors.Is(err, io.EOF):
			return true
		case err != nil:
			return false
		}
	}
}
