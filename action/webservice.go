package action

import (
	"encoding/json"
	"log/slog"
	"maps"
	"slices"
	"strings"

	"github.com/commis-recipes/commis/internal/fault"
)

// WebService calls an API of another system.
//
//	{"do":"web_service","with":{"method":"POST","url":"https://api.example.com/reviews/{{ record.id }}",
//	  "body_type":"json","body":"{\"text\":\"{{ record.text }}\"}","authorization":"Bearer abc"}}
//
// Values are escaped for the place that they go to. With [SocialConnect] it is for recipes on records, polls and schedules only; others use a webhook.
//
// Source: Qualtrics, "Web Service Task".
type WebService struct {
	// Method is GET, POST, PUT, PATCH or DELETE.
	Method string `json:"method" schema:"required,oneof=GET|POST|PUT|PATCH|DELETE"`
	// URL is absolute, http or https.
	URL string `json:"url" schema:"required,url" escape:"url" report:"host"`
	// BodyType is the type of the body; empty without a body.
	BodyType BodyType `json:"body_type,omitempty"`
	// Body is sent as it is; a GET has none.
	Body string `json:"body,omitempty" report:"-"`
	// Headers are sent beside those that follow from the other members.
	Headers map[string]Secret `json:"headers,omitempty"`
	// Authorization is the header of that name, a type and credentials; empty means none.
	Authorization Secret `json:"authorization,omitempty"`
}

// BodyType is the type of a request's body.
type BodyType string

// The types of a [WebService]'s body.
const (
	FormBody BodyType = "form" // a=1&b=2, URL-encoded
	XMLBody  BodyType = "xml"  // XML
	JSONBody BodyType = "json" // JSON
	TextBody BodyType = "text" // plain text
)

// Kind returns "web_service".
func (WebService) Kind() string { return "web_service" }

// Validate requires a method, an address, a type for a body, and headers that cannot break the request.
func (c WebService) Validate() error {
	var f faults
	oneOf(&f, "method", c.Method, "GET", "POST", "PUT", "PATCH", "DELETE")
	f.url("url", c.URL)
	c.checkBody(&f)
	for _, name := range slices.Sorted(maps.Keys(c.Headers)) {
		f.header(name, c.Headers[name])
	}
	if err := c.Authorization.CheckAuthorization(); err != nil {
		f.value("authorization", "%v", err)
	}
	return f.Err()
}

func (c WebService) checkBody(f *faults) {
	switch {
	case c.Body == "" && c.BodyType == "":
		return
	case c.Body == "":
		f.add("body", "missing; body_type says %q", c.BodyType)
	case c.Method == "GET":
		f.add("body", "a GET has none")
	}
	oneOf(f, "body_type", c.BodyType, FormBody, XMLBody, JSONBody, TextBody)
	if c.Body != "" && c.BodyType == JSONBody && !json.Valid([]byte(c.Body)) {
		f.value("body", "not JSON")
	}
}

// header requires a header that no other member sets.
func (f *faults) header(name string, value Secret) {
	path := fault.Member("headers", name)
	switch strings.ToLower(name) {
	case "authorization":
		f.add(path, "give it as authorization")
	case "content-type":
		f.add(path, "follows from body_type")
	case "host", "content-length", "transfer-encoding", "connection":
		f.add(path, "follows from the request")
	}
	if !token(name) {
		f.add(path, "not the name of a header")
	}
	f.line(path, strings.ReplaceAll(string(value), "\t", " ")) // a tab is legal in one (RFC 9110, section 5.5)
}

// token reports whether the name can be that of a header (RFC 9110, section 5.6.2).
func token(name string) bool {
	return name != "" && strings.IndexFunc(name, func(r rune) bool {
		return r <= ' ' || r >= 0x7f || strings.ContainsRune("\"(),/:;<=>?@[\\]{}", r)
	}) < 0
}

// Escape returns the escaping of the body, by its type.
func (c WebService) Escape(member string) string {
	switch {
	case member != "body":
		return ""
	case c.BodyType == FormBody:
		return "url"
	case c.BodyType == JSONBody, c.BodyType == XMLBody:
		return string(c.BodyType)
	}
	return ""
}

// LogValue returns the config without its secrets.
func (c WebService) LogValue() slog.Value {
	return slog.GroupValue(slog.String("method", c.Method), slog.String("body_type", string(c.BodyType)))
}
