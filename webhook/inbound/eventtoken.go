package inbound

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"

	"github.com/commis-recipes/commis/action"
)

// EventToken returns the token that the event URL of a flow ends in, 43 characters that need no escaping in a URL. It
// is made of the host's secret, 32 random bytes or more, and an ID. It is always the same for the same two, so that
// nothing has to be stored and the URL stays when the flow is edited, and another for every other ID, so that a copy has
// a URL of its own. Nobody can make one without the secret. To change the URL of one flow, change the ID
// ("close-case/2").
//
// An empty secret or ID gives the empty token, which opens nothing.
func EventToken(secret []byte, id string) action.Secret {
	if len(secret) == 0 || id == "" {
		return ""
	}
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte("commis event url\n" + id))
	return action.Secret(base64.RawURLEncoding.EncodeToString(mac.Sum(nil)))
}
