package webhook

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"strings"

	"github.com/commis-recipes/commis/internal/netguard"
)

// Class is the kind of result of a delivery.
type Class string

// The classes of a delivery. One that is not final is retried.
const (
	OK        Class = "ok"        // 2xx
	Redirect  Class = "redirect"  // 3xx, which is not followed; final
	HTTP4xx   Class = "http_4xx"  // 4xx other than the next four; final
	TryAgain  Class = "try_again" // 408 and 425: the request came too slowly, or too early
	Gone      Class = "gone"      // 410: the receiver wants no more; final, and disables the endpoint
	Throttled Class = "throttled" // 429
	HTTP5xx   Class = "http_5xx"  // 5xx
	Timeout   Class = "timeout"   // no answer in time
	DNS       Class = "dns"       // the host has no address
	Refused   Class = "refused"   // no connection
	Reset     Class = "reset"     // the connection broke, or the answer was not HTTP
	TLS       Class = "tls"       // no secure connection: the certificate, the protocol
	Blocked   Class = "blocked"   // an address that must not be reached; nothing was sent; final
	BadURL    Class = "bad_url"   // the address is refused; nothing was sent; final
	TooLarge  Class = "too_large" // the message, which was not sent, or the header of the answer; final
	Cancelled Class = "cancelled" // the caller gave up
	Disabled  Class = "disabled"  // the endpoint is disabled; nothing was sent; final

	// Unreadable is a successful answer of a web service in a coding that cannot be decoded; final.
	Unreadable Class = "unreadable"
)

// Final reports whether another try would end in the same way.
func (c Class) Final() bool {
	switch c {
	case OK, Redirect, HTTP4xx, Gone, Blocked, BadURL, TooLarge, Disabled, Unreadable:
		return true
	}
	return false
}

// receivers reports whether a try of the class tells that the receiver fails.
func (c Class) receivers() bool { return c != OK && c != Blocked && c != Cancelled }

// ofStatus returns the class of an answer.
func ofStatus(status int) Class {
	switch {
	case status == http.StatusGone:
		return Gone
	case status == http.StatusTooManyRequests:
		return Throttled
	case status == http.StatusRequestTimeout, status == http.StatusTooEarly:
		return TryAgain
	case status >= 500:
		return HTTP5xx
	case status >= 400:
		return HTTP4xx
	case status >= 300:
		return Redirect
	case status >= 200:
		return OK
	}
	return Reset // 101 and the like: no other protocol was requested
}

// ofError returns the class of a request that got no answer. ctx is that of the request.
func ofError(ctx context.Context, err error) Class {
	var (
		blocked *netguard.BlockedError
		timeout net.Error
		dns     *net.DNSError
		dial    *net.OpError
	)
	switch {
	case errors.As(err, &blocked):
		return Blocked
	case errors.Is(ctx.Err(), context.Canceled):
		return Cancelled
	case ctx.Err() != nil, errors.As(err, &timeout) && timeout.Timeout():
		return Timeout
	case errors.As(err, &dns):
		return DNS
	case ofTLS(err):
		return TLS
	case oversize(err):
		return TooLarge
	case errors.As(err, &dial) && dial.Op == "dial":
		return Refused
	}
	return Reset
}

func ofTLS(err error) bool {
	var (
		certificate *tls.CertificateVerificationError
		record      tls.RecordHeaderError
	)
	return errors.As(err, &certificate) || errors.As(err, &record) || errors.Is(err, http.ErrSchemeMismatch) ||
		strings.Contains(err.Error(), "tls: ") // alerts have no type of their own
}

// oversize reports whether the header of the answer was too large. net/http has no type for it.
func oversize(err error) bool {
	return strings.Contains(err.Error(), "server response headers exceeded")
}
