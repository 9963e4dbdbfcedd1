package action_test

import (
	"context"
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/trigger"
)

// page is a host's own kind.
type page struct {
	URL  string   `json:"url" escape:"url"`
	Body string   `json:"body,omitempty" escape:"json"`
	Note string   `json:"note"`
	N    int      `json:"n"`
	List []string `json:"list"`
}

func (page) Kind() string { return "page" }

func (p page) Validate() error {
	return trigger.Invalid("note", "never right")
}

// sheet is another one, with nothing to check.
type sheet struct {
	Type string `json:"type"`
	Body string `json:"body" escape:"json"`
	Head string `json:"head" escape:"url"`
}

func (sheet) Kind() string { return "sheet" }

func (s sheet) Escape(member string) string {
	if member == "body" {
		return s.Type
	}
	return ""
}

// nameless is a mistake.
type nameless struct{}

func (nameless) Kind() string { return "" }

// number is a config that is no struct.
type number int

func (number) Kind() string { return "number" }

func TestHandlersPanic(t *testing.T) {
	t.Parallel()
	var hs action.Handlers
	idle[action.AddTags](&hs)
	require.PanicsWithValue(t, `action: kind "add_tags" is handled twice`, func() { idle[action.AddTags](&hs) })
	require.PanicsWithValue(t, `action: handler of kind "email" is nil`, func() { action.Handle[action.Email](&hs, nil) })
	require.PanicsWithValue(t, `action: handler of kind "email" is nil`, func() { action.HandleFunc[action.Email](&hs, nil) })
	require.PanicsWithValue(t, `action: action_test.nameless has no kind`, func() { idle[nameless](&hs) })
	require.Equal(t, []string{"add_tags"}, hs.Kinds())
}

func TestHandlersZero(t *testing.T) {
	t.Parallel()
	var hs action.Handlers
	require.Empty(t, hs.Kinds())
	require.False(t, hs.Has("add_tags"))
	_, err := hs.Decode("add_tags", nil)
	require.EqualError(t, err, `no handler for kind "add_tags"`)
	err = hs.Run(t.Context(), action.AddTags{}, action.Input{})
	require.EqualError(t, err, `no handler for kind "add_tags"`)
	require.True(t, action.IsPermanent(err))
	require.Empty(t, hs.Escape(action.WebService{}, "url"))
}

func TestHandlersHaveEveryKind(t *testing.T) {
	t.Parallel()
	hs := every()
	require.GreaterOrEqual(t, len(hs.Kinds()), 23)
	require.IsIncreasing(t, hs.Kinds())
	for _, kind := range hs.Kinds() {
		require.True(t, hs.Has(kind), kind)
	}
}

func TestDecodePaths(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, kind, with string
		paths            []string
	}{
		{"no such member", "resolve", `{"status":"done"}`, []string{"status"}},
		{"a member of another kind", "edit", `{"property":"country","value":"BE","language":"nl"}`, []string{"language"}},
		{"another letter case", "ticket", `{"Name":"n","owner":"ada"}`, []string{"Name", "name"}},
		{"wrong type hides what follows from it", "edit", `{"property":["country","language"],"value":""}`,
			[]string{"property", "value"}},
		{"wrong type in a list", "notify", `{"users":["7",8],"channel":"fax"}`, []string{"users[1]", "channel"}},
		{"wrong type of a list", "notify", `{"users":"7","channel":"fax"}`, []string{"users", "channel"}},
		{"wrong type deep down", "message", `{"to":{"user":1},"text":"x","channel":""}`, []string{"to.user", "channel"}},
		{"twice", "ticket", `{"name":"n","name":"","owner":""}`, []string{"name", "owner"}},
		{"not an object", "ticket", `"n"`, []string{""}},
		{"null", "ticket", `null`, []string{""}},
		{"no JSON", "ticket", `{"name":`, []string{""}},
		{"the kind's own fault", "page", `{"n":1,"list":[]}`, []string{"note"}},
		{"the kind's own fault beside another", "page", `{"n":"1"}`, []string{"n", "note"}},
		{"the kind's own fault about the same", "page", `{"note":1}`, []string{"note"}},
	}
	hs := every()
	idle[page](hs)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := hs.Decode(tt.kind, json.RawMessage(tt.with))
			var paths []string
			for _, f := range trigger.FieldErrors(err) {
				paths = append(paths, f.Path)
				require.NotEmpty(t, f.Msg)
			}
			require.Equal(t, tt.paths, paths, "%v", err)
		})
	}
}

func TestRunReachesTheHandler(t *testing.T) {
	t.Parallel()
	var hs action.Handlers
	var got action.AddTags
	var in action.Input
	action.HandleFunc(&hs, func(_ context.Context, c action.AddTags, i action.Input) error {
		got, in = c, i
		return action.ErrUnchanged
	})
	c, err := hs.Decode("add_tags", json.RawMessage(`{"tags":["vip"],"target":"case"}`))
	require.NoError(t, err)
	require.ErrorIs(t, hs.Run(t.Context(), c, action.Input{Key: "k"}), action.ErrUnchanged)
	require.Equal(t, action.AddTags{Tags: []string{"vip"}, On: action.OnCase}, got)
	require.Equal(t, "k", in.Key)
}

func TestHandleAllLeavesWhatIsThere(t *testing.T) {
	t.Parallel()
	var hs action.Handlers
	var h host
	action.HandleFunc(&hs, func(context.Context, action.AddTags, action.Input) error { return h.call("mine") })
	action.HandleAll(&hs, func(_ context.Context, c action.Config, in action.Input) error {
		return h.call(c.Kind(), in.Key)
	})
	for _, kind := range hs.Kinds() {
		require.NoError(t, hs.Run(t.Context(), sample(kind), action.Input{Key: "k"}))
	}
	require.Equal(t, []string{"mine", "assign k", "distribute_survey k", "edit k", "email k", "message k", "note k", "notify k",
		"private_reply k", "public_reply k", "remove k", "remove_tags k", "reply k", "resolve k", "save_contact k",
		"set_field k", "set_status k", "slack k", "smart_assign k", "sync k", "ticket k", "unassign k", "web_service k"}, h.calls)
}

// vault has secrets in every place where a config can have one.
type vault struct {
	vaultBase
	*VaultMore
	Token action.Secret
	Inner vaultKey            `json:"inner"`
	List  []vaultKey          `json:"list"`
	By    map[string]vaultKey `json:"by"`
	P     *vault              `json:"p"`
	Empty action.Secret       `json:"empty"`
}

type vaultBase struct {
	Base action.Secret `json:"base"`
}

// VaultMore is exported, as an embedded pointer must be for JSON to fill it.
type VaultMore struct {
	More action.Secret `json:"more"`
}

type vaultKey struct {
	Key  action.Secret `json:"key"`
	Open string        `json:"open"`
}

func (vault) Kind() string { return "vault" }

func TestRedact(t *testing.T) {
	t.Parallel()
	hs := every()
	idle[number](hs)
	idle[vault](hs)
	tests := []struct{ name, kind, with, want string }{
		{"no secrets", "slack", `{"channel": "#c"}`, `{"channel": "#c"}`},
		{"not said", "web_service", `{"url":"https://e.com"}`, `{"url":"https://e.com"}`},
		{"secrets", "web_service", `{"url":"https://e.com","authorization":"Bearer abc","headers":{"X":"k"}}`,
			`{"authorization":"[redacted]","headers":{"X":"[redacted]"},"url":"https://e.com"}`},
		{"deep ones", "vault", `{"Token":"a","inner":{"key":"b","open":"c"},"list":[{"key":"d"}],"by":{"x":{"key":"e"}},"p":null,"base":"f","more":"g","empty":""}`,
			`{"Token":"[redacted]","base":"[redacted]","by":{"x":{"key":"[redacted]"}},"empty":"","inner":{"key":"[redacted]","open":"c"},"list":[{"key":"[redacted]"}],"more":"[redacted]","p":null}`},
		{"of another shape", "vault", `{"inner":7}`, `{"inner":"[redacted]"}`},
		{"no JSON", "web_service", `Bearer abc`, ``},
		{"no struct", "number", `7`, `7`},
		{"no such kind", "dance", `{"a":1}`, ``},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			require.Equal(t, tt.want, string(hs.Redact(tt.kind, json.RawMessage(tt.with))))
		})
	}
}

func TestDecodeTakesAnyConfig(t *testing.T) {
	t.Parallel()
	var hs action.Handlers
	idle[number](&hs)
	c, err := hs.Decode("number", json.RawMessage(`7`))
	require.NoError(t, err)
	require.Equal(t, number(7), c)
	require.Empty(t, hs.Escape(c, "x"))
}

func TestEscape(t *testing.T) {
	t.Parallel()
	hs := every()
	idle[page](hs)
	idle[sheet](hs)
	tests := []struct {
		name   string
		config action.Config
		member string
		want   string
	}{
		{"tag url", page{}, "url", "url"},
		{"tag json", page{}, "body", "json"},
		{"no tag", page{}, "note", ""},
		{"no such member", page{}, "nope", ""},
		{"the config says", sheet{Type: "xml"}, "body", "xml"},
		{"the config leaves it to the tag", sheet{}, "body", "json"},
		{"beside what the config says", sheet{Type: "xml"}, "head", "url"},
		{"service url", action.WebService{}, "url", "url"},
		{"service json", action.WebService{BodyType: action.JSONBody}, "body", "json"},
		{"service xml", action.WebService{BodyType: action.XMLBody}, "body", "xml"},
		{"service form", action.WebService{BodyType: action.FormBody}, "body", "url"},
		{"service text", action.WebService{BodyType: action.TextBody}, "body", ""},
		{"nothing", nil, "body", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			require.Equal(t, tt.want, hs.Escape(tt.config, tt.member))
		})
	}
}
