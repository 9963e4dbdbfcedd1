package recipe

import (
	"context"
	"errors"
	"net/http"
	"reflect"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"
	"weak"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/trigger"
	"github.com/commis-recipes/commis/webhook"
)

// fax and telex are two Go types for one kind of action.
type fax struct {
	To string `json:"to"`
}

func (fax) Kind() string { return "fax" }

type telex struct {
	To string `json:"to"`
}

func (telex) Kind() string { return "fax" }

// line is a config that handlers could leave something in.
type line struct {
	To string `json:"to"`
	_  *http.Client
}

func (*line) Kind() string { return "fax" }

// a recipe of kind fax.
const faxes = `{"format":1,"recipes":[{"id":"a","name":"a","enabled":true,"trigger":{"on":"new_item","all_topics":true},"actions":[{"do":"fax","with":{"to":"12"}}]}]}`

func handlersOf(register func(hs *action.Handlers)) *action.Handlers {
	hs := new(action.Handlers)
	register(hs)
	return hs
}

func handle[C action.Config](hs *action.Handlers) {
	action.HandleFunc(hs, func(context.Context, C, action.Input) error { return nil })
}

func handleOther(hs *action.Handlers) {
	action.HandleOther(hs, "fax", func(context.Context, action.Other, action.Input) error { return nil })
}

// Engines with handlers of their own share a rule if its configs are of the same types, and hold nothing but their JSON.
func TestHandlersShare(t *testing.T) {
	t.Parallel()
	local := func(hs *action.Handlers) {
		action.HandleLocal(hs, action.HandlerFunc[fax](func(context.Context, fax, action.Input) error { return nil }))
	}
	further := func(hs *action.Handlers) {
		handle[fax](hs)
		handle[action.Note](hs)
	}
	for _, tc := range []struct {
		name     string
		one, two func(hs *action.Handlers)
		shared   bool
	}{
		{"the same type", handle[fax], handle[fax], true},
		{"one is local", handle[fax], local, true},
		{"a kind that the recipe does not have", handle[fax], further, true},
		{"another type of the same kind", handle[fax], handle[telex], false},
		{"no type", handleOther, handleOther, true},
		{"a type and none", handle[fax], handleOther, false},
		{"a type with room for more", handle[*line], handle[*line], false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			hs := handlersOf(tc.one)
			one := loadedWith(t, &Engine{Handlers: hs}, faxes)
			two := loadedWith(t, &Engine{Handlers: handlersOf(tc.two)}, faxes)
			same := loadedWith(t, &Engine{Handlers: hs}, faxes)
			require.Equal(t, tc.shared, one.rules[0] == two.rules[0])
			require.Equal(t, tc.shared, one.layout == two.layout)
			require.Same(t, one.rules[0], same.rules[0], "with the same handlers")
			require.IsType(t, one.rules[0].actions[0].config, same.rules[0].actions[0].config)
		})
	}
}

// An engine whose handlers lack the kind does not get the rule of another.
func TestMissingHandlerIsNotShared(t *testing.T) {
	t.Parallel()
	one := &Engine{Handlers: handlersOf(handleOther)}
	loadedWith(t, one, faxes)
	s, err := Decode([]byte(faxes))
	require.NoError(t, err)
	require.ErrorContains(t, (&Engine{Handlers: sharingHandlers()}).Load(s), `no handler for "fax"`)
	runtime.KeepAlive(one)
}

// callers is a handler that supports some numbers only.
type callers struct {
	numbers []string
	mu      sync.Mutex
	called  []string
	err     error
}

func (h *callers) Check(c fax) error {
	for _, n := range h.numbers {
		if n == c.To {
			return nil
		}
	}
	return trigger.Invalid("to", "this tenant has no number %q", c.To)
}

func (h *callers) Handle(_ context.Context, c fax, in action.Input) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.called = append(h.called, c.To)
	return h.err
}

// Engines that share a rule check it, and carry it out, each with its own handlers.
func TestEachEngineHasItsHandlers(t *testing.T) {
	t.Parallel()
	ev := trigger.Event{ID: "e", Kind: trigger.MentionCreated, At: time.Unix(1e9, 0), Mention: &trigger.Mention{ID: "m", Topic: "x"}}
	now := func() time.Time { return ev.At }
	one, two := &callers{numbers: []string{"12"}}, &callers{numbers: []string{"12", "13"}, err: action.Permanent(errors.New("out of paper"))}
	e1 := &Engine{Now: now, Handlers: handlersOf(func(hs *action.Handlers) { action.HandleLocal(hs, one) })}
	e2 := &Engine{Now: now, Handlers: handlersOf(func(hs *action.Handlers) { action.Handle(hs, two) })}
	require.Same(t, loadedWith(t, e1, faxes).rules[0], loadedWith(t, e2, faxes).rules[0])
	for i, want := range []Outcome{Done, Failed} {
		report, err := []*Engine{e1, e2}[i].Handle(t.Context(), ev)
		require.NoError(t, err)
		require.Equal(t, want, report.Decisions[0].Actions[0].Outcome)
	}
	require.Equal(t, []string{"12"}, one.called)
	require.Equal(t, []string{"12"}, two.called)

	other := strings.ReplaceAll(faxes, `"12"`, `"13"`)
	require.NotNil(t, loadedWith(t, e2, other))
	s, err := Decode([]byte(other))
	require.NoError(t, err)
	require.ErrorContains(t, e1.Load(s), `this tenant has no number "13"`)
	require.Equal(t, "12", e1.loaded().rules[0].actions[0].config.(fax).To, "the set of before goes on")
}

// A rule in use keeps nothing of the engine, the handlers and the set of which it was made.
func TestSharedRuleKeepsNoEngine(t *testing.T) {
	second := &Engine{Handlers: sharingHandlers()}
	e, hs := func() (weak.Pointer[Engine], weak.Pointer[action.Handlers]) {
		e := &Engine{Handlers: sharingHandlers()}
		one := loadedWith(t, e, twoRecipes("keeps"))
		require.Same(t, one.rules[0], loadedWith(t, second, twoRecipes("keeps")).rules[0])
		return weak.Make(e), weak.Make(e.Handlers)
	}()
	for range 100 {
		runtime.GC()
	}
	require.Nil(t, e.Value())
	require.Nil(t, hs.Value())
	runtime.KeepAlive(second)
}

type scalars struct {
	A int
	B []string
	C map[string]*float64
	D any
	E *time.Time
	_ int
}

// Only types without room for anything but their JSON are plain.
func TestPlainData(t *testing.T) {
	t.Parallel()
	type tree struct{ Parts []*tree }
	type embedded struct{ scalars }
	type leftOut struct {
		embedded `json:"-"`
	}
	type text string
	type memo struct{ text }
	type texts map[string]string
	type memos struct{ texts }
	type hidden struct {
		Memo map[string]string `json:"-"`
	}
	for _, tc := range []struct {
		name string
		of   any
		want bool
	}{
		{"scalars, lists, optional ones and any JSON", scalars{}, true},
		{"embedded", embedded{}, true},
		{"a type within itself", tree{}, true},
		{"two at a time", struct{ A, B embedded }{}, true},
		{"a pointer", &tree{}, false},
		{"a map", map[string]string{}, false},
		{"a pointer that is not in the JSON", line{}, false},
		{"a member that is left out", hidden{}, false},
		{"one within a list", struct{ A []scalars }{}, false},
		{"one within a list, known by value", struct {
			A scalars
			B []scalars
		}{}, false},
		{"an embedded struct that is left out, within a list", struct{ A []leftOut }{}, false},
		{"an embedded value that is left out, within a list", struct{ A []memo }{}, false},
		{"an embedded value that is left out", memo{text("")}, true},
		{"an embedded map that is left out", memos{texts(nil)}, false},
		{"a function", struct{ F func() }{}, false},
		{"a channel", struct{ C chan int }{}, false},
		{"an interface", struct{ E error }{}, false},
		{"a lock", struct{ _ sync.Mutex }{}, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, tc.want, plainData{}.config(reflect.TypeOf(tc.of)))
		})
	}
}

// The library's own configs are plain.
func TestOwnConfigsArePlain(t *testing.T) {
	t.Parallel()
	hs := sharingHandlers()
	handle[webhook.Config](hs)
	handleOther(hs)
	for _, kind := range hs.Kinds() {
		require.True(t, configTypeOf(hs, kind).plain, kind)
	}
}
