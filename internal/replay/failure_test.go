package replay

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/trigger"
)

// A filter that cannot be evaluated is an error of that recipe alone, and is counted.
func TestFilterError(t *testing.T) {
	t.Parallel()
	const recipes = `{"recipes":[
	 {"id":"old","name":"Old","enabled":true,"trigger":{"on":"record"},"filter":"number(record.age) > 3","actions":[{"do":"slack","with":{"channel":"#a","text":"old"}}]},
	 {"id":"all","name":"All","enabled":true,"trigger":{"on":"record"},"actions":[{"do":"slack","with":{"channel":"#a","text":"all"}}]}]}`
	stdout, stderr := play(t, recipes,
		`{"id":"e1","kind":"record_received","at":"2026-01-05T10:00:00Z","record":{"id":"r1","fields":{"age":"unknown"}}}`)
	lines := parse(t, stdout)
	require.Len(t, lines, 3)
	require.Equal(t, []string{"failed", "filter_error"}, []string{lines[0].Outcome, lines[0].Reason})
	require.NotEmpty(t, lines[0].Error)
	require.Equal(t, "fired", lines[1].Outcome)
	require.Equal(t, `events:   1, 0 of them repeated; 0 more followed
fired:    1, 1 failed
actions:  1 done
errors:   1
waiting:  0
not sent: 1 slack (nothing leaves this desk)
`, stderr)
}

// An explanation does not repeat a long text.
func TestExplainLongText(t *testing.T) {
	t.Parallel()
	stdout, _ := play(t, `{"recipes":[{"id":"r","name":"R","enabled":true,"trigger":{"on":"new_item","all_topics":true},
	 "filter":"word(mention.content, 'needle')","actions":[{"do":"resolve"}]}]}`,
		`{"id":"e1","kind":"mention_created","at":"2026-01-05T10:00:00Z","mention":{"id":"m1","content":"`+strings.Repeat("é", 300)+`"}}`,
		"-explain")
	require.Equal(t, `{"at":"2026-01-05T10:00:00Z","event":"e1","recipe":"r","item":{"kind":"mention","id":"m1"},"outcome":"filtered_out",`+
		`"tests":[{"test":"word(mention.content, \"needle\")","values":{"mention.content":"`+strings.Repeat("é", 200)+"…\"}}]}\n", stdout)
}

var ten = time.Date(2026, 1, 5, 10, 0, 0, 0, time.UTC)

// brokenStore fails in some threads.
type brokenStore struct {
	schedule.Store
	broken string
}

func (s brokenStore) Update(ctx context.Context, about schedule.Scope, fn func(context.Context, schedule.Tx) error) error {
	if about.Subjects[0] == s.broken {
		return errors.New("no room")
	}
	return s.Store.Update(ctx, about, fn)
}

// An event that the engine refuses is told, and does not end the replay. Nothing is explained that did not happen.
func TestRefused(t *testing.T) {
	t.Parallel()
	event := func(id, matter string) trigger.Event {
		return trigger.Event{ID: id, Kind: trigger.CaseCreated, At: ten, Case: &trigger.Case{ID: matter, Topic: "a"}}
	}
	events := []trigger.Event{event("e1", "5"), event("e2", "6")}
	r := newReplay(events, trigger.World{})
	r.Engine.Store = brokenStore{r.Engine.Store, "case/5"}
	set, err := recipe.Decode([]byte(`{"recipes":[{"id":"r","name":"R","enabled":true,
		"trigger":{"on":"new_item","all_topics":true},"actions":[{"do":"resolve"}]}]}`))
	require.NoError(t, err)
	require.NoError(t, r.Engine.Load(set))
	var out bytes.Buffer
	r.output, r.Explain = newLines(&out), true
	require.EqualError(t, r.play(context.Background(), events, time.Time{}), `event "e1": not applied: no room`)
	require.Equal(t, []string{"10:00:00 e2  fired ", "10:00:00 e2 resolve done ", "10:00:00 e2/1  other_trigger "}, brief(t, out.String()))
}
