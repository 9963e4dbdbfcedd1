package webhook

import (
	"hash/fnv"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// waits are the waits after the first failed try, the second, and so on: about three days in all.
//
// Source: Standard Webhooks 1.0.0, "Retries".
var waits = [...]time.Duration{
	5 * time.Second, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 5 * time.Hour,
	10 * time.Hour, 14 * time.Hour, 20 * time.Hour, 24 * time.Hour,
}

// longestAsked is the longest wait that a receiver may ask for. A longer one is shortened to it.
const longestAsked = 24 * time.Hour

// wait returns the wait after a try of a message: the plain wait plus or minus up to 20 %. If the receiver asks for a wait,
// it is at least that and at least the plain wait. asked is zero when the receiver does not ask.
func wait(id string, attempt int, asked time.Duration) time.Duration {
	plain := waits[min(max(attempt, 1), len(waits))-1]
	own := jitter(id, attempt, plain)
	if asked > 0 {
		return max(asked, plain, own)
	}
	return own
}

// jitter returns a wait near the plain one. It is the same for the same message and try, and differs between messages, so
// that many that failed together are not retried together.
func jitter(id string, attempt int, plain time.Duration) time.Duration {
	h := fnv.New64a()
	h.Write([]byte(id + "#" + strconv.Itoa(attempt)))
	part := h.Sum64() % 4001 // 0..4000 of 10,000
	return plain*8/10 + plain*time.Duration(part)/10000
}

// retryAfter reads a header Retry-After (RFC 9110, section 10.2.3), seconds or a date. It returns at least a nanosecond
// for a valid header, zero for an invalid or missing one, and at most longestAsked.
func retryAfter(value string, now time.Time) time.Duration {
	value = strings.TrimSpace(value)
	if value == "" {
		return 0
	}
	if strings.Trim(value, "0123456789") == "" {
		seconds, err := strconv.ParseUint(value, 10, 64)
		if err != nil || seconds > uint64(longestAsked/time.Second) {
			return longestAsked
		}
		return max(time.Duration(seconds)*time.Second, 1)
	}
	date, err := http.ParseTime(value)
	if err != nil {
		return 0
	}
	return min(max(date.Sub(now), 1), longestAsked)
}
