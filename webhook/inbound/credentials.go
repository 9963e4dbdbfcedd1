package inbound

import (
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"net/http"
	"strings"

	"github.com/commis-recipes/commis/action"
)

var errCredentials = errors.New("not authorized")

// Credentials returns a func for [Receiver] that authorizes a request whose Authorization header is one of those
// allowed, each a type and credentials as in "Bearer s3cret"; with several they can be changed without a gap. One that
// is anything else, because its environment variable is empty for example, authorizes nobody. They are compared in
// constant time, the type whatever its case (RFC 9110, section 11).
func Credentials(allowed ...action.Secret) func(r *http.Request) error {
	var sums [][sha256.Size]byte
	for _, a := range allowed {
		if sum, ok := credentialsSum(string(a)); ok {
			sums = append(sums, sum)
		}
	}
	return func(r *http.Request) error {
		values := r.Header.Values("Authorization")
		if len(values) != 1 {
			return errCredentials
		}
		got, ok := credentialsSum(values[0])
		if !ok {
			return errCredentials
		}
		equal := 0
		for _, want := range sums {
			equal |= subtle.ConstantTimeCompare(got[:], want[:])
		}
		if equal == 0 {
			return errCredentials
		}
		return nil
	}
}

// credentialsSum hashes the value of a header, so that comparing tells nothing about its length either.
func credentialsSum(value string) (sum [sha256.Size]byte, ok bool) {
	kind, rest, _ := strings.Cut(strings.TrimSpace(value), " ")
	rest = strings.TrimLeft(rest, " ")
	if rest == "" {
		return sum, false
	}
	return sha256.Sum256([]byte(strings.ToLower(kind) + " " + rest)), true
}
