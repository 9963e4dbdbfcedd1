package action_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/commis-recipes/commis/action"
)

// call is a kind of a host that embeds one of the library's.
type call struct {
	action.WebService
	Retries int `json:"retries,omitempty"`
}

func (call) Kind() string { return "call" }

// shapes has secrets in every shape, and types that read themselves.
type shapes struct {
	*Tree
	action.Secret
	Map     map[string][]*action.Secret `json:"map"`
	ByName  map[action.Secret]int       `json:"by_name"`
	Two     [2]action.Secret            `json:"two"`
	Box     box                         `json:"box"`
	Boxes   []*box                      `json:"boxes"`
	Plain   word                        `json:"plain"`
	Any     any                         `json:"any"`
	Raw     json.RawMessage             `json:"raw"`
	Bytes   []byte                      `json:"bytes"`
	Nested  **Tree                      `json:"nested"`
	skipped action.Secret
}

// Tree holds itself.
type Tree struct {
	Key  action.Secret `json:"key"`
	Name string        `json:"name"`
	Kids *Trees        `json:"kids"`
}

// Trees are trees by name.
type Trees map[string]*Tree

// box reads itself from a text, and has a secret.
type box struct{ inner action.Secret }

func (b *box) UnmarshalJSON(data []byte) error { return json.Unmarshal(data, &b.inner) }

// word reads itself from a text, and has none.
type word struct{ text string }

func (w *word) UnmarshalText(data []byte) error { w.text = string(data); return nil }

func (shapes) Kind() string { return "shapes" }

// Whatever its shape, a secret is not shown, and neither is what a kind does not know.
func TestRedactShapes(t *testing.T) {
	t.Parallel()
	hs := every()
	idle[call](hs)
	idle[shapes](hs)
	_ = shapes{}.skipped
	tests := []struct{ name, kind, with, want string }{
		{"promoted", "call", `{"method":"GET","retries":2,"authorization":"Bearer s3cret","headers":{"X":"s3cret"}}`,
			`{"method":"GET","retries":2,"authorization":"[redacted]","headers":{"X":"[redacted]"}}`},
		{"unknown members", "slack", `{"channel":"#c","token":"s3cret","Text":{"s3cret":1}}`, `{"channel":"#c","token":"[redacted]","Text":"[redacted]"}`},
		{"unknown within", "message", `{"to":{"user":"u","pass":"s3cret"},"cards":[{"title":"t","key":["s3cret"]}]}`,
			`{"to":{"user":"u","pass":"[redacted]"},"cards":[{"title":"t","key":"[redacted]"}]}`},
		{"unknown null", "slack", `{"token":null}`, `{"token":"[redacted]"}`},
		{"embedded pointer", "shapes", `{"key":"s3cret","name":"n"}`, `{"key":"[redacted]","name":"n"}`},
		{"embedded secret", "shapes", `{"Secret":"s3cret"}`, `{"Secret":"[redacted]"}`},
		{"map of lists", "shapes", `{"map":{"a":["s3cret",null,""]}}`, `{"map":{"a":["[redacted]",null,""]}}`},
		{"secret names", "shapes", `{"by_name":{"s3cret":1}}`, `{"by_name":"[redacted]"}`},
		{"array", "shapes", `{"two":["s3cret",""]}`, `{"two":["[redacted]",""]}`},
		{"reads itself", "shapes", `{"box":"s3cret","boxes":[{"any":"s3cret"},null],"plain":"p"}`, `{"box":"[redacted]","boxes":["[redacted]",null],"plain":"p"}`},
		{"not a Secret", "shapes", `{"any":{"a":1},"raw":[1],"bytes":"AA=="}`, `{"any":{"a":1},"raw":[1],"bytes":"AA=="}`},
		{"within itself", "shapes", `{"nested":{"kids":{"a":{"key":"s3cret","kids":{"b":{"key":"s3cret","name":"n"}}}}}}`,
			`{"nested":{"kids":{"a":{"key":"[redacted]","kids":{"b":{"key":"[redacted]","name":"n"}}}}}}`},
		{"of another shape", "shapes", `{"key":{"s3cret":1},"two":"s3cret","map":["s3cret"],"nested":"s3cret"}`,
			`{"key":"[redacted]","two":"[redacted]","map":"[redacted]","nested":"[redacted]"}`},
		{"a list for an object", "slack", `["s3cret"]`, `"[redacted]"`},
		{"a text for an object", "call", `"s3cret"`, `"[redacted]"`},
		{"spaces", "shapes", ` {"key": "s3cret"} `, `{"key":"[redacted]"}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			require.JSONEq(t, tt.want, string(hs.Redact(tt.kind, json.RawMessage(tt.with))))
			require.NotContains(t, string(hs.Report(tt.kind, json.RawMessage(tt.with))), "s3cret")
		})
	}
}

// The tags of a config hold where it is embedded: its texts are escaped, and reports show no more.
func TestTagsOfEmbedded(t *testing.T) {
	t.Parallel()
	hs := every()
	idle[call](hs)
	require.Equal(t, "url", hs.Escape(call{}, "url"))
	require.Equal(t, "xml", hs.Escape(call{WebService: action.WebService{BodyType: action.XMLBody}}, "body"))
	with := fmt.Sprintf(`{"method":"POST","url":%q,"body_type":"text","body":"s3cret","retries":1}`, "https://e.com/s3cret?k=s3cret")
	require.JSONEq(t, `{"method":"POST","url":"https://e.com","body_type":"text","retries":1}`, string(hs.Report("call", json.RawMessage(with))))
}

// A document is returned as it is exactly when nothing in it is hidden, however it is written.
func TestRedactReturnsWhatItIsGiven(t *testing.T) {
	t.Parallel()
	hs := every()
	idle[shapes](hs)
	for _, with := range []string{
		`{}`, ` { } `, `{"name":"n","kids":{"a":{"name":"}\"]","kids":{}},"b":null}}`, `{ "two" : [ "" , null ] , "any" : [ { "x" : [ ] } , 1 , true , "s" ] , "raw" : -1.5e3 }`,
		`{"any":{"a":{"b":[[],{}]}},"bytes":"AA==","plain":"\\"}`, `{"map":{"a":[],"b":[""]},"nested":null}`, `{"n\u0061me":"n"}`,
	} {
		require.Equal(t, with, string(hs.Redact("shapes", json.RawMessage(with))))
	}
	rapid.Check(t, func(t *rapid.T) {
		kind := rapid.SampledFrom(hs.Kinds()).Draw(t, "kind")
		var with []byte
		if draws, ok := configs[kind]; ok {
			var err error
			with, err = json.Marshal(draws(draw{t}))
			require.NoError(t, err)
		} else {
			with = []byte(rapid.SampledFrom([]string{`{"key":"x"}`, `{"key":""}`, `{"x":1}`, `{"two":["x"]}`, `{"kids":{"a":{"key":"x"}}}`, `{"any":[{"x":"]"}]}`}).Draw(t, "with"))
		}
		var spaced bytes.Buffer
		require.NoError(t, json.Indent(&spaced, with, "", " "))
		shown := hs.Redact(kind, with)
		require.JSONEq(t, string(shown), string(hs.Redact(kind, spaced.Bytes())))
		var members map[string]any
		require.NoError(t, json.Unmarshal(with, &members))
		if members["more"] = 1; kind != "shapes" {
			more, err := json.Marshal(members)
			require.NoError(t, err)
			require.Contains(t, string(hs.Redact(kind, more)), `"more":"[redacted]"`)
		}
	})
}
