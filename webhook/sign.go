package webhook

import (
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/commis-recipes/commis/action"
)

// The headers of a signed message (Standard Webhooks 1.0.0).
const (
	IDHeader        = "Webhook-Id"        // the same for every try of one message
	TimestampHeader = "Webhook-Timestamp" // of the try, seconds since 1970
	SignatureHeader = "Webhook-Signature" // one or more signatures, separated by spaces
)

// Sign returns the value of [SignatureHeader] for a message: one signature for each secret, so that a receiver may have
// the old secret or the new one. A secret is "whsec_" and the base64 of 24 to 64 bytes, with or without its final "=", for
// HMAC-SHA256, or "whsk_" and that of an Ed25519 private key. The
// id must be legal in [IDHeader]: printable ASCII without spaces and points. Sign returns an error without any secret. No
// error has a secret in it.
//
// Source: Standard Webhooks 1.0.0, "Signature scheme".
func Sign(id string, at time.Time, body []byte, secrets ...action.Secret) (string, error) {
	switch {
	case !legalID(id):
		return "", errors.New("the id is not printable ASCII without spaces and points")
	case at.Unix() < 0:
		return "", errors.New("the time is before 1970")
	case len(secrets) == 0:
		return "", errNoSecret
	}
	head := signedHead(id, strconv.FormatInt(at.Unix(), 10))
	var all []string
	for i, s := range secrets {
		k, err := readSecret(s)
		switch {
		case err != nil:
			return "", fmt.Errorf("secret %d of %d: %w", i+1, len(secrets), err)
		case k.shared != nil:
			all = append(all, "v1,"+base64.StdEncoding.EncodeToString(mac(k.shared, head, body)))
		case k.private != nil:
			all = append(all, "v1a,"+base64.StdEncoding.EncodeToString(ed25519.Sign(k.private, slices.Concat(head, body))))
		default:
			return "", fmt.Errorf("secret %d of %d: a whpk_ key only verifies", i+1, len(secrets))
		}
	}
	return strings.Join(all, " "), nil
}

var errNoSecret = errors.New("no secret")

// signedHead returns the signed bytes before the body.
func signedHead(id, timestamp string) []byte { return []byte(id + "." + timestamp + ".") }
