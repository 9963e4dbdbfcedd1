package action

import (
	"errors"
	"net/url"
	"strings"
	"unicode"
)

// CheckURL returns an error unless the address is absolute, http or https, with a host and without a user name or password.
// The address is final: "{{" is text. The error never has the address in it, which may be a secret.
func CheckURL(address string) error {
	if address == "" {
		return errors.New("missing")
	}
	u, err := url.Parse(address)
	switch {
	case err != nil || strings.ContainsFunc(address, unicode.IsControl):
		return errors.New("not an address")
	case u.Scheme != "http" && u.Scheme != "https", u.Hostname() == "":
		return errors.New("not an absolute http or https address with a host")
	case u.User != nil:
		return errors.New("holds a user name or password; give an authorization instead")
	}
	return nil
}

// url requires an address that [CheckURL] accepts.
func (f *faults) url(path, address string) {
	if err := CheckURL(address); err != nil {
		f.value(path, "%v", err)
	}
}
