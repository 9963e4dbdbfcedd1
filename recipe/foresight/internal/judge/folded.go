package judge

import "strings"

// folded returns a term as words are compared, near enough to tell whether one may be part of another: letters that package
// filter takes as the same are the same here, and some others, too.
func folded(s string) string {
	var out strings.Builder
	for _, r := range strings.ToLower(s) {
		if r < 0x80 {
			out.WriteRune(r)
			continue
		}
		out.WriteByte('?') // accents, other scripts: any of them may be the same
	}
	return out.String()
}
