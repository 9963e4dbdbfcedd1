package recipe_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/trigger"
)

func TestDescribe(t *testing.T) {
	for _, tt := range []struct{ name, recipe, want string }{
		{
			"whole",
			`{"trigger":{"on":"case_mention","topics":["support"]},"filter":"word(mention.content, \"refund\")","hours":{"calendar":"office","when":"during"},
			"actions":[{"do":"notify","with":{"users":["ann"],"channel":"push"},"after":"1h","in":"office","unless":["agent_reply"]}]}`,
			"When a mention arrives in topic support and its content has the word refund, during the hours of office: notify ann after 1 hour in office hours, unless an agent replies.",
		},
		{
			"alternatives of a case",
			`{"trigger":{"on":"case_status_changed","status":["pending","resolved"],"all_topics":true,"by":"agent"},
			"filter":{"any":[{"field":"case.tags","op":"is","values":["vip"]},{"field":"mention.private","op":"is","values":[true]}]},"hours":{"calendar":"office","when":"outside"},
			"actions":[{"do":"add_tags","with":{"tags":["late","{{ case.category }}"]}},{"do":"assign","with":{"users":["ann","bob"],"pick":"one","keep_existing":true}}],"stop":true}`,
			"When the status of a case changes to pending or resolved, caused by an agent and (its tags include vip or the mention is private), outside the hours of office: " +
				"add the tags late and its category; then assign it to one in turn of ann and bob, unless somebody has it. No later recipe is asked then.",
		},
		{
			"a new item, by either",
			`{"trigger":{"on":"new_item","topics":["support","sales"]},"filter":{"saved":"urgent"},"shadow":true,
			"actions":[{"do":"reply","with":{"message":"We are closed.","mode":"immediate"},"limit":{"times":1,"every":"24h","per":"contact"},"to_automatic":true}]}`,
			`When a mention or a case arrives in topics support or sales and the filter urgent holds: reply "We are closed.", at most once in 1 day for each contact, also to automatic messages. In shadow: it decides and does nothing.`,
		},
		{
			"an instant",
			`{"trigger":{"on":"case_updated","all_topics":true},"actions":[{"do":"notify","with":{"teams":["billing"],"channel":"email"},"at":"{{ case.fields.due }}","after":"-1h","hours":{"calendar":"office","when":"during"}}]}`,
			"When a case is updated: notify the team billing by e-mail 1 hour before its field due, only during the hours of office.",
		},
		{
			"a schedule",
			`{"trigger":{"on":"schedule","times":["09:00"],"days":["monday"],"zone":"Europe/Brussels","each":"open-cases","all_topics":true},"actions":[{"do":"resolve","repeat":{"every":"1d","times":3},"from":"first"}]}`,
			"When it is 09:00 on Monday in Europe/Brussels, for each item of open-cases: resolve it, counted from the first event, 3 times, every 1 day.",
		},
		{
			"a kind of the host's and an action of the host's",
			`{"trigger":{"on":"call_ended","all_topics":true},"actions":[{"do":"page","with":{"x":1},"on_error":"stop"},{"do":"webhook","with":{"url":"https://hooks.example.com/T0/SECRET"}}]}`,
			"When the event call_ended happens: do page, and the rest only if that succeeds; then call the webhook at hooks.example.com.",
		},
		{"nothing", `{}`, "When : ."},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var r recipe.Recipe
			require.NoError(t, json.Unmarshal([]byte(tt.recipe), &r))
			require.Equal(t, tt.want, r.Describe())
		})
	}
}

func ExampleRecipe_Describe() {
	set, err := recipe.Decode([]byte(`{"format":1,"recipes":[{"id":"refunds","name":"Refunds","enabled":true,
		"trigger":{"on":"case_mention","topics":["support"]},"filter":"word(mention.content, \"refund\")",
		"actions":[{"do":"notify","with":{"users":["ann"],"channel":"push"},"after":"1h","unless":["agent_reply"]}]}]}`))
	if err != nil {
		panic(err)
	}
	fmt.Println(set.Recipes[0].Describe())
	// Output:
	// When a mention arrives in topic support and its content has the word refund: notify ann after 1 hour, unless an agent replies.
}

func ExampleEngine_FilterCompiler() {
	e := &recipe.Engine{Priorities: []string{"normal", "urgent"}}
	text := `case.priority == "u`
	for _, item := range e.FilterCompiler(recipe.Set{}).Complete(text, len(text)).Items {
		fmt.Println(item.Label)
	}
	// Output:
	// urgent
}

// An editor gets the statuses of the host, and the lines of the manual.
func ExampleEngine_Schema() {
	e := &recipe.Engine{Statuses: []trigger.HostStatus{{Name: "open", Class: trigger.Unresolved}, {Name: "done", Class: trigger.Resolved}}}
	var schema struct {
		Defs struct {
			Trigger struct {
				Properties struct {
					Status struct {
						OneOf []struct{ Enum []string }
					}
				}
			}
		} `json:"$defs"`
	}
	if err := json.Unmarshal(e.Schema(recipe.Set{}), &schema); err != nil {
		panic(err)
	}
	fmt.Println(schema.Defs.Trigger.Properties.Status.OneOf[0].Enum)
	// Output:
	// [open done]
}
