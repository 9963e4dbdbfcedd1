package webhook

import (
	"crypto/sha256"
	"encoding/base64"
	"strings"
)

// maxMessageID is the length of the longest id of a message, in bytes.
const maxMessageID = 200

// messageID returns the id under which a message with the idempotency key is sent: the key itself where a header may
// hold it, else a hash of it. Two keys never share an id.
func messageID(key string) string {
	if len(key) <= maxMessageID && legalID(key) && !strings.HasPrefix(key, hashedID) {
		return key
	}
	sum := sha256.Sum256([]byte(key))
	return hashedID + base64.RawURLEncoding.EncodeToString(sum[:])
}

// hashedID is the prefix of an id that is a hash.
const hashedID = "sha256-"

// legalID reports whether the id is legal in a header and unambiguous in a signature, where a point separates it from the
// rest.
func legalID(id string) bool {
	return id != "" && strings.IndexFunc(id, func(r rune) bool { return r <= ' ' || r >= 0x7f || r == '.' }) < 0
}
