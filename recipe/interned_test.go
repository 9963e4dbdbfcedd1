package recipe

import (
	"context"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"weak"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
)

// twoRecipes is a set of two recipes; the second has a saved filter and hours.
func twoRecipes(name string) string {
	return `{"format":1,"filters":{"f":"mention.service == 'twitter'"},"calendars":{"office":{"zone":"UTC","week":{"monday":["09:00-17:00"]}}},"recipes":[
		{"id":"a","name":"` + name + `","enabled":true,"trigger":{"on":"new_item","topics":["x"]},"filter":"word(mention.content, 'falla')","actions":[{"do":"add_tags","with":{"tags":["a"]}}]},
		{"id":"b","name":"b","enabled":true,"trigger":{"on":"new_item","all_topics":true},"filter":{"saved":"f"},"hours":{"calendar":"office","when":"during"},"actions":[{"do":"resolve"}]}]}`
}

func sharingHandlers() *action.Handlers {
	hs := new(action.Handlers)
	action.HandleAll(hs, func(context.Context, action.Config, action.Input) error { return nil })
	return hs
}

func loadedWith(t *testing.T, e *Engine, document string) *compiled {
	t.Helper()
	s, err := Decode([]byte(document))
	require.NoError(t, err)
	require.NoError(t, e.Load(s))
	return e.loaded()
}

// Engines share the rules and the index of equal recipes, and nothing where anything differs that decides what they become.
func TestEnginesShare(t *testing.T) {
	t.Parallel()
	hs := sharingHandlers()
	first := loadedWith(t, &Engine{Handlers: hs}, twoRecipes("n"))
	for _, tc := range []struct {
		name     string
		engine   *Engine
		document string
		a, b     bool // whether the rules are shared
	}{
		{"the same", &Engine{Handlers: hs}, twoRecipes("n"), true, true},
		{"written otherwise", &Engine{Handlers: hs}, strings.ReplaceAll(twoRecipes("n"), `"enabled":true`, `"enabled" : true`), true, true},
		{"another recipe", &Engine{Handlers: hs}, twoRecipes("m"), false, true},
		{"other handlers", &Engine{Handlers: sharingHandlers()}, twoRecipes("n"), true, true},
		{"another saved filter", &Engine{Handlers: hs}, strings.Replace(twoRecipes("n"), "'twitter'", "'email'", 1), false, false},
		{"another calendar", &Engine{Handlers: hs}, strings.Replace(twoRecipes("n"), "17:00", "18:00", 1), false, false},
		{"other words", &Engine{Handlers: hs, Priorities: []string{"low", "high"}}, twoRecipes("n"), false, false},
		{"no cases", &Engine{Handlers: hs, NoCases: true}, strings.Replace(twoRecipes("n"), `"all_topics"`, `"by":["customer"],"all_topics"`, 1), false, false},
		{"another limit", &Engine{Handlers: hs, MaxComplexity: 50}, twoRecipes("n"), false, false},
		{"another table", &Engine{Handlers: hs, Availability: action.SocialConnect}, twoRecipes("n"), false, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			other := loadedWith(t, tc.engine, tc.document)
			require.Equal(t, tc.a, first.rules[0] == other.rules[0])
			require.Equal(t, tc.b, first.rules[1] == other.rules[1])
			require.Equal(t, tc.a && tc.b, first.layout == other.layout)
		})
	}
}

// Engines that load the same edited set share it too, also with one that starts with it.
func TestEditsShare(t *testing.T) {
	t.Parallel()
	edited := func() *compiled {
		e := &Engine{Handlers: sharingHandlers()}
		loadedWith(t, e, twoRecipes("before"))
		return loadedWith(t, e, twoRecipes("after"))
	}
	one, two := edited(), edited()
	started := loadedWith(t, &Engine{Handlers: sharingHandlers()}, twoRecipes("after"))
	for _, other := range []*compiled{two, started} {
		require.Same(t, one.rules[0], other.rules[0])
		require.Same(t, one.rules[1], other.rules[1])
		require.Same(t, one.layout, other.layout)
	}
}

// A recipe whose actions keep the ids of its earlier version is not shared with an engine that never had that.
func TestKeptIDsAreNotShared(t *testing.T) {
	t.Parallel()
	set := func(actions string) string {
		return `{"format":1,"recipes":[{"id":"a","name":"kept ids","enabled":true,"trigger":{"on":"new_item","all_topics":true},"actions":[` + actions + `]}]}`
	}
	const x, y = `{"do":"add_tags","with":{"tags":["x"]}}`, `{"do":"add_tags","with":{"tags":["y"]}}`
	edited := &Engine{Handlers: sharingHandlers()}
	loadedWith(t, edited, set(y))
	one := loadedWith(t, edited, set(x+","+y))
	two := loadedWith(t, &Engine{Handlers: sharingHandlers()}, set(x+","+y))
	ids := func(c *compiled) (list []string) {
		for _, a := range c.rules[0].actions {
			list = append(list, a.id)
		}
		return list
	}
	require.Equal(t, []string{"add_tags-2", "add_tags"}, ids(one))
	require.Equal(t, []string{"add_tags", "add_tags-2"}, ids(two))
}

// What no engine uses any more is not kept.
func TestSharedRulesAreFreed(t *testing.T) {
	hs := sharingHandlers()
	load := func(n int) (list []weak.Pointer[rule]) {
		for i := range n {
			e := &Engine{Handlers: hs}
			c := loadedWith(t, e, twoRecipes(fmt.Sprint("freed", i)))
			list = append(list, weak.Make(c.rules[0]))
		}
		return list
	}
	list := load(50)
	for range 100 {
		runtime.GC()
	}
	for i, r := range list {
		require.Nil(t, r.Value(), i)
	}
}
