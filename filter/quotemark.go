package filter

// acuteAccent is what some keyboards give for an apostrophe. It decomposes into a space and an accent.
const acuteAccent = '\u00B4'

// isQuote reports whether a rune is a double quote of some kind.
func isQuote(r rune) bool {
	switch r {
	case '"', '“', '”', '„', '«', '»':
		return true
	}
	return false
}
