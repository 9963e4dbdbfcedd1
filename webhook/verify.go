package webhook

import (
	"crypto/ed25519"
	"crypto/hmac"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/commis-recipes/commis/action"
)

// The errors of [Verify] and [VerifyBody].
var (
	ErrUnsigned  = errors.New("unsigned: a header of the signature is missing or malformed")
	ErrTimestamp = errors.New("the message is too old, or from the future")
	ErrSignature = errors.New("no signature matches")
)

// maxSignatures is the highest number of signatures of one message that are checked.
const maxSignatures = 32

// Verify checks that a message was signed by [Sign] with one of the secrets, at most the tolerance ago or ahead; zero means
// five minutes. The body must be the received bytes, before it is decoded.
// A secret may also be a public key, "whpk_" and its base64. Secrets are compared in constant time. The error is
// [ErrUnsigned], [ErrTimestamp] or [ErrSignature], or tells that a secret cannot be read.
//
// While secrets are replaced a message has several signatures. They may be in any order, joined by a space or a comma, and
// in several header lines, which some proxies join by a comma; up to 32 are looked at. Those of other versions are passed
// over.
//
// A receiver must also drop a message whose [IDHeader] it has seen: the same message may come twice.
func Verify(h http.Header, body []byte, now time.Time, tolerance time.Duration, secrets ...action.Secret) error {
	keys, err := readSecrets(secrets)
	if err != nil {
		return err
	}
	id, timestamp, given := only(h, IDHeader), only(h, TimestampHeader), signatures(h)
	seconds, err := strconv.ParseUint(timestamp, 10, 40)
	if err != nil || !legalID(id) || len(given) == 0 {
		return ErrUnsigned
	}
	if tolerance <= 0 {
		tolerance = 5 * time.Minute
	}
	if age := now.Sub(time.Unix(int64(seconds), 0)); age > tolerance || age < -tolerance {
		return ErrTimestamp
	}
	head := signedHead(id, timestamp)
	for _, k := range keys {
		for i := 1; i < len(given); i++ {
			if k.signed(head, body, given[i-1], given[i]) {
				return nil
			}
		}
	}
	return ErrSignature
}

// signatures returns the versions and the signatures of the header, one after the other.
func signatures(h http.Header) []string {
	var all []string
	for _, line := range h.Values(SignatureHeader) {
		for part := range strings.FieldsFuncSeq(line, func(r rune) bool { return r == ' ' || r == ',' || r == '\t' }) {
			if all = append(all, part); len(all) == 2*maxSignatures {
				return all
			}
		}
	}
	return all
}

func readSecrets(secrets []action.Secret) ([]secretKey, error) {
	if len(secrets) == 0 {
		return nil, errNoSecret
	}
	keys := make([]secretKey, len(secrets))
	for i, s := range secrets {
		var err error
		if keys[i], err = readSecret(s); err != nil {
			return nil, fmt.Errorf("secret %d of %d: %w", i+1, len(secrets), err)
		}
	}
	return keys, nil
}

// signed reports whether the signature of that version is the key's.
func (k secretKey) signed(head, body []byte, version, signature string) bool {
	if version != "v1" && version != "v1a" {
		return false
	}
	sum, err := base64.StdEncoding.Strict().DecodeString(signature)
	switch {
	case err != nil:
		return false
	case version == "v1" && k.shared != nil:
		return hmac.Equal(sum, mac(k.shared, head, body))
	case version == "v1a" && k.public != nil:
		return ed25519.Verify(k.public, slices.Concat(head, body), sum)
	}
	return false
}

// only returns the value of a header that appears once, and "" otherwise.
func only(h http.Header, name string) string {
	if values := h.Values(name); len(values) == 1 {
		return values[0]
	}
	return ""
}
