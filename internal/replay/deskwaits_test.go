package replay

// deskWaits are the recipes that wait, and the one on a schedule.
var deskWaits = map[string]deskCase{
	// The agent's message of the 6th is no reply of the customer, who writes in case 2. Case 3 is open again when its three
	// days are over.
	"close-quiet": {args: []string{"-until", "2026-01-12T00:00:00Z"}, want: []string{
		`01-05 09:00 e1 close-quiet resolve case/1: waiting until 01-08 09:00`,
		`01-05 10:00 e2 close-quiet resolve case/2: waiting until 01-08 10:00`,
		`01-07 10:00 e2 close-quiet resolve case/2: cancelled customer_reply`,
		`01-07 12:00 e5 close-quiet resolve case/2: waiting until 01-10 12:00`,
		`01-08 08:00 e6 close-quiet resolve case/3: waiting until 01-11 08:00`,
		`01-08 09:00 e1 close-quiet resolve case/1: done`,
		`01-10 12:00 e5 close-quiet resolve case/2: done`,
		`01-11 08:00 e6 close-quiet resolve case/3: cancelled trigger_ended`,
	}},
	// On Friday the office closes at 16:00, half an hour after e1: the other half is on Monday, from 08:00. What the customer
	// writes meanwhile moves nothing. After the leads were told they are told again only after an agent has answered, at
	// 10:00; a note is no answer.
	"escalate-one-hour": {args: []string{"-until", "2026-01-12T16:00:00Z"}, want: []string{
		`01-09 15:30 e1 escalate-one-hour notify mention/m1: waiting until 01-12 08:30`,
		`01-09 15:45 e2 escalate-one-hour notify mention/m2: skipped armed_before`,
		`01-09 15:50 e3 escalate-one-hour notify mention/m3: waiting until 01-12 08:50`,
		`01-12 08:10 e3 escalate-one-hour notify mention/m3: cancelled agent_reply`,
		`01-12 08:30 e1 escalate-one-hour notify mention/m1: done {"channel":"push","teams":["leads"],"text":"Case 1 has waited for an hour."} -> {"users":["leads"]}`,
		`01-12 08:40 e5 escalate-one-hour notify mention/m5: skipped armed_before`,
		`01-12 10:30 e7 escalate-one-hour notify mention/m7: waiting until 01-12 11:30`,
		`01-12 11:30 e7 escalate-one-hour notify mention/m7: done {"channel":"push","teams":["leads"],"text":"Case 1 has waited for an hour."} -> {"users":["leads"]}`,
	}},
	// Two recipes side by side. Of the two hours of e1 100 minutes are on Thursday. Case 2 is answered after an hour and a half.
	"escalate-two-hours": {args: []string{"-until", "2026-01-10T00:00:00Z"}, want: []string{
		`01-08 14:20 e1 one-hour notify mention/m1: waiting until 01-08 15:20`,
		`01-08 14:20 e1 two-hours assign case/1: waiting until 01-09 08:20`,
		`01-08 15:20 e1 one-hour notify mention/m1: done {"channel":"push","teams":["leads"],"text":"Case 1 has waited for an hour."} -> {"users":["leads"]}`,
		`01-09 08:20 e1 two-hours assign case/1: done {"target":"case","teams":["managers"]} -> {"teams":["managers"]}`,
		`01-09 08:30 e2 one-hour notify mention/m2: waiting until 01-09 09:30`,
		`01-09 08:30 e2 two-hours assign case/2: waiting until 01-09 10:30`,
		`01-09 09:30 e2 one-hour notify mention/m2: done {"channel":"push","teams":["leads"],"text":"Case 2 has waited for an hour."} -> {"users":["leads"]}`,
		`01-09 10:00 e2 two-hours assign case/2: cancelled agent_reply`,
	}},
	// Two days after Thursday the office is closed: the first reminder of case 1 is on Monday at 08:00, and the others count
	// from it. Bo answers after one.
	"follow-up": {args: []string{"-until", "2026-01-31T00:00:00Z"}, want: []string{
		`01-05 08:30 e1 follow-up private_reply case/2: waiting until 01-07 08:30`,
		`01-07 08:30 e1 follow-up private_reply case/2: done {"message":"Bo, do you still need help?"}`,
		`01-07 08:30 e1 follow-up private_reply case/2: waiting until 01-09 08:30`,
		`01-08 09:00 e2 follow-up private_reply case/1: waiting until 01-10 09:00`,
		`01-08 12:00 e1 follow-up private_reply case/2: cancelled customer_reply`,
		`01-10 09:00 e2 follow-up private_reply case/1: waiting outside_hours until 01-12 08:00`,
		`01-12 08:00 e2 follow-up private_reply case/1: done {"message":"Ada, do you still need help?"}`,
		`01-12 08:00 e2 follow-up private_reply case/1: waiting until 01-14 08:00`,
		`01-14 08:00 e2 follow-up private_reply case/1: done {"message":"Ada, do you still need help?"}`,
		`01-14 08:00 e2 follow-up private_reply case/1: waiting until 01-16 08:00`,
		`01-16 08:00 e2 follow-up private_reply case/1: done {"message":"Ada, do you still need help?"}`,
	}},
	// Clocks in Brussels go forward on Sunday, 29 March: half past eight is 07:30 UTC on Friday, and 06:30 from Monday on, nine
	// o'clock is 07:00 UTC then. The office is closed on Easter Monday, 6 April, which is a Monday all the same. Case 4 is
	// opened at the very instant of the first digest, before it, and case 1 closed after it; case 2 is resolved, and case 3 of
	// another topic.
	"weekly": {args: []string{"-until", "2026-04-06T07:00:00Z"}, want: []string{
		`03-27 07:00 w2 close-quiet set_status case/1: waiting until 03-30 07:00`,
		`03-27 07:30 slot shift-begins slack recipe/shift-begins: done {"channel":"#support","text":"Who takes the first shift?"}`,
		`03-30 06:30 slot shift-begins slack recipe/shift-begins: done {"channel":"#support","text":"Who takes the first shift?"}`,
		`03-30 07:00 slot weekly-digest slack recipe/weekly-digest: done {"channel":"#support","text":"These cases are open:"}`,
		`03-30 07:00 slot open-cases slack case/1: done {"channel":"#support","text":"1: No line (pending)"}`,
		`03-30 07:00 slot open-cases slack case/4: done {"channel":"#support","text":"4: Slow line (unresolved)"}`,
		`03-30 07:00 w2 close-quiet set_status case/1: done {"status":"resolved"}`,
		`03-31 06:30 slot shift-begins slack recipe/shift-begins: done {"channel":"#support","text":"Who takes the first shift?"}`,
		`04-01 06:30 slot shift-begins slack recipe/shift-begins: done {"channel":"#support","text":"Who takes the first shift?"}`,
		`04-02 06:30 slot shift-begins slack recipe/shift-begins: done {"channel":"#support","text":"Who takes the first shift?"}`,
		`04-03 06:30 slot shift-begins slack recipe/shift-begins: done {"channel":"#support","text":"Who takes the first shift?"}`,
		`04-06 07:00 slot weekly-digest slack recipe/weekly-digest: done {"channel":"#support","text":"These cases are open:"}`,
		`04-06 07:00 slot open-cases slack case/4: done {"channel":"#support","text":"4: Slow line (unresolved)"}`,
	}},
	// Case 3 is open again before the office is. Ada was asked two days ago.
	"survey": {args: []string{"-until", "2026-01-08T00:00:00Z"}, want: []string{
		`01-05 10:00 e1 survey private_reply case/1: done {"survey":"csat"}`,
		`01-05 18:30 e2 survey private_reply case/2: waiting outside_hours until 01-06 08:00`,
		`01-06 08:00 e2 survey private_reply case/2: done {"survey":"csat"}`,
		`01-06 20:00 e3 survey private_reply case/3: waiting outside_hours until 01-07 08:00`,
		`01-07 08:00 e3 survey private_reply case/3: cancelled trigger_ended`,
		`01-07 09:00 e5 survey private_reply case/4: skipped limited`,
	}},
	// Ten hours from 08:00 to 18:00, so 16:00; case 2 gets until 20:30, twelve and a half hours, so 18:00. Case 3 has no due
	// date before 12:30; of its hour and a half 72 minutes are four fifths, when it is resolved. The update of case 2 moves
	// what waits, as every event of the thread does; since the recipe starts on it too, it then takes its place.
	"sla-warning": {args: []string{"-until", "2026-01-06T00:00:00Z"}, want: []string{
		`01-05 08:00 e1 sla-warning notify case/1: waiting until 01-05 16:00`,
		`01-05 08:10 e2 sla-warning notify case/2: waiting until 01-05 16:00`,
		`01-05 10:00 e2 sla-warning notify case/2: waiting moved until 01-05 18:00`,
		`01-05 10:00 e2 sla-warning notify case/2: cancelled rearmed`,
		`01-05 10:00 e3 sla-warning notify case/2: waiting until 01-05 18:00`,
		`01-05 12:00 e4 sla-warning notify case/3: skipped no_instant`,
		`01-05 12:30 e5 sla-warning notify case/3: waiting until 01-05 13:12`,
		`01-05 13:12 e5 sla-warning notify case/3: cancelled filtered_out`,
		`01-05 16:00 e1 sla-warning notify case/1: done {"channel":"push","teams":["leads"],"text":"Case 1 is due at 19:00."} -> {"users":["leads"]}`,
		`01-05 18:00 e3 sla-warning notify case/2: done {"channel":"push","teams":["leads"],"text":"Case 2 is due at 21:30."} -> {"users":["leads"]}`,
	}},
}
