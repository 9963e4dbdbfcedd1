package filter

// jsonText follows the strings of a JSON text.
type jsonText struct {
	quoted  bool // within a string
	escaped bool // behind a backslash that belongs to what follows
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
