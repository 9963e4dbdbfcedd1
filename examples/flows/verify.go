package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// verify checks a signature with the standard library alone, as a receiver in any language can.
func verify(secret []byte, h http.Header, body []byte, now time.Time) bool {
	sent, err := strconv.ParseInt(h.Get("webhook-timestamp"), 10, 64)
	if err != nil || now.Sub(time.Unix(sent, 0)).Abs() > 5*time.Minute {
		return false
	}
	mac := hmac.New(sha256.New, secret)
	fmt.Fprintf(mac, "%s.%d.%s", h.Get("webhook-id"), sent, body)
	right := base64.StdEncoding.EncodeToString(mac.Sum(nil))
	// "v1,BASE64" for each secret while it is replaced, joined by spaces; a proxy may have put several lines into one.
	given := strings.FieldsFunc(strings.Join(h.Values("webhook-signature"), " "), func(r rune) bool { return r == ' ' || r == ',' })
	for i := 1; i < len(given); i++ {
		if given[i-1] == "v1" && hmac.Equal([]byte(given[i]), []byte(right)) {
			return true
		}
	}
	return false
}
