package recipe_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/trigger"
	"github.com/commis-recipes/commis/webhook"
)

// place is what a text of a config is for: how a value arrives there, and which values must not.
type place struct {
	usual  string // a value that does arrive
	before string // what the recipe writes before the value
	arrive func(value string) string
	plain  func(text string) string // takes the escapes out of an address or a form; nil where there are none
	safe   func(text string) bool
}

// asIs is what arrives where nothing is escaped: a NUL is no character that anybody takes.
func asIs(s string) string { return strings.ReplaceAll(s, "\x00", "\ufffd") }

func same(s string) string { return s }

func oneLine(s string) bool { return !strings.ContainsFunc(s, unicode.IsControl) }

var (
	addressShape = regexp.MustCompile(`^[^\s,;:<>()\[\]"\\@]+@[^\s,;:<>()\[\]"\\@]+$`)
	linkShape    = regexp.MustCompile(`(?i)^https?://[^/?#@]+([/?#]|$)`)
	headerShape  = regexp.MustCompile(`^[\x20-\x7e]*$`)
)

// The places of texts. word is one that only takes words that are written out.
var (
	word = place{}
	text = place{usual: "hola\n\t¿qué tal?", arrive: asIs, safe: func(s string) bool { return !strings.Contains(s, "\x00") }}
	name = place{usual: "Ada", arrive: asIs, safe: oneLine}
	data = place{usual: "hola", arrive: asIs, safe: func(s string) bool { return text.safe(s) && len([]rune(s)) <= 1024 }}
	post = place{usual: "ada@example.com", arrive: asIs, safe: func(s string) bool { return oneLine(s) && addressShape.MatchString(s) }}
	link = place{usual: "https://example.com/a", arrive: asIs, safe: func(s string) bool { return oneLine(s) && linkShape.MatchString(s) }}
	site = place{usual: "a b", before: "https://example.com/", arrive: same, plain: unescaped, safe: oneLine}
	auth = place{usual: "abc", before: "Bearer ", arrive: asIs, safe: headerShape.MatchString}
	head = place{usual: "abc", arrive: asIs, safe: func(s string) bool { return oneLine(strings.ReplaceAll(s, "\t", "")) }}
	rank = place{usual: "high", arrive: asIs, safe: func(s string) bool { return slices.Contains([]string{"low", "medium", "high", "critical"}, s) }}
	turn = place{usual: "pending", arrive: asIs, safe: func(s string) bool { return slices.Contains([]string{"unresolved", "pending", "resolved"}, s) }}
	bare = place{usual: "twitter", arrive: asIs, safe: func(s string) bool { return oneLine(s) && !strings.ContainsFunc(s, unicode.IsSpace) }}
	land = place{usual: "BE", arrive: asIs, safe: regexp.MustCompile(`^[A-Z]{2}$`).MatchString}
	form = place{usual: "a b", before: "a=", arrive: same, plain: unescaped, safe: oneLine}
	body = place{usual: `a"b`, before: `{"a":"`, arrive: inJSON, safe: func(s string) bool { return json.Valid([]byte(s + `"}`)) }}
)

// escapedShape is what an address or a form has in the place of any value.
var escapedShape = regexp.MustCompile(`^[A-Za-z0-9._~+-]*(%[0-9A-F]{2}[A-Za-z0-9._~+-]*)*$`)

// unescaped is the value that was escaped, whether a space is + or %20; a text that is none of this stays what it is.
func unescaped(text string) string {
	if plain, err := url.QueryUnescape(text); err == nil && escapedShape.MatchString(text) {
		return plain
	}
	return "not escaped: " + text
}

func inJSON(s string) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(s); err != nil {
		panic(err)
	}
	return strings.TrimSuffix(strings.TrimPrefix(b.String(), `"`), "\"\n")
}

// configTexts are all texts of all configs: @ is where one stands.
var configTexts = []struct {
	kind, with string
	place      place
	behind     string // what the recipe writes behind the value
}{
	{"notify", `{"users":["@"],"channel":"push"}`, name, ""},
	{"notify", `{"users":["7"],"channel":"@"}`, word, ""},
	{"assign", `{"users":["@"]}`, name, ""},
	{"assign", `{"teams":["@"]}`, name, ""},
	{"assign", `{"users":["7"],"pick":"@"}`, word, ""},
	{"assign", `{"users":["7"],"target":"@"}`, word, ""},
	{"smart_assign", `{"within":"@"}`, word, ""},
	{"edit", `{"property":"@","value":"x"}`, word, ""},
	{"edit", `{"property":"category","value":"@"}`, name, ""},
	{"edit", `{"property":"country","value":"@"}`, land, ""},
	{"edit", `{"property":"priority","value":"@"}`, rank, ""},
	{"reply", `{"message":"@","mode":"draft","service":"twitter"}`, text, ""},
	{"reply", `{"message":"x","mode":"@","service":"twitter"}`, word, ""},
	{"reply", `{"message":"x","mode":"draft","service":"@"}`, bare, ""},
	{"private_reply", `{"message":"@"}`, text, ""},
	{"private_reply", `{"survey":"@"}`, word, ""},
	{"private_reply", `{"flow":"@"}`, name, ""},
	{"public_reply", `{"message":"@","service":"twitter","profile":"p"}`, text, ""},
	{"public_reply", `{"message":"x","service":"@","profile":"p"}`, bare, ""},
	{"public_reply", `{"message":"x","service":"twitter","profile":"@"}`, name, ""},
	{"remove", `{"how":"@"}`, word, ""},
	{"add_tags", `{"tags":["@"]}`, name, ""},
	{"add_tags", `{"tags":["x"],"target":"@"}`, word, ""},
	{"remove_tags", `{"tags":["@"]}`, name, ""},
	{"remove_tags", `{"tags":["x"],"target":"@"}`, word, ""},
	{"set_status", `{"status":"@"}`, turn, ""},
	{"message", `{"to":{"user":"@"},"text":"x","channel":"c"}`, name, ""},
	{"message", `{"to":{"group":"@"},"text":"x","channel":"c"}`, name, ""},
	{"message", `{"to":{"user":"u"},"text":"@","channel":"c"}`, text, ""},
	{"message", `{"to":{"user":"u"},"text":"x","channel":"@"}`, name, ""},
	{"message", `{"to":{"user":"u"},"text":"x","channel":"last_used","fallback":"@"}`, name, ""},
	{"message", `{"to":{"user":"u"},"channel":"c","cards":[{"title":"@"}]}`, text, ""},
	{"message", `{"to":{"user":"u"},"channel":"c","cards":[{"text":"@"}]}`, text, ""},
	{"message", `{"to":{"user":"u"},"channel":"c","cards":[{"title":"x","image":"@"}]}`, link, ""},
	{"message", `{"to":{"user":"u"},"channel":"c","cards":[{"title":"x","buttons":[{"label":"@","value":"x"}]}]}`, text, ""},
	{"message", `{"to":{"user":"u"},"channel":"c","cards":[{"title":"x","buttons":[{"label":"x","value":"@"}]}]}`, text, ""},
	{"message", `{"to":{"user":"u"},"channel":"c","cards":[{"title":"x","buttons":[{"label":"x","url":"@"}]}]}`, link, ""},
	{"message", `{"to":{"user":"u"},"channel":"c","images":[{"url":"@"}]}`, link, ""},
	{"message", `{"to":{"user":"u"},"channel":"c","images":[{"url":"https://e.com","alt":"@"}]}`, text, ""},
	{"distribute_survey", `{"method":"@","survey":"s","list":"l","phone":"5"}`, word, ""},
	{"distribute_survey", `{"method":"email","survey":"@","list":"l","email":"a@b.c"}`, name, ""},
	{"distribute_survey", `{"method":"email","survey":"s","list":"@","email":"a@b.c"}`, name, ""},
	{"distribute_survey", `{"method":"email","survey":"s","list":"l","email":"@"}`, post, ""},
	{"distribute_survey", `{"method":"sms","survey":"s","list":"l","phone":"@"}`, name, ""},
	{"distribute_survey", `{"method":"sms","survey":"s","list":"l","phone":"5","first_name":"@"}`, name, ""},
	{"distribute_survey", `{"method":"sms","survey":"s","list":"l","phone":"5","last_name":"@"}`, name, ""},
	{"distribute_survey", `{"method":"sms","survey":"s","list":"l","phone":"5","embedded_data":{"k":"@"}}`, data, ""},
	{"save_contact", `{"as":"@","first_name":"a","last_name":"b","email":"a@b.c"}`, word, ""},
	{"save_contact", `{"as":"transaction","list":"@","first_name":"a","last_name":"b","email":"a@b.c"}`, name, ""},
	{"save_contact", `{"as":"transaction","first_name":"@","last_name":"b","email":"a@b.c"}`, name, ""},
	{"save_contact", `{"as":"transaction","first_name":"a","last_name":"@","email":"a@b.c"}`, name, ""},
	{"save_contact", `{"as":"transaction","first_name":"a","last_name":"b","email":"@"}`, post, ""},
	{"save_contact", `{"as":"transaction","first_name":"a","last_name":"b","email":"a@b.c","phone":"@"}`, name, ""},
	{"save_contact", `{"as":"transaction","first_name":"a","last_name":"b","email":"a@b.c","embedded_data":{"k":"@"}}`, data, ""},
	{"ticket", `{"name":"@","owner":"o"}`, text, ""},
	{"ticket", `{"name":"n","owner":"@"}`, name, ""},
	{"ticket", `{"name":"n","owner":"o","priority":"@"}`, word, ""},
	{"ticket", `{"name":"n","owner":"o","comment":"@"}`, text, ""},
	{"email", `{"to":["@"],"subject":"s","text":"t"}`, post, ""},
	{"email", `{"to":["a@b.c"],"cc":["@"],"subject":"s","text":"t"}`, post, ""},
	{"email", `{"to":["a@b.c"],"bcc":["@"],"subject":"s","text":"t"}`, post, ""},
	{"email", `{"to":["a@b.c"],"reply_to":"@","subject":"s","text":"t"}`, post, ""},
	{"email", `{"to":["a@b.c"],"subject":"@","text":"t"}`, name, ""},
	{"email", `{"to":["a@b.c"],"subject":"s","text":"@"}`, text, ""},
	{"slack", `{"channel":"@","text":"t"}`, name, ""},
	{"slack", `{"channel":"c","text":"@"}`, text, ""},
	{"web_service", `{"method":"@","url":"https://e.com"}`, word, ""},
	{"web_service", `{"method":"GET","url":"@"}`, site, ""},
	{"web_service", `{"method":"POST","url":"https://e.com","body_type":"@","body":"x"}`, word, ""},
	{"web_service", `{"method":"POST","url":"https://e.com","body_type":"text","body":"@"}`, text, ""},
	{"web_service", `{"method":"POST","url":"https://e.com","body_type":"form","body":"@"}`, form, ""},
	{"web_service", `{"method":"POST","url":"https://e.com","body_type":"json","body":"@"}`, body, `"}`},
	{"web_service", `{"method":"GET","url":"https://e.com","headers":{"k":"@"}}`, head, ""},
	{"web_service", `{"method":"GET","url":"https://e.com","authorization":"@"}`, auth, ""},
	{"sync", `{"system":"@","object":"ticket","operation":"update"}`, word, ""},
	{"sync", `{"system":"zendesk","object":"@","operation":"update"}`, word, ""},
	{"sync", `{"system":"zendesk","object":"ticket","operation":"@"}`, word, ""},
	{"sync", `{"system":"zendesk","object":"ticket","operation":"update","id":"@"}`, name, ""},
	{"sync", `{"system":"zendesk","object":"ticket","operation":"update","fields":{"k":"@"}}`, text, ""},
	{"webhook", `{"name":"@","url":"https://e.com"}`, text, ""},
	{"webhook", `{"name":"n","description":"@","url":"https://e.com"}`, text, ""},
	{"webhook", `{"name":"n","method":"@","url":"https://e.com"}`, word, ""},
	{"webhook", `{"name":"n","url":"@"}`, site, ""},
	{"webhook", `{"name":"n","url":"https://e.com","content_type":"@","body":"x"}`, word, ""},
	{"webhook", `{"name":"n","url":"https://e.com","authorization":"@"}`, auth, ""},
	{"webhook", `{"name":"n","url":"https://e.com","variables":[{"key":"@","variable":"mention.id"}]}`, text, ""},
	{"webhook", `{"name":"n","url":"https://e.com","variables":[{"variable":"@"}]}`, word, ""},
	{"webhook", `{"name":"n","url":"https://e.com","body":"@"}`, body, `"}`},
	{"webhook", `{"name":"n","url":"https://e.com","content_type":"text/plain","body":"@"}`, text, ""},
	{"webhook", `{"name":"n","url":"https://e.com","secret":"@"}`, text, ""},
	{"webhook", `{"name":"n","url":"https://e.com","body_secret":"@"}`, text, ""},
}

// whereIs returns the path of the text that begins with @ in a document, as faults write it, and as a type has it.
func whereIs(t require.TestingT, doc string) (path, shape string) {
	var root any
	require.NoError(t, json.Unmarshal([]byte(doc), &root))
	var walk func(v any, at, of string)
	walk = func(v any, at, of string) {
		switch v := v.(type) {
		case string:
			if strings.HasPrefix(v, "@") {
				path, shape = at, of
			}
		case []any:
			for i := range v {
				walk(v[i], fmt.Sprintf("%s[%d]", at, i), of+"[]")
			}
		case map[string]any:
			for k := range v {
				if k == "k" {
					walk(v[k], at+`["k"]`, of+"{}")
					continue
				}
				walk(v[k], strings.TrimPrefix(at+"."+k, "."), strings.TrimPrefix(of+"."+k, "."))
			}
		}
	}
	walk(root, "", "")
	return path, shape
}

// textsOf lists the texts that a config of the type may hold.
func textsOf(of reflect.Type, at string) []string {
	switch of.Kind() {
	case reflect.String:
		return []string{at}
	case reflect.Slice:
		return textsOf(of.Elem(), at+"[]")
	case reflect.Map:
		return textsOf(of.Elem(), at+"{}")
	case reflect.Struct:
		var all []string
		for i := range of.NumField() {
			f := of.Field(i)
			member, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			inner := strings.TrimPrefix(at+"."+member, ".")
			if f.Anonymous {
				inner = at
			}
			all = append(all, textsOf(f.Type, inner)...)
		}
		return all
	}
	return nil
}

// on tells how a recipe with the kind starts, and what reads the hostile value of the event.
func on(kind string) (starts, value string) {
	switch kind {
	case "notify", "assign", "smart_assign", "edit", "reply", "remove", "add_tags", "webhook":
		return `{"on":"new_item","all_topics":true}`, "mention.title"
	case "private_reply", "public_reply", "remove_tags", "set_status":
		return `{"on":"case_tag_added","tag":"x","all_topics":true}`, "mention.title"
	}
	return `{"on":"record"}`, "record.v"
}

func hostileEvent(kind, value string, n int) trigger.Event {
	ev := customer(fmt.Sprint("e", n), ten.Add(time.Duration(n)*time.Second))
	ev.Mention.Title = value
	ev.Case = &trigger.Case{ID: "5", Topic: "support"}
	switch starts, _ := on(kind); {
	case strings.Contains(starts, "case_tag"):
		ev.Kind, ev.Tag = trigger.CaseTagAdded, "x"
	case strings.Contains(starts, "record"):
		ev = trigger.Event{ID: ev.ID, At: ev.At, Kind: trigger.RecordReceived, Record: &trigger.Record{Source: "s", ID: ev.ID, Fields: map[string]any{"v": value}}}
	case kind == "edit":
		ev.Kind = trigger.CaseCreated
	}
	return ev
}

// drawHostile draws what somebody writes who means harm.
func drawHostile() *rapid.Generator[string] {
	part := rapid.SampledFrom([]string{
		"\n", "\r\nBcc: eve@example.com", "\x00", "\x07", "\x1b", "\u0085", "\u2028", "\t", " ", "{{ record.secret }}", "{{", "}}", "{{ 1 }}", `"`, "'", "`", "<script>", "&", "\\", `\u0000`, "%00", "%0a",
		"javascript:alert(1)", "data:text/html,x", "//e.com", "https://e.com", "@", "a@b.c", ",", ";", "../", "#", "?a=b", "x", "Ada", "BE", "high", "é", "漢字", strings.Repeat("x", 1025),
	})
	return rapid.Map(rapid.SliceOfN(part, 1, 5), func(parts []string) string {
		if s := strings.Join(parts, ""); strings.TrimSpace(s) != "" {
			return s
		}
		return "x" + strings.Join(parts, "") + "x"
	})
}

// What somebody writes is never read as a template or taken for one: for every kind and every text of its config, a
// hostile value is refused with an error that says where, or arrives as plain text, with and without {{ in it.
func TestHostileValues(t *testing.T) {
	t.Parallel()
	configs := map[string]reflect.Type{}
	var hs action.Handlers
	var got action.Config
	take := func(_ context.Context, c action.Config, _ action.Input) error {
		configs[c.Kind()], got = reflect.TypeOf(c), c
		return nil
	}
	action.HandleAll(&hs, take)
	action.HandleFunc(&hs, func(ctx context.Context, c webhook.Config, in action.Input) error { return take(ctx, c, in) })
	for _, kind := range hs.Kinds() { // knows their types by calling each once
		c, _ := hs.Decode(kind, nil)
		require.NoError(t, hs.Run(t.Context(), c, action.Input{}))
	}
	var known []string
	for _, tt := range configTexts {
		_, shape := whereIs(t, tt.with)
		known = append(known, tt.kind+": "+shape)
	}
	for kind, of := range configs {
		for _, shape := range textsOf(of, "") {
			require.Contains(t, known, kind+": "+shape, "a text that this test does not know")
		}
	}
	for _, tt := range configTexts {
		path, _ := whereIs(t, tt.with)
		t.Run(tt.kind+" "+path+" "+tt.with, func(t *testing.T) {
			starts, value := on(tt.kind)
			written, err := json.Marshal(tt.place.before + "{{ " + value + " }}" + tt.behind)
			require.NoError(t, err)
			with := strings.Replace(tt.with, `"@"`, string(written), 1)
			e := &recipe.Engine{Handlers: &hs}
			err = e.Load(parse(t, set(one("r", starts, "", `{"do":"`+tt.kind+`","with":`+with+`}`))))
			if tt.place.arrive == nil {
				require.ErrorContains(t, err, "actions[0].with."+path+": ")
				return
			}
			require.NoError(t, err)
			n := 0
			arrives := func(t require.TestingT, s string) bool {
				n++
				report, err := e.Handle(context.Background(), hostileEvent(tt.kind, s, n))
				require.NoError(t, err)
				require.Len(t, report.Decisions, 1)
				step := report.Decisions[0].Steps[0]
				if step.Outcome != recipe.Done {
					require.Equal(t, recipe.Failed, step.Outcome)
					require.ErrorContains(t, step.Err, "with: ")
					dotted := strings.ReplaceAll(path, `["k"]`, ".k")
					require.True(t, strings.Contains(step.Err.Error(), path+": ") || strings.Contains(step.Err.Error(), dotted+": "), "%v", step.Err)
					return false
				}
				want := tt.place.before + tt.place.arrive(s) + tt.behind
				data, err := json.Marshal(got)
				require.NoError(t, err)
				text := textAt(t, data, tt.with)
				require.True(t, tt.place.safe(strings.TrimSuffix(text, tt.behind)), "%q must not arrive", text)
				if tt.place.plain != nil {
					text = tt.place.before + tt.place.plain(strings.TrimPrefix(text, tt.place.before))
				}
				require.Equal(t, want, text)
				return true
			}
			require.True(t, arrives(t, tt.place.usual), "the usual value arrives")
			rapid.Check(t, func(t *rapid.T) {
				s := drawHostile().Draw(t, "value")
				arrives(t, s)
				arrives(t, s+"{{")
				arrives(t, "{{ "+s+" }}")
			})
		})
	}
}

// textAt returns the text of a document at the place of the @ in another.
func textAt(t require.TestingT, data []byte, like string) string {
	var doc, at any
	require.NoError(t, json.Unmarshal(data, &doc))
	require.NoError(t, json.Unmarshal([]byte(like), &at))
	var find func(doc, at any) (string, bool)
	find = func(doc, at any) (string, bool) {
		switch at := at.(type) {
		case string:
			s, _ := doc.(string)
			return s, at == "@"
		case []any:
			for i := range at {
				if list, ok := doc.([]any); ok && i < len(list) {
					if s, ok := find(list[i], at[i]); ok {
						return s, true
					}
				}
			}
		case map[string]any:
			for k := range at {
				if members, ok := doc.(map[string]any); ok {
					if s, ok := find(members[k], at[k]); ok {
						return s, true
					}
				}
			}
		}
		return "", false
	}
	s, ok := find(doc, at)
	require.True(t, ok)
	return s
}
