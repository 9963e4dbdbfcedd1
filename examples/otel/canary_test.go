package commisotel_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/trigger"
)

// canary is in every text of the event, the configs and the errors. No export has it.
const canary = "xyzzy-4711"

func TestNoTextAndNoSecretIsExported(t *testing.T) {
	for _, err := range []error{
		nil, errors.New(canary), action.Permanent(fmt.Errorf("sent %s", canary)), action.Skip(canary), action.Retry(time.Minute, errors.New(canary)),
	} {
		p := start(t, nil, strings.Join([]string{
			onItem("r", "", `{"do":"private_reply","with":{"message":"{{ mention.content }} `+canary+`"}}`, later,
				`{"do":"web_service","with":{"method":"POST","url":"https://host.example/`+canary+`","body_type":"json","body":"{\"a\":\"`+canary+`\"}","authorization":"Bearer `+canary+`"}}`,
				`{"do":"note","with":{"text":"`+canary+` {{ mention.fields.missing }}"},"after":"5m"}`),
			onItem("filtered", `"filter":"date(mention.content) > event.at",`, tag),
			onItem("off", `"shadow":true,`, `{"do":"note","with":{"text":"`+canary+`"}}`),
		}, ","))
		for _, kind := range []string{"private_reply", "web_service", "note", "resolve"} {
			p.fails[kind] = err
		}
		ev := mention("e")
		ev.User = canary
		ev.Mention.Content, ev.Mention.Title, ev.Mention.Fields = canary, canary, map[string]any{canary: canary}
		ev.Mention.Contact = trigger.Contact{ID: canary, Name: canary, Email: canary + "@bank.example", Fields: map[string]any{"card": canary}}
		ev.Mention.Tags = []string{canary}
		report, e := p.Handle(t.Context(), ev)
		require.NoError(t, e)
		p.now = ten.Add(10 * time.Minute)
		due, e := p.Tick(t.Context())
		require.NoError(t, e)

		spans, e := json.Marshal(p.spans.GetSpans().Snapshots())
		require.NoError(t, e)
		exported := fmt.Sprintf("%s %+v", spans, p.spans.GetSpans())
		require.Contains(t, exported, "action private_reply")
		require.NotContains(t, exported, canary)
		var all metricdata.ResourceMetrics
		require.NoError(t, p.reader.Collect(t.Context(), &all))
		require.NotContains(t, fmt.Sprintf("%+v", all), canary)
		require.NotContains(t, strings.Join(series(t, p), "\n"), canary)

		told, e := json.Marshal([]any{report, due})
		require.NoError(t, e)
		require.Contains(t, string(told), canary, "the reports that were observed have it")
	}
}
