package desk_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/examples/console/desk"
	"github.com/commis-recipes/commis/recipe"
)

// small is a set of two recipes. The second one is Bob's, and has a secret.
const small = `{"format":1,"filters":{"vip":"'vip' in case.tags"},"recipes":[
	{"id":"tag","name":"Tag refunds","enabled":true,"trigger":{"on":"new_item","topics":["support"]},
		"filter":"word(mention.content, 'refund')","actions":[{"do":"add_tags","with":{"tags":["refund"]}}]},
	{"id":"hook","name":"Tell the wall","owner":"bob","enabled":false,"trigger":{"on":"case_assigned","all_topics":true},
		"actions":[{"do":"webhook","with":{"url":"https://wall.example/in","authorization":"Bearer s3cret-token"}}]}]}`

var bob = desk.User{ID: "bob", Name: "Bob", Edit: true}

const tagged = `{"id":"tag","name":"Tag refunds","enabled":true,"trigger":{"on":"new_item","topics":["support"]},
	"filter":"word(mention.content, 'refund', 'money back')","actions":[{"do":"add_tags","with":{"tags":["refund"]}}]}`

// saving is a request to save.
func saving(version int, members string) string {
	return fmt.Sprintf(`{"version":%d,%s}`, version, members)
}

func TestSave(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name   string
		user   desk.User
		path   string
		body   string
		status int
		says   string // in the error, or in the words of the revision
	}{
		{"an edit", ann, "save", saving(1, `"recipe":`+tagged), 200, `filter: word(mention.content, 'refund') → word(mention.content, 'refund', 'money back')`},
		{"folders", ann, "save", saving(1, `"recipe":`+strings.Replace(tagged, ", 'money back'", "", 1)+`,"tags":["Money"]`), 200, "folders: none → Money"},
		{"a new recipe", ann, "save", saving(1, `"recipe":`+strings.Replace(tagged, `"id":"tag"`, `"id":"tag2"`, 1)), 200, `added "Tag refunds" (tag2)`},
		{"a removal", ann, "save", saving(1, `"remove":"tag"`), 200, `removed "Tag refunds" (tag)`},
		{"switched off", ann, "state", saving(1, `"id":"tag","state":"off"`), 200, "switched off"},
		{"shadow", ann, "state", saving(1, `"id":"tag","state":"shadow"`), 200, "in shadow"},
		{"an order", ann, "order", saving(1, `"ids":["hook","tag"]`), 200, "the order of the recipes"},
		{"a whole set", bob, "save", saving(1, `"set":`+strings.Replace(small, "'vip' in", "'gold' in", 1)), 200, `the filter "vip"`},

		{"nothing", ann, "save", saving(1, `"confirmed":true`), 400, "send recipe, set or remove"},
		{"null is nothing", ann, "save", saving(1, `"recipe":null,"set":null,"remove":null`), 400, "send recipe, set or remove"},
		{"a recipe and a removal", ann, "save", saving(1, `"recipe":`+tagged+`,"remove":"tag"`), 400, "send one of recipe, set or remove, and not 2 of them"},
		{"a recipe and a set", ann, "save", saving(1, `"recipe":`+tagged+`,"set":`+small), 400, "send one of recipe, set or remove"},
		{"a set and a removal", ann, "save", saving(1, `"set":`+small+`,"remove":""`), 400, "send one of recipe, set or remove"},
		{"all three", ann, "save", saving(1, `"set":`+small+`,"remove":"tag","recipe":`+tagged), 400, "and not 3 of them"},
		{"folders of a removal", ann, "save", saving(1, `"remove":"tag","tags":[]`), 400, "tags: these are the folders of a recipe"},
		{"folders of a recipe with a set", ann, "save", saving(1, `"set":`+small+`,"tags":["Money"]`), 400, "send all_tags with a set"},
		{"folders of a set with a recipe", ann, "save", saving(1, `"recipe":`+tagged+`,"all_tags":{}`), 400, "send tags with a recipe"},
		{"a member twice", ann, "save", saving(1, `"remove":"tag","remove":"hook"`), 400, "duplicate member"},
		{"a member in capitals", ann, "save", saving(1, `"Remove":"tag"`), 400, `unknown member "Remove"`},
		{"no UTF-8", ann, "save", saving(1, "\"remove\":\"t\xffag\""), 400, "UTF-8"},
		{"availability alone", bob, "save", saving(1, `"set":`+strings.Replace(small, `"format":1`, `"format":1,"availability":"anywhere"`, 1)), 200, "the availability of actions: none → anywhere"},
		{"a folder with a comma instead of two", ann, "save", saving(1, `"recipe":`+tagged+`,"tags":["a, b"]`), 200, "folders: none → a, b"},
		{"an unknown member", ann, "save", saving(1, `"recipes":[]`), 400, `unknown member "recipes", did you mean "recipe"`},
		{"a version of the future", ann, "save", saving(7, `"remove":"tag"`), 400, "no version 7"},
		{"an unknown recipe", ann, "save", saving(1, `"remove":"nobody"`), 404, "nobody"},
		{"an unknown state", ann, "state", saving(1, `"id":"tag","state":"maybe"`), 400, "on, off or shadow"},
		{"half an order", ann, "order", saving(1, `"ids":["hook"]`), 400, "all 2 recipes"},
		{"an order with one twice", ann, "order", saving(1, `"ids":["hook","hook"]`), 400, "twice"},
		{"somebody else's recipe", ann, "state", saving(1, `"id":"hook","state":"on"`), 403, "owner"},
		{"somebody else's recipe in a set", ann, "save", saving(1, `"set":{"format":1,"recipes":[`+tagged+`]}`), 403, "owner"},
		{"somebody else's removal", ann, "save", saving(1, `"remove":"hook"`), 403, "owner"},
		{"a recipe for somebody else", ann, "save", saving(1, `"recipe":`+strings.Replace(tagged, `"name"`, `"owner":"root","name"`, 1)), 403, "owner"},
		{"a new recipe for somebody else", ann, "save", saving(1, `"recipe":`+strings.Replace(tagged, `"id":"tag"`, `"id":"x","owner":"root"`, 1)), 403, "permissions"},
		{"an own recipe for somebody else", bob, "save", saving(1, `"recipe":{"id":"hook","name":"Tell the wall","owner":"ann","trigger":{"on":"case_assigned","all_topics":true},"actions":[{"do":"resolve"}]}`), 403, "the owner cannot be changed"},
		{"an own recipe for everybody", bob, "save", saving(1, `"recipe":{"id":"hook","name":"Tell the wall","trigger":{"on":"case_assigned","all_topics":true},"actions":[{"do":"resolve"}]}`), 403, "the owner cannot be changed"},
		{"more than a document", ann, "save", saving(1, `"remove":"tag"`) + "}]", 400, "after the end of the document"},
		{"who may only look", desk.User{ID: "eve", Operate: true}, "save", saving(1, `"remove":"tag"`), 403, "look at this"},
		{"a fault", ann, "save", saving(1, `"recipe":`+strings.Replace(tagged, "mention.content", "mention.contnt", 1)), 422, "mend 1 fault"},
		{"two faults", ann, "save", saving(1, `"recipe":`+strings.Replace(strings.Replace(tagged, "mention.content", "mention.contnt", 1), "add_tags", "add_tag", 1)), 422, "mend 2 faults"},
		{"a set that is none", ann, "save", saving(1, `"set":{"format":1,"recipes":{}}`), 422, "fault"},
		{"a recipe that is none", ann, "save", saving(1, `"recipe":[]`), 422, "fault"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			c := newConsole(t, small)
			var answer refusal
			require.Equal(t, test.status, c.as(t, test.user, "POST", test.path, test.body, &answer))
			var log struct {
				Revisions []struct {
					Version int
					By      string
					Changes []string
				}
			}
			require.Equal(t, 200, c.get(t, "revisions", &log))
			if test.status != 200 {
				require.Contains(t, answer.Error, test.says)
				require.Len(t, log.Revisions, 1, "what is refused changes nothing")
				return
			}
			require.Equal(t, 2, answer.Version)
			require.Equal(t, test.user.Name, log.Revisions[0].By)
			require.Contains(t, strings.Join(log.Revisions[0].Changes, "\n"), test.says)
		})
	}
}

// A saved recipe runs at once, and one that is switched on has the instant of that.
func TestSavedRuns(t *testing.T) {
	t.Parallel()
	c := sampleDay(t)
	require.Equal(t, 200, c.post(t, "save", saving(1, `"confirmed":true,"recipe":`+strings.Replace(tagged, `"enabled":true`, `"enabled":false`, 1)), nil))
	require.Equal(t, 200, c.post(t, "state", saving(2, `"id":"tag","state":"on","confirmed":true`), nil))
	var got struct{ Recipe recipe.Recipe }
	require.Equal(t, 200, c.get(t, "recipes/tag", &got))
	require.Equal(t, c.Engine.Now(), got.Recipe.EnabledAt)
	d, err := c.Engine.ExplainRecipe("tag", message("x1", "I want my money back"))
	require.NoError(t, err)
	require.Equal(t, recipe.Fired, d.Outcome)
}

// The second of two editors is shown the first one's change, loses nothing, and saves on top of it.
func TestTwoEditors(t *testing.T) {
	t.Parallel()
	c := newConsole(t, small)
	require.Equal(t, 200, c.post(t, "save", saving(1, `"recipe":`+tagged), nil))

	theirs := strings.Replace(tagged, "'money back'", "'chargeback'", 1)
	var answer refusal
	require.Equal(t, 409, c.as(t, bob, "POST", "save", saving(1, `"recipe":`+theirs), &answer))
	require.Contains(t, answer.Error, "Ann saved meanwhile; nothing of yours is lost")
	require.Equal(t, 2, answer.Version)
	require.Equal(t, "Ann", answer.By)
	require.Equal(t, []string{`"Tag refunds" (tag): filter: word(mention.content, 'refund') → word(mention.content, 'refund', 'money back')`}, answer.Changes)
	require.Equal(t, "word(mention.content, 'refund', 'money back')", answer.Theirs.Filter.Text)

	require.Equal(t, 200, c.as(t, bob, "POST", "save", saving(2, `"recipe":`+theirs), &answer))
	require.Equal(t, 3, answer.Version)
}

// Of several who save at once, one does, and the others are told.
func TestAllAtOnce(t *testing.T) {
	t.Parallel()
	c := newConsole(t, small)
	statuses := make(chan int, 8)
	for i := range cap(statuses) {
		go func() {
			body := saving(1, `"recipe":`+strings.Replace(tagged, "Tag refunds", fmt.Sprintf("Name %d", i), 1))
			statuses <- c.Do(context.Background(), ann, desk.Request{Method: "POST", Path: "save", Body: []byte(body)}).Status
		}()
	}
	count := make(map[int]int)
	for range cap(statuses) {
		count[<-statuses]++
	}
	require.Equal(t, map[int]int{200: 1, 409: 7}, count)
}

// Switching off a recipe that ran often on the last events, or that waits, is asked about first.
func TestQuestion(t *testing.T) {
	t.Parallel()
	c := sampleDay(t)
	var answer refusal
	require.Equal(t, 428, c.post(t, "state", saving(1, `"id":"close-quiet","state":"off"`), &answer))
	require.Equal(t, 10, answer.Backtest.Limit)
	require.Zero(t, answer.Backtest.Newly)
	require.Greater(t, answer.Backtest.NoLonger, 10)
	require.Contains(t, strings.Join(answer.Diff, "\n"), `"Resolve after silence" (close-quiet): switched off`)
	require.Equal(t, 428, c.post(t, "state", saving(1, `"id":"survey","state":"off"`), &answer))
	require.Contains(t, strings.Join(answer.Diff, "\n"), "survey: waiting actions that would be cancelled: 1")
	_, recipes := waits(t, c)
	require.Equal(t, []string{"survey"}, recipes, "nothing is cancelled by the question")

	require.Equal(t, 200, c.post(t, "state", saving(1, `"id":"survey","state":"off","confirmed":true`), &answer))
	require.NoError(t, c.helpdesk.Tick(t.Context()))
	_, recipes = waits(t, c)
	require.Empty(t, recipes)
	require.Equal(t, 200, c.post(t, "state", saving(2, `"id":"to-shop","state":"off"`), &answer), "it ran once, which is not much")
}

// A recipe, or the whole set, can be had back as it was.
func TestRestore(t *testing.T) {
	t.Parallel()
	c := newConsole(t, small)
	require.Equal(t, 200, c.post(t, "save", saving(1, `"recipe":`+tagged+`,"tags":["Money"]`), nil))
	require.Equal(t, 200, c.post(t, "save", saving(2, `"remove":"tag"`), nil))
	var set struct {
		Set  recipe.Set
		Tags map[string][]string
	}
	require.Equal(t, 200, c.get(t, "revisions/2", &set))
	require.Equal(t, map[string][]string{"tag": {"Money"}}, set.Tags)
	require.Equal(t, 200, c.post(t, "restore", saving(3, `"to":2,"id":"tag"`), nil))
	require.Equal(t, 200, c.get(t, "set", &set))
	require.Equal(t, "tag", set.Set.Recipes[1].ID, "it comes last, as a new one does")
	require.Equal(t, map[string][]string{"tag": {"Money"}}, set.Tags)
	require.Equal(t, 200, c.post(t, "restore", saving(4, `"to":1`), nil))
	require.Equal(t, 200, c.get(t, "set", &set))
	require.Equal(t, "word(mention.content, 'refund')", set.Set.Recipes[0].Filter.Text)

	var log struct {
		Revisions []struct {
			Version int
			Changes []string
		}
	}
	require.Equal(t, 200, c.get(t, "revisions?id=hook", &log))
	require.Len(t, log.Revisions, 1, "nobody changed it since the first set")
	require.Equal(t, []string{`added "Tell the wall" (hook)`}, log.Revisions[0].Changes)
	require.Equal(t, 200, c.get(t, "revisions?id=tag", &log))
	require.Len(t, log.Revisions, 5)
	var answer refusal
	require.Equal(t, 404, c.post(t, "restore", saving(5, `"to":9`), &answer))
	require.Contains(t, answer.Error, "no revision 9")
	require.Equal(t, 404, c.post(t, "restore", saving(5, `"to":3,"id":"tag"`), &answer))
	require.Equal(t, 400, c.get(t, "revisions/first", &answer))
}

// downSets is a store that fails when it is told to.
type downSets struct {
	desk.Sets
	down bool
}

var errDown = errors.New("connection refused")

func (s *downSets) Version(ctx context.Context) (int, error) {
	if s.down {
		return 0, errDown
	}
	return s.Sets.Version(ctx)
}

func (s *downSets) Save(ctx context.Context, r desk.Revision) error {
	return errDown
}

// A store that is down is told, and nothing is saved or loaded: neither when it fails at once nor in the middle.
func TestStoreDown(t *testing.T) {
	t.Parallel()
	c := newConsole(t, small)
	store := &downSets{Sets: c.sets}
	c.Sets = store
	for _, down := range []bool{false, true} {
		store.down = down
		var answer refusal
		require.Equal(t, 503, c.post(t, "save", saving(1, `"recipe":`+tagged), &answer))
		require.Contains(t, answer.Error, "nothing was saved; keep this page open and try again")
		d, err := c.Engine.ExplainRecipe("tag", message("x1", "I want my money back"))
		require.NoError(t, err)
		require.Equal(t, recipe.FilteredOut, d.Outcome, "the set that runs is the one that is stored")
	}
	store.down = false
	require.Equal(t, 200, c.get(t, "recipes", nil))
}

// Another process saved: its set is loaded with the next request.
func TestAnotherProcess(t *testing.T) {
	t.Parallel()
	c := newConsole(t, small)
	set, err := json.Marshal(json.RawMessage(strings.Replace(small, "'refund'", "'chargeback'", 1)))
	require.NoError(t, err)
	require.NoError(t, c.sets.Save(t.Context(), desk.Revision{Version: 2, By: "cem", Name: "Cem", Set: set}))
	var got struct {
		Version int
		Recipe  recipe.Recipe
	}
	require.Equal(t, 200, c.get(t, "recipes/tag", &got))
	require.Equal(t, 2, got.Version)
	require.Equal(t, "word(mention.content, 'chargeback')", got.Recipe.Filter.Text)
	d, err := c.Engine.ExplainRecipe("tag", message("x1", "a chargeback"))
	require.NoError(t, err)
	require.Equal(t, recipe.Fired, d.Outcome)
}

// A host that has lost a kind of action starts all the same: the recipe that needs it does not run, says why, and can be mended.
func TestLostKind(t *testing.T) {
	t.Parallel()
	c := newConsole(t, small)
	set := strings.Replace(small, `"do":"add_tags"`, `"do":"sing"`, 1)
	require.NoError(t, c.sets.Save(t.Context(), desk.Revision{Version: 2, By: "cem", Name: "Cem", Set: []byte(set)}))
	again := &desk.Desk{Engine: c.Engine, Sets: c.sets, Events: c.Events, Kinds: c.Kinds}
	require.NoError(t, again.Start(t.Context(), ann, nil))
	c.Desk = again
	var list struct{ Recipes []struct{ ID, Fault string } }
	require.Equal(t, 200, c.get(t, "recipes", &list))
	require.Contains(t, list.Recipes[0].Fault, "actions[0].do: ")
	require.Empty(t, list.Recipes[1].Fault)
	require.Equal(t, 200, c.get(t, "recipes/tag", nil))
	require.Equal(t, 200, c.post(t, "save", saving(2, `"confirmed":true,"recipe":`+tagged), nil))
	list.Recipes = nil
	require.Equal(t, 200, c.get(t, "recipes", &list))
	require.Empty(t, list.Recipes[0].Fault)
}
