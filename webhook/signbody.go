package webhook

import (
	"crypto/hmac"
	"encoding/base64"

	"github.com/commis-recipes/commis/action"
)

// BodySignatureHeader is the header of the other scheme, which signs the body alone: see [SignBody].
const BodySignatureHeader = "X-Signature"

// SignBody returns the value of [BodySignatureHeader]: the base64 of HMAC-SHA256 over the body, with the secret's bytes as
// the key. The time of sending is not signed, so a receiver cannot recognise an old message; use it where a receiver
// requires it, and [Sign] elsewhere.
//
// Source: Qualtrics Social Connect, "Webhooks", verification by the application's client secret.
func SignBody(body []byte, secret action.Secret) string {
	return base64.StdEncoding.EncodeToString(mac([]byte(secret), body))
}

// VerifyBody returns [ErrSignature] unless the value of [BodySignatureHeader] is that of one of the secrets for the
// body. It compares in constant time. An empty secret never matches.
func VerifyBody(signature string, body []byte, secrets ...action.Secret) error {
	sum, err := base64.StdEncoding.Strict().DecodeString(signature)
	if err != nil {
		return ErrSignature
	}
	for _, s := range secrets {
		if s != "" && hmac.Equal(sum, mac([]byte(s), body)) {
			return nil
		}
	}
	return ErrSignature
}
