package action

import (
	"errors"
	"net/url"
	"strings"
	"unicode"
)

// CheckURL returns what is wrong with an address that a config asks somebody to fetch, or nil. It must be absolute,
// http or https, with a host and without a user name or password. It judges the final address, in which "{{" is text.
// The error never repeats the address, which may be a secret in itself.
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

// url wants an address as [CheckURL] does.
func (f *faults) url(path, address string) {
	if err := CheckURL(address); err != nil {
		f.value(path, "%v", err)
	}
}
