package recipe_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/schedule"
)

// updates counts the transactions of a store.
type updates struct {
	schedule.Memory
	n int
}

func (u *updates) Update(ctx context.Context, about schedule.Scope, fn func(context.Context, schedule.Tx) error) error {
	u.n++
	return u.Memory.Update(ctx, about, fn)
}

// A poll reads what it knows of a hundred records in one transaction, and starts the recipe for 64 new ones in one more, where
// their handlers are local.
func TestTransactionsOfAPoll(t *testing.T) {
	const n = 500
	var items []string
	for i := range n {
		items = append(items, ticket(fmt.Sprint("INC", i), "Laptop"))
	}
	store, now, sent := &updates{}, nine, 0
	e := &recipe.Engine{Store: store, Handlers: new(action.Handlers), Now: func() time.Time { return now }, Workers: 1}
	action.HandleLocal(e.Handlers, action.HandlerFunc[action.Message](func(context.Context, action.Message, action.Input) error {
		sent++
		return nil
	}))
	e.Sources = recipe.Sources{"itsm": func(context.Context, recipe.Fetch) ([]byte, error) {
		return []byte(`{"result":{"items":[` + strings.Join(items, ",") + `]}}`), nil
	}}
	once := strings.Replace(approvals, `,
		"repeat":{"every":"60m","times":3}`, `,"limit":{"times":1000,"every":"1h","per":"recipe"}`, 1)
	require.NotEqual(t, approvals, once)
	require.NoError(t, e.Load(parse(t, set(once))))
	for _, tt := range []struct {
		name string
		most int
	}{{"all are new", n/64 + 1 + n/100 + 8}, {"none has changed", n/100 + 5}} {
		store.n = 0
		_, err := e.Tick(t.Context())
		require.NoError(t, err)
		require.Equal(t, n, sent, tt.name)
		require.LessOrEqual(t, store.n, tt.most, tt.name)
		now = now.Add(30 * time.Minute)
	}
}

// A local handler that fails for one of the new records takes nothing from the others: each is carried out once, and the failed
// one is tried again.
func TestPollOfNewRecordsWithAFailure(t *testing.T) {
	const n = 10
	var items []string
	for i := range n {
		items = append(items, ticket(fmt.Sprint("INC", i), "Laptop"))
	}
	now, done, broken := nine, map[string]int{}, true
	e := &recipe.Engine{Store: new(schedule.Memory), Handlers: new(action.Handlers), Now: func() time.Time { return now }, Workers: 1}
	action.HandleLocal(e.Handlers, action.HandlerFunc[action.Message](func(_ context.Context, _ action.Message, in action.Input) error {
		if broken && in.Item.ID == "INC7" {
			return errors.New("no line")
		}
		done[in.Item.ID]++ // what was rolled back counts, too
		return nil
	}))
	e.Sources = recipe.Sources{"itsm": func(context.Context, recipe.Fetch) ([]byte, error) {
		return []byte(`{"result":{"items":[` + strings.Join(items, ",") + `]}}`), nil
	}}
	once := strings.Replace(approvals, `,
		"repeat":{"every":"60m","times":3}`, "", 1)
	require.NoError(t, e.Load(parse(t, set(once))))
	report, err := e.Tick(t.Context())
	require.NoError(t, err)
	require.Len(t, report.Decisions, n)
	outcomes := map[recipe.Outcome]int{}
	for _, d := range report.Decisions {
		outcomes[d.Actions[0].Outcome]++
	}
	require.Equal(t, map[recipe.Outcome]int{recipe.Done: n - 1, recipe.Waiting: 1}, outcomes)
	broken = false
	now = now.Add(25 * time.Hour)
	_, err = e.Tick(t.Context())
	require.NoError(t, err)
	require.Len(t, done, n)
	require.Equal(t, 1, done["INC7"])
}

// localPoll is an engine of a recipe that polls n new records, and whose handler is local.
func localPoll(t *testing.T, n int, now func() time.Time, text string, handle func(in action.Input)) *recipe.Engine {
	var items []string
	for i := range n {
		items = append(items, ticket(fmt.Sprint("INC", i), "Laptop"))
	}
	e := &recipe.Engine{Store: new(schedule.Memory), Handlers: new(action.Handlers), Now: now, Workers: 1}
	action.HandleLocal(e.Handlers, action.HandlerFunc[action.Message](func(_ context.Context, _ action.Message, in action.Input) error {
		handle(in)
		return nil
	}))
	e.Sources = recipe.Sources{
		"itsm": func(context.Context, recipe.Fetch) ([]byte, error) {
			return []byte(`{"result":{"items":[` + strings.Join(items, ",") + `]}}`), nil
		},
		"people": func(context.Context, recipe.Fetch) ([]byte, error) { return []byte(`{}`), nil },
	}
	require.NoError(t, e.Load(parse(t, text)))
	return e
}

// New records whose lookups take long do not wait for each other: while the office is open each is carried out right after its
// lookup, and those whose lookup ends after closing time are put off to the next morning.
func TestNewRecordsDoNotWaitForSlowLookups(t *testing.T) {
	for _, tt := range []struct {
		name   string
		lookup time.Duration
		within time.Duration // after the lookup
	}{{"slow", 20 * time.Second, 0}, {"quick", 300 * time.Millisecond, 900 * time.Millisecond}} {
		t.Run(tt.name, func(t *testing.T) {
			closing := nine.Add(8 * time.Hour)
			now, looked, done := closing.Add(-5*tt.lookup), map[string]time.Time{}, map[string]time.Time{}
			inOffice := strings.Replace(approvalsWithLookup(), `"repeat":{"every":"60m","times":3}`, `"hours":{"calendar":"office","when":"during"}`, 1)
			week := `"monday":["09:00-17:00"],"tuesday":["09:00-17:00"],"wednesday":["09:00-17:00"],"thursday":["09:00-17:00"],"friday":["09:00-17:00"],"saturday":["09:00-17:00"],"sunday":["09:00-17:00"]`
			e := localPoll(t, 10, func() time.Time { return now },
				`{"format":1,"calendars":{"office":{"zone":"UTC","week":{`+week+`}}},"recipes":[`+inOffice+`]}`,
				func(in action.Input) { done[in.Item.ID] = now })
			e.Sources["people"] = func(_ context.Context, f recipe.Fetch) ([]byte, error) {
				now = now.Add(tt.lookup)
				looked[f.Record.ID] = now
				return []byte(`{}`), nil
			}
			_, err := e.Tick(t.Context())
			require.NoError(t, err)
			require.Len(t, looked, 10)
			require.Len(t, done, 4, "the fifth lookup ends at closing time")
			for id, at := range done {
				require.LessOrEqual(t, at.Sub(looked[id]), tt.within, id)
				require.True(t, at.Before(closing), id)
			}
			now = closing.Add(16 * time.Hour)
			_, err = e.Tick(t.Context())
			require.NoError(t, err)
			require.Len(t, done, 10)
		})
	}
}

// A record that cannot be read from the store stops the poll, and the new ones before it are carried out all the same.
func TestNewRecordsBeforeOneThatFails(t *testing.T) {
	now, done := nine, map[string]int{}
	once := strings.Replace(approvals, `"repeat":{"every":"60m","times":3}`, `"limit":{"times":1000,"every":"1h","per":"recipe"}`, 1)
	e := localPoll(t, 150, func() time.Time { return now }, set(once), func(in action.Input) { done[in.Item.ID]++ })
	require.NoError(t, e.Store.Update(t.Context(), schedule.On("record/itsm/INC120"), func(_ context.Context, tx schedule.Tx) error {
		_, err := tx.Put(schedule.Job{Key: "track/approvals/itsm/INC120", Kind: "state", Subject: "record/itsm/INC120", Payload: []byte("{")})
		return err
	}))
	for range 2 {
		_, err := e.Tick(t.Context())
		require.ErrorContains(t, err, `row "poll/approvals"`)
		require.Len(t, done, 100, "those of the pages before it")
		now = now.Add(10 * time.Minute)
	}
	for id, n := range done {
		require.Equal(t, 1, n, id)
	}
}
