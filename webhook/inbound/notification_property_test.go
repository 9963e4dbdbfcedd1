package inbound_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/commis-recipes/commis/webhook/inbound"
)

// soapWriter writes outbound messages in every form that means the same.
type soapWriter struct {
	b    strings.Builder
	pick func(n int) int // one of so many forms
}

func (w *soapWriter) write(texts ...string) {
	for _, t := range texts {
		w.b.WriteString(t)
	}
}

// space writes what may stand between elements.
func (w *soapWriter) space() {
	w.write([]string{"", " ", "\r\n\t", "<!-- <a> & -->", " <!----> "}[w.pick(5)])
}

// text writes a text, piece by piece.
func (w *soapWriter) text(s string) {
	for s != "" {
		n := 1 + w.pick(len([]rune(s)))
		piece := string([]rune(s)[:n])
		s = s[len(piece):]
		switch form := w.pick(4); {
		case form == 0 && !strings.ContainsAny(piece, "\r]"):
			w.write("<![CDATA[", piece, "]]>")
		case form == 1:
			for _, r := range piece {
				w.write(fmt.Sprintf("&#x%x;", r))
			}
		default:
			w.write(strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", "\r", "&#13;").Replace(piece))
		}
		if w.pick(4) == 0 {
			w.write("<!-- - -->")
		}
	}
}

// fields writes those that have a value, and a few that have none.
func (w *soapWriter) fields(prefix string, fields map[string]any) {
	names := slices.Sorted(maps.Keys(fields))
	for i := w.pick(3); i > 0; i-- {
		names = append(names, fmt.Sprintf("no%d", i))
	}
	for _, name := range names {
		w.space()
		value, ok := fields[name]
		if !ok {
			w.write("<", prefix, name, ` i:nil="`, []string{"true", "1"}[w.pick(2)], `"/>`)
			continue
		}
		w.write("<", prefix, name, []string{"", ` i:nil="0"`, ` other='"'`}[w.pick(3)], ">")
		switch v := value.(type) {
		case string:
			w.text(v)
		case map[string]any:
			w.fields(prefix, v)
		}
		w.write("</", prefix, name, []string{"", " "}[w.pick(2)], ">")
	}
	if len(names) > 0 {
		w.space()
	}
}

// message writes a message. All notifications are of one organization and action.
func (w *soapWriter) message(all []inbound.Notification) string {
	w.write([]string{"", "\ufeff"}[w.pick(2)], []string{"", `<?xml version="1.0"?>`, `<?xml version='1.0' encoding='utf-8' standalone="yes"?>`}[w.pick(3)])
	w.space()
	soap := []string{"", "s:", "urn-x:"}[w.pick(3)]
	out := []string{"", "s:", "o:"}[w.pick(3)] // may hide what the prefix stood for around it
	w.write("<", soap, `Envelope xmlns:i="http://www.w3.org/2001/XMLSchema-instance" xmlns`, declared(soap), `="http://schemas.xmlsoap.org/soap/envelope/">`)
	w.space()
	w.write("<", soap, "Body>")
	w.space()
	w.write("<", out, "notifications xmlns", declared(out), `='http://soap.sforce.com/2005/09/outbound'>`)
	w.space()
	w.write("<", out, "OrganizationId>", all[0].Organization, "</", out, "OrganizationId>")
	if all[0].Action != "" {
		w.write("<", out, "ActionId>", all[0].Action, "</", out, "ActionId>")
	}
	for _, n := range all {
		w.space()
		w.write("<", out, "Notification>", "<", out, "Id>", n.ID, "</", out, "Id>")
		w.space()
		if n.Object != "" {
			w.write("<", out, `sObject i:type="r:`, n.Object, `" xmlns:r="urn:sobject.enterprise.soap.sforce.com">`)
			w.fields("r:", n.Fields)
			w.write("</", out, "sObject>")
		}
		w.write("</", out, "Notification>")
	}
	w.space()
	w.write("</", out, "notifications>")
	w.space()
	w.write("</", soap, "Body>")
	w.space()
	w.write("</", soap, "Envelope>")
	w.space()
	return w.b.String()
}

// declared is how the prefix stands in a declaration.
func declared(prefix string) string {
	if prefix == "" {
		return ""
	}
	return ":" + strings.TrimSuffix(prefix, ":")
}

// drawNotifications draws what a message may hold.
func drawNotifications(t *rapid.T) []inbound.Notification {
	id := rapid.StringMatching(`[0-9A-Za-z]{15}([0-9A-Za-z]{3})?`)
	name := rapid.StringMatching(`[A-Z_][A-Za-z0-9_é]{0,12}`)
	text := rapid.Map(rapid.String(), func(s string) string {
		return strings.Map(func(r rune) rune {
			if r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0xfffe || r == 0xffff {
				return ' ' // no character of XML
			}
			return r
		}, s)
	})
	fields := rapid.MapOfN(name, rapid.Map(text, func(s string) any { return s }), 0, 5)
	compound := rapid.Map(rapid.MapOfN(name, rapid.Map(text, func(s string) any { return s }), 1, 3), func(m map[string]any) any { return m })
	organization, action := id.Draw(t, "organization"), rapid.OneOf(id, rapid.Just("")).Draw(t, "action")
	all := make([]inbound.Notification, rapid.IntRange(1, 5).Draw(t, "notifications"))
	for i := range all {
		n := inbound.Notification{Organization: organization, Action: action, ID: id.Draw(t, "id")}
		if rapid.IntRange(0, 9).Draw(t, "deleted") > 0 {
			n.Object = name.Draw(t, "object")
			n.Fields = fields.Draw(t, "fields")
			n.Fields["Id"] = id.Draw(t, "record")
			if rapid.Bool().Draw(t, "has a compound field") {
				n.Fields["Address"] = compound.Draw(t, "compound")
			}
		}
		all[i] = n
	}
	return all
}

// Whatever a message holds, and however it is written, it is read as what it holds.
func TestParseOutboundRoundTrip(t *testing.T) {
	t.Parallel()
	rapid.Check(t, soapRoundTrip)
}

func FuzzParseOutboundRoundTrip(f *testing.F) { f.Fuzz(rapid.MakeFuzz(soapRoundTrip)) }

func soapRoundTrip(t *rapid.T) {
	want := drawNotifications(t)
	forms := rapid.SliceOfN(rapid.IntRange(0, 1<<20), 40, 40).Draw(t, "forms")
	i := 0
	w := soapWriter{pick: func(n int) int {
		i++
		return forms[i%len(forms)] % n
	}}
	message := w.message(want)
	got, err := inbound.ParseOutbound(strings.NewReader(message), int64(len(message)))
	require.NoError(t, err, message)
	require.Equal(t, want, got, message)
}
