package inbound_test

import (
	"errors"
	"fmt"
	"io"
	"math"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/trigger"
	"github.com/commis-recipes/commis/webhook/inbound"
)

// closedCase is what Salesforce sends when a case is closed.
const closedCase = `<?xml version="1.0" encoding="UTF-8"?>
<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
 <soapenv:Body>
  <notifications xmlns="http://soap.sforce.com/2005/09/outbound">
   <OrganizationId>00D000000000001</OrganizationId>
   <ActionId>04k000000000001</ActionId>
   <SessionId xsi:nil="true"/>
   <EnterpriseUrl>https://example.my.salesforce.com/services/Soap/c/62.0</EnterpriseUrl>
   <PartnerUrl>https://example.my.salesforce.com/services/Soap/u/62.0</PartnerUrl>
   <Notification>
    <Id>04l000000000001</Id>
    <sObject xsi:type="sf:Case" xmlns:sf="urn:sobject.enterprise.soap.sforce.com">
     <sf:Id>500000000000001</sf:Id>
     <sf:IsClosed>true</sf:IsClosed>
     <sf:ContactEmail>ada@example.com</sf:ContactEmail>
    </sObject>
   </Notification>
  </notifications>
 </soapenv:Body>
</soapenv:Envelope>
`

// closed is the notification in closedCase.
func closed() inbound.Notification {
	return inbound.Notification{
		Organization: "00D000000000001", Action: "04k000000000001", ID: "04l000000000001", Object: "Case",
		Fields: map[string]any{"Id": "500000000000001", "IsClosed": "true", "ContactEmail": "ada@example.com"},
	}
}

// edited is closedCase with texts replaced: old, new, old, new.
func edited(t testing.TB, pairs ...string) string {
	t.Helper()
	message := closedCase
	for i := 0; i < len(pairs); i += 2 {
		require.Contains(t, message, pairs[i])
		message = strings.ReplaceAll(message, pairs[i], pairs[i+1])
	}
	return message
}

func parse(message string) ([]inbound.Notification, error) {
	return inbound.ParseOutbound(strings.NewReader(message), 0)
}

func TestParseOutbound(t *testing.T) {
	t.Parallel()
	got, err := parse(closedCase)
	require.NoError(t, err)
	require.Equal(t, []inbound.Notification{closed()}, got)
	require.Equal(t, "500000000000001", got[0].Record())
}

func TestNotificationEvent(t *testing.T) {
	t.Parallel()
	n := closed()
	ev := n.Event("salesforce", ten)
	require.Equal(t, trigger.Event{
		ID: "salesforce/00D000000000001/04l000000000001", Kind: trigger.RecordReceived, At: ten,
		Record: &trigger.Record{Source: "salesforce", Object: "Case", ID: "500000000000001", Fields: n.Fields},
	}, ev)
	require.NoError(t, ev.Check())
	require.Equal(t, "a%2Fb/00D000000000001/04l000000000001", n.Event("a/b", ten).ID)
}

// What means the same is read as the same.
func TestParseOutboundForms(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name    string
		message string
		want    func(n *inbound.Notification)
	}{
		{"a byte order mark", "\ufeff" + closedCase, nil},
		{"no declaration", closedCase[strings.Index(closedCase, "\n")+1:], nil},
		{"white space and comments around it", edited(t, "<soapenv:Envelope", "\n<!-- a -->\t<soapenv:Envelope") + "\r\n<!-- b -->", nil},
		{"other prefixes", edited(t, "soapenv", "S", "xsi:", "i:", "xmlns:xsi", "xmlns:i", "sf:", "x:", "xmlns:sf", "xmlns:x"), nil},
		{"no prefix where there was one", edited(t, `<soapenv:Envelope xmlns:soapenv=`, `<Envelope xmlns=`, "</soapenv:Envelope>", "</Envelope>",
			"soapenv:Body", "Body"), nil},
		{"a prefix where there was none", edited(t, "<notifications xmlns=", "<o:notifications xmlns:o=", "</notifications", "</o:notifications",
			"<OrganizationId", "<o:OrganizationId", "</OrganizationId", "</o:OrganizationId", "<ActionId", "<o:ActionId", "</ActionId", "</o:ActionId",
			"<SessionId", "<o:SessionId", "<EnterpriseUrl", "<o:EnterpriseUrl", "</EnterpriseUrl", "</o:EnterpriseUrl",
			"<PartnerUrl", "<o:PartnerUrl", "</PartnerUrl", "</o:PartnerUrl", "<Notification>", "<o:Notification>", "</Notification>", "</o:Notification>",
			"<Id", "<o:Id", "</Id", "</o:Id", "<sObject", "<o:sObject", "</sObject", "</o:sObject"), nil},
		{"the record's namespace as the default", edited(t, `<sObject xsi:type="sf:Case" xmlns:sf=`,
			`<o:sObject xmlns:o="http://soap.sforce.com/2005/09/outbound" xsi:type="Case" xmlns=`, "</sObject>", "</o:sObject>", "sf:", ""), nil},
		{"a prefix that stands for another namespace inside", edited(t, `xsi:type="sf:Case" xmlns:sf=`, `xsi:type="soapenv:Case" xmlns:soapenv=`, "sf:", "soapenv:"), nil},
		{"white space around the type", edited(t, `"sf:Case"`, `" sf:Case "`), nil},
		{"a comment inside a text", edited(t, ">true<", ">tr<!-- x -->ue<"), nil},
		{"CDATA", edited(t, ">true<", "><![CDATA[true]]><"), nil},
		{"CDATA in part", edited(t, ">true<", ">t<![CDATA[ru]]>e<"), nil},
		{"character references", edited(t, ">true<", ">&#116;r&#x75;e<"), nil},
		{"attributes that mean nothing here", edited(t, "<sf:IsClosed", `<sf:IsClosed a="b" xsi:schemaLocation="c" xml:lang="en" xsi:type="xsd:boolean"`), nil},
		{"nil is false", edited(t, "<sf:IsClosed", `<sf:IsClosed xsi:nil=" 0 "`), nil},
		{"no action", edited(t, "<ActionId>04k000000000001</ActionId>", ""), func(n *inbound.Notification) { n.Action = "" }},
		{"IDs of 18", edited(t, "00D000000000001", "00D000000000001AAA", "04l000000000001", "04l000000000001AAA"), func(n *inbound.Notification) {
			n.Organization, n.ID = "00D000000000001AAA", "04l000000000001AAA"
		}},
		{"an empty field is not a missing one", edited(t, "<sf:ContactEmail>ada@example.com</sf:ContactEmail>", "<sf:ContactEmail></sf:ContactEmail>"),
			func(n *inbound.Notification) { n.Fields["ContactEmail"] = "" }},
		{"nil is a missing one", edited(t, "<sf:ContactEmail>ada@example.com</sf:ContactEmail>", `<sf:ContactEmail xsi:nil="true"/>`),
			func(n *inbound.Notification) { delete(n.Fields, "ContactEmail") }},
		{"so is nil as 1", edited(t, "<sf:ContactEmail>ada@example.com</sf:ContactEmail>", `<sf:ContactEmail xsi:nil="1"/>`),
			func(n *inbound.Notification) { delete(n.Fields, "ContactEmail") }},
		{"white space is kept", edited(t, ">true<", "> a\n b <"), func(n *inbound.Notification) { n.Fields["IsClosed"] = " a\n b " }},
		{"escapes", edited(t, ">true<", "> &lt;b&gt; &amp;amp; &quot;&apos; ñ 🚨<"), func(n *inbound.Notification) { n.Fields["IsClosed"] = ` <b> &amp; "' ñ 🚨` }},
		{"a custom object", edited(t, "sf:Case", "sf:ns__Invoice__c"), func(n *inbound.Notification) { n.Object = "ns__Invoice__c" }},
		{"a compound field", edited(t, "<sf:IsClosed>true</sf:IsClosed>",
			`<sf:Address><sf:city>Gent</sf:city> <sf:state xsi:nil="true"/><sf:street/></sf:Address>`), func(n *inbound.Notification) {
			delete(n.Fields, "IsClosed")
			n.Fields["Address"] = map[string]any{"city": "Gent", "street": ""}
		}},
		{"an ID and nothing else", edited(t, "<sf:IsClosed>true</sf:IsClosed>", "", "<sf:ContactEmail>ada@example.com</sf:ContactEmail>", ""),
			func(n *inbound.Notification) { n.Fields = map[string]any{"Id": "500000000000001"} }},
		{"a record without an ID", edited(t, "<sf:Id>500000000000001</sf:Id>", `<sf:Id xsi:nil="true"/>`),
			func(n *inbound.Notification) { delete(n.Fields, "Id") }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			want := closed()
			if tt.want != nil {
				tt.want(&want)
			}
			got, err := parse(tt.message)
			require.NoError(t, err)
			require.Equal(t, []inbound.Notification{want}, got)
		})
	}
}

// A record that was deleted before the message was sent comes without data, in whatever form.
func TestParseOutboundDeleted(t *testing.T) {
	t.Parallel()
	record := closedCase[strings.Index(closedCase, "<sObject"):strings.Index(closedCase, "</Notification>")]
	for _, form := range []string{"", "<sObject/>", `<sObject xsi:nil="true"/>`,
		`<sObject xsi:type="sf:Case" xmlns:sf="urn:sobject.enterprise.soap.sforce.com"> </sObject>`} {
		got, err := parse(edited(t, record, form))
		require.NoError(t, err)
		require.Len(t, got, 1)
		require.Equal(t, "04l000000000001", got[0].ID)
		require.Empty(t, got[0].Record())
		require.Empty(t, got[0].Object)
		require.Empty(t, got[0].Fields)
	}
}

// notifications is closedCase with so many notifications, each with an ID of its own.
func notifications(t testing.TB, n int) string {
	t.Helper()
	one := closedCase[strings.Index(closedCase, "<Notification>"):strings.Index(closedCase, "</notifications>")]
	var all strings.Builder
	for i := range n {
		all.WriteString(strings.NewReplacer("04l000000000001", fmt.Sprintf("04l%012d", i+1), "500000000000001", fmt.Sprintf("500%012d", i+1)).Replace(one))
	}
	return edited(t, one, all.String())
}

func TestParseOutboundHundred(t *testing.T) {
	t.Parallel()
	got, err := parse(notifications(t, 100))
	require.NoError(t, err)
	require.Len(t, got, 100)
	for i, n := range got {
		require.Equal(t, fmt.Sprintf("04l%012d", i+1), n.ID)
		require.Equal(t, fmt.Sprintf("500%012d", i+1), n.Record())
		require.Equal(t, "00D000000000001", n.Organization)
	}
}

func TestParseOutboundFaults(t *testing.T) {
	t.Parallel()
	const (
		envelope = `"Envelope" of "http://schemas.xmlsoap.org/soap/envelope/"`
		body     = `"Body" of "http://schemas.xmlsoap.org/soap/envelope/"`
		list     = `"notifications" of "http://soap.sforce.com/2005/09/outbound"`
		record   = "notifications.Notification[0].sObject"
	)
	for _, tt := range []struct {
		name, message string
		want          []string
	}{
		// What ends the reading.
		{"nothing", "", []string{"line 1, column 1: the message is empty"}},
		{"white space", " \n ", []string{"line 2, column 2: the message is empty"}},
		{"not XML", "hello", []string{"line 1, column 1: there is text outside the message"}},
		{"JSON", `{"id":1}`, []string{"line 1, column 1: there is text outside the message"}},
		{"cut off between elements", closedCase[:strings.Index(closedCase, "\n  </notifications>")],
			[]string{`line 17, column 19: the message ends inside "notifications"`}},
		{"cut off in a tag", closedCase[:strings.Index(closedCase, "sf:IsClosed>")], []string{"line 14, column 7: unexpected EOF"}},
		{"a wrong end tag", edited(t, "</sf:IsClosed>", "</sf:isClosed>"), []string{`line 14, column 23: an end tag of "isClosed" does not belong here`}},
		{"an end tag of another prefix", edited(t, "</sf:IsClosed>", "</IsClosed>"), []string{`line 14, column 23: an end tag of "IsClosed" does not belong here`}},
		{"an end tag too many", closedCase + "</x>", []string{`line 21, column 1: an end tag of "x" does not belong here`}},
		{"two documents", closedCase + "<x/>", []string{"line 21, column 1: there is a second element after the message"}},
		{"the message twice", closedCase + closedCase, []string{"line 21, column 1: a processing instruction is not allowed"}},
		{"text behind it", closedCase + "x", []string{"line 20, column 20: there is text outside the message"}},
		{"a document type", edited(t, "<soapenv:Envelope", "<!DOCTYPE Envelope>\n<soapenv:Envelope"), []string{"line 2, column 1: a document type is not allowed"}},
		{"a billion laughs", edited(t, "<soapenv:Envelope", `<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><soapenv:Envelope`, ">true<", ">&b;<"),
			[]string{"line 2, column 1: a document type is not allowed"}},
		{"a file of the host", edited(t, "<soapenv:Envelope", `<!DOCTYPE f [<!ENTITY f SYSTEM "file:///etc/passwd">]><soapenv:Envelope`, ">true<", ">&f;<"),
			[]string{"line 2, column 1: a document type is not allowed"}},
		{"a directive inside", edited(t, ">true<", "><!ELEMENT a><"), []string{"line 14, column 19: a document type is not allowed"}},
		{"an unknown entity", edited(t, ">true<", ">&nbsp;<"), []string{"line 14, column 25: invalid character entity &nbsp;"}},
		{"a processing instruction", edited(t, ">true<", "><?php evil ?><"), []string{"line 14, column 19: a processing instruction is not allowed"}},
		{"one before the message", edited(t, "<soapenv:Envelope", "<?xml-stylesheet href='x'?><soapenv:Envelope"), []string{"line 2, column 1: a processing instruction is not allowed"}},
		{"a declaration inside", edited(t, ">true<", `><?xml version="1.0"?><`), []string{"line 14, column 19: a processing instruction is not allowed"}},
		{"another encoding", edited(t, `encoding="UTF-8"`, `encoding="ISO-8859-1"`), []string{"line 1, column 1: another encoding than UTF-8 is declared"}},
		{"UTF-16", "\xff\xfe<\x00a\x00/\x00>\x00", []string{"the message is not valid UTF-8"}},
		{"Latin-1", edited(t, ">true<", ">caf\xe9<"), []string{"the message is not valid UTF-8"}},
		{"NUL", edited(t, ">true<", ">\x00<"), []string{"line 14, column 20: illegal character code U+0000"}},
		{"NUL as a reference", edited(t, ">true<", ">&#0;<"), []string{"line 14, column 23: illegal character code U+0000"}},
		{"a prefix that is not declared", edited(t, "<sf:IsClosed>true</sf:IsClosed>", "<x:IsClosed/>"), []string{`line 14, column 6: the prefix "x" is not declared`}},
		{"the type's is not", edited(t, `"sf:Case"`, `"x:Case"`), []string{`line 12, column 5: the prefix "x" is not declared`}},
		{"an attribute's is not", edited(t, "<sf:IsClosed", `<sf:IsClosed x:a="b"`), []string{`line 14, column 6: the prefix "x" is not declared`}},
		{"one that ended", edited(t, "<Notification>", `<ActionId xmlns:y="urn:y"/><y:Notification>`), []string{`line 10, column 31: the prefix "y" is not declared`}},
		{"a prefix declared twice", edited(t, " xmlns:sf=", ` xmlns:sf="urn:x" xmlns:sf=`), []string{`line 12, column 5: the prefix "sf" is declared twice`}},
		{"an attribute twice", edited(t, "<sf:Id>", `<sf:Id a="1" a="2">`), []string{`line 13, column 6: the attribute "a" appears twice`}},
		{"an attribute of nothing known twice", edited(t, "<sf:Id>", `<sf:Id sf:a="1" b="" sf:a="1">`), []string{`line 13, column 6: the attribute "a" appears twice`}},
		{"an attribute under two prefixes", edited(t, "<sf:Id>", `<sf:Id xmlns:x="urn:x" xmlns:y="urn:x" x:a="1" y:a="2">`), []string{`line 13, column 6: the attribute "a" appears twice`}},
		{"the type under two prefixes", edited(t, "<sObject", `<sObject xmlns:x="http://www.w3.org/2001/XMLSchema-instance" x:type="sf:Lead"`), []string{`line 12, column 5: the attribute "type" appears twice`}},
		{"an attribute twice in the envelope", edited(t, "<soapenv:Body>", `<soapenv:Body id="1" id="1">`), []string{`line 3, column 2: the attribute "id" appears twice`}},
		{"the type twice", edited(t, "<sObject", `<sObject xsi:type="sf:Lead"`), []string{`line 12, column 5: the attribute "type" appears twice`}},
		{"nil is neither", edited(t, "<sf:IsClosed", `<sf:IsClosed xsi:nil="yes"`), []string{`line 14, column 6: xsi:nil is "yes", want true or false`}},
		{"deep", strings.Repeat("<a>", 17), []string{"line 1, column 49: elements are nested too deeply"}},
		// What is wrong with the content.
		{"SOAP 1.2", edited(t, "http://schemas.xmlsoap.org/soap/envelope/", "http://www.w3.org/2003/05/soap-envelope"),
			[]string{"want " + envelope + `, got "Envelope" of "http://www.w3.org/2003/05/soap-envelope"`}},
		{"no namespace", "<Envelope/>", []string{"want " + envelope + `, got "Envelope" of no namespace`}},
		{"no body", edited(t, "soapenv:Body", "soapenv:Header"), []string{
			"Envelope: want " + body + ` and nothing else, got "Header" of "http://schemas.xmlsoap.org/soap/envelope/"`}},
		{"an empty envelope", `<Envelope xmlns="http://schemas.xmlsoap.org/soap/envelope/"/>`, []string{"Envelope: want " + body + " and nothing else, got nothing"}},
		{"two bodies", edited(t, "</soapenv:Body>", "</soapenv:Body><soapenv:Body/>"), []string{"Envelope: want " + body + " and nothing else, got 2 elements"}},
		{"two lists", edited(t, "</notifications>", "</notifications><notifications/>"), []string{"Envelope.Body: want " + list + " and nothing else, got 2 elements"}},
		{"the list of another namespace", edited(t, "2005/09/outbound", "2005/09/inbound"), []string{
			"Envelope.Body: want " + list + ` and nothing else, got "notifications" of "http://soap.sforce.com/2005/09/inbound"`}},
		{"no notification", notifications(t, 0), []string{"notifications: want 1 to 100 notifications, got 0"}},
		{"101 notifications", notifications(t, 101), []string{"notifications: want 1 to 100 notifications, got 101"}},
		{"all at once", edited(t, "<OrganizationId>00D000000000001</OrganizationId>", "oops", "04k000000000001", "../etc", "04l000000000001", "",
			"<sf:Id>", "<sf:Id>x", "<SessionId", "<sessionId", `xsi:type="sf:Case"`, ""), []string{
			"notifications: there is text between its elements",
			`notifications: "sessionId" of "http://soap.sforce.com/2005/09/outbound" does not belong here`,
			"notifications.OrganizationId: missing",
			"notifications.ActionId: want an ID of 15 or 18 letters and digits",
			"notifications.Notification[0].Id: want an ID of 15 or 18 letters and digits",
			record + ": xsi:type is missing",
			record + ".Id: want an ID of 15 or 18 letters and digits",
		}},
		{"the second notification", strings.Replace(notifications(t, 2), "04l000000000002", "04l-00000000002", 1),
			[]string{"notifications.Notification[1].Id: want an ID of 15 or 18 letters and digits"}},
		{"an organization that is nil", edited(t, "<OrganizationId>00D000000000001</OrganizationId>", `<OrganizationId xsi:nil="true"/>`),
			[]string{"notifications.OrganizationId: missing"}},
		{"two organizations", edited(t, "<ActionId>", "<OrganizationId>00D000000000002</OrganizationId><ActionId>"), []string{"notifications.OrganizationId: appears 2 times"}},
		{"an ID that holds elements", edited(t, "<Id>04l000000000001</Id>", "<Id>04l000000000001<Id/></Id>"),
			[]string{"notifications.Notification[0].Id: want an ID of 15 or 18 letters and digits"}},
		{"two IDs", edited(t, "<Id>04l000000000001</Id>", "<Id>04l000000000001</Id><Id>04l000000000001</Id>"), []string{"notifications.Notification[0].Id: appears 2 times"}},
		{"an ID of another namespace", edited(t, "<Id>04l000000000001</Id>", `<sf:Id xmlns:sf="urn:sobject.enterprise.soap.sforce.com">04l000000000001</sf:Id>`),
			[]string{`notifications.Notification[0]: "Id" of "urn:sobject.enterprise.soap.sforce.com" does not belong here`, "notifications.Notification[0].Id: missing"}},
		{"two records", edited(t, "</Notification>", "<sObject/></Notification>"), []string{record + ": appears 2 times"}},
		{"a record of another namespace", edited(t, "urn:sobject.enterprise", "urn:sobject.partner"), []string{
			record + `: "Id" of "urn:sobject.partner.soap.sforce.com" does not belong here`,
			record + `: "IsClosed" of "urn:sobject.partner.soap.sforce.com" does not belong here`,
			record + `: "ContactEmail" of "urn:sobject.partner.soap.sforce.com" does not belong here`,
			record + `: want an xsi:type of "urn:sobject.enterprise.soap.sforce.com", got "Case" of "urn:sobject.partner.soap.sforce.com"`}},
		{"a field of another namespace", edited(t, "<sf:IsClosed>true</sf:IsClosed>", "<IsClosed>true</IsClosed>"),
			[]string{record + `: "IsClosed" of "http://soap.sforce.com/2005/09/outbound" does not belong here`}},
		{"the type of another namespace", edited(t, `"sf:Case"`, `"xsd:Case"`),
			[]string{record + `: want an xsi:type of "urn:sobject.enterprise.soap.sforce.com", got "Case" of "http://www.w3.org/2001/XMLSchema"`}},
		{"a type without a name", edited(t, `"sf:Case"`, `"sf:"`), []string{record + ": xsi:type is missing"}},
		{"a long type", edited(t, `"sf:Case"`, `"sf:`+strings.Repeat("x", 513)+`"`), []string{record + ": xsi:type is longer than 512 bytes"}},
		{"a field twice", edited(t, "<sf:IsClosed>true</sf:IsClosed>", "<sf:IsClosed>true</sf:IsClosed><sf:IsClosed>false</sf:IsClosed>"),
			[]string{record + `: the field "IsClosed" appears twice`}},
		{"a field nil and not", edited(t, "<sf:IsClosed>true</sf:IsClosed>", `<sf:IsClosed>true</sf:IsClosed><sf:IsClosed xsi:nil="true"/>`),
			[]string{record + `: the field "IsClosed" appears twice`}},
		{"nil with a value", edited(t, "<sf:IsClosed>", `<sf:IsClosed xsi:nil="true">`), []string{record + `: the field "IsClosed" is nil and has a value`}},
		{"a record nil with fields", edited(t, "<sObject", `<sObject xsi:nil="true"`), []string{record + ": is nil and has a value"}},
		{"a deleted record with text", edited(t, closedCase[strings.Index(closedCase, "<sObject"):strings.Index(closedCase, "</Notification>")], "<sObject>x</sObject>"),
			[]string{record + ": there is text between its elements"}},
		{"text among the fields", edited(t, "</sf:IsClosed>", "</sf:IsClosed>x"), []string{record + ": there is text between its elements"}},
		{"text in a compound field", edited(t, ">true<", ">true<sf:city>Gent</sf:city><"), []string{record + ".IsClosed: there is text between its elements"}},
		{"an ID that is compound", edited(t, "<sf:Id>500000000000001<", "<sf:Id><sf:a>500000000000001</sf:a><"),
			[]string{record + ".Id: want an ID of 15 or 18 letters and digits"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := parse(tt.message)
			require.Nil(t, got)
			require.Equal(t, tt.want, lines(err))
			var fe *trigger.FieldError
			require.ErrorAs(t, err, &fe)
		})
	}
}

// A hostile message is refused with a short answer, and costs about as much as its text.
func TestParseOutboundHostile(t *testing.T) {
	t.Parallel()
	const n = 1 << 19
	long := strings.Repeat("x", n)
	for name, message := range map[string]string{
		"a huge name":                 "<" + long + "/>",
		"a huge attribute":            edited(t, "<sf:IsClosed", `<sf:IsClosed xsi:nil="`+long+`"`),
		"many attributes":             "<a " + strings.Repeat(`b="" `, n/5) + "/>",
		"many attributes of a prefix": "<a xmlns:b='http://www.w3.org/2001/XMLSchema-instance' " + strings.Repeat(`b:c="" `, n/7) + "/>",
		"many prefixes":               "<a " + strings.Repeat(`xmlns:b="c" `, n/12) + "/>",
		"many unknown elements":       edited(t, "<Notification>", strings.Repeat("<x/>", n/4)+"<Notification>"),
		"a huge field twice":          edited(t, "<sf:IsClosed>true</sf:IsClosed>", strings.Repeat("<sf:"+long[:n/3]+"/>", 2)),
		"huge names inside":           edited(t, ">true<", "><sf:"+long[:n/3]+">"+strings.Repeat("<x/>", n/8)+"</sf:"+long[:n/3]+"><"),
		"many nested elements":        strings.Repeat("<a>", n/3),
		"many notifications":          notifications(t, 1500),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Less(t, len(message), 1<<20)
			_, err := parse(message)
			require.Error(t, err)
			require.LessOrEqual(t, len(lines(err)), 101)
			require.Less(t, len(err.Error()), 50_000)
		})
	}
}

func TestParseOutboundManyFaults(t *testing.T) {
	t.Parallel()
	_, err := parse(edited(t, "<Notification>", strings.Repeat("<x/>", 1000)+"<Notification>"))
	faults := lines(err)
	require.Len(t, faults, 101)
	require.Equal(t, "more faults are not listed", faults[100])
}

func TestParseOutboundLimit(t *testing.T) {
	t.Parallel()
	size := int64(len(closedCase))
	for _, tt := range []struct {
		limit int64
		want  string
	}{{size, ""}, {size + 1, ""}, {math.MaxInt64, ""}, {0, ""}, {-1, ""}, {size - 1, fmt.Sprintf("more than %d bytes", size-1)}, {1, "more than 1 bytes"}} {
		got, err := inbound.ParseOutbound(strings.NewReader(closedCase), tt.limit)
		if tt.want != "" {
			require.EqualError(t, err, tt.want)
			continue
		}
		require.NoError(t, err)
		require.Equal(t, []inbound.Notification{closed()}, got)
	}
	_, err := parse(closedCase + strings.Repeat(" ", 1<<20))
	require.EqualError(t, err, "more than 1048576 bytes")
	broken := errors.New("connection reset")
	_, err = inbound.ParseOutbound(io.MultiReader(strings.NewReader(closedCase), iotest.ErrReader(broken)), 0)
	require.ErrorIs(t, err, broken)
}

// The session ID that a message carries opens Salesforce; it is in nothing that is returned.
func TestParseOutboundDropsTheSession(t *testing.T) {
	t.Parallel()
	got, err := parse(edited(t, `<SessionId xsi:nil="true"/>`, "<SessionId>00D!canary</SessionId>"))
	require.NoError(t, err)
	require.NotContains(t, fmt.Sprintf("%+v", got), "canary")
	for _, wrong := range []string{"<SessionId>00D!canary<x>canary</x></SessionId><x/>", "<SessionId>00D!canary</SessionId><SessionId>canary</SessionId><x/>"} {
		_, err = parse(edited(t, `<SessionId xsi:nil="true"/>`, wrong))
		require.Error(t, err)
		require.NotContains(t, err.Error(), "canary")
	}
}
