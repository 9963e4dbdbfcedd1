package action_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestValidate(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("é", 201)
	tests := []struct {
		name, kind, with string
		faults           []string // nil means right
	}{
		{"notify by push", "notify", `{"users":["7"],"channel":"push"}`, nil},
		{"notify by both", "notify", `{"users":["7","9"],"channel":"both"}`, nil},
		{"notify templated user", "notify", `{"users":["{{ mention.assigned.users[0] }}"],"channel":"email"}`, nil},
		{"notify nobody", "notify", `{"users":[],"channel":"email"}`, []string{"users: missing; name at least one user or team"}},
		{"notify by fax", "notify", `{"users":["7"],"channel":"fax"}`, []string{`channel: "fax" is not push, email or both`}},
		{"notify templated channel", "notify", `{"users":["7"],"channel":"{{ x }}"}`,
			[]string{`channel: "{{ x }}" is not push, email or both`}},
		{"notify all wrong", "notify", `{"users":["7"," ","7"]}`, []string{
			"users[1]: missing", `users[2]: "7" is given already, at users[0]`, "channel: missing, want push, email or both"}},
		{"notify without a document", "notify", ``, []string{
			"users: missing; name at least one user or team", "channel: missing, want push, email or both"}},

		{"notify a team with a text", "notify", `{"teams":["t"],"channel":"push","text":"{{ case.subject }}\n"}`, nil},
		{"notify teams that are wrong", "notify", `{"teams":["t","","t"],"channel":"push"}`, []string{
			"teams[1]: missing", `teams[2]: "t" is given already, at teams[0]`}},

		{"note", "note", `{"text":"a\nb {{ mention.content }}"}`, nil},
		{"note nothing", "note", `{"text":" "}`, []string{"text: missing"}},
		{"set a field", "set_field", `{"field":"case.fields.product","value":"router"}`, nil},
		{"set a field of the mention", "set_field", `{"field":"mention.fields.a-b_1","value":["{{ case.tags }}",1]}`, nil},
		{"empty a field", "set_field", `{"field":"case.fields.product","value":""}`, nil},
		{"set a field to false", "set_field", `{"field":"case.fields.product","value":false}`, nil},
		{"set a field to zero", "set_field", `{"field":"case.fields.product","value":0}`, nil},
		{"set nothing", "set_field", `{}`, []string{`field: missing, want a field such as "case.fields.product"`, `value: missing; "" empties the field`}},
		{"set a field to null", "set_field", `{"field":"case.fields.a","value":null}`, []string{`value: missing; "" empties the field`}},
		{"set a field of ours", "set_field", `{"field":"case.priority","value":"high"}`,
			[]string{`field: "case.priority" is not a field of the host's, such as "case.fields.product" or "mention.fields.product"`}},
		{"set a field of a contact", "set_field", `{"field":"case.contact.fields.tier","value":"x"}`,
			[]string{`field: "case.contact.fields.tier" is not a field of the host's, such as "case.fields.product" or "mention.fields.product"`}},
		{"set all fields", "set_field", `{"field":"case.fields.","value":"x"}`,
			[]string{`field: "case.fields." is not a field of the host's, such as "case.fields.product" or "mention.fields.product"`}},
		{"set a part of a field", "set_field", `{"field":"case.fields.address.city","value":"x"}`,
			[]string{`field: "case.fields.address.city" is within a field; set the whole of "case.fields.address"`}},
		{"set a field that is filled in", "set_field", `{"field":"case.fields.{{ mention.category }}","value":"x"}`,
			[]string{`field: "{{ mention.category }}" is not a name of letters, digits, _ and -, written out`}},
		{"unassign", "unassign", ``, nil},
		{"unassign the case", "unassign", `{"target":"case"}`, nil},
		{"unassign a contact", "unassign", `{"target":"contact"}`, []string{`target: "contact" is not item, case or mention`}},

		{"resolve", "resolve", ``, nil},
		{"resolve empty", "resolve", `{}`, nil},

		{"assign a user", "assign", `{"users":["7"]}`, nil},
		{"assign a team", "assign", `{"teams":["t"]}`, nil},
		{"assign one of several", "assign", `{"users":["7","9"],"pick":"one"}`, nil},
		{"assign a case to both sorts", "assign", `{"users":["7"],"teams":["t"],"pick":"all","target":"case"}`, nil},
		{"assign to nobody", "assign", `{}`, []string{"users: missing; name at least one user or team"}},
		{"assign both sorts on arrival", "assign", `{"users":["7"],"teams":["t"],"pick":"all"}`,
			[]string{"teams: given beside users; an item that arrives goes to users or to teams"}},
		{"assign both sorts to the item", "assign", `{"users":["7"],"teams":["t"],"pick":"all","target":"item"}`,
			[]string{"teams: given beside users; an item that arrives goes to users or to teams"}},
		{"assign several without a pick", "assign", `{"users":["7","9"]}`, []string{"pick: missing, want one or all"}},
		{"assign wrong pick", "assign", `{"users":["7"],"pick":"some"}`, []string{`pick: "some" is not one or all`}},
		{"assign wrong target", "assign", `{"users":["7"],"target":"contact"}`,
			[]string{`target: "contact" is not item, case or mention`}},
		{"assign twice", "assign", `{"teams":["t","","t"],"pick":"all"}`,
			[]string{"teams[1]: missing", `teams[2]: "t" is given already, at teams[0]`}},

		{"smart assign 3h", "smart_assign", `{"within":"3h"}`, nil},
		{"smart assign 24h", "smart_assign", `{"within":"24h"}`, nil},
		{"smart assign 2d", "smart_assign", `{"within":"2d"}`, nil},
		{"smart assign 3d", "smart_assign", `{"within":"3d"}`, nil},
		{"smart assign 1w", "smart_assign", `{"within":"1w"}`, nil},
		{"smart assign 12h", "smart_assign", `{"within":"12h"}`, []string{`within: "12h" is not 3h, 24h, 2d, 3d or 1w`}},
		{"smart assign 168h", "smart_assign", `{"within":"168h"}`, []string{`within: "168h" is not 3h, 24h, 2d, 3d or 1w`}},
		{"smart assign 1d", "smart_assign", `{"within":"1d"}`, []string{`within: "1d" is not 3h, 24h, 2d, 3d or 1w`}},
		{"smart assign nothing", "smart_assign", ``, []string{"within: missing, want 3h, 24h, 2d, 3d or 1w"}},

		{"edit category", "edit", `{"property":"category","value":"billing"}`, nil},
		{"edit country", "edit", `{"property":"country","value":"BE"}`, nil},
		{"edit language", "edit", `{"property":"language","value":"nl"}`, nil},
		{"edit sentiment", "edit", `{"property":"sentiment","value":"neutral"}`, nil},
		{"edit priority", "edit", `{"property":"priority","value":"critical"}`, nil},
		{"edit templated value", "edit", `{"property":"priority","value":"{{ record.p }}"}`, nil},
		{"edit small country", "edit", `{"property":"country","value":"be"}`,
			[]string{`value: "be" is not a country of two upper-case letters, such as "BE"`}},
		{"edit long country", "edit", `{"property":"country","value":"BEL"}`,
			[]string{`value: "BEL" is not a country of two upper-case letters, such as "BE"`}},
		{"edit two bytes of one letter", "edit", `{"property":"language","value":"é"}`,
			[]string{`value: "é" is not a language of two lower-case letters, such as "nl"`}},
		{"edit great language", "edit", `{"property":"language","value":"NL"}`,
			[]string{`value: "NL" is not a language of two lower-case letters, such as "nl"`}},
		{"edit two", "edit", `{"property":"country,language","value":"BE"}`,
			[]string{`property: "country,language" is more than one; an edit changes one property`}},
		{"edit unknown", "edit", `{"property":"mood","value":"x"}`,
			[]string{`property: "mood" is not country, language, sentiment, category or priority`}},
		{"edit nothing", "edit", `{}`,
			[]string{"property: missing, want country, language, sentiment, category or priority", "value: missing"}},
		{"edit to white space", "edit", `{"property":"category","value":" "}`, []string{"value: missing"}},

		{"reply", "reply", `{"message":"Hello","mode":"approval","service":"facebook"}`, nil},
		{"reply at once", "reply", `{"message":"Hello","mode":"immediate","service":"email"}`, nil},
		{"reply draft", "reply", `{"message":"Hello","mode":"draft","service":"twitter"}`, nil},
		{"reply on any service", "reply", `{"message":"Hello","mode":"draft","service":"instagram"}`, nil},
		{"reply on the mention's service", "reply", `{"message":"Hello","mode":"draft"}`, nil},
		{"reply on a service that is filled in", "reply", `{"message":"Hello","mode":"draft","service":"{{ mention.service }}"}`, nil},
		{"reply on two services", "reply", `{"message":"Hello","mode":"draft","service":"twitter facebook"}`,
			[]string{`service: "twitter facebook" is not one word; leave it out for the mention's own service`}},
		{"reply nothing", "reply", ``, []string{"message: missing",
			"mode: missing, want approval, draft or immediate"}},

		{"private message", "private_reply", `{"message":"Is it solved?"}`, nil},
		{"private csat", "private_reply", `{"survey":"csat"}`, nil},
		{"private nps", "private_reply", `{"survey":"nps"}`, nil},
		{"private flow", "private_reply", `{"flow":"welcome"}`, nil},
		{"private nothing", "private_reply", `{}`, []string{"message: missing; give a message, a survey or a flow"}},
		{"private white space", "private_reply", `{"message":" "}`, []string{"message: missing"}},
		{"private two", "private_reply", `{"message":"x","flow":"y"}`,
			[]string{"flow: given beside message; a private reply is one of the two"}},
		{"private three", "private_reply", `{"message":"x","survey":"ces","flow":"y"}`, []string{
			"survey: given beside message; a private reply is one of the two",
			"flow: given beside message; a private reply is one of the two", `survey: "ces" is not csat or nps`}},

		{"public reply", "public_reply", `{"message":"x","service":"facebook","profile":"p"}`, nil},
		{"public reply on twitter", "public_reply", `{"message":"x","service":"twitter","profile":"p"}`, nil},
		{"public reply on any service", "public_reply", `{"message":"x","service":"youtube","profile":"p"}`, nil},
		{"public reply on the mention's service", "public_reply", `{"message":"x","profile":"p"}`, nil},
		{"public reply nothing", "public_reply", ``,
			[]string{"message: missing", "profile: missing"}},

		{"remove", "remove", `{"how":"delete"}`, nil},
		{"remove hide", "remove", `{"how":"hide"}`, nil},
		{"remove block", "remove", `{"how":"block_author"}`, nil},
		{"remove burn", "remove", `{"how":"burn"}`, []string{`how: "burn" is not delete, hide or block_author`}},

		{"add tags", "add_tags", `{"tags":["a","b"]}`, nil},
		{"add a tag twice", "add_tags", `{"tags":["a","a"],"target":"mention"}`, nil},
		{"add no tags", "add_tags", `{"tags":[]}`, []string{"tags: missing; name at least one"}},
		{"add an empty tag", "add_tags", `{"tags":["a",""],"target":"contact"}`,
			[]string{"tags[1]: missing", `target: "contact" is not item, case or mention`}},

		{"remove tags", "remove_tags", `{"tags":["a"],"target":"case"}`, nil},
		{"remove no tags from a mention", "remove_tags", `{"target":"mention"}`,
			[]string{"tags: missing; name at least one", `target: "mention" is not item or case`}},

		{"set status", "set_status", `{"status":"unresolved"}`, nil},
		{"set no status", "set_status", `{}`, []string{"status: missing"}},

		{"message", "message", `{"to":{"user":"{{ record.approver }}"},"text":"Hello","channel":"last_used"}`, nil},
		{"message in full", "message", `{"to":{"user":"ada","group":"it"},"text":"Hello","channel":"last_used","fallback":"teams",
			"cards":[{"title":"T","text":"x","image":"https://e.com/i.png","buttons":[
				{"label":"Approve","value":"yes"},{"label":"Open","url":"https://e.com/{{ record.number }}"}]}],
			"images":[{"url":"http://e.com/j.png","alt":"a cat"}]}`, nil},
		{"message of cards", "message", `{"to":{"group":"it"},"cards":[{"text":"x"}],"channel":"slack"}`, nil},
		{"message of nothing", "message", ``, []string{"to: missing; give a user or a group",
			"text: missing; a message has a text, a card or an image", "channel: missing"}},
		{"message of wrong parts", "message", `{"to":{"user":"ada"},"channel":"slack","fallback":"teams",
			"cards":[{"image":"/i.png","buttons":[{},{"label":"x","value":"v","url":"u"},{"label":"y","url":"ftp://e.com"}]}],
			"images":[{"url":""}]}`, []string{
			"cards[0].title: missing; a card has a title or a text",
			"cards[0].image: not an absolute http or https address with a host",
			"cards[0].buttons[0].label: missing", "cards[0].buttons[0].value: missing",
			"cards[0].buttons[1].url: given beside value; keep one of the two",
			"cards[0].buttons[2].url: not an absolute http or https address with a host",
			"images[0].url: missing", "fallback: only the channel last_used has one"}},
		{"message with itself to fall back on", "message",
			`{"to":{"user":"ada"},"text":"x","channel":"last_used","fallback":"last_used"}`,
			[]string{"fallback: wants the name of a channel"}},

		{"survey by e-mail", "distribute_survey", `{"method":"email","survey":"SV","list":"L","email":"{{ record.Email }}"}`, nil},
		{"survey by sms", "distribute_survey", `{"method":"sms","survey":"SV","list":"L","phone":"+3212"}`, nil},
		{"survey in sms", "distribute_survey", `{"method":"two_way_sms","survey":"SV","list":"L","phone":"+3212",
			"first_name":"Ada","last_name":"L","email":"ada@e.com","embedded_data":{"Store Name":"{{ record.Store }}"}}`, nil},
		{"survey by e-mail without address", "distribute_survey", `{"method":"email","survey":"SV","list":"L","phone":"1"}`,
			[]string{"email: missing"}},
		{"survey by sms without phone", "distribute_survey", `{"method":"sms","survey":"SV","list":"L","email":"a@b"}`,
			[]string{"phone: missing"}},
		{"survey by post", "distribute_survey", `{"method":"post"}`,
			[]string{`method: "post" is not email, sms or two_way_sms`, "survey: missing", "list: missing"}},

		{"save contact", "save_contact", `{"as":"embedded_data","first_name":"Ada","last_name":"L","email":"ada@e.com"}`, nil},
		{"save transaction", "save_contact", `{"as":"transaction","list":"L","first_name":"{{ record.F }}",
			"last_name":"{{ record.L }}","email":"{{ record.E }}","embedded_data":{"Store":"1"}}`, nil},
		{"save nothing", "save_contact", `{}`, []string{"as: missing, want embedded_data or transaction",
			"first_name: missing", "last_name: missing", "email: missing"}},
		{"save bad data", "save_contact", `{"as":"x","first_name":"a","last_name":"b","email":"ada",
			"embedded_data":{"Points":"1","":"x","{{ a }}":"x","v":"` + strings.Repeat("é", 1025) + `","` + long + `":"x"}}`, []string{
			`as: "x" is not embedded_data or transaction`, `email: "ada" is not an e-mail address`,
			`embedded_data[""]: a name is missing`,
			`embedded_data["Points"]: the name is reserved`,
			`embedded_data["v"]: longer than 1024 characters`,
			`embedded_data["{{ a }}"]: a name cannot hold an {{ expr }}`,
			`embedded_data: the name "éééééééééééééééééééé"... is longer than 200 characters`}},
		{"save long data", "save_contact", `{"as":"transaction","first_name":"a","last_name":"b","email":"a@b",
			"embedded_data":{"v":"` + strings.Repeat("é", 1024) + `","` + strings.Repeat("é", 200) + `":"x"}}`, nil},

		{"ticket", "ticket", `{"name":"n","owner":"ada"}`, nil},
		{"ticket in full", "ticket", `{"name":"n","owner":"ada","priority":"low","comment":"c"}`, nil},
		{"ticket without owner", "ticket", `{"name":"n","priority":"urgent"}`,
			[]string{"owner: missing", `priority: "urgent" is not low, medium, high or critical`}},

		{"email", "email", `{"to":["a@b"],"subject":"s","text":"t"}`, nil},
		{"email in full", "email", `{"to":["a@b","{{ record.to }}"],"cc":["c@d"],"bcc":["e@f"],"reply_to":"g@h","subject":"s","text":"t"}`, nil},
		{"email nothing", "email", ``, []string{"to: missing; name at least one", "subject: missing", "text: missing"}},
		{"email with breaks", "email", `{"to":["a@b\nBcc: c@d",""],"cc":["a"],"bcc":["@b","a@","a@b@c"],"reply_to":"a b@c","subject":"x\r\ny","text":"a\nb"}`,
			[]string{"to[0]: holds a line break", "to[1]: missing",
				`cc[0]: "a" is not an e-mail address`, `bcc[0]: "@b" is not an e-mail address`,
				`bcc[1]: "a@" is not an e-mail address`, `bcc[2]: "a@b@c" is not an e-mail address`,
				`reply_to: "a b@c" is not an e-mail address`, "subject: holds a line break"}},

		{"slack", "slack", `{"channel":"#c","text":"t"}`, nil},
		{"slack nothing", "slack", `{}`, []string{"channel: missing", "text: missing"}},

		{"service get", "web_service", `{"method":"GET","url":"https://e.com/{{ record.id }}"}`, nil},
		{"service post json", "web_service", `{"method":"POST","url":"https://e.com","body_type":"json","body":"{\"a\":1}",
			"headers":{"X-Api-Key":"k"},"authorization":"Bearer abc"}`, nil},
		{"service put form", "web_service", `{"method":"PUT","url":"https://e.com","body_type":"form","body":"a={{ record.a }}"}`, nil},
		{"service nothing", "web_service", ``, []string{"method: missing, want GET, POST, PUT, PATCH or DELETE", "url: missing"}},
		{"service get with body", "web_service", `{"method":"GET","url":"https://e.com","body":"x"}`,
			[]string{"body: a GET has none", "body_type: missing, want form, xml, json or text"}},
		{"service without body", "web_service", `{"method":"POST","url":"https://e.com","body_type":"json"}`,
			[]string{`body: missing; body_type says "json"`}},
		{"service with bad json", "web_service", `{"method":"POST","url":"https://e.com","body_type":"json","body":"{a}"}`,
			[]string{"body: not JSON"}},
		{"service with bad headers", "web_service", `{"method":"get","url":"e.com","body_type":"yaml","body":"x","authorization":"s3cr3t",
			"headers":{"Authorization":"Bearer x","content-type":"a","Host":"h","X Y":"v","X-Z":"a\nb","":"v"}}`, []string{
			`method: "get" is not GET, POST, PUT, PATCH or DELETE`,
			"url: not an absolute http or https address with a host",
			`body_type: "yaml" is not form, xml, json or text`,
			`headers[""]: not the name of a header`,
			`headers["Authorization"]: give it as authorization`,
			`headers["Host"]: follows from the request`,
			`headers["X Y"]: not the name of a header`,
			`headers["X-Z"]: holds a line break`,
			`headers["content-type"]: follows from body_type`,
			`authorization: not a type and credentials, such as "Bearer" and a token, in one line of ASCII`}},

		{"sync zendesk create", "sync", `{"system":"zendesk","object":"ticket","operation":"create","fields":{"subject":"x"}}`, nil},
		{"sync zendesk update", "sync", `{"system":"zendesk","object":"ticket","operation":"update","id":"5"}`, nil},
		{"sync freshdesk create", "sync", `{"system":"freshdesk","object":"ticket","operation":"create"}`, nil},
		{"sync freshdesk update", "sync", `{"system":"freshdesk","object":"ticket","operation":"update"}`,
			[]string{`operation: "update" is not create, the one operation on a freshdesk ticket`}},
		{"sync hubspot deal", "sync", `{"system":"hubspot","object":"deal","operation":"create"}`, nil},
		{"sync hubspot contact", "sync", `{"system":"hubspot","object":"contact","operation":"update"}`, nil},
		{"sync hubspot ticket", "sync", `{"system":"hubspot","object":"ticket","operation":"update"}`,
			[]string{`object: "ticket" is not deal or contact`}},
		{"sync servicenow incident", "sync", `{"system":"servicenow","object":"incident","operation":"update"}`, nil},
		{"sync servicenow contact", "sync", `{"system":"servicenow","object":"contact","operation":"update"}`, nil},
		{"sync servicenow new contact", "sync", `{"system":"servicenow","object":"contact","operation":"create"}`,
			[]string{`operation: "create" is not update, the one operation on a servicenow contact`}},
		{"sync dynamics mapping", "sync", `{"system":"dynamics","operation":"response_mapping"}`, nil},
		{"sync dynamics lead", "sync", `{"system":"dynamics","operation":"web_to_lead"}`, nil},
		{"sync dynamics object", "sync", `{"system":"dynamics","object":"lead","operation":"web_to_lead"}`,
			[]string{"object: dynamics has none"}},
		{"sync marketo lead", "sync", `{"system":"marketo","object":"lead","operation":"update"}`, nil},
		{"sync marketo activity", "sync", `{"system":"marketo","object":"activity","operation":"create"}`, nil},
		{"sync salesforce", "sync", `{"system":"salesforce","object":"event","operation":"create"}`, nil},
		{"sync delete", "sync", `{"system":"zendesk","object":"ticket","operation":"delete"}`,
			[]string{`operation: "delete" is not create or update`}},
		{"sync nothing", "sync", ``, []string{
			"system: missing, want salesforce, zendesk, freshdesk, hubspot, servicenow, dynamics or marketo"}},
		{"sync no object", "sync", `{"system":"zendesk"}`, []string{"object: missing, want ticket"}},
		{"sync no operation", "sync", `{"system":"freshdesk","object":"ticket"}`, []string{"operation: missing, want create"}},
		{"sync a new one by id", "sync", `{"system":"zendesk","object":"ticket","operation":"create","id":"5","fields":{" ":"x"}}`,
			[]string{"id: only an update has one", `fields[" "]: a name is missing`}},

		{"no such kind", "dance", `{}`, []string{`no handler for kind "dance"`}},
	}
	hs := every()
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c, err := hs.DecodeTemplate(tt.kind, json.RawMessage(tt.with))
			require.Equal(t, tt.faults, lines(err))
			if tt.faults == nil {
				require.Equal(t, tt.kind, c.Kind())
			}
		})
	}
}
