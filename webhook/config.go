package webhook

import (
	"log/slog"
	"mime"
	"net/http"
	"strings"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/internal/fault"
	"github.com/commis-recipes/commis/internal/netguard"
	"github.com/commis-recipes/commis/trigger"
)

// Config is one webhook.
//
//	{"do":"webhook","with":{"name":"slack-it","method":"POST","url":"https://hooks.example.com/T0/B0",
//	  "variables":[{"key":"text","variable":"mention.content"}]}}
//
// In a recipe on new items the name must be set, and exactly the variables or the body are sent. In a case update recipe a
// webhook with neither variables nor a body posts the whole item as JSON: the mention, {"mention":{…},"event":{…}}, or for an
// event of a case the case and its latest mention, {"case":{…},"mention":{…},"event":{…}}. The event is its id, kind and
// instant: {"id":"e1","kind":"case_created","at":"2026-01-05T12:00:00Z"}. A new mention starts both sorts of recipe, so a
// webhook with a name on a case_mention trigger must have variables or a body. With [action.SocialConnect] a case update recipe always posts
// the whole item: only url, authorization and the secrets can be set.
//
// Source: Qualtrics Social Connect, "Automation recipes and webhooks", trigger a webhook.
type Config struct {
	// Name appears in the history of the items that the webhook runs for.
	Name string `json:"name,omitempty"`
	// Description is for administrators only and is never sent.
	Description string `json:"description,omitempty"`
	// Method is GET or POST; empty means POST. A GET carries the variables in its query.
	Method string `json:"method,omitempty" schema:"oneof=GET|POST"`
	// URL is absolute, http or https.
	URL string `json:"url" schema:"required,url" escape:"url" report:"host"`
	// ContentType is the header of that name; empty means application/json.
	ContentType string `json:"content_type,omitempty"`
	// Authorization is the header of that name, a type and credentials; empty means none.
	Authorization action.Secret `json:"authorization,omitempty"`
	// Variables are sent in this order.
	Variables []Variable `json:"variables,omitempty"`
	// Body is sent instead of the variables. A content type that is neither JSON nor a form needs one, and so do lines of
	// JSON (application/x-ndjson, application/jsonl) and sequences (application/json-seq, RFC 7464).
	Body string `json:"body,omitempty" report:"-"`
	// Secret names the secret that the request is signed with, see [Sign]. [Sender.Secrets] returns the secret itself. Empty means that the request is not signed.
	Secret string `json:"secret,omitempty"`
	// BodySecret names the secret that the body of a POST alone is signed with, see [SignBody]. Empty means none.
	BodySecret string `json:"body_secret,omitempty"`
}

var (
	_ action.Validator  = Config{}
	_ action.Placed     = Config{}
	_ action.Restricted = Config{}
	_ action.Named      = Config{}
	_ action.Escaper    = Config{}
	_ action.Ruled      = Config{}
)

// Kind returns "webhook".
func (Config) Kind() string { return "webhook" }

// HistoryName returns the name.
func (c Config) HistoryName() string { return c.Name }

// Validate returns every fault that does not depend on the recipe. No fault has the authorization in it.
func (c Config) Validate() error {
	var all fault.List
	add := func(path, format string, args ...any) {
		all.Append(action.AsWritten(trigger.Invalid(path, format, args...)))
	}
	if c.Method != "" && c.Method != http.MethodGet && c.Method != http.MethodPost {
		add("method", "%q is not GET or POST", c.Method)
	}
	if err := c.checkURL(); err != nil {
		all.Append(trigger.Invalid("url", "%v", err))
	}
	if err := c.Authorization.CheckAuthorization(); err != nil {
		all.Append(trigger.Invalid("authorization", "%v", err))
	}
	if c.kind() == "" {
		add("content_type", "%q is not a media type", c.ContentType)
	} else {
		c.checkBody(add)
	}
	if c.Body != "" && c.kind() == "json" && !c.isJSON([]byte(c.Body)) {
		all.Append(trigger.Invalid("body", "not JSON, which the content type requires"))
	}
	c.checkVariables(add)
	c.checkSecrets(add)
	return all.Err()
}

// SchemaRules gives the body instead of variables, and none for a GET.
func (Config) SchemaRules(trigger.World) map[string]any {
	type rule = map[string]any
	return rule{
		"not":  rule{"properties": rule{"variables": rule{"minItems": 1}}, "required": []string{"body", "variables"}},
		"if":   rule{"properties": rule{"method": rule{"const": http.MethodGet}}, "required": []string{"method"}},
		"then": rule{"not": rule{"anyOf": []any{rule{"required": []string{"body"}}, rule{"required": []string{"body_secret"}}}}},
	}
}

func (c Config) checkURL() error {
	if err := action.CheckURL(c.URL); err != nil {
		return err
	}
	_, err := netguard.ParseURL(c.URL)
	return err
}

func (c Config) checkSecrets(add func(path, format string, args ...any)) {
	const itself = "is a secret itself; write the host's name for it"
	if beginsAsSecret(c.Secret) {
		add("secret", itself)
	}
	if beginsAsSecret(c.BodySecret) {
		add("body_secret", itself)
	}
	if c.BodySecret != "" && c.Method == http.MethodGet {
		add("body_secret", "a GET has no body to sign")
	}
}

func (c Config) checkBody(add func(path, format string, args ...any)) {
	kind := c.kind()
	switch {
	case c.Body != "" && c.Method == http.MethodGet:
		add("body", "a GET has none")
	case c.Body != "" && len(c.Variables) > 0:
		add("body", "given beside variables; keep one of the two")
	case c.Body == "" && c.Method != http.MethodGet && (kind != "json" || c.lines() != "") && kind != "url":
		add("body", "missing; the content type %s needs one", c.ContentType)
	}
}

func (c Config) checkVariables(add func(path, format string, args ...any)) {
	first := make(map[string]int, len(c.Variables))
	for i, v := range c.Variables {
		path := fault.Index("variables", i)
		if strings.TrimSpace(v.Variable) == "" {
			add(path+".variable", "missing")
			continue
		}
		if _, _, err := find(v.Variable); err != nil {
			add(path+".variable", "%v", err)
		}
		if j, dup := first[v.key()]; dup {
			add(path+".key", "%q is the key of variables[%d] too", v.key(), j)
			continue
		}
		first[v.key()] = i
	}
}

// kind returns the sort of content type: "json", also for lines of JSON, "url" for a form, "xml", "text" for any other, or
// "" when it is not a media type.
func (c Config) kind() string {
	if c.ContentType == "" {
		return "json"
	}
	media, _, err := mime.ParseMediaType(c.ContentType)
	switch {
	case err != nil, !strings.Contains(media, "/"), strings.IndexFunc(c.ContentType, unprintable) >= 0:
		return ""
	case strings.HasSuffix(media, "/json"), strings.HasSuffix(media, "+json"), c.lines() != "":
		return "json"
	case media == "application/x-www-form-urlencoded":
		return "url"
	case strings.HasSuffix(media, "/xml"), strings.HasSuffix(media, "+xml"):
		return "xml"
	}
	return "text"
}

func unprintable(r rune) bool { return r < ' ' || r >= 0x7f }

// AllowedOn returns every member that a recipe with the trigger must set.
func (c Config) AllowedOn(t trigger.Trigger) error {
	for _, on := range t.On {
		switch {
		case on == trigger.OnNewItem && strings.TrimSpace(c.Name) == "":
			return trigger.Invalid("name", "missing; the history of new items shows it")
		case on == trigger.OnCaseMention && len(c.chosen()) > 0 && c.sendsNothing():
			return trigger.Invalid("variables", "missing; on a %s trigger a webhook sends exactly what it chooses: give variables or "+
				"a body, or leave out %s, and it posts the whole item", on, strings.Join(c.chosen(), " and "))
		}
	}
	return nil
}

// sendsNothing reports whether neither variables nor a body are chosen for a POST of JSON.
func (c Config) sendsNothing() bool {
	return len(c.Variables) == 0 && c.Body == "" && c.Method != http.MethodGet && c.kind() == "json"
}

// RestrictedOn returns every member that Social Connect does not have in a recipe with the trigger.
func (c Config) RestrictedOn(t trigger.Trigger) error {
	var all fault.List
	for _, on := range t.On {
		if !startsOnUpdate(on) {
			continue
		}
		for _, name := range c.chosen() {
			all.Append(trigger.Invalid(name, "a webhook on a %s trigger has none; it posts the whole item", on))
		}
	}
	return all.Err()
}

// startsOnUpdate reports whether a recipe with the trigger is a case update recipe in Social Connect.
func startsOnUpdate(on string) bool {
	spec, ours := trigger.SpecOf(on)
	return ours && spec.Like != trigger.OnNewItem && spec.Like != trigger.OnRecord
}

// chosen returns the members that are set and that a webhook on updates does not have in Social Connect. The method is not
// among them when it is the one that is sent anyway.
func (c Config) chosen() []string {
	var set []string
	for _, m := range []struct {
		name string
		set  bool
	}{
		{"name", c.Name != ""}, {"description", c.Description != ""},
		{"method", c.Method != "" && c.Method != http.MethodPost}, {"content_type", c.ContentType != ""},
		{"variables", len(c.Variables) > 0}, {"body", c.Body != ""},
	} {
		if m.set {
			set = append(set, m.name)
		}
	}
	return set
}

// Escape returns the escaping of the body, by the content type.
func (c Config) Escape(member string) string {
	if kind := c.kind(); member == "body" && kind != "text" {
		return kind
	}
	return ""
}

// LogValue returns the name and the method. The URL is left out because with many services it is a secret.
func (c Config) LogValue() slog.Value {
	return slog.GroupValue(slog.String("name", c.Name), slog.String("method", c.Method))
}
