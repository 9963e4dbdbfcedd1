package desk_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/examples/helpdesk/desk"
	"github.com/commis-recipes/commis/trigger"
)

// world is a desk with recipes of its own and a clock that the test moves.
type world struct {
	*desk.Desk
	t    *testing.T
	dir  string
	now  time.Time
	logs bytes.Buffer
}

const tagger = `{"format":1,"recipes":[{"id":"tag","name":"Tag","enabled":true,"trigger":{"on":"new_item","all_topics":true},
	"actions":[{"do":"add_tags","with":{"tags":["new"],"target":"item"}}]}]}`

func newWorld(t *testing.T, recipes string) *world {
	w := &world{t: t, dir: t.TempDir(), now: ten}
	w.edit(recipes)
	w.open()
	t.Cleanup(func() { w.Close() })
	return w
}

func (w *world) open() {
	w.t.Helper()
	var err error
	w.Desk, err = desk.Open(desk.Config{
		Database: filepath.Join(w.dir, "desk.db"), Recipes: filepath.Join(w.dir, "recipes.json"),
		Now: func() time.Time { return w.now }, Logger: slog.New(slog.NewTextHandler(&w.logs, nil)),
	})
	require.NoError(w.t, err)
}

func (w *world) edit(recipes string) {
	w.t.Helper()
	require.NoError(w.t, os.WriteFile(filepath.Join(w.dir, "recipes.json"), []byte(recipes), 0o600))
}

// tick moves the clock and carries out what is due.
func (w *world) tick(d time.Duration) {
	w.t.Helper()
	w.now = w.now.Add(d)
	require.NoError(w.t, w.Tick(w.t.Context()))
}

func (w *world) create() desk.Case {
	w.t.Helper()
	k, err := w.Create(w.t.Context(), desk.New{Subject: "Broken", Text: "It is", Customer: desk.Customer{Email: "ada@mail.example", Name: "Ada"}})
	require.NoError(w.t, err)
	return k
}

func (w *world) get(id string) desk.Case {
	w.t.Helper()
	k, err := w.Case(w.t.Context(), id)
	require.NoError(w.t, err)
	return k
}

// A change of the file is loaded. A file with faults keeps the old set, says why, once, and is mended by the next change.
func TestReload(t *testing.T) {
	t.Parallel()
	w := newWorld(t, tagger)
	first := w.Recipes.State()
	require.Equal(t, 1, first.Recipes)
	require.Equal(t, ten, first.Loaded)

	w.edit("{\n\"format\":1,\n\"recipes\":[{\"id\":\"tag\",\"name\":\"Tag\",\"enabld\":true}]}")
	w.tick(time.Second)
	w.tick(time.Second)
	bad := w.Recipes.State()
	require.Equal(t, first.Revision, bad.Revision)
	require.Contains(t, bad.Error, `line 3: recipe tag: enabld: unknown member "enabld", did you mean "enabled"?`)
	require.Equal(t, 1, bytes.Count(w.logs.Bytes(), []byte("the recipes stay as they were")))
	k := w.create()
	w.tick(time.Second)
	require.Equal(t, []string{"new"}, []string(w.get(k.ID).Tags), "the old set runs")

	w.edit(`{"format":1,"recipes":[]}`)
	w.tick(time.Second)
	require.Empty(t, w.Recipes.State().Error)
	require.Zero(t, w.Recipes.State().Recipes)

	require.NoError(t, os.Remove(filepath.Join(w.dir, "recipes.json")))
	w.tick(time.Second)
	require.Contains(t, w.Recipes.State().Error, "no such file")
	w.edit(`{"format":1,"recipes":[]}`)
	w.tick(time.Second)
	require.Empty(t, w.Recipes.State().Error)
}

// Kinds and values that this desk cannot carry out are faults of the set: it does not start with them.
func TestWhatTheDeskCannotDo(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "recipes.json")
	require.NoError(t, os.WriteFile(path, []byte(`{"format":1,"recipes":[{"id":"a","name":"A","enabled":true,
		"trigger":{"on":"case_updated","all_topics":true},"actions":[
			{"id":"one","do":"edit","with":{"property":"language","value":"nl"}},
			{"id":"two","do":"private_reply","with":{"survey":"csat"}},
			{"id":"three","do":"set_status","with":{"status":"resolved"}},
			{"id":"four","do":"remove","with":{"how":"hide"}}]}]}`), 0o600))
	_, err := desk.Open(desk.Config{Database: filepath.Join(dir, "desk.db"), Recipes: path})
	require.ErrorContains(t, err, `"language" cannot be edited here; want priority`)
	require.ErrorContains(t, err, "this desk sends texts, and no surveys or flows")
	require.ErrorContains(t, err, `"resolved" is not open, pending, solved or closed`)
	require.ErrorContains(t, err, `"remove"`)
}

// What recipes changed is told with its cause: two that answer each other end.
func TestLoopEnds(t *testing.T) {
	t.Parallel()
	w := newWorld(t, `{"format":1,"recipes":[
		{"id":"ping","name":"Ping","enabled":true,"trigger":{"on":"case_tag_added","tag":"a","all_topics":true},
		 "actions":[{"do":"remove_tags","with":{"tags":["a"]}}]},
		{"id":"pong","name":"Pong","enabled":true,"trigger":{"on":"case_tag_removed","tag":"a","all_topics":true},
		 "actions":[{"do":"add_tags","with":{"tags":["a"]}}]}]}`)
	k := w.create()
	_, err := w.Change(t.Context(), desk.ByAgent("ann"), k.ID, func(k *desk.Case) { k.Tags = append(k.Tags, "a") })
	require.NoError(t, err)
	w.tick(time.Second)
	require.Equal(t, []string{"a"}, []string(w.get(k.ID).Tags))
	log, err := w.History.Log(t.Context(), trigger.Ref{Kind: trigger.CaseItem, ID: k.ID})
	require.NoError(t, err)
	var actions []string
	for _, e := range log {
		actions = append(actions, e.Actor.ID+" "+e.Action)
	}
	require.Equal(t, []string{
		"ada@mail.example case_created", "ann case_tag_added", "ping recipe_triggered", "ping remove_tags",
		"pong recipe_triggered", "pong add_tags", "ping loop_stopped",
	}, actions)
}

// A message that comes twice is taken once.
func TestSameMessageTwice(t *testing.T) {
	t.Parallel()
	w := newWorld(t, `{"format":1,"recipes":[{"id":"ack","name":"Ack","enabled":true,"trigger":{"on":"case_mention","all_topics":true},
		"actions":[{"do":"private_reply","with":{"message":"Thank you"}}]}]}`)
	k := w.create()
	for range 2 {
		m, err := w.Receive(t.Context(), k.ID, "<1@mail.example>", "Hello?")
		require.NoError(t, err)
		require.Equal(t, "Hello?", m.Text)
		w.tick(time.Second)
	}
	messages, err := w.Messages(t.Context(), k.ID)
	require.NoError(t, err)
	require.Len(t, messages, 3)
	require.Equal(t, "Thank you", messages[2].Text)
	require.Equal(t, "ack", messages[2].Author)
}

// What an agent did meanwhile counts when a waiting action comes due.
func TestReadAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t, `{"format":1,"recipes":[{"id":"late","name":"Late","enabled":true,"trigger":{"on":"new_item","all_topics":true},
		"filter":"case.priority != 'low'","actions":[{"do":"add_tags","with":{"tags":["late"]},"after":"1h"}]}]}`)
	calm, urgent := w.create(), w.create()
	w.tick(time.Second)
	_, err := w.Change(t.Context(), desk.ByAgent("ann"), calm.ID, func(k *desk.Case) { k.Priority = "low" })
	require.NoError(t, err)
	w.tick(2 * time.Hour)
	require.Empty(t, w.get(calm.ID).Tags)
	require.Equal(t, []string{"late"}, []string(w.get(urgent.ID).Tags))
}

// Wrong words are refused, and nothing of the change is kept.
func TestWrongWords(t *testing.T) {
	t.Parallel()
	w := newWorld(t, tagger)
	k := w.create()
	_, err := w.Change(t.Context(), desk.ByAgent("ann"), k.ID, func(k *desk.Case) { k.Status, k.Priority = "opne", "hgih" })
	require.EqualError(t, err, "status: \"opne\" is not open, pending, solved or closed, did you mean open?\n"+
		"priority: \"hgih\" is not low, medium, high or critical, did you mean high?")
	require.Equal(t, k, w.get(k.ID))
	_, err = w.Change(t.Context(), desk.ByAgent("ann"), k.ID, func(*desk.Case) {})
	require.ErrorIs(t, err, action.ErrUnchanged)
	_, err = w.Change(t.Context(), desk.ByAgent("ann"), "?", func(*desk.Case) {})
	require.ErrorIs(t, err, desk.ErrNotFound)
	_, err = w.Create(t.Context(), desk.New{})
	require.EqualError(t, err, "subject: missing\ncustomer.email: missing")
	_, err = w.Reply(t.Context(), desk.ByAgent("ann"), k.ID, "")
	var invalid *desk.InvalidError
	require.True(t, errors.As(err, &invalid))
}

// Run carries out what comes due each second and what happens at once, and ends with its ctx.
func TestRun(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	recipes := filepath.Join(dir, "recipes.json")
	require.NoError(t, os.WriteFile(recipes, []byte(`{"format":1,"recipes":[{"id":"tag","name":"Tag","enabled":true,
		"trigger":{"on":"new_item","all_topics":true},"actions":[{"id":"now","do":"add_tags","with":{"tags":["now"]}},
			{"id":"later","do":"add_tags","with":{"tags":["later"]},"after":"1m"}]}]}`), 0o600))
	synctest.Test(t, func(t *testing.T) {
		d, err := desk.Open(desk.Config{Database: filepath.Join(dir, "desk.db"), Recipes: recipes})
		require.NoError(t, err)
		ctx, stop := context.WithCancel(t.Context())
		over := make(chan struct{})
		go func() {
			d.Run(ctx)
			close(over)
		}()
		k, err := d.Create(ctx, desk.New{Subject: "Broken", Text: "It is", Customer: desk.Customer{Email: "ada@mail.example"}})
		require.NoError(t, err)
		tags := func() []string {
			k, err := d.Case(t.Context(), k.ID)
			require.NoError(t, err)
			return k.Tags
		}
		time.Sleep(time.Second)
		require.Equal(t, []string{"now"}, tags())
		time.Sleep(time.Minute)
		require.Equal(t, []string{"now", "later"}, tags())
		stop()
		<-over
		require.NoError(t, d.Close())
	})
}

// Whatever is being carried out when Run is told to stop comes to its end before Run returns.
func TestRunFinishes(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	recipes := filepath.Join(dir, "recipes.json")
	require.NoError(t, os.WriteFile(recipes, []byte(tagger), 0o600))
	var armed atomic.Bool
	began, release := make(chan struct{}), make(chan struct{})
	d, err := desk.Open(desk.Config{Database: filepath.Join(dir, "desk.db"), Recipes: recipes, Now: func() time.Time {
		if armed.CompareAndSwap(true, false) { // the first thing that a tick asks
			close(began)
			<-release
		}
		return ten
	}})
	require.NoError(t, err)
	defer d.Close()
	k, err := d.Create(t.Context(), desk.New{Subject: "Broken", Text: "It is", Customer: desk.Customer{Email: "ada@mail.example"}})
	require.NoError(t, err)
	armed.Store(true)
	ctx, stop := context.WithCancel(t.Context())
	over := make(chan struct{})
	go func() {
		d.Run(ctx)
		close(over)
	}()
	<-began
	stop()
	close(release)
	<-over
	k, err = d.Case(t.Context(), k.ID)
	require.NoError(t, err)
	require.Equal(t, []string{"new"}, []string(k.Tags))
}
