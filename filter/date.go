package filter

import (
	"strconv"
	"strings"
	"time"
)

// Date reads a text as an instant, as the function date of expressions does: RFC 3339, a date alone, which means its
// start in UTC, or seconds since 1970 (milliseconds from 10^11 on). It returns false for any other text.
func Date(text string) (time.Time, bool) {
	text = strings.TrimSpace(text)
	if n, err := strconv.ParseInt(text, 10, 64); err == nil {
		const milliseconds = 100_000_000_000
		if n >= milliseconds {
			return time.UnixMilli(n).UTC(), true
		}
		return time.Unix(n, 0).UTC(), n >= 0
	}
	return parseInstant(text)
}
