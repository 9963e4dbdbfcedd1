package recipe_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/recipe/recipetest"
	"github.com/commis-recipes/commis/schedule"
)

func approvalsWithLookup() string {
	return strings.Replace(approvals, `"key":"number"}`, `"key":"number","lookup":{"source":"people"}}`, 1)
}

// A worker is paused in a lookup for longer than its claim; another one polls meanwhile.
func TestStalledPoll(t *testing.T) {
	k := recipetest.New(t)
	f := &feed{now: k.Now, items: []string{ticket("INC1", "Laptop")}}
	skew := time.Duration(0)
	clock := func() time.Time { return k.Now().Add(skew) }
	k.Engine.Now = clock
	other := &recipe.Engine{Handlers: k.Handlers, Store: k.Engine.Store, History: k.History, Now: clock}
	calls := 0
	people := func(ctx context.Context, _ recipe.Fetch) ([]byte, error) {
		calls++
		if calls == 1 { // the process sleeps here
			skew = 80 * time.Second
			_, err := other.Tick(context.Background())
			require.NoError(t, err)
		}
		return []byte(`{}`), nil
	}
	k.Engine.Sources = recipe.Sources{"itsm": f.fetch, "people": people}
	other.Sources = k.Engine.Sources
	k.Load(set(approvalsWithLookup()))
	s, err := recipe.Decode([]byte(set(approvalsWithLookup())))
	require.NoError(t, err)
	require.NoError(t, other.Load(s))
	k.Until(nine)
	require.Len(t, k.Calls(), 1, "one record, one first notification")
}

// A record that cannot be kept holds up nothing else.
func TestNestedRecord(t *testing.T) {
	for _, where := range []string{"record", "lookup"} {
		t.Run(where, func(t *testing.T) {
			deep := `{"a":` + strings.Repeat("[", 9998) + strings.Repeat("]", 9998) + `,"number":"INC0","state":"waiting","approver":"bob","title":"x"}`
			k, f := polled(t)
			look := `{}`
			k.Engine.Sources["people"] = func(_ context.Context, f recipe.Fetch) ([]byte, error) {
				if f.Record.ID == "INC0" {
					return []byte(look), nil
				}
				return []byte(`{}`), nil
			}
			text := strings.Replace(approvals, `"each":"result.items",`, "", 1)
			if where == "lookup" {
				text = strings.Replace(text, `"key":"number"}`, `"key":"number","lookup":{"source":"people"}}`, 1)
				look, deep = deep, ticket("INC0", "x")
			}
			f.doc = `[` + deep + `,` + ticket("INC1", "Laptop") + `]`
			k.Load(set(text))
			k.Sleep(nine)
			var got []string
			for range 20 {
				_, err := k.Engine.Tick(t.Context())
				require.NoError(t, err)
				got = sent(k)
			}
			require.Contains(t, strings.Join(got, ","), "INC1")
		})
	}
}

// A message that is tried again after its record is gone.
func TestRetryAfterResolved(t *testing.T) {
	k, f := polled(t, strings.Replace(approvals, `,
		"repeat":{"every":"60m","times":3}`, "", 1))
	f.items = []string{ticket("INC1", "Laptop")}
	k.Fail("message", action.Retry(2*time.Hour, errors.New("down")))
	k.Until(nine)
	require.Len(t, k.Calls(), 1)
	f.items = nil
	k.Until(nine.Add(10 * time.Hour))
	require.Len(t, k.Calls(), 1, "resolved at 09:30")
}

// An ID of 170 signs that an address escapes: the event's own ID becomes too long.
func TestLongRecordID(t *testing.T) {
	k, f := polled(t, approvals)
	f.items = []string{ticket(strings.Repeat("ж", 100), "Laptop")}
	k.Until(nine)
	require.Len(t, k.Calls(), 1)
}

// A poll that failed after its claim had passed is no error of the store.
func TestStaleFailure(t *testing.T) {
	k := recipetest.New(t)
	skew := time.Duration(0)
	clock := func() time.Time { return k.Now().Add(skew) }
	k.Engine.Now = clock
	other := &recipe.Engine{Handlers: k.Handlers, Store: k.Engine.Store, Now: clock}
	n := 0
	source := func(context.Context, recipe.Fetch) ([]byte, error) {
		if n++; n == 1 {
			skew = 80 * time.Second
			_, err := other.Tick(context.Background())
			require.NoError(t, err)
		}
		return nil, errors.New("down")
	}
	k.Engine.Sources = recipe.Sources{"itsm": source}
	other.Sources = k.Engine.Sources
	k.Load(set(approvals))
	s, err := recipe.Decode([]byte(set(approvals)))
	require.NoError(t, err)
	require.NoError(t, other.Load(s))
	k.Sleep(nine)
	require.Len(t, k.Calls(), 0)
}

// A record that can never be tracked is not in the list of tracked ones.
func TestHostileIDsAreNotKept(t *testing.T) {
	k, f := polled(t, approvals)
	for i := range 50 {
		f.items = append(f.items, ticket(strings.Repeat("x", 100_000)+string(rune('a'+i%26))+string(rune('a'+i/26)), "x"))
	}
	k.Until(nine)
	require.NoError(t, k.Engine.Store.Update(t.Context(), schedule.On("poll/approvals"), func(_ context.Context, tx schedule.Tx) error {
		rows, err := tx.Get("tracked/approvals")
		require.Empty(t, rows, "none of them is tracked")
		return err
	}))
}

// A tracked record that grows too large to be read is not one that is gone.
func TestGrownRecord(t *testing.T) {
	k, f := polled(t, approvals)
	f.items = []string{ticket("INC1", "Laptop")}
	k.Until(nine)
	f.items = []string{ticket("INC1", strings.Repeat("x", recipe.MaxRecord))}
	k.Until(nine.Add(30 * time.Minute))
	f.items = []string{ticket("INC1", "Laptop")}
	k.Until(nine.Add(24 * time.Hour))
	require.Equal(t, []string{"09:00 INC1: Laptop", "10:00 INC1: Laptop", "11:00 INC1: Laptop"}, sent(k))
}
