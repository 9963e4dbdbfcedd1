package webhook

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/internal/netguard"
	"github.com/commis-recipes/commis/trigger"
)

// MaxBody is the length of the longest body that is sent, in bytes.
const MaxBody = 16 << 20

// message is a webhook's request for one event, the same bytes in every try.
type message struct {
	method        string
	url           *url.URL
	endpoint      Endpoint // of the address that the config gives
	contentType   string   // empty without a body
	authorization action.Secret
	header        http.Header // further headers; nil for none
	body          []byte
}

// errURL and errTooLarge are the faults of a message that have a class of their own.
type errURL struct{ error }

var errTooLarge = errors.New("the message is too large")

// message builds the request of a config whose texts are filled in. Its errors are permanent. None has the address, the
// authorization or a value in it.
func (c Config) message(in *action.Input) (m message, err error) {
	m.method = http.MethodPost
	if c.Method == http.MethodGet {
		m.method = http.MethodGet
	}
	if m.url, err = netguard.ParseURL(c.URL); err != nil {
		return m, errURL{err}
	}
	m.endpoint = endpointOf(m.url)
	if m.authorization = c.Authorization; c.Authorization != "" && !authorization.MatchString(string(c.Authorization)) {
		return m, errors.New(`authorization: not a type and credentials, such as "Bearer" and a token, in one line of ASCII`)
	}
	if m.method == http.MethodGet {
		return m, c.addQuery(in, m.url)
	}
	if m.body, err = c.write(in); err != nil {
		return m, err
	}
	if len(m.body) > MaxBody {
		return m, errTooLarge
	}
	m.contentType = c.ContentType
	if m.contentType == "" {
		m.contentType = "application/json"
	}
	return m, nil
}

// addQuery appends the variables to the query that the address has.
func (c Config) addQuery(in *action.Input, u *url.URL) error {
	pairs, err := c.pairs(in)
	if err != nil {
		return err
	}
	if u.RawQuery != "" && pairs != "" {
		u.RawQuery += "&"
	}
	u.RawQuery += pairs
	if len(u.String()) > netguard.MaxURL {
		return errTooLarge
	}
	return nil
}

// write returns the body of a POST.
func (c Config) write(in *action.Input) ([]byte, error) {
	kind := c.kind()
	switch {
	case kind == "":
		return nil, errors.New("content_type: not a media type")
	case c.Body != "":
		if kind == "json" && !c.isJSON([]byte(c.Body)) {
			return nil, errors.New("body: not JSON")
		}
		return []byte(c.Body), nil
	case kind == "url":
		pairs, err := c.pairs(in)
		return []byte(pairs), err
	case kind != "json", c.lines() != "":
		return nil, errors.New("body: missing; the content type needs one")
	case len(c.chosen()) == 0, c.sendsNothing() && isUpdate(in.Event.Kind):
		return object(in, item(in.Event))
	}
	return object(in, c.Variables)
}

// isUpdate reports whether only case update recipes start on events of the kind.
func isUpdate(kind trigger.Kind) bool {
	spec, ours := kind.Spec()
	return ours && !slices.ContainsFunc(spec.Starts(), func(on string) bool { return !startsOnUpdate(on) })
}

// item returns the body of a webhook without variables and body: the item, with a case its latest mention, and the event,
// by which a receiver restores the order of messages.
func item(ev trigger.Event) []Variable {
	switch ev.Item().Kind {
	case trigger.CaseItem:
		return []Variable{{Variable: "case"}, {Variable: "mention"}, {Variable: "event"}}
	case trigger.RecordItem:
		return []Variable{{Variable: "record"}, {Variable: "event"}}
	}
	return []Variable{{Variable: "mention"}, {Variable: "event"}}
}

// object returns the variables as the members of a JSON object, in their order.
func object(in *action.Input, variables []Variable) ([]byte, error) {
	b := []byte{'{'}
	for i, v := range variables {
		if i > 0 {
			b = append(b, ',')
		}
		value, err := v.read(in)
		if err == nil {
			b, err = appendJSON(b, v.key())
		}
		if err == nil {
			b, err = appendJSON(append(b, ':'), value)
		}
		if err != nil {
			return nil, fmt.Errorf("variables[%d]: %w", i, err)
		}
	}
	return append(b, '}'), nil
}

// pairs returns the variables as a query or a form, in their order.
func (c Config) pairs(in *action.Input) (string, error) {
	var b strings.Builder
	for i, v := range c.Variables {
		value, err := v.read(in)
		if err != nil {
			return "", fmt.Errorf("variables[%d]: %w", i, err)
		}
		text, err := plain(value)
		if err != nil {
			return "", fmt.Errorf("variables[%d]: %w", i, err)
		}
		if i > 0 {
			b.WriteByte('&')
		}
		b.WriteString(url.QueryEscape(v.key()) + "=" + url.QueryEscape(text))
	}
	return b.String(), nil
}

// authorization matches a value of the header of that name: a type and credentials (RFC 9110, section 11.4), in one line of
// ASCII.
var authorization = regexp.MustCompile(`^[!#$%&'*+.^_|~0-9A-Za-z-]+ +[\x21-\x7E][\x20-\x7E]*$`)
