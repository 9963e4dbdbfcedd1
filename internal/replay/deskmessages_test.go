package replay

// deskMessages are the recipes that answer to what customers write.
var deskMessages = map[string]deskCase{
	// "refunded" is another word, e3 is an agent's and e7 a draft, e4 is of another topic. At 09:50 the tag is there
	// already: done, and nothing changes.
	"auto-tag": {want: []string{
		`01-05 09:00 e1 auto-tag add_tags case/1: done {"tags":["refund"],"target":"case"}`,
		`01-05 09:40 e5 auto-tag add_tags case/2: done {"tags":["refund"],"target":"case"}`,
		`01-05 09:50 e6 auto-tag add_tags case/1: done {"tags":["refund"],"target":"case"}`,
	}},
	// The office closes at 16:00 UTC and opens at 08:00. Ada wrote on Friday at 16:30: 24 hours later that is no longer
	// within the last 24 hours. Cy's mail was sent by a machine. On Monday at 16:00 the office is closed.
	"out-of-hours": {want: []string{
		`01-09 16:30 e1 out-of-hours private_reply mention/m1: done {"message":"Thank you, Ada. We answer from Monday to Friday, from nine to five."}`,
		`01-09 18:00 e2 out-of-hours private_reply mention/m2: skipped limited`,
		`01-09 18:10 e3 out-of-hours private_reply mention/m3: done {"message":"Thank you, Bo. We answer from Monday to Friday, from nine to five."}`,
		`01-10 16:29 e4 out-of-hours private_reply mention/m4: skipped limited`,
		`01-10 16:30 e5 out-of-hours private_reply mention/m5: done {"message":"Thank you, Ada. We answer from Monday to Friday, from nine to five."}`,
		`01-10 18:00 e6 out-of-hours private_reply mention/m6: skipped automatic`,
		`01-12 16:00 e9 out-of-hours private_reply mention/m9: done {"message":"Thank you, Dee. We answer from Monday to Friday, from nine to five."}`,
	}},
	// Spam is tagged and done, and nobody is thanked for it: the first recipe stops. "crypto" and "free" apart are none.
	"spam": {want: []string{
		`01-05 09:00 e1 spam add_tags mention/m1: done {"tags":["spam"]}`,
		`01-05 09:00 e1 spam resolve mention/m1: done`,
		`01-05 09:10 e2 thanks private_reply mention/m2: done {"message":"Thank you, we will write soon."}`,
		`01-05 09:20 e3 spam add_tags mention/m3: done {"tags":["spam"]}`,
		`01-05 09:20 e3 spam resolve mention/m3: done`,
		`01-05 09:30 e4 spam add_tags mention/m4: done {"tags":["spam"]}`,
		`01-05 09:30 e4 spam resolve mention/m4: done`,
	}},
	// Case 1 is open by 10:10; who says thanks, an agent and a machine reopen nothing.
	"reopen": {want: []string{
		`01-05 10:00 e3 reopen set_status case/1: done {"status":"unresolved"}`,
		`01-05 10:50 e8 reopen set_status case/2: done {"status":"unresolved"}`,
	}},
}
