package action_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/trigger"
)

// In a final value {{ is text, and switches nothing off.
func TestFinalValues(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, kind, with string
		faults           []string
	}{
		{"address", "email", `{"to":["{{ x }}"],"cc":["{{a@b.c"],"reply_to":"a@b\n{{","subject":"s","text":"t"}`,
			[]string{`to[0]: "{{ x }}" is not an e-mail address`, "reply_to: holds a line break"}},
		{"subject", "email", `{"to":["a@b.c"],"subject":"{{\r\nBcc: c@d","text":"{{\n"}`, []string{"subject: holds a line break"}},
		{"button", "message", `{"to":{"user":"u"},"channel":"c","cards":[{"title":"t","image":"data:{{","buttons":[{"label":"l","url":"javascript:alert('{{')"}]}],"images":[{"url":"//{{"}]}`,
			[]string{"cards[0].image: not an absolute http or https address with a host", "cards[0].buttons[0].url: not an absolute http or https address with a host",
				"images[0].url: not an address"}},
		{"edit of a country", "edit", `{"property":"country","value":"{{ BE }}"}`, []string{`value: "{{ BE }}" is not a country of two upper-case letters, such as "BE"`}},
		{"edit of a category", "edit", `{"property":"category","value":"{{"}`, nil},
		{"authorization", "web_service", `{"method":"GET","url":"https://e.com","authorization":"Bearer {{\n"}`,
			[]string{`authorization: not a type and credentials, such as "Bearer" and a token, in one line of ASCII`}},
		{"header", "web_service", `{"method":"GET","url":"https://e.com","headers":{"X":"{{\r\nY: z","Z":"a\tb"}}`, []string{`headers["X"]: holds a line break`}},
		{"address of a service", "web_service", `{"method":"GET","url":"{{ https://e.com"}`, []string{"url: not an address"}},
		{"JSON body", "web_service", `{"method":"POST","url":"https://e.com","body_type":"json","body":"{{"}`, []string{"body: not JSON"}},
		{"embedded data", "save_contact", `{"as":"transaction","first_name":"a","last_name":"b","email":"a@b.c","embedded_data":{"x":"{{` + strings.Repeat("x", 1023) + `"}}`,
			[]string{`embedded_data["x"]: longer than 1024 characters`}},
		{"NUL in a text", "slack", `{"channel":"c","text":"a\u0000{{"}`, []string{"text: holds the control character U+0000"}},
		{"NUL in a tag", "add_tags", `{"tags":["a\u0000{{"]}`, []string{"tags[0]: holds the control character U+0000"}},
		{"line break in a user", "assign", `{"users":["a\n"]}`, []string{"users[0]: holds a line break"}},
		{"bell in a team", "assign", `{"teams":["a\u0007"]}`, []string{"teams[0]: holds the control character U+0007"}},
		{"C1 in a channel", "slack", `{"channel":"\u0085","text":"t"}`, []string{"channel: missing", "channel: holds the control character U+0085"}},
		{"NUL in a name", "sync", `{"system":"zendesk","object":"ticket","operation":"create","fields":{"a\u0000":"b"}}`,
			[]string{`fields["a\x00"]: holds the control character U+0000`}},
		{"text with breaks", "slack", `{"channel":"c","text":"a\r\n\tb {{ c }}"}`, nil},
	}
	hs := every()
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := hs.Decode(tt.kind, json.RawMessage(tt.with))
			require.Equal(t, tt.faults, lines(err))
		})
	}
}

// link is a kind of a host that judges values and knows of no template.
type link struct {
	URL   string            `json:"url"`
	Names map[string]string `json:"names,omitempty"`
	Mode  string            `json:"mode"`
	Owner string            `json:"owner,omitempty"`
}

func (link) Kind() string { return "link" }

func (c link) Validate() error {
	var all []error
	if !strings.HasPrefix(c.URL, "https://") {
		all = append(all, trigger.Invalid("url", "not https"))
	}
	if c.Names["a b"] == "{{ x }}" {
		all = append(all, trigger.Invalid(`names["a b"]`, "has braces"))
	}
	if c.Mode != "on" {
		all = append(all, action.AsWritten(trigger.Invalid("mode", "is not on")))
	}
	if c.Owner == "{{ x }}" {
		all = append(all, trigger.Invalid("names", "has no owner"))
	}
	return errors.Join(all...)
}

// What a kind says of a value is told when it is known; what it marks as true of any value, at once.
func TestDecodeTemplate(t *testing.T) {
	t.Parallel()
	hs := every()
	idle[link](hs)
	const with = `{"url":"{{ x }}","names":{"a b":"{{ x }}"},"mode":"{{ x }}","owner":"{{ x }}"}`
	_, err := hs.DecodeTemplate("link", json.RawMessage(with))
	require.Equal(t, []string{"mode: is not on", "names: has no owner"}, lines(err))
	_, err = hs.Decode("link", json.RawMessage(with))
	require.Equal(t, []string{"url: not https", `names["a b"]: has braces`, "mode: is not on", "names: has no owner"}, lines(err))
	_, err = hs.DecodeTemplate("link", json.RawMessage(`{"url":"{ x }","mode":"on"}`))
	require.Equal(t, []string{"url: not https"}, lines(err))
	_, err = hs.DecodeTemplate("email", json.RawMessage(`{"to":["{{ x }}\n","{{ x }}"],"subject":"a\n{{ x }}","text":"{{ x }}\u0000"}`))
	require.Equal(t, []string{"to[0]: holds a line break", "subject: holds a line break", "text: holds the control character U+0000"}, lines(err))
}
