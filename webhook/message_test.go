package webhook_test

import (
	"encoding/json"
	"math"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/trigger"
	"github.com/commis-recipes/commis/webhook"
)

// What goes over the wire, byte for byte.
func TestRequests(t *testing.T) {
	t.Parallel()
	followers := 0
	mention := trigger.Mention{
		ID: "77", Topic: "soporte", Content: "¡La app <falla> & \"cae\"! 🚨\u2028\\u2028", Tags: []string{"ES", "app"}, CaseID: "5",
		Author: trigger.Author{Name: "Ada", Followers: &followers}, Arrived: noon,
		Fields: map[string]any{"tier": "gold", "empty": "", "n": 1e21, "none": nil, "list": []any{"a", 1.5, []any{true}}, "deep": map[string]any{"Store Name": "Ávila"}},
	}
	ticket := trigger.Case{ID: "5", Title: "Outage", Status: trigger.Pending}
	created := trigger.Event{ID: "e1", Kind: trigger.MentionCreated, At: noon, Mention: &mention}
	pending := trigger.Event{ID: "e2", Kind: trigger.CaseStatusChanged, At: noon, Case: &ticket, To: trigger.Pending}
	both := pending
	both.Mention = &trigger.Mention{ID: "77", Content: "hola"}
	review := trigger.Event{ID: "e3", Kind: trigger.RecordReceived, At: noon, Record: &trigger.Record{
		Source: "sf", Object: "Case", ID: "500x", Fields: map[string]any{"Rating": 1.0, "Store Name": "Ñ"}}}
	for _, tt := range []struct {
		name, with        string
		event             trigger.Event
		method, uri, kind string
		body              string
	}{
		{"chosen variables only, in their order", `{"name":"n","variables":[{"key":"text","variable":"mention.content"},{"variable":"id"}]}`, created,
			"POST", "/h", "application/json", `{"text":"¡La app <falla> & \"cae\"! 🚨` + "\u2028" + `\\u2028","id":"77"}`},
		{"types", `{"name":"n","variables":[{"key":"1","variable":"tags"},{"key":"2","variable":"private"},{"key":"3","variable":"arrived"},
			{"key":"4","variable":"author"},{"key":"5","variable":"author.followers"},{"key":"6","variable":"fields.list"},{"key":"7","variable":"fields.deep[\"Store Name\"]"}]}`, created,
			"POST", "/h", "application/json", `{"1":["ES","app"],"2":false,"3":"2026-01-05T12:00:00Z","4":{"name":"Ada","followers":0},"5":0,"6":["a",1.5,[true]],"7":"Ávila"}`},
		{"what is missing", `{"name":"n","variables":[{"variable":"title"},{"variable":"case.title"},{"variable":"contact"},{"variable":"assigned"},{"variable":"published"},
			{"variable":"fields.x"},{"variable":"fields.empty"},{"variable":"fields.none"},{"variable":"fields.tier.x"},{"variable":"contact.tags"},{"variable":"case"},{"variable":"record"},{"variable":"record.x"}]}`, created,
			"POST", "/h", "application/json", `{"title":null,"case.title":null,"contact":null,"assigned":null,"published":null,"fields.x":null,"fields.empty":null,"fields.none":null,` +
				`"fields.tier.x":null,"contact.tags":null,"case":null,"record":null,"record.x":null}`},
		{"what says nothing", `{"name":"n","variables":[{"variable":"contact"},{"variable":"contact.tags"}]}`,
			trigger.Event{ID: "e", Kind: trigger.MentionCreated, At: noon, Mention: &trigger.Mention{ID: "1", Contact: trigger.Contact{Tags: []string{}}}},
			"POST", "/h", "application/json", `{"contact":null,"contact.tags":[]}`},
		{"the recipe and the event", `{"name":"n","variables":[{"variable":"recipe.id"},{"variable":"recipe.name"},{"variable":"event.id"},{"variable":"event.time"},{"variable":"event.kind"},{"variable":"event.tag"}]}`, created,
			"POST", "/h", "application/json", `{"recipe.id":"it-alerts","recipe.name":"IT alerts","event.id":"e1","event.time":"2026-01-05T12:00:00Z","event.kind":"mention_created","event.tag":null}`},
		{"a whole item", `{"name":"n","variables":[{"variable":"case"}]}`, pending,
			"POST", "/h", "application/json", `{"case":{"id":"5","title":"Outage","status":"pending"}}`},
		{"a whole event", `{"name":"n","variables":[{"variable":"event"}]}`, pending,
			"POST", "/h", "application/json", `{"event":{"id":"e2","kind":"case_status_changed","at":"2026-01-05T12:00:00Z"}}`},
		{"nothing chosen", `{"name":"n"}`, created, "POST", "/h", "application/json", `{}`},
		{"another type", `{"name":"n","content_type":"application/vnd.api+json; charset=utf-8","variables":[{"variable":"id"}]}`, created,
			"POST", "/h", "application/vnd.api+json; charset=utf-8", `{"id":"77"}`},
		{"form", `{"name":"n","content_type":"application/x-www-form-urlencoded","variables":[{"key":"a b","variable":"content"},{"variable":"title"},{"variable":"tags"},
			{"variable":"fields.n"},{"variable":"fields.list"},{"variable":"private"},{"variable":"arrived"},{"variable":"fields.deep"},{"variable":"author.followers"},{"variable":"contact.fields"}]}`, created,
			"POST", "/h", "application/x-www-form-urlencoded", "a+b=%C2%A1La+app+%3Cfalla%3E+%26+%22cae%22%21+%F0%9F%9A%A8%E2%80%A8%5Cu2028&title=&tags=ES%2C+app" +
				"&fields.n=1000000000000000000000&fields.list=a%2C+1.5%2C+%5Btrue%5D&private=false&arrived=2026-01-05T12%3A00%3A00Z&fields.deep=%7B%22Store+Name%22%3A%22%C3%81vila%22%7D&author.followers=0&contact.fields="},
		{"get", `{"name":"n","method":"GET","variables":[{"key":"q","variable":"author.name"},{"variable":"case.title"}]}`, created, "GET", "/h?q=Ada&case.title=", "", ""},
		{"get of what the address says", `{"name":"n","method":"GET","url":"?a=b&"}`, created, "GET", "/h?a=b&", "", ""},
		{"get of nothing", `{"name":"n","method":"GET"}`, created, "GET", "/h", "", ""},
		{"template", `{"name":"n","body":"{\"a\":\"é <b>\"}\n"}`, created, "POST", "/h", "application/json", "{\"a\":\"é <b>\"}\n"},
		{"text", `{"name":"n","content_type":"text/plain","body":"hola {{ñ}}"}`, created, "POST", "/h", "text/plain", "hola {{ñ}}"},
		{"case update: what is chosen", `{"name":"n","variables":[{"key":"c","variable":"case.id"},{"variable":"event.to"}]}`, pending,
			"POST", "/h", "application/json", `{"c":"5","event.to":"pending"}`},
		{"case update: a body", `{"content_type":"text/plain","body":"hola"}`, both, "POST", "/h", "text/plain", "hola"},
		{"case update: get", `{"method":"GET","variables":[{"variable":"case.id"}]}`, both, "GET", "/h?case.id=5", "", ""},
		{"case update: a form", `{"content_type":"application/x-www-form-urlencoded","variables":[{"variable":"case.title"}]}`, both,
			"POST", "/h", "application/x-www-form-urlencoded", "case.title=Outage"},
		{"case update: a name and nothing chosen", `{"name":"n","description":"d","content_type":"application/vnd.api+json"}`, pending,
			"POST", "/h", "application/vnd.api+json", `{"case":{"id":"5","title":"Outage","status":"pending"},"mention":null,"event":{"id":"e2","kind":"case_status_changed","at":"2026-01-05T12:00:00Z"}}`},
		{"case update: a mention", `{}`, trigger.Event{ID: "e", Kind: trigger.MentionCreated, At: noon, Mention: both.Mention, Case: &ticket},
			"POST", "/h", "application/json", `{"mention":{"id":"77","content":"hola"},"event":{"id":"e","kind":"mention_created","at":"2026-01-05T12:00:00Z"}}`},
		{"case update: a case and its mention", `{"method":"POST"}`, both,
			"POST", "/h", "application/json", `{"case":{"id":"5","title":"Outage","status":"pending"},"mention":{"id":"77","content":"hola"},"event":{"id":"e2","kind":"case_status_changed","at":"2026-01-05T12:00:00Z"}}`},
		{"case update: a case alone", `{}`, pending, "POST", "/h", "application/json", `{"case":{"id":"5","title":"Outage","status":"pending"},"mention":null,"event":{"id":"e2","kind":"case_status_changed","at":"2026-01-05T12:00:00Z"}}`},
		{"a record", `{"secret":""}`, review, "POST", "/h", "application/json", `{"record":{"Rating":1,"Store Name":"Ñ"},"event":{"id":"e3","kind":"record_received","at":"2026-01-05T12:00:00Z"}}`},
		{"of a record", `{"name":"n","variables":[{"variable":"record[\"Store Name\"]"},{"variable":"record.Rating"},{"variable":"event.source"},{"variable":"event.object"},{"variable":"event.record_id"}]}`, review,
			"POST", "/h", "application/json", `{"record[\"Store Name\"]":"Ñ","record.Rating":1,"event.source":"sf","event.object":"Case","event.record_id":"500x"}`},
		{"bytes that are no text", `{"name":"n","variables":[{"variable":"content"}]}`, trigger.Event{ID: "e", Kind: trigger.MentionCreated, At: noon, Mention: &trigger.Mention{ID: "1", Content: "a\xffb\x01"}},
			"POST", "/h", "application/json", `{"content":"a` + "\ufffd" + `b\u0001"}`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := listen(t, nil)
			hs := handlers()
			var c webhook.Config
			require.NoError(t, json.Unmarshal([]byte(tt.with), &c))
			c.URL = r.URL + "/h" + c.URL
			with, err := json.Marshal(c)
			require.NoError(t, err)
			decoded, err := hs.Decode("webhook", with)
			require.NoError(t, err)
			require.NoError(t, r.sender(t).Handle(within(t), decoded.(webhook.Config), input(tt.event)))
			require.Len(t, r.got(), 1)
			got := r.got()[0]
			require.Equal(t, []string{tt.method, tt.uri, tt.kind, tt.body}, []string{got.method, got.uri, got.header.Get("Content-Type"), got.body})
		})
	}
}

func TestHeaders(t *testing.T) {
	t.Parallel()
	r := listen(t, nil)
	c := webhook.Config{
		Name: "slack-it", Description: "for the night shift", URL: r.URL + "/T0/B0?x=%20y&x", Method: "GET", Authorization: "Basic QWxhZGRpbg==",
		Variables: []webhook.Variable{{Key: "a&b", Variable: "mention.content"}},
	}
	in := arrival(trigger.Mention{ID: "77", Content: "a=b&c d\r\nX-Evil: 1"})
	in.Event.ID, in.Event.At = "sf/é\r\nX: 1", noon.In(time.FixedZone("", 3600)).Add(1)
	in.Event.Cause = trigger.Cause{Root: "e0", Via: []trigger.Run{{Recipe: "first", Item: trigger.Ref{Kind: "case", ID: "5"}}}}
	in.Event.Actor = trigger.Bot // nobody says something new
	require.NoError(t, r.sender(t).Handle(within(t), c, in))
	got := r.got()[0]
	require.Equal(t, "/T0/B0?x=%20y&x&a%26b=a%3Db%26c+d%0D%0AX-Evil%3A+1", got.uri)
	require.Equal(t, map[string][]string{
		"Authorization": {"Basic QWxhZGRpbg=="}, "Connection": {"close"}, "Accept-Encoding": {"identity"}, "User-Agent": {"commis-webhook"},
		"Webhook-Id": {"it-alerts/0/e1/mention/77"}, "Webhook-Timestamp": {"1767614401"}, // noon and a second
		"Commis-Cause":    {"e0 first@case/5 it-alerts@mention/77"},
		"Commis-Event-Id": {"sf%2F%C3%A9%0D%0AX%3A+1"}, "Commis-Event-Kind": {"mention_created"}, "Commis-Event-At": {"2026-01-05T12:00:00.000000001Z"},
	}, map[string][]string(got.header), "and nothing of the name and the description")
}

// Every field of a mention and a case is a variable, and its value is what its JSON has there.
func TestEveryField(t *testing.T) {
	t.Parallel()
	r := listen(t, nil)
	s := r.sender(t)
	ctx := within(t)
	count := 0
	rapid.Check(t, func(t *rapid.T) {
		var m trigger.Mention
		var k trigger.Case
		fillIn(t, reflect.ValueOf(&m).Elem())
		fillIn(t, reflect.ValueOf(&k).Elem())
		want := map[string]any{}
		flatten(want, "mention", decoded(t, m))
		flatten(want, "case", decoded(t, k))
		count = len(want)
		var c webhook.Config
		c.Name, c.URL = "all", r.URL
		for path := range want {
			c.Variables = append(c.Variables, webhook.Variable{Variable: path})
		}
		require.NoError(t, c.Validate())
		before := len(r.got())
		require.NoError(t, s.Handle(ctx, c, input(trigger.Event{ID: "e", Kind: trigger.MentionCreated, At: noon, Mention: &m, Case: &k})))
		var got map[string]any
		require.NoError(t, json.Unmarshal([]byte(r.got()[before].body), &got))
		require.Equal(t, want, got)
	})
	require.Greater(t, count, 40)
}

// fillIn gives every field a value that is not zero.
func fillIn(t *rapid.T, v reflect.Value) {
	switch v.Interface().(type) {
	case time.Time:
		v.Set(reflect.ValueOf(time.Unix(rapid.Int64Range(1, 1<<33).Draw(t, "time"), 0).UTC()))
		return
	case map[string]any:
		v.Set(reflect.ValueOf(map[string]any{"Store Name": rapid.StringN(1, 5, -1).Draw(t, "text"), "n": rapid.Float64().Draw(t, "n")}))
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(rapid.StringN(1, 8, -1).Draw(t, "text"))
	case reflect.Bool:
		v.SetBool(rapid.Bool().Draw(t, "truth"))
	case reflect.Int:
		v.SetInt(int64(rapid.Int32().Draw(t, "int")))
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fillIn(t, v.Elem())
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		fillIn(t, v.Index(0))
		fillIn(t, v.Index(1))
	case reflect.Struct:
		for i := range v.NumField() {
			fillIn(t, v.Field(i))
		}
	default:
		t.Fatalf("a field of kind %s", v.Kind())
	}
}

func decoded(t *rapid.T, v any) any {
	text, err := json.Marshal(v)
	require.NoError(t, err)
	var out any
	require.NoError(t, json.Unmarshal(text, &out))
	if m, ok := out.(map[string]any); ok && m["private"] == nil && m["conversation"] != nil {
		m["private"] = false // left out of the JSON, but known
	}
	return out
}

// flatten lists a value, and all that is in it, by path. What is within a document has a path in brackets.
func flatten(into map[string]any, path string, v any) {
	m, ok := v.(map[string]any)
	if path != "mention" { // its JSON leaves out what is false
		into[path] = v
	}
	for name, inner := range m {
		if !ok || strings.HasSuffix(path, ".fields") {
			into[path+`["`+name+`"]`] = inner
			continue
		}
		flatten(into, path+"."+name, inner)
	}
}

// What cannot be sent as it should be is not sent at all, and not tried again.
func TestRefusedMessages(t *testing.T) {
	t.Parallel()
	r := listen(t, nil)
	loop := map[string]any{}
	loop["loop"] = loop
	for _, tt := range []struct {
		name string
		edit func(c *webhook.Config, m *trigger.Mention)
		want string
	}{
		{"an injected authorization", func(c *webhook.Config, _ *trigger.Mention) { c.Authorization = "Bearer {{x}}\r\nX: hunter2" },
			`webhook: authorization: not a type and credentials, such as "Bearer" and a token, in one line of ASCII`},
		{"an authorization outside of ASCII", func(c *webhook.Config, _ *trigger.Mention) { c.Authorization = "Bearer hunter2é" },
			`webhook: authorization: not a type and credentials, such as "Bearer" and a token, in one line of ASCII`},
		{"an injected content type", func(c *webhook.Config, _ *trigger.Mention) { c.ContentType = "text/plain\r\nX: y" }, "webhook: content_type: not a media type"},
		{"a body that is no JSON any more", func(c *webhook.Config, _ *trigger.Mention) { c.Variables, c.Body = nil, `{"hunter2"}` }, "webhook: body: not JSON"},
		{"no body", func(c *webhook.Config, _ *trigger.Mention) { c.ContentType = "text/xml" }, "webhook: body: missing; the content type needs one"},
		{"a variable that is not there", func(c *webhook.Config, _ *trigger.Mention) { c.Variables[0].Variable = "x" }, `webhook: variables[0]: unknown variable "x"`},
		{"no number", func(_ *webhook.Config, m *trigger.Mention) { m.Fields = map[string]any{"hunter2": math.Inf(1)} },
			"webhook: variables[0]: the value cannot be written as JSON: it refers to itself or contains a value that is not data"},
		{"a loop", func(_ *webhook.Config, m *trigger.Mention) { m.Fields = loop },
			"webhook: variables[0]: the value cannot be written as JSON: it refers to itself or contains a value that is not data"},
		{"a loop in a form", func(c *webhook.Config, m *trigger.Mention) {
			m.Fields, c.ContentType = loop, "application/x-www-form-urlencoded"
		}, "webhook: variables[0]: the value cannot be written as JSON: it refers to itself or contains a value that is not data"},
		{"a loop in a query", func(c *webhook.Config, m *trigger.Mention) { m.Fields, c.Method = loop, "GET" },
			"webhook: variables[0]: the value cannot be written as JSON: it refers to itself or contains a value that is not data"},
		{"too much", func(_ *webhook.Config, m *trigger.Mention) {
			m.Fields = map[string]any{"x": strings.Repeat("a", webhook.MaxBody)}
		}, "webhook to 127.0.0.1: too_large, attempt 1"},
		{"too much for a query", func(c *webhook.Config, m *trigger.Mention) {
			c.Method, m.Fields = "GET", map[string]any{"x": strings.Repeat("é", 10_000)}
		}, "webhook to 127.0.0.1: too_large, attempt 1"},
		{"a password", func(c *webhook.Config, _ *trigger.Mention) { c.URL = "http://me:hunter2@127.0.0.1/" },
			"webhook: bad_url, holds a user name or password; give an authorization instead, attempt 1"},
		{"a filled-in address", func(c *webhook.Config, _ *trigger.Mention) { c.URL = "http://127.0.0.1/{{\r\nhunter2" },
			"webhook: bad_url, holds a space, a control character or a letter outside of ASCII; write it as %20 and so on, or xn-- in a host, attempt 1"},
		{"an odd number", func(c *webhook.Config, _ *trigger.Mention) { c.URL = "http://0x7f.1/hunter2" },
			"webhook: bad_url, the host ends in a number but is not an IP address such as 192.0.2.1, attempt 1"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := webhook.Config{Name: "n", URL: r.URL, Variables: []webhook.Variable{{Variable: "mention.fields"}}}
			m := trigger.Mention{ID: "77"}
			tt.edit(&c, &m)
			err := r.sender(t).Handle(within(t), c, arrival(m))
			require.EqualError(t, err, tt.want)
			require.True(t, action.IsPermanent(err))
		})
	}
	require.Empty(t, r.got())
}
