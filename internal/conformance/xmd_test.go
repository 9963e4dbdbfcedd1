package conformance_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/history"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/recipe/recipetest"
)

// directory is an XM Directory in memory.
type directory struct {
	*recipetest.Kitchen
	contacts     map[string]action.EmbeddedData // by address
	transactions []string
	lists        []string // what was put in which list
	sent         []string
	asked        []string // the calls, in order
	owners       []string
	inactive     bool
}

func (d *directory) call(in action.Input, what string) {
	d.asked, d.owners = append(d.asked, what), append(d.owners, in.Recipe.Owner)
}

func (d *directory) FindContact(_ context.Context, in action.Input, email string) (string, bool, error) {
	d.call(in, "find")
	_, ok := d.contacts[strings.ToLower(email)]
	return "contact of " + email, ok, nil
}

func (d *directory) SaveContact(_ context.Context, in action.Input, list string, p action.Person) (string, error) {
	d.call(in, "save")
	who := strings.ToLower(p.Email) + p.Phone
	if d.contacts[who] == nil {
		d.contacts[who] = action.EmbeddedData{}
	}
	for name, v := range p.EmbeddedData {
		d.contacts[who][name] = v
	}
	d.lists = append(d.lists, strings.TrimSpace(list+" "+p.FirstName+" "+p.LastName)+" "+who)
	return "contact of " + who, nil
}

func (d *directory) AddTransaction(_ context.Context, in action.Input, contact string, data action.EmbeddedData) error {
	d.call(in, "transaction")
	d.transactions = append(d.transactions, fmt.Sprint(contact, " ", map[string]string(data)))
	return nil
}

func (d *directory) Survey(_ context.Context, in action.Input, _ string) (action.SurveyState, bool, error) {
	d.call(in, "survey")
	return action.SurveyState{Active: !d.inactive, Fields: []string{"store name", "Store"}}, true, nil
}

func (d *directory) Distribute(_ context.Context, in action.Input, s action.Distribution) (action.Distributed, error) {
	d.call(in, "distribute")
	d.sent = append(d.sent, fmt.Sprint(s.Survey, " by ", string(s.Method), " to ", s.Contact))
	return action.Distributed{ID: "EMD_1", Status: "sent"}, nil
}

// directed runs recipes of which the directory is told.
func directed(t *testing.T, recipes ...string) *directory {
	d := &directory{Kitchen: recipetest.New(t), contacts: map[string]action.EmbeddedData{}}
	action.Handle(d.Handlers, action.Distributor{Directory: d})
	action.Handle(d.Handlers, action.ContactSaver{Directory: d})
	d.Load(set(recipes...))
	return d
}

// closed is a record about a case that was closed.
func closed(id string, more map[string]any) map[string]any {
	fields := map[string]any{"FirstName": "Ada", "LastName": "Lovelace", "Email": "ada@example.com", "Phone": "+32470000000", "Store": "Ghent", "City": "Ghent", "Case": id}
	for name, v := range more {
		fields[name] = v
	}
	return fields
}

// distribute and save are tasks with the usual fields, and more.
func distribute(method, more string) string {
	return do("distribute_survey", `{"method":"`+method+`","survey":"SV_1","list":"closed"`+more+`}`)
}

func save(as, more string) string {
	return do("save_contact", `{"as":"`+as+`","first_name":"{{ record.FirstName }}","last_name":"{{ record.LastName }}","email":"{{ record.Email }}"`+more+`}`)
}

const toEmail = `,"email":"{{ record.Email }}"`

// reports are the errors of a run's actions.
func reports(d *recipetest.Kitchen) []string {
	var texts []string
	for _, r := range history.Runs(d.History.Find(history.Query{})) {
		for _, a := range r.Actions {
			texts = append(texts, strings.TrimSpace(a.Do+" "+a.Outcome+" "+a.Error))
		}
	}
	return texts
}

func directoryRows() []row {
	return []row{
		{"XMD-01", "A survey goes out by e-mail, by SMS or as a dialogue by SMS; each needs what it is sent to.", func(t *testing.T) {
			d := directed(t, rule("r", onRecord, distribute("email", toEmail)+","+distribute("sms", `,"phone":"{{ record.Phone }}"`)+","+distribute("two_way_sms", `,"phone":"{{ record.Phone }}"`)))
			d.Send(comes("10:00", "1", closed("1", nil)))
			require.Equal(t, []string{"SV_1 by email to contact of ada@example.com", "SV_1 by sms to contact of +32470000000", "SV_1 by two_way_sms to contact of +32470000000"}, d.sent)
			require.Equal(t, []string{"actions[0].with.email"}, faults(t, rule("r", onRecord, distribute("email", ""))))
			require.Equal(t, []string{"actions[0].with.phone"}, faults(t, rule("r", onRecord, distribute("sms", toEmail))))
			require.Equal(t, []string{"actions[0].with.phone"}, faults(t, rule("r", onRecord, distribute("two_way_sms", toEmail))))
			require.Equal(t, []string{"actions[0].with.method"}, faults(t, rule("r", onRecord, distribute("fax", toEmail))))
		}},
		{"XMD-02", "The contact is saved in the list, and then the survey is sent.", func(t *testing.T) {
			d := directed(t, rule("r", onRecord, distribute("email", toEmail)))
			d.Send(comes("10:00", "1", closed("1", nil)))
			require.Equal(t, []string{"survey", "save", "distribute"}, d.asked)
			require.Equal(t, []string{"closed ada@example.com"}, d.lists)
		}},
		{"XMD-03", "A contact may be added to the directory without anything being sent.", func(t *testing.T) {
			d := directed(t, rule("r", onRecord, save("embedded_data", "")))
			d.Send(comes("10:00", "1", closed("1", nil)))
			require.Equal(t, []string{"save"}, d.asked)
			require.Empty(t, d.sent)
		}},
		{"XMD-04", "First name, last name and e-mail address are required, and have a value when it runs; the rest is not.", func(t *testing.T) {
			require.Equal(t, []string{"actions[0].with.first_name", "actions[0].with.last_name", "actions[0].with.email"},
				faults(t, rule("r", onRecord, do("save_contact", `{"as":"embedded_data"}`))))
			for _, name := range []string{"FirstName", "LastName", "Email"} {
				d := directed(t, rule("r", onRecord, save("embedded_data", "")))
				d.Send(comes("10:00", "1", closed("1", map[string]any{name: ""})))
				require.Empty(t, d.asked)
				require.Len(t, reports(d.Kitchen), 1)
				require.Contains(t, reports(d.Kitchen)[0], "save_contact failed with: ")
				require.Contains(t, reports(d.Kitchen)[0], ": missing")
			}
			d := directed(t, rule("r", onRecord, save("embedded_data", "")))
			d.Send(comes("10:00", "1", closed("1", map[string]any{"Phone": nil})))
			require.Equal(t, []string{"save_contact done"}, reports(d.Kitchen))
		}},
		{"XMD-05", "Further fields are kept as embedded data, by name.", func(t *testing.T) {
			d := directed(t, rule("r", onRecord, save("embedded_data", `,"embedded_data":{"Store":"{{ record.Store }}","Kind":"case"}`)))
			d.Send(comes("10:00", "1", closed("1", nil)))
			require.Equal(t, map[string]action.EmbeddedData{"ada@example.com": {"Store": "Ghent", "Kind": "case"}}, d.contacts)
		}},
		{"XMD-06", "Saving embedded data creates a contact that is unknown and updates one that is known.", func(t *testing.T) {
			d := directed(t, rule("r", onRecord, save("embedded_data", `,"embedded_data":{"Store":"{{ record.Store }}"}`)))
			d.Send(comes("10:00", "1", closed("1", nil)), comes("10:01", "2", closed("2", map[string]any{"Store": "Bruges"})))
			require.Equal(t, map[string]action.EmbeddedData{"ada@example.com": {"Store": "Bruges"}}, d.contacts)
		}},
		{"XMD-07", "A transaction is added to a contact that exists, with an XM Directory only; its embedded data stays.", func(t *testing.T) {
			d := directed(t, rule("r", onRecord, save("transaction", `,"embedded_data":{"Store":"{{ record.Store }}"}`)))
			d.Send(comes("10:00", "1", closed("1", nil)))
			require.Empty(t, d.transactions)
			require.Equal(t, []string{"save_contact failed contact_not_found: a transaction needs a contact that exists"}, reports(d.Kitchen))
			d.contacts["ada@example.com"] = action.EmbeddedData{"Store": "Bruges"}
			d.Send(comes("10:01", "2", closed("2", nil)))
			require.Equal(t, []string{"contact of ada@example.com map[Store:Ghent]"}, d.transactions)
			require.Equal(t, action.EmbeddedData{"Store": "Bruges"}, d.contacts["ada@example.com"])

			none := new(action.Handlers)
			action.Handle(none, action.ContactSaver{Directory: d, NoTransactions: true})
			err := check(&recipe.Engine{Handlers: none}, set(rule("r", onRecord, save("transaction", ""))))
			require.ErrorContains(t, err, `actions[0].with.as: "transaction" needs an XM Directory`)
		}},
		{"XMD-08", "A location is embedded once; the store of each closed case is a transaction.", func(t *testing.T) {
			d := directed(t, rule("r", onRecord, save("embedded_data", `,"embedded_data":{"Location":"{{ record.City }}"}`)+","+save("transaction", `,"embedded_data":{"Store":"{{ record.Store }}","Case":"{{ record.Case }}"}`)))
			d.Send(comes("10:00", "1", closed("1", nil)), comes("11:00", "2", closed("2", map[string]any{"Store": "Bruges"})))
			require.Equal(t, action.EmbeddedData{"Location": "Ghent"}, d.contacts["ada@example.com"])
			require.Equal(t, []string{"contact of ada@example.com map[Case:1 Store:Ghent]", "contact of ada@example.com map[Case:2 Store:Bruges]"}, d.transactions)
		}},
		{"XMD-09", "A survey reads embedded data by the very same name; a near miss is told.", func(t *testing.T) {
			d := directed(t, rule("r", onRecord, distribute("email", toEmail+`,"embedded_data":{"Store Name":"x","Store":"y"}`)))
			d.Send(comes("10:00", "1", closed("1", nil)))
			log := d.History.Find(history.Query{Action: "distribute_survey"})
			require.Len(t, log, 1)
			var output struct {
				NearMisses map[string]string `json:"near_misses"`
			}
			require.NoError(t, json.Unmarshal([]byte(log[0].Output), &output))
			require.Equal(t, map[string]string{"store name": "Store Name"}, output.NearMisses)
			require.Equal(t, "", d.contacts["ada@example.com"]["store name"])
			require.Equal(t, "x", d.contacts["ada@example.com"]["Store Name"])
		}},
		{"XMD-10", "Every field takes piped text.", func(t *testing.T) {
			d := directed(t, rule("r", onRecord, save("embedded_data", `,"list":"{{ record.Store }} list","embedded_data":{"Who":"{{ record.FirstName }} {{ record.LastName }}"}`)))
			d.Send(comes("10:00", "1", closed("1", nil)))
			require.Equal(t, []string{"Ghent list Ada Lovelace ada@example.com"}, d.lists)
			require.Equal(t, action.EmbeddedData{"Who": "Ada Lovelace"}, d.contacts["ada@example.com"])
		}},
		{"XMD-11", "A survey that is not published and active is not sent.", func(t *testing.T) {
			d := directed(t, rule("r", onRecord, distribute("email", toEmail)))
			d.inactive = true
			d.Send(comes("10:00", "1", closed("1", nil)))
			require.Empty(t, d.sent)
			require.Equal(t, []string{"distribute_survey failed survey SV_1: survey_not_active: the survey is not published, or takes no answers"}, reports(d.Kitchen))
		}},
		{"XMD-12", "The report of a run has each distribution, its contact and its status.", func(t *testing.T) {
			d := directed(t, rule("r", onRecord, distribute("email", toEmail)))
			d.Send(comes("10:00", "1", closed("1", nil)))
			runs := history.Runs(d.History.Find(history.Query{}), history.Succeeded)
			require.Len(t, runs, 1)
			require.JSONEq(t, `{"contact":"contact of ada@example.com","distribution":"EMD_1","status":"sent"}`, string(runs[0].Actions[0].Output))
		}},
		{"XMD-13", "Whose permissions count is told at every call: the owner's.", func(t *testing.T) {
			d := directed(t, rule("r", onRecord, distribute("email", toEmail)+","+save("transaction", ""), `"owner":"grace"`))
			d.Send(comes("10:00", "1", closed("1", nil)))
			require.Equal(t, []string{"grace", "grace", "grace", "grace", "grace"}, d.owners)
		}},
	}
}

func reputationRows() []row {
	return []row{
		{"REP-01", "One review or post that comes in is one run.", func(t *testing.T) {
			k := cook(t, rule("r", onRecord, do("slack", `{"channel":"#r","text":"{{ record.text }}"}`)))
			k.Send(comes("10:00", "1", map[string]any{"text": "good"}), comes("10:01", "2", map[string]any{"text": "bad"}))
			require.Len(t, history.Runs(k.History.Find(history.Query{}), history.Succeeded), 2)
			k.Send(comes("10:02", "1", map[string]any{"text": "good"}))
			require.Len(t, history.Runs(k.History.Find(history.Query{})), 2, "the same once more is none")
		}},
		{"REP-02", "The condition picks the reviews.", func(t *testing.T) {
			k := cook(t, rule("r", onRecord, do("slack", `{"channel":"#r","text":"{{ record.rating }}"}`), `"filter":{"field":"record.rating","op":"lte","values":[2]}`))
			for i, rating := range []any{5, 1, "2", 3, "4"} {
				k.Send(comes("10:00", fmt.Sprint(i), map[string]any{"rating": rating}))
			}
			require.Equal(t, []string{`slack record/1 {"channel":"#r","text":"1"}`, `slack record/2 {"channel":"#r","text":"2"}`}, k.Done())
		}},
		{"REP-03", "A recipe has as many tasks as it takes.", func(t *testing.T) {
			var tasks []string
			for i := range 30 {
				tasks = append(tasks, do("slack", fmt.Sprintf(`{"channel":"#r","text":"%d"}`, i)))
			}
			k := cook(t, rule("r", onRecord, strings.Join(tasks, ",")))
			k.Send(comes("10:00", "1", nil))
			require.Len(t, k.Done(), 30)
			require.Equal(t, `slack record/1 {"channel":"#r","text":"29"}`, k.Done()[29])
		}},
		{"REP-04", "A ticket has an owner.", func(t *testing.T) {
			k := cook(t, rule("r", onRecord, do("ticket", `{"name":"Review {{ event.record_id }}","owner":"ada"}`)))
			k.Send(comes("10:00", "1", nil))
			require.Equal(t, []string{`ticket record/1 {"name":"Review 1","owner":"ada"}`}, k.Done())
			require.Equal(t, []string{"actions[0].with.owner"}, faults(t, rule("r", onRecord, do("ticket", `{"name":"x"}`))))
		}},
		{"REP-05", "E-mail, web service, Slack and Salesforce tasks reach the host, checked.", func(t *testing.T) {
			email, web := do("email", `{"to":["a@example.com"],"subject":"s","text":"t"}`), do("web_service", `{"method":"POST","url":"https://e.com","body_type":"json","body":"{}"}`)
			slack, force := do("slack", `{"channel":"#r","text":"t"}`), do("sync", `{"system":"salesforce","object":"event","operation":"create"}`)
			k := cook(t, rule("r", onRecord, strings.Join([]string{email, web, slack, force}, ",")))
			k.Send(comes("10:00", "1", nil))
			require.Len(t, k.Done(), 4)
			require.Equal(t, []string{"actions[0].with.to", "actions[0].with.subject", "actions[0].with.text", "actions[1].with.method", "actions[1].with.url", "actions[2].with.channel", "actions[2].with.text", "actions[3].with.operation"},
				faults(t, rule("r", onRecord, strings.Join([]string{do("email", `{}`), do("web_service", `{}`), do("slack", `{}`), do("sync", `{"system":"salesforce","object":"event"}`)}, ","))))
		}},
		{"REP-06", "Zendesk tickets are created and updated, Freshdesk's created only.", func(t *testing.T) {
			syncs(t, map[string]bool{"zendesk ticket create": true, "zendesk ticket update": true, "freshdesk ticket create": true, "freshdesk ticket update": false})
		}},
		{"REP-07", "HubSpot deals and contacts are created and updated.", func(t *testing.T) {
			syncs(t, map[string]bool{"hubspot deal create": true, "hubspot deal update": true, "hubspot contact create": true, "hubspot contact update": true, "hubspot ticket create": false})
		}},
		{"REP-08", "ServiceNow incidents are created and updated, its contacts updated only.", func(t *testing.T) {
			syncs(t, map[string]bool{"servicenow incident create": true, "servicenow incident update": true, "servicenow contact update": true, "servicenow contact create": false})
		}},
		{"REP-09", "Dynamics maps responses and takes leads from the web; Marketo's leads and activities are created and updated.", func(t *testing.T) {
			syncs(t, map[string]bool{"dynamics  response_mapping": true, "dynamics  web_to_lead": true, "dynamics  create": false,
				"marketo lead create": true, "marketo lead update": true, "marketo activity create": true, "marketo activity update": true, "marketo list create": false})
		}},
	}
}

// syncs says which "system object operation" are legal.
func syncs(t *testing.T, legal map[string]bool) {
	for name, want := range legal {
		part := strings.Split(name, " ")
		got := faults(t, rule("r", onRecord, do("sync", fmt.Sprintf(`{"system":%q,"object":%q,"operation":%q}`, part[0], part[1], part[2]))))
		require.Equal(t, want, got == nil, "%s: %v", name, got)
	}
}

func reportRows() []row {
	slack := do("slack", `{"channel":"#r","text":"{{ record.text }}"}`)
	return []row{
		{"RPT-01", "Runs are found by their status.", func(t *testing.T) {
			k := cook(t, rule("r", onRecord, slack+","+do("ticket", `{"name":"x","owner":"ada"}`)))
			k.Fail("slack", nil, action.Permanent(errors.New("no such channel")), action.Permanent(errors.New("no such channel")))
			k.Fail("ticket", nil, nil, action.Permanent(errors.New("no licence")))
			for i := range 4 {
				k.Send(comes("10:00", fmt.Sprint(i), map[string]any{"text": "t"}))
			}
			log := k.History.Find(history.Query{})
			require.Len(t, history.Runs(log), 4)
			require.Len(t, history.Runs(log, history.Failed), 1)
			require.Equal(t, "2", history.Runs(log, history.Failed)[0].Item.ID)
			require.Equal(t, "1", history.Runs(log, history.PartiallyFailed)[0].Item.ID)
			require.Len(t, history.Runs(log, history.Succeeded), 2)
		}},
		{"RPT-02", "A run shows what it started with, and what each task gave or why it failed.", func(t *testing.T) {
			k := recipetest.New(t)
			action.HandleFunc(k.Handlers, func(_ context.Context, _ action.Ticket, in action.Input) error {
				in.Output.Set("id", "T-1")
				return nil
			})
			k.Load(set(rule("r", onRecord, do("ticket", `{"name":"x","owner":"ada"}`)+","+slack)))
			k.Fail("slack", action.Permanent(errors.New("no such channel")))
			k.Send(comes("10:00", "1", map[string]any{"text": "t", "rating": 1}))
			runs := history.Runs(k.History.Find(history.Query{}), history.PartiallyFailed)
			require.Len(t, runs, 1)
			require.JSONEq(t, `{"text":"t","rating":1}`, string(runs[0].Input))
			require.JSONEq(t, `{"id":"T-1"}`, string(runs[0].Actions[0].Output))
			require.Equal(t, []string{"failed", "no such channel"}, []string{runs[0].Actions[1].Outcome, runs[0].Actions[1].Error})
		}},
		{"RPT-03", "What comes to a wrong event URL is not found, and is no run.", func(t *testing.T) {
			w := cases(cook(t, rule("r", `{"on":"record","source":"salesforce"}`, slack)), "f")
			status, _ := w.send(flowToken("other"), outbound("Case", closedFields, "1"))
			require.Equal(t, 404, status)
			require.Empty(t, w.events)
			require.Empty(t, w.kitchen.History.Find(history.Query{}))
		}},
	}
}
