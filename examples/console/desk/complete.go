package desk

import (
	"unicode/utf16"
	"unicode/utf8"

	"github.com/commis-recipes/commis/filter"
)

// complete answers the texts that may be written at a place of an expression. Offsets are those of a page: UTF-16 code units.
func (d *Desk) complete(c *call) (any, error) {
	b, err := body[struct {
		Text   string `json:"text"`
		Offset int    `json:"offset"`
	}](c)
	if err != nil {
		return nil, err
	}
	out := d.compiler(c.now.set).Complete(b.Text, bytesBefore(b.Text, b.Offset))
	out.From, out.To = unitsBefore(b.Text, out.From), unitsBefore(b.Text, out.To)
	if out.Items == nil {
		out.Items = []filter.Candidate{}
	}
	return out, nil
}

// bytesBefore returns the bytes of the characters that end within the first units of a text.
func bytesBefore(text string, units int) int {
	for i, r := range text {
		if units -= utf16.RuneLen(r); units < 0 {
			return i
		}
	}
	return len(text)
}

// unitsBefore returns the UTF-16 code units of the first bytes of a text.
func unitsBefore(text string, bytes int) (units int) {
	for i, r := range text {
		if i+utf8.RuneLen(r) > bytes {
			break
		}
		units += utf16.RuneLen(r)
	}
	return units
}
