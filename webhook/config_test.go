package webhook_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/trigger"
	"github.com/commis-recipes/commis/webhook"
)

// handlers returns handlers that take webhooks and do nothing.
func handlers() *action.Handlers {
	var hs action.Handlers
	action.HandleFunc(&hs, func(context.Context, webhook.Config, action.Input) error { return nil })
	return &hs
}

// lines returns the faults in err, one by one, as "path: message".
func lines(err error) []string {
	var all []string
	for _, f := range trigger.FieldErrors(err) {
		all = append(all, f.Error())
	}
	return all
}

func TestValidate(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, with string
		faults     []string // nil means right
	}{
		{"url only", `{"url":"https://e.com/h"}`, nil},
		{"in full", `{"name":"n","description":"d","method":"POST","url":"https://e.com/h","content_type":"application/json",
			"authorization":"Basic abc","variables":[{"key":"text","variable":"mention.content"},{"variable":"mention.id"}]}`, nil},
		{"get", `{"method":"GET","url":"http://e.com","variables":[{"variable":"mention"}]}`, nil},
		{"get of another type", `{"method":"GET","url":"http://e.com","content_type":"text/plain"}`, nil},
		{"form", `{"url":"https://e.com","content_type":"application/x-www-form-urlencoded","variables":[{"variable":"mention.id"}]}`, nil},
		{"template", `{"url":"https://e.com/{{ mention.id }}","body":"{{ mention }}"}`, nil},
		{"literal body", `{"url":"https://e.com","body":"{\"a\":[1]}"}`, nil},
		{"other body", `{"url":"https://e.com","content_type":"text/plain; charset=utf-8","body":"x"}`, nil},
		{"json of a sort", `{"url":"https://e.com","content_type":"application/ld+json"}`, nil},
		{"nothing", `{}`, []string{"url: missing"}},
		{"put", `{"method":"PUT","url":"https://e.com"}`, []string{`method: "PUT" is not GET or POST`}},
		{"small letters", `{"method":"post","url":"https://e.com"}`, []string{`method: "post" is not GET or POST`}},
		{"relative url", `{"url":"/h"}`, []string{"url: not an absolute http or https address with a host"}},
		{"bad authorization", `{"url":"https://e.com","authorization":"s3cr3t"}`,
			[]string{`authorization: not a type and credentials, such as "Bearer" and a token, in one line of ASCII`}},
		{"injected authorization", `{"url":"https://e.com","authorization":"a\nb c"}`,
			[]string{`authorization: not a type and credentials, such as "Bearer" and a token, in one line of ASCII`}},
		{"bad content type", `{"url":"https://e.com","content_type":"json"}`, []string{`content_type: "json" is not a media type`}},
		{"broken content type", `{"url":"https://e.com","content_type":"a/b; c"}`, []string{`content_type: "a/b; c" is not a media type`}},
		{"injected content type", `{"url":"https://e.com","content_type":"text/plain\r\nX: y","body":"x"}`,
			[]string{`content_type: "text/plain\r\nX: y" is not a media type`}},
		{"type without body", `{"url":"https://e.com","content_type":"text/plain","variables":[{"variable":"mention.id"}]}`,
			[]string{"body: missing; the content type text/plain needs one"}},
		{"get with body", `{"method":"GET","url":"https://e.com","body":"{}"}`, []string{"body: a GET has none"}},
		{"both", `{"url":"https://e.com","body":"{}","variables":[{"variable":"mention.id"}]}`,
			[]string{"body: given beside variables; keep one of the two"}},
		{"body that is no json", `{"url":"https://e.com","body":"hello"}`, []string{"body: not JSON, which the content type requires"}},
		{"variables", `{"url":"https://e.com","variables":[{"variable":"mention.id"},{"key":"k","variable":" "},
			{"key":"mention.id","variable":"case.id"},{"key":"title","variable":"case.title"},{"variable":"title"}]}`, []string{
			"variables[1].variable: missing", `variables[2].key: "mention.id" is the key of variables[0] too`,
			`variables[4].key: "title" is the key of variables[3] too`}},
		{"variables that are there", `{"url":"https://e.com","variables":[{"variable":"content"},{"variable":"mention.author.followers"},
			{"variable":"case.contact.fields[\"VIP since\"]"},{"variable":"record.Items.Store_Name__c"},{"variable":"fields.tier"},
			{"variable":"mention"},{"variable":"case"},{"variable":"record"},{"variable":"recipe.id"},{"variable":"recipe.name"},
			{"variable":"event.id"},{"variable":"event.time"},{"variable":"case_id"},{"variable":"record[\"Größe\"].länge"}]}`, nil},
		{"variables that are not", `{"url":"https://e.com","variables":[{"variable":"mention.contnet"},{"variable":"Mention.Content"},{"variable":"priority"},
			{"variable":"case.tags.x"},{"variable":"record."},{"variable":"record[x]"},{"variable":"record[\"x\""},{"variable":"recipe"},
			{"variable":"record..x"},{"variable":"{{ mention.id }}"},{"variable":"records.x"},{"variable":"mention[\"id\"]"}]}`, []string{
			`variables[0].variable: unknown variable "mention.contnet"`, `variables[1].variable: unknown variable "Mention.Content"`,
			`variables[2].variable: unknown variable "priority"`, `variables[3].variable: unknown variable "case.tags.x"`,
			`variables[4].variable: unknown variable "record."`, `variables[5].variable: unknown variable "record[x]"`,
			`variables[6].variable: unknown variable "record[\"x\""`, `variables[7].variable: unknown variable "recipe"`,
			`variables[8].variable: unknown variable "record..x"`, `variables[9].variable: unknown variable "{{ mention.id }}"`,
			`variables[10].variable: unknown variable "records.x"`, `variables[11].variable: unknown variable "mention[\"id\"]"`}},
		{"an unknown variable twice", `{"url":"https://e.com","variables":[{"variable":"x"},{"variable":"x"}]}`, []string{
			`variables[0].variable: unknown variable "x"`, `variables[1].variable: unknown variable "x"`, `variables[1].key: "x" is the key of variables[0] too`}},
		{"secrets", `{"url":"https://e.com","secret":"crm","body_secret":"client"}`, nil},
		{"a secret in the place of its name", `{"url":"https://e.com","secret":"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}`,
			[]string{"secret: is a secret itself; write the host's name for it"}},
		{"a secret with a mistake", `{"url":"https://e.com","secret":" Whsec_MfKQ9r8GKYqrTwjUPD8IL!","body_secret":"whsk_x","body":"{}"}`,
			[]string{"secret: is a secret itself; write the host's name for it", "body_secret: is a secret itself; write the host's name for it"}},
		{"a body that is not there", `{"method":"GET","url":"https://e.com","secret":"crm","body_secret":"client"}`,
			[]string{"body_secret: a GET has no body to sign"}},
		{"odd url", `{"url":"http://2130706433/x"}`, []string{"url: the host ends in a number but is not an IP address such as 192.0.2.1"}},
		{"url with a fragment", `{"url":"https://e.com/#top"}`, []string{"url: holds a fragment (#), which is never sent"}},
		{"url with a password", `{"url":"https://me:hunter2@e.com/"}`, []string{"url: holds a user name or password; give an authorization instead"}},
		{"content type outside of ASCII", `{"url":"https://e.com","content_type":"text/plain; a=\"é\"","body":"x"}`,
			[]string{"content_type: \"text/plain; a=\\\"é\\\"\" is not a media type"}},
		{"everything", `{"method":"PUT","url":"x","content_type":"x","authorization":"x","variables":[{}]}`, []string{
			`method: "PUT" is not GET or POST`, "url: not an absolute http or https address with a host",
			`authorization: not a type and credentials, such as "Bearer" and a token, in one line of ASCII`,
			`content_type: "x" is not a media type`, "variables[0].variable: missing"}},
	}
	hs := handlers()
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c, err := hs.DecodeTemplate("webhook", json.RawMessage(tt.with))
			require.Equal(t, tt.faults, lines(err))
			if err == nil {
				require.Equal(t, "webhook", c.Kind())
			}
		})
	}
	_, err := hs.DecodeTemplate("webhook", json.RawMessage(`{"url":"https://e.com","verb":"GET"}`))
	require.Equal(t, "verb", trigger.FieldErrors(err)[0].Path)
}

func TestAllowedOn(t *testing.T) {
	t.Parallel()
	full := webhook.Config{Name: "n", Description: "d", Method: "GET", URL: "https://e.com", ContentType: "text/plain",
		Authorization: "Basic abc", Variables: []webhook.Variable{{Variable: "mention.id"}}, Body: "x"}
	short := webhook.Config{Method: "POST", URL: "https://e.com", Authorization: "Basic abc", Secret: "crm", BodySecret: "client"}
	tests := []struct {
		name   string
		config webhook.Config
		on     []string
		paths  []string
	}{
		{"full on arrival", full, []string{"new_item"}, nil},
		{"nameless on arrival", short, []string{"new_item"}, []string{"with.name"}},
		{"short on an update", short,
			[]string{"case_mention", "mention_updated", "case_tag_added", "case_updated", "case_status_changed"}, nil},
		{"full on an update", full,
			[]string{"case_mention", "mention_updated", "case_tag_added", "case_updated", "case_status_changed"},
			[]string{"with.name", "with.description", "with.method", "with.content_type", "with.variables", "with.body"}},
		{"full on a host's own event", full, []string{"parcel_lost"}, nil},
		{"short on a host's own event", short, []string{"parcel_lost"}, nil},
		{"in a workflow", full, []string{"record"}, []string{"do"}},
	}
	for _, tt := range tests {
		for _, on := range tt.on {
			t.Run(tt.name+" "+on, func(t *testing.T) {
				err := action.SocialConnect.Allowed(tt.config, trigger.Trigger{On: []string{on}}, trigger.World{})
				var paths []string
				for _, f := range trigger.FieldErrors(err) {
					paths = append(paths, f.Path)
				}
				require.Equal(t, tt.paths, paths, "%v", err)
			})
		}
	}
}

// Anywhere a case update has all that a new item has; what it cannot mean is a fault.
func TestAnywhereAllowedOn(t *testing.T) {
	t.Parallel()
	vars := []webhook.Variable{{Variable: "mention.id"}}
	for _, tt := range []struct {
		name   string
		config webhook.Config
		paths  map[string][]string // of the faults, by trigger
	}{
		{"everything", webhook.Config{Name: "n", Description: "d", Method: "GET", ContentType: "text/plain", Variables: vars}, nil},
		{"a body", webhook.Config{ContentType: "text/plain", Body: "x"}, map[string][]string{"new_item": {"with.name"}}},
		{"a name alone", webhook.Config{Name: "n"}, map[string][]string{"case_mention": {"with.variables"}}},
		{"a content type alone", webhook.Config{Name: "n", ContentType: "application/json"}, map[string][]string{"case_mention": {"with.variables"}}},
		{"nothing", webhook.Config{}, map[string][]string{"new_item": {"with.name"}}},
	} {
		tt.config.URL = "https://e.com"
		for _, on := range trigger.Names() {
			var paths []string
			for _, f := range trigger.FieldErrors(action.Anywhere.Allowed(tt.config, trigger.Trigger{On: []string{on}}, trigger.World{})) {
				paths = append(paths, f.Path)
			}
			require.Equal(t, tt.paths[on], paths, "%s on %s", tt.name, on)
		}
	}
}

func TestEscape(t *testing.T) {
	t.Parallel()
	hs := handlers()
	for content, want := range map[string]string{
		"": "json", "application/json": "json", "Application/JSON; charset=utf-8": "json", "application/vnd.api+json": "json",
		"application/x-www-form-urlencoded": "url", "text/xml": "xml", "application/soap+xml": "xml", "text/plain": "",
	} {
		c := webhook.Config{ContentType: content}
		require.Equal(t, want, hs.Escape(c, "body"), content)
		require.Equal(t, "url", hs.Escape(c, "url"), content)
		require.Empty(t, hs.Escape(c, "name"), content)
	}
}

func TestAuthorizationIsNotShown(t *testing.T) {
	t.Parallel()
	c := webhook.Config{Name: "slack-it", Method: "POST", URL: "https://e.com/TOKEN", Authorization: "Bearer hunter2"}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		for _, v := range []any{c, &c, []webhook.Config{c}, action.Config(c)} {
			text := fmt.Sprintf(verb, v)
			require.NotContains(t, text, "hunter2", verb)
			require.NotContains(t, text, "68756e74657232", verb)
		}
	}
	var out bytes.Buffer
	for _, h := range []slog.Handler{slog.NewTextHandler(&out, nil), slog.NewJSONHandler(&out, nil)} {
		out.Reset()
		slog.New(h).Info("x", "config", c, "pointer", &c, "secret", c.Authorization)
		require.NotContains(t, out.String(), "hunter2")
		require.NotContains(t, out.String(), "TOKEN")
		require.Contains(t, out.String(), "slack-it")
	}
	text, err := json.Marshal(c)
	require.NoError(t, err)
	require.Contains(t, string(text), `"authorization":"Bearer hunter2"`, "an administrator's document keeps it")
}

func TestDecodeEncode(t *testing.T) {
	t.Parallel()
	hs := handlers()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`[a-zé<&"]{0,5}`)
		want := webhook.Config{Name: text.Draw(t, "name"), Description: text.Draw(t, "description"),
			Method: rapid.SampledFrom([]string{"", "GET", "POST"}).Draw(t, "method"), URL: "https://e.com/?a=b&c",
			ContentType:   rapid.SampledFrom([]string{"", "application/json"}).Draw(t, "type"),
			Authorization: rapid.SampledFrom([]action.Secret{"", "Bearer abc"}).Draw(t, "authorization")}
		if keys := rapid.SliceOfNDistinct(rapid.StringMatching(`[a-z]{1,3}`), 0, 3, rapid.ID).Draw(t, "keys"); len(keys) > 0 {
			for _, key := range keys {
				want.Variables = append(want.Variables, webhook.Variable{Key: key, Variable: "mention.id"})
			}
			if want.Method != "GET" {
				want.Secret, want.BodySecret = text.Draw(t, "secret"), text.Draw(t, "body secret")
			}
		} else if want.Method != "GET" {
			want.Body = `{"a":"{{ mention.content }}"}`
		}
		with, err := json.Marshal(want)
		require.NoError(t, err)
		got, err := hs.Decode("webhook", with)
		require.NoError(t, err)
		require.Equal(t, want, got)
	})
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(`{"name":"n","method":"POST","url":"https://e.com","authorization":"Bearer abc"}`))
	f.Add([]byte(`{"url":"https://e.com","content_type":"text/xml","body":"<a>{{ mention.id }}</a>"}`))
	f.Add([]byte(`{"url":"https://a:b@e.com","content_type":"a/b; c=\"","variables":[{"key":"","variable":"x"}]}`))
	hs := handlers()
	f.Fuzz(func(t *testing.T, with []byte) {
		c, err := hs.Decode("webhook", with)
		if err != nil {
			return
		}
		once, err := json.Marshal(c)
		require.NoError(t, err)
		again, err := hs.Decode("webhook", once)
		require.NoError(t, err, "%s", once)
		require.Equal(t, c.(webhook.Config).Authorization, again.(webhook.Config).Authorization)
		for _, on := range trigger.Names() {
			_ = action.SocialConnect.Allowed(c, trigger.Trigger{On: []string{on}}, trigger.World{})
		}
	})
}

func ExampleConfig_Validate() {
	fmt.Println(webhook.Config{Method: "PUT", URL: "/hook", Authorization: "abc"}.Validate())
	// Output:
	// method: "PUT" is not GET or POST
	// url: not an absolute http or https address with a host
	// authorization: not a type and credentials, such as "Bearer" and a token, in one line of ASCII
}

// A webhook of new items has a name. One with a name that starts on new mentions of cases says what it sends.
func ExampleConfig_AllowedOn() {
	onArrival, onMention := trigger.Trigger{On: []string{trigger.OnNewItem}}, trigger.Trigger{On: []string{trigger.OnCaseMention}}
	c := webhook.Config{URL: "https://hooks.example.com/T0/B0"}
	fmt.Println(c.AllowedOn(onArrival))
	fmt.Println(c.AllowedOn(onMention))
	c.Name = "slack-it"
	fmt.Println(c.AllowedOn(onMention))
	// Output:
	// name: missing; the history of new items shows it
	// <nil>
	// variables: missing; on a case_mention trigger a webhook sends exactly what it chooses: give variables or a body, or leave out name, and it posts the whole item
}

// In Social Connect a case update sends the whole item, so there is nothing to choose.
func ExampleConfig_RestrictedOn() {
	c := webhook.Config{Name: "slack-it", URL: "https://hooks.example.com/T0/B0"}
	onTag := trigger.Trigger{On: []string{trigger.OnCaseTagAdded}}
	fmt.Println(action.SocialConnect.Allowed(c, onTag, trigger.World{}))
	fmt.Println(action.Anywhere.Allowed(c, onTag, trigger.World{}))
	// Output:
	// with.name: a webhook on a case_tag_added trigger has none; it posts the whole item (availability social_connect; "availability": "anywhere" in the set allows it)
	// <nil>
}
