package replay

// deskCases are the recipes that go by what becomes of cases.
var deskCases = map[string]deskCase{
	// Case 1 is a VIP's: the first recipe stops, so the first line does not get it. A message in it is no new case, and
	// case 4 is of another topic.
	"vip-routing": {want: []string{
		`01-05 09:00 e1 vip edit case/1: done {"property":"priority","value":"high"}`,
		`01-05 09:00 e1 vip assign case/1: done {"teams":["vip-desk"]} -> {"teams":["vip-desk"]}`,
		`01-05 09:10 e2 everybody-else assign case/2: done {"teams":["first-line"]} -> {"teams":["first-line"]}`,
		`01-05 09:30 e4 everybody-else assign case/3: done {"teams":["first-line"]} -> {"teams":["first-line"]}`,
	}},
	// The other three take turns. Case 3 is somebody's already, and takes no turn.
	"round-robin": {args: []string{"-away", "ann,bob"}, want: []string{
		`01-05 09:00 e1 round-robin assign case/1: done {"keep_existing":true,"pick":"one","users":["ann","bob","cem","dee","eva"]} -> {"users":["cem"]}`,
		`01-05 09:10 e2 round-robin assign case/2: done {"keep_existing":true,"pick":"one","users":["ann","bob","cem","dee","eva"]} -> {"users":["dee"]}`,
		`01-05 09:20 e3 round-robin assign case/3: skipped already_assigned`,
		`01-05 09:30 e4 round-robin assign case/4: done {"keep_existing":true,"pick":"one","users":["ann","bob","cem","dee","eva"]} -> {"users":["eva"]}`,
		`01-05 09:40 e5 round-robin assign case/5: done {"keep_existing":true,"pick":"one","users":["ann","bob","cem","dee","eva"]} -> {"users":["cem"]}`,
	}},
	// An agent takes the tag off case 1, a recipe off case 4. The tag of case 2 is another one, case 3 is of another topic.
	"tag-removed": {want: []string{
		`01-05 09:00 e1 go-on set_status case/1: done {"status":"unresolved"}`,
		`01-05 09:00 e1 go-on note case/1: done {"text":"The parts are here."}`,
		`01-05 09:40 e5 parts-came remove_tags case/4: done {"tags":["waiting-for-parts"]}`,
		`01-05 09:40 e5/1 go-on set_status case/4: done {"status":"unresolved"}`,
		`01-05 09:40 e5/1 go-on note case/4: done {"text":"The parts are here."}`,
	}},
	// Ann, who takes the case herself at 09:10, knows it. A case that a recipe assigns is told of too, and one that is
	// taken away has nobody to tell.
	"when-assigned": {want: []string{
		`01-05 09:00 e1 when-assigned notify case/1: done {"channel":"both","teams":[],"text":"It is yours: No line","users":["ann","bob"]} -> {"users":["ann","bob"]}`,
		`01-05 09:20 e3 invoices assign case/2: done {"teams":["billing"]} -> {"teams":["billing"]}`,
		`01-05 09:20 e3/1 when-assigned notify case/2: done {"channel":"both","teams":["billing"],"text":"It is yours: Wrong invoice","users":[]} -> {"users":["billing"]}`,
		`01-05 09:30 e4 let-go unassign case/1: done`,
		`01-05 09:30 e4/1 when-assigned notify case/1: skipped nobody`,
	}},
	// The customer's reply opens the pending case again: the desk tells of that. At 10:10 nothing changes, and case 2 is of
	// another topic.
	"slack-on-status": {want: []string{
		`01-05 09:00 e1 slack-on-status slack case/1: done {"channel":"#support","text":"No line: pending, was unresolved"}`,
		`01-05 10:00 e2/1 slack-on-status slack case/1: done {"channel":"#support","text":"No line: unresolved, was pending"}`,
		`01-05 10:30 e5 slack-on-status slack case/1: done {"channel":"#support","text":"No line: resolved, was unresolved"}`,
	}},
}
