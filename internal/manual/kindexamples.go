package main

// kindExamples are actions beside those in the comment of a kind, for the members that those do not have.
var kindExamples = map[string][]string{
	"public_reply": {`{"do":"public_reply","with":{"message":"We answered you in private.","profile":"brand-care"}}`},
	"private_reply": {
		`{"do":"private_reply","with":{"flow":"returns"}}`,
	},
	"remove_tags": {`{"do":"remove_tags","with":{"tags":["{{ event.tag }}"],"target":"case"}}`},
	"message": {
		`{"do":"message","with":{"to":{"user":"ann","group":"approvers"},"text":"Please have a look.","channel":"last_used","fallback":"email",` +
			`"images":[{"url":"https://example.com/map.png","alt":"A map"}],` +
			`"cards":[{"title":"Outage","text":"In Ghent","image":"https://example.com/a.png","buttons":[{"label":"Open","url":"https://example.com/status"}]}]}}`,
	},
	"distribute_survey": {
		`{"do":"distribute_survey","with":{"method":"sms","survey":"SV_1","list":"closed-cases","first_name":"{{ case.contact.name }}",` +
			`"last_name":"{{ record.LastName }}","phone":"{{ case.contact.phone }}","embedded_data":{"Case":"{{ case.id }}"}}}`,
	},
	"save_contact": {
		`{"do":"save_contact","with":{"as":"transaction","list":"visitors","first_name":"{{ record.FirstName }}","last_name":"{{ record.LastName }}",` +
			`"email":"{{ record.Email }}","phone":"{{ record.Phone }}"}}`,
	},
	"ticket": {`{"do":"ticket","with":{"name":"Call back","owner":"ada","comment":"Before noon."}}`},
	"email": {
		`{"do":"email","with":{"to":["ada@example.com"],"cc":["bob@example.com"],"bcc":["log@example.com"],"reply_to":"help@example.com",` +
			`"subject":"Case {{ case.id }}","text":"It waits since {{ case.opened }}."}}`,
	},
	"web_service": {`{"do":"web_service","with":{"method":"GET","url":"https://api.example.com/orders/{{ case.fields.order }}","headers":{"Accept":"application/json"}}}`},
	"webhook": {
		`{"trigger":{"on":"case_tag_added","tag":"vip","all_topics":true},"actions":[{"do":"webhook","with":{"url":"https://example.com/hook"}}]}`,
		`{"do":"webhook","with":{"name":"erp","description":"Tells the shop","method":"POST","url":"https://example.com/hook","content_type":"application/json",` +
			`"authorization":"Bearer abc","body":"{\"case\":\"{{ case.id }}\"}","secret":"shop","body_secret":"shop-body"}}`,
	},
	"sync": {`{"do":"sync","with":{"system":"hubspot","object":"contact","operation":"create","fields":{"email":"{{ mention.contact.email }}"}}}`},
}
