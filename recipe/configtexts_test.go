package recipe_test

import (
	"encoding/json"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// place is the use of a text of a config: how a value arrives there, and which values must not.
type place struct {
	usual  string // a value that does arrive
	before string // the recipe's text before the value
	arrive func(value string) string
	plain  func(text string) string // takes the escapes out of an address or a form; nil where there are none
	safe   func(text string) bool
}

// asIs is the text that arrives where nothing is escaped: a NUL is no character that anybody takes.
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

// escapedShape is the text of an address or a form instead of any value.
var escapedShape = regexp.MustCompile(`^[A-Za-z0-9._~+-]*(%[0-9A-F]{2}[A-Za-z0-9._~+-]*)*$`)

// unescaped is the value that was escaped, whether a space is + or %20; any other text is returned unchanged.
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

// configTexts are all texts of all configs: @ is the place of one.
var configTexts = []struct {
	kind, with string
	place      place
	behind     string // the recipe's text after the value
}{
	{"notify", `{"users":["@"],"channel":"push"}`, name, ""},
	{"notify", `{"teams":["@"],"channel":"push"}`, name, ""},
	{"notify", `{"users":["7"],"channel":"push","text":"@"}`, text, ""},
	{"notify", `{"users":["7"],"channel":"@"}`, word, ""},
	{"note", `{"text":"@"}`, text, ""},
	{"set_field", `{"field":"@","value":"x"}`, word, ""},
	{"set_field", `{"field":"case.fields.a","value":"@"}`, text, ""},
	{"set_field", `{"field":"case.fields.a","value":["other","@"]}`, text, ""},
	{"unassign", `{"target":"@"}`, word, ""},
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
