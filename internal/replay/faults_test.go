package replay

import (
	"bytes"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// All faults of both files are told at once, each with its file, line and path.
func TestFaults(t *testing.T) {
	t.Parallel()
	set := file(t, "set.json", `{"format":1,
 "calendars":{"office":{"zone":"Europe/Atlantis","week":{"monday":["09:00-17:00"]}}},
 "recipes":[
  {"id":"one","name":"","enabled":true,
   "trigger":{"on":"new_item","topic":["support"]},
   "filter":"mention.contnt == 'a'",
   "actions":[
     {"do":"add_tags",
      "with":{"tags":[]}}]},
  {"id":"two","name":"Two",
   "trigger":{"on":"case_status_changed","status":"closed","topics":["a"]},
   "actions":[]}]}`)
	events := file(t, "events.jsonl", strings.Join([]string{
		`{"id":"e1","kind":"mention_created","at":"2026-01-05T10:00:00Z","mention":{"id":"m1"}}`,
		``,
		`{"id":"e2","kind":"mention_created","at":"today","mention":{"id":"m2","contents":"x"}}`,
		`{"id":"e3","kind":"case_tag_added","at":"2026-01-05T10:00:00Z","case":{"id":"5"}}`,
		`{"id":"e4"`,
	}, "\n"))
	var out, errs bytes.Buffer
	require.Equal(t, exitUsage, run([]string{"-set", set, "-events", events}, nil, &out, &errs))
	require.Empty(t, out.String(), "nothing ran")
	var got []string
	for text := range strings.Lines(errs.String()) {
		require.Regexp(t, `^\S+/(set\.json|events\.jsonl):\d+: .+: .+\n$`, text)
		text = strings.NewReplacer(set, "set", events, "events").Replace(text)
		got = append(got, regexp.MustCompile(`^\w+:\d+: [\w.\[\]]+`).FindString(text))
	}
	require.Equal(t, []string{
		"set:5: recipes[0].trigger.topic",
		"set:2: calendars.office.zone",
		"set:4: recipes[0].name",
		"set:6: recipes[0].filter",
		"set:9: recipes[0].actions[0].with.tags",
		"set:11: recipes[1].trigger.status",
		"set:12: recipes[1].actions",
		"events:3: at",
		"events:3: mention.contents",
		"events:4: tag",
		"events:5: column",
	}, got)
}

// A document that is no JSON, or no object, has one fault: where it ends to make sense.
func TestNoDocument(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ name, set, events, want string }{
		{"no set", "", "", "set.json:1: column 1: "},
		{"a set that is a list", "[]", "", "set.json:1: column 1: "},
		{"a comma too many", "{\n\"format\":1,\n}", "", "set.json:2: column 11: "},
		{"an event that is null", `{"recipes":[]}`, "null", "-:1: column 1: "},
		{"a case that is a list", `{"recipes":[]}`, `{"id":"e","kind":"case_updated","at":"2026-01-05T10:00:00Z","case":[]}`, "-:1: case: want an object"},
		{"a case without a readable ID", `{"recipes":[]}`, `{"id":"e","kind":"case_updated","at":"2026-01-05T10:00:00Z","cse":{"id":"5"}}`, `-:1: cse: unknown member "cse", did you mean "case"?`},
		{"a tag that is null", `{"recipes":[]}`, `{"id":"e","kind":"case_updated","at":"2026-01-05T10:00:00Z","case":{"id":"5","tags":[null]}}`, "-:1: case.tags[0]: want a string, got null"},
		{"a recipe that is null", `{"recipes":[null]}`, "", "set.json:1: recipes[0]: want an object, got null"},
		{"an event that is a text", `{"recipes":[]}`, "\n\n\"e1\"", "-:3: column 1: "},
		{"two events on a line", `{"recipes":[]}`, "{} {}", "-:1: column 4: "},
		{"a byte order mark", `{"recipes":[]}`, "\ufeff{}", "-:1: column 1: "},
		{"a raw NUL", `{"recipes":[]}`, "{\"id\":\"\x00\"}", "-:1: column 8: "},
		{"invalid UTF-8", `{"recipes":[]}`, "{\"id\":\"\xff\",\"kind\":\"x\",\"at\":\"2026-01-05T10:00:00Z\",\"record\":{\"id\":\"1\"}}", "-:1: id: "},
		{"a NUL in an ID", `{"recipes":[]}`, `{"id":"a\u0000","kind":"x","at":"2026-01-05T10:00:00Z","record":{"id":"1"}}`, "-:1: id: "},
		{"an ID without room", `{"recipes":[]}`, `{"id":"` + strings.Repeat("a", 501) + `","kind":"x","at":"2026-01-05T10:00:00Z","record":{"id":"1"}}`, "-:1: id: longer than 500 bytes"},
		{"deep lists", `{"recipes":[]}`, strings.Repeat("[", 65), "-:1: column 65: "},
		{"deep objects", `{"recipes":[]}`, strings.Repeat(`{"id":`, 65), "-:1: column "},
		{"10 MB of nothing", `{"recipes":[]}`, strings.Repeat("x", 10<<20), "-:1: column 1: "},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			var out, errs bytes.Buffer
			start := time.Now()
			code := run([]string{"-set", file(t, "set.json", tc.set), "-events", "-"}, strings.NewReader(tc.events), &out, &errs)
			require.Equal(t, exitUsage, code)
			require.Equal(t, 1, strings.Count(errs.String(), "\n"), "one fault: %.200s", &errs)
			require.Contains(t, errs.String(), tc.want)
			require.Less(t, errs.Len(), 1000, "a fault does not repeat the document")
			require.Less(t, time.Since(start), 10*time.Second)
		})
	}
}

// What looks odd but is right runs.
func TestOddEvents(t *testing.T) {
	t.Parallel()
	const set = `{"recipes":[{"id":"r","name":"R","enabled":true,"trigger":{"on":"new_item","all_topics":true},
	 "filter":"word(mention.content, 'needle')","actions":[{"do":"resolve"}]}]}`
	event := func(content string) string {
		return `{"id":"e1","kind":"mention_created","at":"2026-01-05T10:00:00Z","mention":{"id":"m1","content":"` + content + `"}}`
	}
	for _, tc := range []struct {
		name, events string
		fired        int
	}{
		{"no events", "", 0},
		{"blank lines only", "\n \n\r\n\t\n", 0},
		{"lines that end as on Windows", event("needle") + "\r\n", 1},
		{"no newline at the end", event("needle"), 1},
		{"NUL in a text", event(`\u0000needle\u0000`), 1},
		{"a line of 10 MB", event(strings.Repeat("hay ", 10<<18) + "needle"), 1},
		{"a text that looks like markup", event(`<script>needle</script> & \u2028`), 1},
		{"a thousand blank lines before", strings.Repeat("\n", 1000) + event("needle"), 1},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			stdout, _ := play(t, set, tc.events)
			require.Equal(t, 2*tc.fired, strings.Count(stdout, "\n"), "a line for the recipe and one for the action")
		})
	}
}

// Texts are written as they are, not as HTML.
func TestPlainText(t *testing.T) {
	t.Parallel()
	stdout, _ := play(t, `{"recipes":[{"id":"r","name":"R","enabled":true,"trigger":{"on":"case_mention","all_topics":true},
	 "actions":[{"do":"private_reply","with":{"message":"{{ mention.content }}"}}],"filter":"mention.type != 'sent'"}]}`,
		`{"id":"e1","kind":"mention_created","at":"2026-01-05T11:00:00.5+01:00","mention":{"id":"m1","content":"<b>été</b> & \"日本\" 🚨"}}`)
	require.Equal(t, `{"at":"2026-01-05T10:00:00.5Z","event":"e1","recipe":"r","item":{"kind":"mention","id":"m1"},"run":"RUN","outcome":"fired"}
{"at":"2026-01-05T10:00:00.5Z","event":"e1","recipe":"r","run":"RUN","action":"private_reply","place":1,"do":"private_reply","item":{"kind":"mention","id":"m1"},"outcome":"done","attempt":1,"key":"r/private_reply/e1/mention/m1","with":{"message":"<b>été</b> & \"日本\" 🚨"}}
`, withoutRuns(stdout))
}
