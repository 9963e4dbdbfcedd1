package recipe_test

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/history"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/trigger"
)

// announced is a store that notes what a transaction reads without having said so in its scope.
type announced struct {
	schedule.Memory
	mu         sync.Mutex
	unforeseen []string
}

func (a *announced) Update(ctx context.Context, about schedule.Scope, fn func(context.Context, schedule.Tx) error) error {
	return a.Memory.Update(ctx, about, func(ctx context.Context, tx schedule.Tx) error {
		return fn(ctx, &announcedTx{Tx: tx, a: a, about: about})
	})
}

type announcedTx struct {
	schedule.Tx
	a     *announced
	about schedule.Scope
	own   []string // keys that it has put
}

func (tx *announcedTx) reads(what, name string, known ...[]string) {
	if !slices.Contains(slices.Concat(known...), name) {
		tx.a.mu.Lock()
		tx.a.unforeseen = append(tx.a.unforeseen, what+" "+name)
		tx.a.mu.Unlock()
	}
}

func (tx *announcedTx) Get(keys ...string) ([]schedule.Job, error) {
	for _, k := range keys {
		tx.reads("key", k, tx.about.Keys, tx.own)
	}
	return tx.Tx.Get(keys...)
}

func (tx *announcedTx) List(name, kind, after string, most int) ([]schedule.Job, error) {
	tx.reads("name", name, tx.about.Names)
	return tx.Tx.List(name, kind, after, most)
}

func (tx *announcedTx) Remember(id string) (bool, error) {
	tx.reads("id", id, tx.about.IDs)
	return tx.Tx.Remember(id)
}

func (tx *announcedTx) Put(j schedule.Job) (schedule.Job, error) {
	tx.own = append(tx.own, j.Key)
	return tx.Tx.Put(j)
}

// A store that reads ahead what a scope announces has answers for the rest of the transaction: of an event with what
// follows from it, and of what comes due.
func TestScopesAnnounceWhatIsRead(t *testing.T) {
	store := &announced{}
	now := ten
	e := &recipe.Engine{Store: store, Handlers: new(action.Handlers), History: new(history.Memory), Now: func() time.Time { return now }}
	action.HandleFunc(e.Handlers, func(context.Context, action.Resolve, action.Input) error { return nil })
	action.HandleFunc(e.Handlers, func(context.Context, action.Notify, action.Input) error { return nil })
	action.HandleLocal(e.Handlers, action.HandlerFunc[action.AddTags](func(context.Context, action.AddTags, action.Input) error { return nil }))
	require.NoError(t, e.Load(parse(t, set(
		newItem("tag", tagA, `{"do":"resolve","after":"30m","unless":["customer_reply","agent_reply"]}`),
		newItem("first", `{"do":"resolve","after":"40m","from":"first","unless":["agent_reply"]}`),
		newItem("often", `{"do":"notify","with":{"users":["ann"],"text":"x","channel":"email"},"limit":{"times":2,"every":"24h","per":"contact"},"repeat":{"times":3,"every":"1h"}}`),
	))))
	_, err := e.Tick(t.Context())
	require.NoError(t, err)
	for i, ev := range []trigger.Event{customer("e1", ten), agent("e2", ten.Add(time.Minute)), customer("e3", ten.Add(2*time.Minute))} {
		ev.Case = &trigger.Case{ID: "5", Status: trigger.Unresolved}
		ev.Mention.Conversation = "9"
		ev.Mention.Contact = trigger.Contact{ID: "3"}
		store.unforeseen, now = nil, ev.At
		_, err := e.Handle(t.Context(), ev)
		require.NoError(t, err)
		require.Empty(t, store.unforeseen, "event %d", i+1)
	}
	for range 4 {
		now = now.Add(30 * time.Minute)
		_, err := e.Tick(t.Context())
		require.NoError(t, err)
	}
	require.Empty(t, store.unforeseen)
}
