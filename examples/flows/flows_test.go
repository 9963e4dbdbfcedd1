package main

import (
	"context"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/webhook"
)

// The verifier in the documentation of package webhook is in this program, to the letter, and agrees with the library's.
func TestVerifier(t *testing.T) {
	doc, err := os.ReadFile("../../webhook/doc.go")
	require.NoError(t, err)
	_, rest, ok := strings.Cut(string(doc), "//\tfunc verify(")
	require.True(t, ok)
	shown, _, ok := strings.Cut("//\tfunc verify("+rest, "\n//\n")
	require.True(t, ok)
	shown = strings.ReplaceAll(strings.TrimPrefix(shown, "//\t"), "\n//\t", "\n")
	source, err := os.ReadFile("verify.go")
	require.NoError(t, err)
	require.Contains(t, string(source), shown)

	body := []byte(`{"test": 2432232314}`)
	signature, err := webhook.Sign("msg_1", noon, body, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")
	require.NoError(t, err)
	h := http.Header{}
	h.Set("webhook-id", "msg_1")
	h.Set("webhook-timestamp", "1767614400")
	h.Set("webhook-signature", signature)
	require.True(t, verify(make([]byte, 32), h, body, noon))
	lines := strings.Fields(signature)
	for _, lines := range [][]string{{lines[1]}, {lines[1], lines[0]}, {lines[0], lines[1]}, {lines[0] + "," + lines[1]}, {"v2,x, " + lines[1] + ", v1,eA=="}} {
		h["Webhook-Signature"] = lines
		require.True(t, verify(make([]byte, 32), h, body, noon), lines)
	}
	h["Webhook-Signature"] = []string{"v2" + lines[1][2:]}
	require.False(t, verify(make([]byte, 32), h, body, noon), "another version")
	h.Set("webhook-signature", signature)
	require.False(t, verify([]byte("another secret of theirs"), h, body, noon))
	require.False(t, verify(make([]byte, 32), h, body[1:], noon))
	require.False(t, verify(make([]byte, 32), h, body, noon.Add(6*time.Minute)))
}

func Example() {
	if err := run(context.Background(), os.Stdout); err != nil {
		panic(err)
	}
	// Output:
	// A customer writes that the app crashes:
	//   Slack gets POST {"text":"¡La app FALLA otra vez! 😡"} <nil>
	//   signed by us: true
	//   run of crash for mention/0 succeeded
	//     webhook done
	// Salesforce tells that a case was closed:
	//   grace saves Ada Lovelace in "closed cases"
	//   grace sends SV_1 to ada@example.com by email
	//   grace adds to ada@example.com map[Store:Ghent Survey:EMD_1]
	//   Salesforce is told: acknowledged true
	//   Salesforce is told: acknowledged true
	//   run of closed for record/500000000000001 succeeded
	//     distribute_survey done {"contact":"ada@example.com","distribution":"EMD_1","status":"sent"}
	//     save_contact done {"contact":"ada@example.com"}
	// A review of one star comes in:
	//   the sender is told: 204 No Content
	//   ticket for ada: Eve about Bruges
	//   #reviews: T-r2: Cold soup
	//   the sender is told: 204 No Content
	//   the sender is told: 204 No Content
	//   run of one-star for record/r2 succeeded
	//     ticket done {"id":"T-r2"}
	//     slack done
}
