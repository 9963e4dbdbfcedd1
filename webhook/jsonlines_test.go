package webhook_test

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/recipe/recipetest"
	"github.com/commis-recipes/commis/trigger"
	"github.com/commis-recipes/commis/webhook"
)

// carry has a recipe on new items send its webhook about the mention to the receiver, and returns the request.
func carry(t *rapid.T, outer *testing.T, r *receiver, with map[string]any, m trigger.Mention) request {
	k := recipetest.New(outer)
	action.Handle(k.Handlers, r.sender(outer))
	doc, err := json.Marshal(map[string]any{"format": 1, "recipes": []any{map[string]any{
		"id": "h", "name": "h", "enabled": true, "trigger": map[string]any{"on": "new_item", "all_topics": true},
		"actions": []any{map[string]any{"do": "webhook", "with": with}},
	}}})
	require.NoError(t, err)
	k.Load(string(doc))
	before := len(r.got())
	k.Send(trigger.Event{ID: "e1", Kind: trigger.MentionCreated, At: noon, Mention: &m})
	require.Len(t, r.got(), before+1)
	return r.got()[before]
}

// Whatever a customer writes, it is text within the JSON that the administrator wrote: it adds no line and no member.
func TestLinesOfJSON(t *testing.T) {
	t.Parallel()
	r := listen(t, nil)
	types := []string{
		"application/x-ndjson", "application/ndjson; charset=utf-8", "application/jsonl", "application/x-jsonl", "application/jsonlines", "application/x-jsonlines",
		"application/json-lines", "application/x-ldjson", "text/x-ndjson", "application/json-seq", "application/geo+json-seq", "APPLICATION/X-NDJSON",
	}
	rapid.Check(t, func(rt *rapid.T) {
		contentType := rapid.SampledFrom(types).Draw(rt, "type")
		content := rapid.OneOf(
			rapid.SampledFrom([]string{"a \"b\"\n{\"delete\":{}}", "\\", "\r\n", "\x1e{}", "\u2028\u2029", "{{ mention.id }}", `"}` + "\n{}"}),
			rapid.StringN(1, 20, -1),
		).Draw(rt, "content")
		got := carry(rt, t, r, map[string]any{
			"name": "n", "url": r.URL, "content_type": contentType,
			"body": "{\"index\":{}}\n{\"text\":\"{{ mention.content }}\",\"whole\":{{ mention.content }}}\n",
		}, trigger.Mention{ID: "m1", Topic: "t", Content: content})
		lines := strings.Split(strings.TrimSuffix(got.body, "\n"), "\n")
		require.Len(rt, lines, 2, got.body)
		require.JSONEq(rt, `{"index":{}}`, lines[0])
		want, err := json.Marshal(map[string]string{"text": content, "whole": content})
		require.NoError(rt, err)
		require.JSONEq(rt, string(want), lines[1])
		require.Equal(rt, contentType, got.header.Get("Content-Type"))
	})
}

func TestLinesAreChecked(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, contentType, body string
		want                    string
	}{
		{"lines", "application/x-ndjson", "{}\n[]\n", ""},
		{"an empty line", "application/x-ndjson", "{}\n\n{}\r\n", ""},
		{"one text on two lines", "application/x-ndjson", "{\n}", "body: not JSON, which the content type requires"},
		{"two texts on one line", "application/jsonl", "{} {}", "body: not JSON, which the content type requires"},
		{"no JSON", "application/jsonl", "{}\nx", "body: not JSON, which the content type requires"},
		{"a sequence", "application/json-seq", "\x1e{}\n\x1e[\n]\n", ""},
		{"a sequence without separators", "application/json-seq", "{}\n{}\n", ""},
		{"a sequence that breaks off", "application/json-seq", "\x1e{}\n\x1e{", "body: not JSON, which the content type requires"},
		{"nothing", "application/x-ndjson", "", "body: missing; the content type application/x-ndjson needs one"},
		{"one text", "application/json", "{}\n{}", "body: not JSON, which the content type requires"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := listen(t, nil)
			c := webhook.Config{Name: "n", URL: r.URL, ContentType: tt.contentType, Body: tt.body}
			err := r.sender(t).Handle(within(t), c, arrival(trigger.Mention{ID: "77"}))
			if tt.want == "" {
				require.NoError(t, c.Validate())
				require.NoError(t, err)
				require.Equal(t, tt.body, r.got()[0].body)
				return
			}
			require.EqualError(t, c.Validate(), tt.want)
			require.True(t, action.IsPermanent(err), "%v", err)
			require.Empty(t, r.got())
		})
	}
}

// A value is text in the path and in the query of an address, and names no other resource.
func TestValuesInAddresses(t *testing.T) {
	t.Parallel()
	r := listen(t, nil)
	rapid.Check(t, func(rt *rapid.T) {
		name := rapid.OneOf(
			rapid.SampledFrom([]string{"Ada Lovelace", "a+b", "a%20b", "a/b", "a?b#c", "é&=;", "{{ mention.id }}"}), rapid.StringN(1, 10, -1),
		).Filter(func(s string) bool { return s != "." && s != ".." }).Draw(rt, "name")
		got := carry(rt, t, r, map[string]any{
			"name": "n", "url": r.URL + "/contacts/{{ mention.contact.name }}/notes?name={{ mention.contact.name }}", "variables": []any{map[string]any{"variable": "mention.id"}},
		}, trigger.Mention{ID: "m1", Topic: "t", Contact: trigger.Contact{Name: name}})
		path, query, _ := strings.Cut(got.uri, "?")
		require.NotContains(rt, got.uri, "+")
		require.Equal(rt, "/contacts/"+name+"/notes", unescape(rt, path))
		require.Equal(rt, "name="+name, unescape(rt, query))
		require.Equal(rt, 3, strings.Count(path, "/"), "one segment")
	})
}

// A value that would lead to another resource is refused.
func TestDotsInAddresses(t *testing.T) {
	t.Parallel()
	r := listen(t, nil)
	for _, name := range []string{".", ".."} {
		err := r.sender(t).Handle(within(t), webhook.Config{URL: r.URL + "/contacts/" + name + "/notes"}, arrival(trigger.Mention{ID: "77"}))
		require.Equal(t, webhook.BadURL, class(t, err))
	}
	require.Empty(t, r.got())
}

// unescape reads what every reader of a path reads: %20 and nothing else is a space.
func unescape(t require.TestingT, s string) string {
	text, err := url.PathUnescape(s)
	require.NoError(t, err)
	return text
}
