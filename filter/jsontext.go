package filter

// jsonText tracks whether a position in a JSON text is inside a string.
type jsonText struct {
	quoted  bool // inside a string
	escaped bool // after a backslash that escapes the next character
}

func (j *jsonText) follow(s string) {
	j.escaped = false
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '"':
			j.quoted = !j.quoted
		case s[i] == '\\' && j.quoted:
			i++
			j.escaped = i == len(s) || s[i] == 'u' && i+4 >= len(s)
		}
	}
}
