package replay

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// pending is an agent who has answered in a case and sets it to pending.
func pending(id, at string) string {
	return fmt.Sprintf(`{"id":%q,"kind":"case_status_changed","at":"2026-01-05T%sZ","from":"unresolved","to":"pending",`+
		`"case":{"id":"5","topic":"support","tags":["vip"]},"actor":"agent"}`, id, at)
}

// inCase and inThread are a customer's message, in a case and in a conversation without one; agentIn is an agent's.
func inCase(id, at string) string {
	return fmt.Sprintf(`{"id":%q,"kind":"mention_created","at":"2026-01-05T%sZ",`+
		`"mention":{"id":"m-%s","topic":"support","type":"inbox","case_id":"5"},"actor":"customer"}`, id, at, id)
}

func inThread(id, at string) string {
	return fmt.Sprintf(`{"id":%q,"kind":"mention_created","at":"2026-01-05T%sZ",`+
		`"mention":{"id":"m-%s","topic":"social","type":"inbox","conversation":"v1"},"actor":"customer"}`, id, at, id)
}

func agentIn(id, at string) string {
	return fmt.Sprintf(`{"id":%q,"kind":"mention_created","at":"2026-01-05T%sZ",`+
		`"mention":{"id":"m-%s","topic":"social","type":"sent","conversation":"v1"},"actor":"agent"}`, id, at, id)
}

const quietThread = `{"format":1,"recipes":[{"id":"close-quiet","name":"Quiet threads","enabled":true,
 "trigger":{"on":"new_item","topics":["social"]},"filter":"mention.type == 'sent'",
 "actions":[{"do":"resolve","after":"30m","unless":["customer_reply"]}]}]}`

// TestSilence is the half hour of silence after an agent's last reply, in a case and in a conversation without one.
func TestSilence(t *testing.T) {
	t.Parallel()
	type step struct{ at, event, outcome, detail string } // detail: the reason, or when it is due
	armed := step{"10:00:00", "e1", "waiting", "10:30:00"}
	for _, tc := range []struct {
		name  string
		agent []string // at what time
		says  string   // when the customer writes, "" for never
		want  []step
	}{
		{"silence", []string{"10:00:00"}, "", []step{armed, {"10:30:00", "e1", "done", ""}}},
		{"an answer a second before", []string{"10:00:00"}, "10:29:59",
			[]step{armed, {"10:29:59", "e1", "cancelled", "customer_reply"}}},
		{"an answer at that very instant", []string{"10:00:00"}, "10:30:00",
			[]step{armed, {"10:30:00", "e1", "cancelled", "customer_reply"}}},
		{"an answer a second after", []string{"10:00:00"}, "10:30:01", []step{armed, {"10:30:00", "e1", "done", ""}}},
		{"the agent again", []string{"10:00:00", "10:20:00"}, "", []step{
			armed, {"10:20:00", "e1", "cancelled", "rearmed"}, {"10:20:00", "e2", "waiting", "10:50:00"},
			{"10:50:00", "e2", "done", ""}}},
		{"the agent again, then an answer", []string{"10:00:00", "10:20:00"}, "10:25:00", []step{
			armed, {"10:20:00", "e1", "cancelled", "rearmed"}, {"10:20:00", "e2", "waiting", "10:50:00"},
			{"10:25:00", "e2", "cancelled", "customer_reply"}}},
	} {
		for _, where := range []struct {
			name, set, do   string
			agent, customer func(id, at string) string
		}{
			{"in a case", quiet, "set_status", pending, inCase},
			{"in a conversation", quietThread, "resolve", agentIn, inThread},
		} {
			t.Run(tc.name+" "+where.name, func(t *testing.T) {
				t.Parallel()
				var events []string
				for i, at := range tc.agent {
					events = append(events, where.agent(fmt.Sprintf("e%d", i+1), at))
				}
				if tc.says != "" {
					events = append(events, where.customer("c1", tc.says))
				}
				stdout, _ := play(t, where.set, strings.Join(events, "\n"), "-until", "2026-01-05T12:00:00Z")
				var got []step
				for _, o := range parse(t, stdout) {
					if o.Do == where.do {
						got = append(got, step{clockOf(o.At), o.Event, o.Outcome, o.Reason + clockOf(o.Due)})
					}
				}
				require.Equal(t, tc.want, got)
			})
		}
	}
}

// clockOf returns the time of day of an instant of 2026-01-05 in UTC.
func clockOf(at string) string {
	return strings.TrimSuffix(strings.TrimPrefix(at, "2026-01-05T"), "Z")
}

// A customer who answers in a case that is pending opens it again.
func TestReopen(t *testing.T) {
	t.Parallel()
	const set = `{"recipes":[{"id":"back","name":"Back","enabled":true,
	 "trigger":{"on":"case_status_changed","status":"unresolved","all_topics":true},"filter":"event.actor == 'system'",
	 "actions":[{"do":"add_tags","with":{"tags":["back"]}}]}]}`
	for _, tc := range []struct {
		name, status, kind string
		reopens            bool
	}{
		{"pending", "pending", "inbox", true},
		{"resolved stays so", "resolved", "inbox", false},
		{"an agent's message reopens nothing", "pending", "sent", false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			stdout, _ := play(t, set, fmt.Sprintf(`
				{"id":"e1","kind":"case_status_changed","at":"2026-01-05T10:00:00Z","to":%q,"case":{"id":"5"}}
				{"id":"e2","kind":"mention_created","at":"2026-01-05T10:01:00Z","mention":{"id":"m","type":%q,"case_id":"5"}}
				{"id":"e3","kind":"mention_created","at":"2026-01-05T10:02:00Z","mention":{"id":"n","type":%q,"case_id":"5"}}`,
				tc.status, tc.kind, tc.kind))
			if !tc.reopens {
				require.Empty(t, stdout)
				return
			}
			require.Equal(t, `{"at":"2026-01-05T10:01:00Z","event":"e2/1","recipe":"back","item":{"kind":"case","id":"5"},"run":"RUN","outcome":"fired"}
{"at":"2026-01-05T10:01:00Z","event":"e2/1","recipe":"back","run":"RUN","action":"add_tags","place":1,"do":"add_tags","item":{"kind":"case","id":"5"},"outcome":"done","attempt":1,"key":"back/add_tags/e2%2F1/case/5","with":{"tags":["back"]}}
`, withoutRuns(stdout), "once: after that the case is open")
		})
	}
}

// An event that comes late is handled at the clock's instant but keeps its own.
func TestOutOfOrder(t *testing.T) {
	t.Parallel()
	stdout, _ := play(t, quiet, strings.Join([]string{
		inCase("c1", "10:40:00"), pending("e1", "10:15:00"),
	}, "\n"), "-until", "2026-01-05T12:00:00Z")
	require.Equal(t, []string{
		`10:40:00 e1  fired `, `10:40:00 e1 private_reply done `, `10:40:00 e1 set_status cancelled customer_reply`,
	}, brief(t, stdout), "the customer wrote after the agent")

	stdout, _ = play(t, quiet, strings.Join([]string{
		pending("e1", "10:00:00"), pending("e2", "11:00:00"), inCase("c1", "10:59:00"),
	}, "\n"), "-until", "2026-01-05T12:00:00Z")
	require.Equal(t, []string{
		`10:00:00 e1  fired `, `10:00:00 e1 private_reply done `, `10:00:00 e1 set_status waiting `,
		`10:30:00 e1 set_status done `,
		`11:00:00 e2  fired `, `11:00:00 e2 private_reply done `, `11:00:00 e2 set_status waiting `,
		`11:30:00 e2 set_status cancelled trigger_ended`,
	}, brief(t, stdout), "what the customer wrote before the agent's reply does not cancel, but the desk reopened the case")
}

// brief is "time event kind outcome reason" for each line.
func brief(t *testing.T, stdout string) []string {
	t.Helper()
	var all []string
	for _, o := range parse(t, stdout) {
		all = append(all, fmt.Sprintf("%s %s %s %s %s", clockOf(o.At), o.Event, o.Do, o.Outcome, o.Reason))
	}
	return all
}

// What is due at one instant runs one after the other; what follows from the first goes before the second.
func TestOneInstant(t *testing.T) {
	t.Parallel()
	stdout, _ := play(t, `{"recipes":[
	 {"id":"a","name":"A","enabled":true,"trigger":{"on":"case_status_changed","status":"pending","all_topics":true},
	  "actions":[{"do":"set_status","with":{"status":"resolved"},"after":"10m"}]},
	 {"id":"b","name":"B","enabled":true,"trigger":{"on":"case_tag_added","tag":"x","all_topics":true},
	  "actions":[{"do":"add_tags","with":{"tags":["y"]},"after":"10m","unless":["status_changed"]}]}]}`, `
	{"id":"e1","kind":"case_status_changed","at":"2026-01-05T10:00:00Z","to":"pending","case":{"id":"5"}}
	{"id":"e2","kind":"case_tag_added","at":"2026-01-05T10:00:00Z","tag":"x","case":{"id":"5"}}`, "-until", "2026-01-05T11:00:00Z")
	require.Equal(t, []string{
		"10:00:00 e1  waiting ", "10:00:00 e1 set_status waiting ",
		"10:00:00 e2  waiting ", "10:00:00 e2 add_tags waiting ",
		"10:10:00 e1 set_status done ", "10:10:00 e2 add_tags cancelled status_changed",
	}, brief(t, stdout))
}

// Two recipes that bring each other about run once each.
func TestPingPong(t *testing.T) {
	t.Parallel()
	stdout, _ := play(t, `{"recipes":[
	 {"id":"ping","name":"Ping","enabled":true,"trigger":{"on":"case_tag_added","tag":"a","all_topics":true},
	  "actions":[{"do":"remove_tags","with":{"tags":["a"]}},{"do":"add_tags","with":{"tags":["b"]}}]},
	 {"id":"pong","name":"Pong","enabled":true,"trigger":{"on":"case_tag_added","tag":"b","all_topics":true},
	  "actions":[{"do":"remove_tags","with":{"tags":["b"]}},{"do":"add_tags","with":{"tags":["a"]}}]}]}`,
		`{"id":"e1","kind":"case_tag_added","at":"2026-01-05T10:00:00Z","tag":"a","case":{"id":"5"}}`)
	require.Equal(t, []string{
		"10:00:00 e1  fired ", "10:00:00 e1 remove_tags done ", "10:00:00 e1 add_tags done ",
		"10:00:00 e1/2  fired ", "10:00:00 e1/2 remove_tags done ", "10:00:00 e1/2 add_tags done ",
		"10:00:00 e1/4  loop_stopped ran_before",
	}, brief(t, stdout), "e1/1 and e1/3 tell of the tags that were taken off")
}

// The same event again changes nothing, not even the desk.
func TestRepeated(t *testing.T) {
	t.Parallel()
	stdout, stderr := play(t, quiet, strings.Join([]string{
		pending("e1", "10:00:00"), inCase("c1", "10:05:00"), pending("e1", "10:00:00"), inCase("c2", "10:06:00"),
	}, "\n"), "-until", "2026-01-05T12:00:00Z")
	require.Equal(t, []string{
		"10:00:00 e1  fired ", "10:00:00 e1 private_reply done ", "10:00:00 e1 set_status waiting ",
		"10:05:00 e1 set_status cancelled customer_reply",
		"10:05:00 e1  repeated applied",
	}, brief(t, stdout))
	require.Contains(t, stderr, "events:   4, 1 of them repeated; 2 more followed\n",
		"the private reply, and one reopening: c2 found the case open")
}

// An event from outside keeps its ID even where it looks like one that follows.
func TestIDsOfFollowers(t *testing.T) {
	t.Parallel()
	stdout, stderr := play(t, `{"recipes":[{"id":"r","name":"R","enabled":true,"trigger":{"on":"case_tag_added","tag":"x","all_topics":true},
	 "actions":[{"do":"add_tags","with":{"tags":["y","z"]}}]},
	 {"id":"all","name":"All","enabled":true,"trigger":{"on":"case_tag_added","tag":"z","all_topics":true},
	 "actions":[{"do":"add_tags","with":{"tags":["y"]}}]}]}`, `
	{"id":"e1","kind":"case_tag_added","at":"2026-01-05T10:00:00Z","tag":"x","case":{"id":"5"}}
	{"id":"e1/2","kind":"case_tag_added","at":"2026-01-05T10:01:00Z","tag":"z","case":{"id":"6"}}`)
	require.Equal(t, []string{
		"10:00:00 e1  fired ", "10:00:00 e1 add_tags done ", "10:00:00 e1/3  fired ", "10:00:00 e1/3 add_tags done ",
		"10:01:00 e1/2  fired ", "10:01:00 e1/2 add_tags done ",
	}, brief(t, stdout))
	require.Contains(t, stderr, "0 of them repeated")
}

// Time may begin anywhere; a host's own kinds of event start recipes.
func TestOldTimesAndOwnKinds(t *testing.T) {
	t.Parallel()
	stdout, _ := play(t, `{"recipes":[{"id":"r","name":"R","enabled":true,"trigger":{"on":"parcel_lost"},
	 "actions":[{"do":"ticket","with":{"name":"Lost","owner":"ada"}}]}]}`,
		`{"id":"e1","kind":"parcel_lost","at":"0000-06-01T10:00:00Z","record":{"id":"p1"}}`, "-kinds", "parcel_lost=record")
	require.Equal(t, `{"at":"0000-06-01T10:00:00Z","event":"e1","recipe":"r","item":{"kind":"record","id":"p1"},"run":"RUN","outcome":"fired"}
{"at":"0000-06-01T10:00:00Z","event":"e1","recipe":"r","run":"RUN","action":"ticket","place":1,"do":"ticket","item":{"kind":"record","id":"p1"},"outcome":"done","attempt":1,"key":"r/ticket/e1/record/p1","with":{"name":"Lost","owner":"ada"}}
`, withoutRuns(stdout))
}
