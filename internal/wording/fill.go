package wording

import "strings"

// Fill puts values into the placeholders of a text. A part in brackets is left out when one of its placeholders has no value,
// or replaced by what follows its bar: "[the tag {tag}|a tag]". Brackets do not nest.
func Fill(text string, value func(name string) (string, bool)) string {
	var b strings.Builder
	for text != "" {
		before, rest, found := strings.Cut(text, "[")
		part, _ := fillPart(before, value)
		b.WriteString(part)
		if !found {
			break
		}
		option, after, _ := strings.Cut(rest, "]")
		option, otherwise, _ := strings.Cut(option, "|")
		part, whole := fillPart(option, value)
		if !whole {
			part, _ = fillPart(otherwise, value)
		}
		b.WriteString(part)
		text = after
	}
	return b.String()
}

// fillPart fills in a text without brackets, and reports whether every placeholder has a value.
func fillPart(text string, value func(name string) (string, bool)) (filled string, whole bool) {
	var b strings.Builder
	whole = true
	for {
		before, rest, found := strings.Cut(text, "{")
		b.WriteString(before)
		if !found {
			return b.String(), whole
		}
		name, after, _ := strings.Cut(rest, "}")
		v, ok := value(name)
		b.WriteString(v)
		whole, text = whole && ok, after
	}
}

// Placeholders returns the names of the placeholders in a text.
func Placeholders(text string) []string {
	var all []string
	Fill(text, func(name string) (string, bool) {
		all = append(all, name)
		return "", false
	})
	return all
}

// Join joins texts as a list: "a", "a or b", "a, b or c".
func Join(list []string, last string) string {
	switch n := len(list); n {
	case 0:
		return ""
	case 1:
		return list[0]
	default:
		return strings.Join(list[:n-1], ", ") + last + list[n-1]
	}
}
