package trigger_test

import (
	"fmt"
	"net/http"
	"net/mail"
	"net/textproto"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/trigger"
)

func TestAutomatic(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, header string
		want         bool
	}{
		{"a person with a webmail", `Return-Path: <ada@example.com>
From: Ada Lovelace <ada@example.com>
To: support@example.org
Subject: My line is down
Content-Type: multipart/alternative; boundary="0000000000001a2b"
MIME-Version: 1.0`, false},
		{"a person with Outlook", `From: "Lovelace, Ada" <ada@example.com>
Content-Language: nl-BE
X-MS-Has-Attach: 
X-MS-TNEF-Correlator: 
X-Auto-Response-Suppress: DR, RN, NRN
Content-Type: text/plain; charset="utf-8"`, false},
		{"a person who marks it urgent", "From: ada@example.com\nPrecedence: first-class\nPriority: urgent", false},
		{"Auto-Submitted: no", "Auto-Submitted: no\nFrom: ada@example.com", false},
		{"Auto-Submitted: no with a comment", "Auto-Submitted: No (written by hand)", false},
		{"Auto-Submitted: no with a parameter", "Auto-Submitted: no; owner-email=\"a@example.com\"", false},
		{"a vacation reply of Dovecot", `Auto-Submitted: auto-replied (vacation)
Return-Path: <>
Precedence: bulk
X-Auto-Response-Suppress: All`, true},
		{"only that it was auto-replied", "Auto-Submitted: auto-replied", true},
		{"a cron job", "Auto-Submitted: auto-generated\nFrom: root (Cron Daemon) <root@example.com>", true},
		{"a notification of Sieve", `auto-submitted: auto-notified; owner-email="me@example.com"`, true},
		{"a word that no RFC names", "Auto-Submitted: yes", true},
		{"an out-of-office reply of Exchange", `X-MS-Exchange-Generated-Message-Source: Mailbox Rules Agent
X-Auto-Response-Suppress: All
Auto-Submitted: auto-generated`, true},
		{"another helpdesk that wants no answers", "X-Auto-Response-Suppress: DR, RN, NRN, OOF, AutoReply", true},
		{"no out-of-office replies, please", "X-Auto-Response-Suppress: OOF", true},
		{"suppresses nothing", "X-Auto-Response-Suppress: None", false},
		{"no reports of delivery", "X-Auto-Response-Suppress: NDR", false},
		{"a newsletter", `From: Shop <news@shop.example>
List-Unsubscribe: <https://shop.example/u/1>, <mailto:u@shop.example>
List-Unsubscribe-Post: List-Unsubscribe=One-Click`, true},
		{"a mailing list", "List-Id: Users of Go <golang-nuts.googlegroups.com>\nPrecedence: list", true},
		{"a list that tells its archive only", "List-Archive: <https://lists.example/archive>", true},
		{"bulk", "precedence: BULK", true},
		{"junk", "Precedence: junk", true},
		{"list", "Precedence: list", true},
		{"an old autoresponder", "Precedence: auto_reply", true},
		{"a bounce of Postfix", `Return-Path: <>
From: MAILER-DAEMON@mx.example.com (Mail Delivery System)
Content-Type: multipart/report; report-type=delivery-status;
	boundary="A1B2.1767607200/mx.example.com"`, true},
		{"only the empty path", "Return-Path: < >", true},
		{"only the type of a report", "Content-Type: Multipart/Report; report-type=delivery-status", true},
		{"a report with a comment", "Content-Type: (sent by hand?) multipart/report (yes); boundary=x", true},
		{"only the mailer daemon", "From: Mail Delivery Subsystem <mailer-daemon@googlemail.com>", true},
		{"a mailer daemon of sendmail, without a host", "From: Mail Delivery Subsystem <MAILER-DAEMON>", true},
		{"a mailer daemon as the sender", "From: x@example.com\nSender: MAILER-DAEMON", true},
		{"a mailer daemon in the path", "Return-Path: <mailer-daemon@mx.example.com>", true},
		{"somebody who writes to the mailer daemon", "To: mailer-daemon@example.com\nFrom: ada@example.com", false},
		{"somebody who is called so", `From: "Mailer-Daemon" <ada@example.com>`, false},
		{"a mailbox that begins so", "From: mailer-daemon-fans@example.com", false},
		{"a comment that says so", "From: ada@example.com (mailer-daemon)", false},
		{"a report as an attachment's name", `Content-Type: text/plain; name="multipart/report"`, false},
		{"fields without values", "Auto-Submitted: \nReturn-Path: \nList-Id: \nPrecedence: ", false},
		{"nothing but a comment", "Auto-Submitted: (nobody knows)", false},
		{"a subject that speaks of it", "Subject: Auto-Submitted: auto-replied", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			m, err := mail.ReadMessage(strings.NewReader(strings.ReplaceAll(tt.header, "\n", "\r\n") + "\r\n\r\nHello\r\n"))
			require.NoError(t, err)
			require.Equal(t, tt.want, trigger.Automatic(m.Header))
			raw := make(map[string][]string) // a host that keeps names as they come
			for name, values := range m.Header {
				raw[strings.ToUpper(name)] = append([]string{""}, values...)
			}
			require.Equal(t, tt.want, trigger.Automatic(raw))
		})
	}
}

func TestAutomaticTakesAnyHeader(t *testing.T) {
	t.Parallel()
	require.False(t, trigger.Automatic(nil))
	require.True(t, trigger.Automatic(http.Header{"Precedence": {"first-class", "bulk"}}), "any value of several")
	require.True(t, trigger.Automatic(textproto.MIMEHeader{"List-Id": {"<a.example>"}}))
	for _, broken := range []string{"(", ")", `"`, `\`, `(\`, `"\`, "<", ">", "((((", `"(" (")`, ",,,", "<<>>", ";", "@"} {
		for _, name := range []string{"From", "Return-Path", "Precedence", "Content-Type", "X-Auto-Response-Suppress"} {
			require.False(t, trigger.Automatic(map[string][]string{name: {broken}}), "%s: %s", name, broken)
		}
	}
	require.True(t, trigger.Automatic(map[string][]string{"From": {`"a \" (" <mailer-daemon@a.example>`}}), "a parenthesis in quotes")
}

func FuzzAutomatic(f *testing.F) {
	f.Add("Auto-Submitted", "auto-replied (vacation)")
	f.Add("From", `"Lovelace, Ada" <ada@example.com> (x \) y)`)
	f.Add("Return-Path", "<>")
	f.Fuzz(func(t *testing.T, name, value string) {
		got := trigger.Automatic(map[string][]string{name: {value}})
		require.Equal(t, got, trigger.Automatic(map[string][]string{strings.ToLower(name): {value, ""}}))
		if got { // one field that says so is enough
			require.True(t, trigger.Automatic(map[string][]string{name: {value}, "Auto-Submitted\t": {"no"}}))
		}
	})
}

func ExampleAutomatic() {
	const source = "From: Ada <ada@example.com>\r\nAuto-Submitted: auto-replied\r\nSubject: Away until Monday\r\n\r\nI am away."
	m, _ := mail.ReadMessage(strings.NewReader(source))
	mention := trigger.Mention{ID: "m1", Service: "email", Automatic: trigger.Automatic(m.Header)}
	fmt.Println(mention.Automatic)
	// Output: true
}
