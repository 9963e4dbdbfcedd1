package conformance_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/history"
	"github.com/commis-recipes/commis/recipe/recipetest"
	"github.com/commis-recipes/commis/trigger"
	"github.com/commis-recipes/commis/webhook"
)

// request is one that a receiver got.
type request struct {
	method, path, body string
	header             http.Header
}

// receiver is a server that webhooks are sent to, and a kitchen that may send to it.
type receiver struct {
	*recipetest.Kitchen
	url string
	got []request
}

// receiving starts a receiver. Recipes name its address as $URL.
func receiving(t *testing.T, recipes ...string) *receiver {
	r := &receiver{Kitchen: recipetest.New(t)}
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, q *http.Request) {
		body, err := io.ReadAll(q.Body)
		require.NoError(t, err)
		r.got = append(r.got, request{q.Method, q.URL.RequestURI(), string(body), q.Header})
	}))
	t.Cleanup(server.Close)
	address, err := url.Parse(server.URL)
	require.NoError(t, err)
	port, err := strconv.ParseUint(address.Port(), 10, 16)
	require.NoError(t, err)
	r.url = server.URL
	action.Handle(r.Handlers, &webhook.Sender{Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, Ports: []uint16{uint16(port)}})
	r.Load(strings.ReplaceAll(set(recipes...), "$URL", server.URL))
	return r
}

// hook is a webhook action on new items; more are further members of its config.
func hook(more string) string { return do("webhook", `{"name":"slack-it","url":"$URL/hook"`+more+`}`) }

// hookFaults are the paths of what is wrong with a webhook action.
func hookFaults(t *testing.T, on, with string) []string {
	return faults(t, rule("r", on, do("webhook", with)))
}

const addressed = `{"name":"n","url":"https://example.com/x"`

func webhookRows() []row {
	return []row{
		{"WHK-01", "The name of a webhook is required on new items, and stands in their history.", func(t *testing.T) {
			k := receiving(t, rule("r", newItem, hook("")))
			k.Send(arrives("10:00", message("m1", "Hello")))
			log := k.History.Find(history.Query{Item: mention1, Webhook: "slack-it"})
			require.Len(t, log, 1)
			require.Equal(t, "done", log[0].Outcome)
			require.Equal(t, []string{"actions[0].with.name"}, hookFaults(t, newItem, `{"url":"https://example.com/x"}`))
		}},
		{"WHK-02", "The description is never sent.", func(t *testing.T) {
			k := receiving(t, rule("r", newItem, hook(`,"description":"for our eyes only"`)+","+hook(`,"description":"for our eyes only","method":"GET"`)))
			k.Send(arrives("10:00", message("m1", "Hello")))
			require.Len(t, k.got, 2)
			require.NotContains(t, fmt.Sprint(k.got), "our eyes")
		}},
		{"WHK-03", "A webhook is a GET or a POST.", func(t *testing.T) {
			k := receiving(t, rule("r", newItem, hook(`,"method":"GET","variables":[{"variable":"mention.id"},{"key":"c d","variable":"mention.content"}]`)+","+hook(`,"method":"POST"`)))
			k.Send(arrives("10:00", message("m1", "a&b=ü")))
			require.Equal(t, []string{"GET", "/hook?mention.id=m1&c+d=a%26b%3D%C3%BC", ""}, []string{k.got[0].method, k.got[0].path, k.got[0].body})
			require.Equal(t, []string{"POST", "/hook"}, []string{k.got[1].method, k.got[1].path})
			require.Equal(t, []string{"actions[0].with.method"}, hookFaults(t, newItem, addressed+`,"method":"PUT"}`))
		}},
		{"WHK-04", "A webhook has an absolute address.", func(t *testing.T) {
			for _, address := range []string{"", "/x", "example.com/x", "ftp://example.com", "https://"} {
				require.Equal(t, []string{"actions[0].with.url"}, hookFaults(t, newItem, `{"name":"n","url":"`+address+`"}`), address)
			}
		}},
		{"WHK-05", "The chosen variables are sent, in their order, and no others.", func(t *testing.T) {
			k := receiving(t, rule("r", newItem, hook(`,"variables":[{"key":"text","variable":"mention.content"},{"key":"id","variable":"mention.id"}]`)))
			k.Send(arrives("10:00", message("m1", `¿<Fallo> & "error"? 🚨`)))
			require.Equal(t, `{"text":"¿<Fallo> & \"error\"? 🚨","id":"m1"}`, k.got[0].body)
			require.NotEmpty(t, hookFaults(t, newItem, addressed+`,"variables":[{"variable":"mention.contnt"}]}`))
		}},
		{"WHK-06", "The content type is the chosen one, and JSON without one.", func(t *testing.T) {
			k := receiving(t, rule("r", newItem, hook("")+","+hook(`,"content_type":"text/plain; charset=utf-8","body":"{{ mention.content }}!"`)+","+
				hook(`,"content_type":"application/x-www-form-urlencoded","variables":[{"key":"t","variable":"mention.content"}]`)))
			k.Send(arrives("10:00", message("m1", "a b")))
			require.Equal(t, "application/json", k.got[0].header.Get("Content-Type"))
			require.Equal(t, []string{"text/plain; charset=utf-8", "a b!"}, []string{k.got[1].header.Get("Content-Type"), k.got[1].body})
			require.Equal(t, []string{"application/x-www-form-urlencoded", "t=a+b"}, []string{k.got[2].header.Get("Content-Type"), k.got[2].body})
		}},
		{"WHK-07", "The authorization is a type and credentials, sent to the letter.", func(t *testing.T) {
			k := receiving(t, rule("r", newItem, hook(`,"authorization":"Basic QWxhZGRpbjpvcGVu"`)))
			k.Send(arrives("10:00", message("m1", "Hello")))
			require.Equal(t, "Basic QWxhZGRpbjpvcGVu", k.got[0].header.Get("Authorization"))
			for _, bad := range []string{"abc", "Bearer", "Bearer ", " abc", `a\nb c`, `Bearer a\r\nX: y`} {
				require.Equal(t, []string{"actions[0].with.authorization"}, hookFaults(t, newItem, addressed+`,"authorization":"`+bad+`"}`), bad)
			}
			require.NotContains(t, fmt.Sprint(k.History.Find(history.Query{})), "QWxhZGRpbjpvcGVu")
		}},
		{"WHK-08", "On case updates a webhook is a POST, and has an address and an authorization only.", func(t *testing.T) {
			k := receiving(t, rule("r", onMention, do("webhook", `{"url":"$URL/hook","method":"POST","authorization":"Bearer x"}`)))
			k.Send(arrives("10:00", of("5", message("m1", "Hello"))))
			require.Equal(t, []string{"POST", "Bearer x", "application/json"}, []string{k.got[0].method, k.got[0].header.Get("Authorization"), k.got[0].header.Get("Content-Type")})
			for member, value := range map[string]string{"name": `"n"`, "description": `"d"`, "method": `"GET"`, "content_type": `"text/plain"`,
				"variables": `[{"variable":"mention.id"}]`, "body": `"{}"`} {
				got := hookFaults(t, onMention, `{"url":"https://example.com","`+member+`":`+value+`}`)
				require.Contains(t, got, "actions[0].with."+member)
			}
		}},
		{"WHK-09", "On case updates the whole mention is sent, and on case triggers the case as well.", func(t *testing.T) {
			post := do("webhook", `{"url":"$URL/hook"}`)
			k := receiving(t, rule("m", onMention, post), rule("c", onPending, post))
			m := of("5", message("m1", "Hello"))
			k.Send(arrives("10:00", m))
			require.Len(t, k.got, 1)
			require.True(t, strings.HasPrefix(k.got[0].body, `{"mention":{"id":"m1",`), k.got[0].body)
			require.Contains(t, k.got[0].body, `"content":"Hello"`)
			ev := turns("10:01", matter("5"), trigger.Pending)
			ev.Mention = &m
			k.Send(ev)
			require.Len(t, k.got, 2)
			require.True(t, strings.HasPrefix(k.got[1].body, `{"case":{"id":"5",`), k.got[1].body)
			require.Contains(t, k.got[1].body, `,"mention":{"id":"m1",`)
		}},
		{"WHK-10", "It is sent for new mentions and for new cases, once each.", func(t *testing.T) {
			k := receiving(t, rule("r", newItem, hook(`,"variables":[{"key":"m","variable":"mention.id"},{"key":"c","variable":"case.id"}]`)))
			k.Send(arrives("10:00", message("m1", "Hello")), opens("10:01", matter("5")), arrives("10:02", message("m2", "Hello")))
			require.Len(t, k.got, 3)
			require.Equal(t, []string{`{"m":"m1","c":null}`, `{"m":null,"c":"5"}`, `{"m":"m2","c":null}`}, []string{k.got[0].body, k.got[1].body, k.got[2].body})
		}},
		{"WHK-11", "A mention that speaks of a failure is posted to Slack.", func(t *testing.T) {
			k := receiving(t, rule("r", newItem, hook(`,"variables":[{"key":"text","variable":"mention.content"}]`), filtered("word(mention.content, 'falla')")))
			k.Send(arrives("10:00", message("m1", "La app FALLA")), arrives("10:01", message("m2", "Gracias")))
			require.Len(t, k.got, 1)
			require.Equal(t, `{"text":"La app FALLA"}`, k.got[0].body)
		}},
		{"WHK-12", "A recipe that is disabled, or whose hours do not hold, sends nothing.", func(t *testing.T) {
			k := receiving(t,
				strings.Replace(rule("off", newItem, hook("")), `"enabled":true`, `"enabled":false`, 1),
				rule("closed", newItem, hook(""), `"hours":{"calendar":"sundays","when":"during"}`))
			k.Send(arrives("10:00", message("m1", "Hello")))
			require.Empty(t, k.got)
		}},
	}
}
