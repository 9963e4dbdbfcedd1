package main

// outcomeExamples are recipes, or parts of them, that may end in an outcome.
var outcomeExamples = map[string]string{
	"fired":         `{"actions":[{"do":"add_tags","with":{"tags":["seen"]}}]}`,
	"would_fire":    `{"shadow":true}`,
	"partial":       `{"actions":[{"do":"add_tags","with":{"tags":["seen"]}},{"do":"webhook","with":{"name":"down","url":"https://example.com/hook","variables":[{"variable":"case.id"}]}}]}`,
	"disabled":      `{"enabled":false}`,
	"other_trigger": `{"on":"case_status_changed","status":"pending","all_topics":true}`,
	"other_topic":   `{"on":"new_item","topics":["sales"]}`,
	"filtered_out":  `mention.language == "nl"`,
	"outside_hours": `{"hours":{"calendar":"office","when":"during"}}`,
	"stopped":       `{"stop":true}`,
	"repeated":      `{"on":"new_item","all_topics":true}`,
	"loop_stopped":  `{"on":"case_tag_added","all_topics":true}`,
	"waiting":       `{"do":"resolve","after":"30m"}`,
	"skipped":       `{"do":"edit","with":{"property":"priority","value":"high"}}`,
	"cancelled":     `{"do":"resolve","after":"30m","unless":["customer_reply"]}`,
	"expired":       `{"do":"resolve","after":"30m"}`,
	"ambiguous":     `{"do":"remove","with":{"how":"delete"}}`,
	"failed":        `{"do":"webhook","with":{"name":"down","url":"https://example.com/hook","variables":[{"variable":"case.id"}]}}`,
	"done":          `{"do":"add_tags","with":{"tags":["seen"]}}`,
	"planned":       `{"do":"set_status","with":{"status":"pending"}}`,
}

// reasonExamples are recipes, or parts of them, that may end for a reason.
var reasonExamples = map[string]string{
	"applied":            `{"on":"new_item","all_topics":true}`,
	"ran_before":         `{"on":"case_tag_added","tag":"a","all_topics":true}`,
	"too_deep":           `{"on":"case_updated","all_topics":true}`,
	"too_often":          `{"on":"case_assigned","all_topics":true}`,
	"too_many":           `{"on":"case_tag_added","tag":"outage","all_topics":true}`,
	"armed_before":       `{"do":"notify","with":{"teams":["leads"],"channel":"push"},"after":"1h","from":"first"}`,
	"merged":             `{"do":"resolve","after":"3d"}`,
	"rearmed":            `{"do":"resolve","after":"30m"}`,
	"recipe_removed":     `{"recipes":[]}`,
	"recipe_disabled":    `{"enabled":false}`,
	"action_removed":     `{"actions":[{"do":"resolve"}]}`,
	"trigger_changed":    `{"trigger":{"on":"case_assigned","all_topics":true}}`,
	"other_topic":        `{"trigger":{"on":"case_updated","topics":["sales"]}}`,
	"trigger_ended":      `{"trigger":{"on":"case_status_changed","status":"pending","all_topics":true},"actions":[{"do":"resolve","after":"3d"}]}`,
	"filtered_out":       `{"filter":"'vip' not in case.tags","actions":[{"do":"resolve","after":"3d"}]}`,
	"gone":               `{"do":"resolve","after":"3d"}`,
	"resolved":           `{"trigger":{"on":"poll","poll":{"source":"approvals","every":"30m","key":"number"}},"actions":[{"do":"message","with":{"to":{"user":"{{ record.approver }}"},"text":"Please approve.","channel":"chat"},"repeat":{"every":"60m","times":3}}]}`,
	"stopped":            `{"actions":[{"do":"add_tags","with":{"tags":["seen"]},"on_error":"stop"},{"do":"resolve"}]}`,
	"by_host":            `{"do":"resolve","after":"3d"}`,
	"filter_error":       `case.fields.amount > 500`,
	"panic":              `{"do":"webhook","with":{"name":"down","url":"https://example.com/hook","variables":[{"variable":"case.id"}]}}`,
	"source_error":       `{"trigger":{"on":"poll","poll":{"source":"approvals","every":"30m","key":"number"}},"actions":[{"do":"message","with":{"to":{"user":"{{ record.approver }}"},"text":"Please approve.","channel":"chat"}}]}`,
	"late":               `{"do":"resolve","after":"30m"}`,
	"outside_hours":      `{"do":"private_reply","with":{"message":"We are open."},"hours":{"calendar":"office","when":"during"}}`,
	"dead_too_long":      `{"do":"webhook","with":{"name":"down","url":"https://example.com/hook","variables":[{"variable":"case.id"}]}}`,
	"no_instant":         `{"do":"note","with":{"text":"Due."},"at":"{{ case.fields.due }}"}`,
	"too_late":           `{"do":"note","with":{"text":"Due in a week."},"at":"{{ case.fields.due }}","after":"-7d"}`,
	"moved":              `{"do":"note","with":{"text":"Due."},"at":"{{ case.fields.due }}"}`,
	"cases_only":         `{"do":"remove_tags","with":{"tags":["waiting"],"target":"item"}}`,
	"mentions_only":      `{"do":"remove","with":{"how":"hide"}}`,
	"no_associated_case": `{"do":"set_status","with":{"status":"pending"}}`,
	"no_mention":         `{"do":"assign","with":{"users":["7"],"target":"mention"}}`,
	"no_mention_or_case": `{"trigger":{"on":["new_item","record"],"all_topics":true},"actions":[{"do":"resolve"}]}`,
	"no_author":          `{"do":"remove","with":{"how":"block_author"}}`,
	"service_mismatch":   `{"do":"reply","with":{"message":"Hello.","mode":"draft","service":"facebook"}}`,
	"already_assigned":   `{"do":"assign","with":{"teams":["billing"],"keep_existing":true}}`,
	"no_contact":         `{"do":"smart_assign","with":{"within":"1w"}}`,
	"no_recent_handler":  `{"do":"smart_assign","with":{"within":"3h"}}`,
	"nobody":             `{"do":"notify","with":{"users":["{{ case.fields.watchers }}"],"channel":"push"}}`,
	"empty":              `{"do":"add_tags","with":{"tags":["{{ mention.tags }}"],"target":"case"}}`,
	"nobody_available":   `{"do":"assign","with":{"users":["ann","bob"],"pick":"one"}}`,
	"no_recipient":       `{"do":"message","with":{"to":{"group":"approvers"},"text":"Please approve.","channel":"chat"}}`,
	"no_channel":         `{"do":"message","with":{"to":{"user":"ann"},"text":"Please approve.","channel":"last_used"}}`,
	"automatic":          `{"do":"private_reply","with":{"message":"Thank you."}}`,
	"limited":            `{"do":"private_reply","with":{"message":"We are closed."},"limit":{"times":1,"every":"24h","per":"contact"}}`,
	"cases_disabled":     `{"do":"set_status","with":{"status":"pending"}}`,
}

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
