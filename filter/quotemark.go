package filter

// acuteAccent is typed instead of an apostrophe on some keyboards. It decomposes into a space and an accent.
const acuteAccent = '\u00B4'

// isQuote reports whether r is a double quote of any kind.
func isQuote(r rune) bool {
	switch r {
	case '"', '“', '”', '„', '«', '»':
		return true
	}
	return false
}
