package webhook

import (
	"bytes"
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"strings"

	"github.com/commis-recipes/commis/action"
)

// secretKey is a secret of Standard Webhooks, read: a shared one, or half or both halves of a pair.
type secretKey struct {
	shared  []byte             // whsec_
	private ed25519.PrivateKey // whsk_
	public  ed25519.PublicKey  // whpk_, and of whsk_
}

// readSecret reads a secret, also one that lost its final "=" when it was copied. The error never repeats it.
func readSecret(s action.Secret) (secretKey, error) {
	kind, text, _ := strings.Cut(string(s), "_")
	data, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(text, "="))
	if err != nil {
		return secretKey{}, errors.New("not a secret such as whsec_ and base64")
	}
	switch {
	case kind == "whsec" && (len(data) < 24 || len(data) > 64):
		return secretKey{}, errors.New("a whsec_ secret has 24 to 64 bytes")
	case kind == "whsec":
		return secretKey{shared: data}, nil
	case kind == "whpk" && len(data) == ed25519.PublicKeySize:
		return secretKey{public: data}, nil
	case kind == "whsk" && len(data) == ed25519.SeedSize:
		return pair(ed25519.NewKeyFromSeed(data)), nil
	case kind == "whsk" && len(data) == ed25519.PrivateKeySize:
		private := ed25519.NewKeyFromSeed(data[:ed25519.SeedSize])
		if !bytes.Equal(private, data) {
			return secretKey{}, errors.New("the two halves of the whsk_ key do not belong together")
		}
		return pair(private), nil
	case kind == "whpk", kind == "whsk":
		return secretKey{}, errors.New("not an Ed25519 key")
	}
	return secretKey{}, errors.New("not a secret that begins with whsec_, whsk_ or whpk_")
}

// beginsAsSecret reports whether a text begins as a secret does, perhaps one with a mistake: a name would be shown.
func beginsAsSecret(text string) bool {
	kind, _, found := strings.Cut(strings.ToLower(strings.TrimSpace(text)), "_")
	return found && (kind == "whsec" || kind == "whsk" || kind == "whpk")
}

func pair(private ed25519.PrivateKey) secretKey {
	return secretKey{private: private, public: private.Public().(ed25519.PublicKey)}
}

// mac returns the HMAC-SHA256 of the concatenated parts.
func mac(key []byte, parts ...[]byte) []byte {
	h := hmac.New(sha256.New, key)
	for _, p := range parts {
		h.Write(p)
	}
	return h.Sum(nil)
}
