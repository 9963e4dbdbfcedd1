package action

import "strings"

// Person is a contact of an XM Directory, as the fields of another system give it.
type Person struct {
	FirstName string `json:"first_name,omitempty"`
	LastName  string `json:"last_name,omitempty"`
	Email     string `json:"email,omitempty"`
	Phone     string `json:"phone,omitempty"`
	// EmbeddedData is what else to keep about the contact.
	EmbeddedData EmbeddedData `json:"embedded_data,omitempty"`
}

func (p Person) check(f *faults) {
	if p.Email != "" {
		f.address("email", p.Email)
	}
	p.EmbeddedData.check(f, "embedded_data")
}

// address wants an e-mail address: one "@" with text on both sides, and nothing that ends an address.
func (f *faults) address(path, address string) {
	if templated(address) {
		return
	}
	if address == "" {
		f.add(path, "missing")
		return
	}
	name, host, _ := strings.Cut(address, "@")
	if name == "" || host == "" || strings.ContainsAny(host, "@") || strings.ContainsAny(address, " \t\r\n,;<>") {
		f.add(path, "%q is not an e-mail address", address)
	}
}
