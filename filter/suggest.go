package filter

import (
	"strings"
)

// suggest returns the known name that was probably meant, or "": one that differs only in case, "_" and "-", that ends
// with the name, or that is a few letters away.
func suggest(name string, from []string) string {
	if len(name) > 100 {
		return ""
	}
	plain := strings.NewReplacer("_", "", "-", "")
	fold := func(s string) string { return plain.Replace(strings.ToLower(s)) }
	best, least := "", 0
	for _, s := range from {
		if fold(s) == fold(name) {
			return s
		}
		if d := distance(name, s); d <= min(3, max(len(name), len(s))/3) && (best == "" || d < least) {
			best, least = s, d
		}
	}
	if best != "" {
		return best
	}
	for _, s := range from {
		if strings.HasSuffix(fold(s), "."+fold(name)) {
			return s
		}
	}
	return ""
}

// distance returns the number of letters to change, add, drop or swap between two names (optimal string alignment).
func distance(a, b string) int {
	if len(a)-len(b) > 3 || len(b)-len(a) > 3 {
		return 4
	}
	var before, last []int
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		before, last, row = last, row, make([]int, len(b)+1)
		row[0] = i
		for j := 1; j <= len(b); j++ {
			row[j] = last[j-1]
			if a[i-1] != b[j-1] {
				row[j] = 1 + min(last[j-1], last[j], row[j-1])
			}
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
	}
	return row[len(b)]
}

// didYouMean returns the end of a message about an unknown name.
func didYouMean(name string, from []string) string {
	if s := suggest(name, from); s != "" {
		return ", did you mean " + s + "?"
	}
	return ""
}
