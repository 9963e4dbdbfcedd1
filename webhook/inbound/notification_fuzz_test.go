package inbound_test

import (
	"encoding/xml"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/webhook/inbound"
)

// envelope is what encoding/xml makes of a message, without any of our rules.
type envelope struct {
	XMLName      xml.Name `xml:"http://schemas.xmlsoap.org/soap/envelope/ Envelope"`
	Organization []string `xml:"Body>notifications>OrganizationId"`
	Notification []struct {
		ID     string `xml:"Id"`
		Record *struct {
			Fields []struct {
				XMLName xml.Name
			} `xml:",any"`
		} `xml:"sObject"`
	} `xml:"Body>notifications>Notification"`
}

// FuzzParseOutbound requires of what is taken that encoding/xml reads the same in it and that the library can work with
// it, and of what is refused that it is told in few words.
func FuzzParseOutbound(f *testing.F) {
	for _, seed := range []string{
		closedCase, notifications(f, 3), strings.ReplaceAll(closedCase, "sf:", "soapenv:"), closedCase[:len(closedCase)/2], "\ufeff" + closedCase,
		edited(f, ">true<", "><![CDATA[true]]><"), edited(f, ">true<", ">&#116;<!-- -->rue<"), edited(f, "<sf:IsClosed>", `<sf:IsClosed xsi:nil="true">`),
		edited(f, "<soapenv:Envelope", `<!DOCTYPE l [<!ENTITY a "ha">]><soapenv:Envelope`), closedCase + closedCase, "<a xmlns='b'/>", "", "\xff\xfe<\x00",
		edited(f, ">true<", "><sf:city>Gent</sf:city><"),
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, message string) {
		got, err := parse(message)
		if err != nil {
			require.Nil(t, got)
			require.NotEmpty(t, lines(err))
			require.LessOrEqual(t, len(lines(err)), 101)
			require.Less(t, len(err.Error()), 100_000)
			return
		}
		require.NotEmpty(t, got)
		require.LessOrEqual(t, len(got), inbound.MaxNotifications)
		var plain envelope
		require.NoError(t, xml.Unmarshal([]byte(strings.TrimPrefix(message, "\ufeff")), &plain))
		require.Equal(t, []string{got[0].Organization}, plain.Organization)
		require.Len(t, plain.Notification, len(got))
		for i, n := range got {
			require.Equal(t, plain.Notification[i].ID, n.ID)
			require.Equal(t, n.Object == "", len(n.Fields) == 0)
			for name := range n.Fields {
				require.Contains(t, plain.Notification[i].Record.Fields, struct{ XMLName xml.Name }{
					xml.Name{Space: "urn:sobject.enterprise.soap.sforce.com", Local: name},
				})
			}
			ev := n.Event("salesforce", ten)
			if n.Record() == "" {
				ev.Record.ID = "none"
			}
			require.NoError(t, ev.Check())
		}
	})
}
