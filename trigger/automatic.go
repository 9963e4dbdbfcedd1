package trigger

import (
	"slices"
	"strings"
)

// Automatic reports whether a machine sent the e-mail with the given header, or its sender asks for no automatic
// answer. Set [Mention.Automatic] to the result. Answering such mail helps nobody, and automatic answers to automatic
// answers never end.
//
// The header holds the values of each field by name, as [net/mail.Header], [net/textproto.MIMEHeader] and
// [net/http.Header] do. The case of names is ignored, comments in parentheses are removed, and fields without a value
// are ignored. Automatic returns true for
//
//   - Auto-Submitted with any other word than "no": auto-replied, auto-generated, auto-notified (RFC 3834 section 5,
//     RFC 5436 section 2.7.1);
//   - Precedence bulk, list or junk (RFC 2076 section 3.9, RFC 3834 section 2), or auto_reply, which some programs
//     write;
//   - List-Id (RFC 2919), List-Unsubscribe, List-Help, List-Subscribe, List-Post, List-Owner or List-Archive (RFC
//     2369);
//   - X-Auto-Response-Suppress with All, AutoReply or OOF ([MS-OXCMAIL] section 2.1.3.2.20); its other words are about
//     reports of delivery and reading, not about answers;
//   - a bounce: Return-Path <> (RFC 5321 section 4.5.5), Content-Type multipart/report (RFC 6522), or mailer-daemon as
//     the mailbox in From, Sender or Return-Path.
//
// False does not mean that a person wrote it: some programs leave no sign.
//
// [MS-OXCMAIL]: https://learn.microsoft.com/openspecs/exchange_server_protocols/ms-oxcmail
func Automatic(header map[string][]string) bool {
	for name, values := range header {
		automatic := automaticFields[strings.ToLower(strings.TrimSpace(name))]
		if automatic == nil {
			continue
		}
		for _, v := range values {
			if v = strings.ToLower(strings.TrimSpace(withoutComments(v))); v != "" && automatic(v) {
				return true
			}
		}
	}
	return false
}

// automaticFields maps a field's name, in lower case, to a test for the value of an automatic mail. The value is not
// empty, in lower case, and has no comments or outer spaces.
var automaticFields = map[string]func(value string) bool{
	"auto-submitted": func(v string) bool { return mailWord(v) != "" && mailWord(v) != "no" },
	"precedence": func(v string) bool {
		return slices.Contains([]string{"bulk", "list", "junk", "auto_reply"}, mailWord(v))
	},
	"x-auto-response-suppress": suppressesAnswers,
	"content-type":             func(v string) bool { return mailWord(v) == "multipart/report" },
	"return-path":              func(v string) bool { return nullPath(v) || mailerDaemon(v) },
	"from":                     mailerDaemon,
	"sender":                   mailerDaemon,
	"list-id":                  anyValue,
	"list-unsubscribe":         anyValue,
	"list-help":                anyValue,
	"list-subscribe":           anyValue,
	"list-post":                anyValue,
	"list-owner":               anyValue,
	"list-archive":             anyValue,
}

func anyValue(string) bool { return true }

// mailWord returns the value without its parameters.
func mailWord(v string) string {
	v, _, _ = strings.Cut(v, ";")
	return strings.TrimSpace(v)
}

func suppressesAnswers(v string) bool {
	return slices.ContainsFunc(strings.FieldsFunc(v, func(r rune) bool { return r == ',' || r == ';' || r == ' ' || r == '\t' }),
		func(word string) bool { return word == "all" || word == "autoreply" || word == "oof" })
}

func nullPath(v string) bool {
	inner, ok := strings.CutPrefix(v, "<")
	inner, closed := strings.CutSuffix(inner, ">")
	return ok && closed && strings.TrimSpace(inner) == ""
}

// mailerDaemon reports whether an address in a list is the mailbox of a mail system.
func mailerDaemon(v string) bool {
	for _, address := range strings.Split(v, ",") {
		if i := strings.LastIndexByte(address, '<'); i >= 0 {
			address, _, _ = strings.Cut(address[i+1:], ">")
		}
		mailbox, _, _ := strings.Cut(strings.TrimSpace(address), "@")
		if strings.Trim(mailbox, `"`) == "mailer-daemon" {
			return true
		}
	}
	return false
}

// withoutComments removes the comments of RFC 5322 section 3.2.2 from a value. A parenthesis in quotes does not begin
// one.
func withoutComments(v string) string {
	if !strings.ContainsRune(v, '(') {
		return v
	}
	var b strings.Builder
	depth, quoted := 0, false
	for i := 0; i < len(v); i++ {
		c := v[i]
		switch {
		case c == '\\' && i+1 < len(v) && (quoted || depth > 0):
			if depth == 0 {
				b.WriteString(v[i : i+2])
			}
			i++
			continue
		case quoted || c == '"' && depth == 0:
			quoted = quoted != (c == '"')
		case c == '(':
			depth++
			continue
		case c == ')' && depth > 0:
			depth--
			continue
		}
		if depth == 0 {
			b.WriteByte(c)
		}
	}
	return b.String()
}
