package strictjson

import "strings"

// Suggest returns the known name that was probably meant, or "": one that differs only in letter case, "_" and "-", or
// by one edit in a name of three to five bytes and two in a longer one.
func Suggest(name string, known []string) string {
	if len(name) > maxName {
		return ""
	}
	best, least := "", min(2, len(name)/3)+1
	for _, k := range known {
		if fold(k) == fold(name) {
			return k
		}
		if n := distance(name, k, least); n < least {
			best, least = k, n
		}
	}
	return best
}

func fold(name string) string {
	return strings.ToLower(strings.NewReplacer("_", "", "-", "").Replace(name))
}

// distance returns the number of insertions, deletions, substitutions and swaps of neighbours that lead from a to b, in
// bytes. It may give up at limit.
func distance(a, b string, limit int) int {
	if max(len(a)-len(b), len(b)-len(a)) >= limit {
		return limit
	}
	// rows[i][j] is the distance of a[:i] and b[:j].
	rows := make([][]int, len(a)+1)
	for i := range rows {
		rows[i] = make([]int, len(b)+1)
		rows[i][0] = i
	}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			change := 1
			if a[i-1] == b[j-1] {
				change = 0
			}
			n := min(rows[i-1][j]+1, rows[i][j-1]+1, rows[i-1][j-1]+change)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				n = min(n, rows[i-2][j-2]+1)
			}
			rows[i][j] = n
		}
	}
	return rows[len(a)][len(b)]
}
