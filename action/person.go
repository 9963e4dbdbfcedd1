package action

import (
	"strings"
	"unicode"
)

// Person is a contact of an XM Directory, as the fields of another system give it.
type Person struct {
	FirstName string `json:"first_name,omitempty"`             // the contact's first name
	LastName  string `json:"last_name,omitempty"`              // the contact's last name
	Email     string `json:"email,omitempty" schema:"address"` // a plain address, "ada@example.com"
	Phone     string `json:"phone,omitempty"`                  // the contact's telephone number
	// EmbeddedData is further data of the contact.
	EmbeddedData EmbeddedData `json:"embedded_data,omitempty"`
}

func (p Person) check(f *faults) {
	f.line("first_name", p.FirstName)
	f.line("last_name", p.LastName)
	f.line("phone", p.Phone)
	if p.Email != "" {
		f.address("email", p.Email)
	}
	p.EmbeddedData.check(f, "embedded_data")
}

// address requires a plain e-mail address: one "@" with text on both sides, and no character that ends an address, begins
// a comment, a quoted name or a group (RFC 5322, section 3.4), or breaks the line.
func (f *faults) address(path, address string) {
	name, host, _ := strings.Cut(address, "@")
	switch {
	case address == "":
		f.add(path, "missing")
	case strings.ContainsFunc(address, unicode.IsControl):
		f.line(path, address)
	case name == "" || host == "" || strings.ContainsAny(host, "@") || strings.ContainsFunc(address, notInAddress):
		f.value(path, "%q is not an e-mail address", address)
	}
}

func notInAddress(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(`,;:<>()[]"\`, r) }
