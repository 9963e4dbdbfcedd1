package filter_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/filter"
)

// Each operator of a tree, and its denial.
func TestDescribeTree(t *testing.T) {
	for _, tt := range []struct{ name, tree, says, denies string }{
		{"is", `{"field":"case.status","op":"is","values":["pending"]}`, "the case's status is pending", "the case's status is not pending"},
		{"is, of a list", `{"field":"case.tags","op":"is","values":["vip","gold"]}`, "the case's tags include vip or gold", "the case's tags do not include vip or gold"},
		{"is, of the host's", `{"field":"case.fields.floor","op":"is","values":[25,true]}`, "the case's field floor is 25 or true", "the case's field floor is not 25 or true"},
		{"is, a truth", `{"field":"mention.private","op":"is","values":[false]}`, "the mention is not private", "the mention is private"},
		{"is_not", `{"field":"mention.type","op":"is_not","values":["sent","draft"]}`, "the mention's type is not sent or draft", "the mention's type is sent or draft"},
		{"is_not, of a list", `{"field":"mention.tags","op":"is_not","values":["spam"]}`, "the mention's tags do not include spam", "the mention's tags include spam"},
		{"contains_any", `{"field":"mention.content","op":"contains_any","values":["refund"]}`, "the mention's content has the word refund", "the mention's content does not have the word refund"},
		{"contains_any, several", `{"field":"mention.content","op":"contains_any","values":["refund","money back"]}`,
			`the mention's content has any of the words refund or "money back"`, `the mention's content does not have any of the words refund or "money back"`},
		{"contains_all", `{"field":"mention.content","op":"contains_all","values":["order","late"]}`,
			"the mention's content has all of the words order and late", "the mention's content does not have all of the words order and late"},
		{"contains_none", `{"field":"mention.content","op":"contains_none","values":["test","demo"]}`,
			"the mention's content does not have any of the words test or demo", "the mention's content has any of the words test or demo"},
		{"contains_text", `{"field":"mention.title","op":"contains_text","values":["invoice"]}`, "the mention's title contains invoice", "the mention's title does not contain invoice"},
		{"starts_with", `{"field":"mention.title","op":"starts_with","values":["RE:"]}`, `the mention's title begins with "RE:"`, `the mention's title does not begin with "RE:"`},
		{"ends_with", `{"field":"mention.contact.email","op":"ends_with","values":["@example.com"]}`,
			`the e-mail address of the mention's contact ends with "@example.com"`, `the e-mail address of the mention's contact does not end with "@example.com"`},
		{"is_text", `{"field":"mention.content","op":"is_text","values":["stop","end"]}`, "the mention's content reads stop or end", "the mention's content does not read stop or end"},
		{"matches", `{"field":"mention.content","op":"matches","values":["INV-[0-9]{6}"]}`,
			`the mention's content matches the pattern "INV-[0-9]{6}"`, `the mention's content does not match the pattern "INV-[0-9]{6}"`},
		{"has_all", `{"field":"case.tags","op":"has_all","values":["vip","outage"]}`, "the case's tags include vip and outage", "the case's tags do not include all of vip and outage"},
		{"gt", `{"field":"mention.author.followers","op":"gt","values":[10000]}`,
			"the number of followers of the mention's author is above 10000", "the number of followers of the mention's author is not above 10000"},
		{"gt, a time", `{"field":"case.opened","op":"gt","values":["2026-01-31"]}`, "the case's time of opening is after 2026-01-31", "the case's time of opening is not after 2026-01-31"},
		{"gte", `{"field":"case.priority","op":"gte","values":["high"]}`, "the case's priority is at least high", "the case's priority is not at least high"},
		{"gte, a time", `{"field":"case.opened","op":"gte","values":["2026-01-31"]}`, "the case's time of opening is at or after 2026-01-31", "the case's time of opening is not at or after 2026-01-31"},
		{"lt", `{"field":"case.priority","op":"lt","values":["high"]}`, "the case's priority is below high", "the case's priority is not below high"},
		{"lt, a time", `{"field":"case.opened","op":"lt","values":["2026-01-31"]}`, "the case's time of opening is before 2026-01-31", "the case's time of opening is not before 2026-01-31"},
		{"lte", `{"field":"mention.sentiment","op":"lte","values":["neutral"]}`, "the mention's sentiment is at most neutral", "the mention's sentiment is not at most neutral"},
		{"lte, a time", `{"field":"case.opened","op":"lte","values":["2026-01-31"]}`, "the case's time of opening is at or before 2026-01-31", "the case's time of opening is not at or before 2026-01-31"},
		{"between", `{"field":"case.opened","op":"between","values":["2026-01-01","2026-01-31"]}`,
			"the case's time of opening is from 2026-01-01 to 2026-01-31", "the case's time of opening is not from 2026-01-01 to 2026-01-31"},
		{"older_than", `{"field":"case.opened","op":"older_than","values":["2d"]}`,
			"the case's time of opening is 2 days or more before the event", "the case's time of opening is not 2 days or more before the event"},
		{"newer_than", `{"field":"mention.published","op":"newer_than","values":["1h"]}`,
			"the mention's time of publication is less than 1 hour before the event", "the mention's time of publication is not less than 1 hour before the event"},
		{"changed", `{"field":"case.assigned","op":"changed"}`, "the case's assignees changed", "the case's assignees did not change"},
		{"changed_from", `{"field":"case.priority","op":"changed_from","values":["low"]}`, "the case's priority changed from low", "the case's priority did not change from low"},
		{"changed_from, a list", `{"field":"case.tags","op":"changed_from","values":["vip"]}`, "the case's tags lost vip", "the case's tags did not lose vip"},
		{"changed_to", `{"field":"case.priority","op":"changed_to","values":["high","critical"]}`, "the case's priority changed to high or critical", "the case's priority did not change to high or critical"},
		{"changed_to, a list", `{"field":"case.tags","op":"changed_to","values":["vip"]}`, "the case's tags gained vip", "the case's tags did not gain vip"},
		{"exists", `{"field":"mention.contact.id","op":"exists"}`, "the ID of the mention's contact is set", "the ID of the mention's contact is missing"},
		{"not_exists", `{"field":"case.assigned.users","op":"not_exists"}`, "the case's assigned users are missing", "the case's assigned users are set"},
		{"all", `{"all":[{"field":"case.tags","op":"exists"},{"field":"case.title","op":"exists"}]}`,
			"the case's tags are set and the case's title is set", "the case's tags are missing or the case's title is missing"},
		{"any in all", `{"all":[{"field":"case.tags","op":"exists"},{"any":[{"field":"case.title","op":"exists"},{"field":"case.topic","op":"exists"}]}]}`,
			"the case's tags are set and (the case's title is set or the case's topic is set)", "the case's tags are missing or (the case's title is missing and the case's topic is missing)"},
		{"all in all", `{"all":[{"field":"case.tags","op":"exists"},{"all":[{"field":"case.title","op":"exists"},{"field":"case.topic","op":"exists"}]}]}`,
			"the case's tags are set and the case's title is set and the case's topic is set", "the case's tags are missing or the case's title is missing or the case's topic is missing"},
		{"not not", `{"not":{"not":{"field":"case.tags","op":"exists"}}}`, "the case's tags are set", "the case's tags are missing"},
		{"an unknown field", `{"field":"case.urgncy","op":"is","values":["x"]}`, "case.urgncy is x", "case.urgncy is not x"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var f filter.Filter
			require.NoError(t, json.Unmarshal([]byte(tt.tree), &f))
			require.Equal(t, tt.says, filter.Describe(f))
			require.Equal(t, tt.denies, filter.Describe(filter.Filter{Tree: &filter.Cond{Not: f.Tree}}))
		})
	}
}

func TestDescribeOther(t *testing.T) {
	require.Equal(t, "always", filter.Describe(filter.Filter{}))
	require.Equal(t, `the filter "very urgent" holds`, filter.Describe(filter.Filter{Saved: "very urgent"}))
	require.Equal(t, "the expression ? holds", filter.Describe(filter.Filter{Saved: "a", Text: "b"}))
	require.Equal(t, `the expression "case.tags sort 5" holds`, filter.Describe(filter.Filter{Tree: &filter.Cond{Field: "case.tags", Op: "sort", Values: []any{5}}}))
}
