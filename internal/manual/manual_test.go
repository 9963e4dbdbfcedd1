package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/filter"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/trigger"
	"github.com/stretchr/testify/require"
)

// The manual is what the command makes. Every name of the code has its line and its example, and every example loads, or
// page says which do not.
func TestManual(t *testing.T) {
	made, err := page(root)
	require.NoError(t, err)
	kept, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(path)))
	require.NoError(t, err)
	if string(made) == string(kept) {
		return
	}
	a, b := strings.Split(string(kept), "\n"), strings.Split(string(made), "\n")
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			require.FailNow(t, path+" is stale; make it anew with: go run ./internal/manual", "line %d is\n%s\nand the code says\n%s", i+1, a[i], b[i])
		}
	}
	require.FailNow(t, path+" is stale; make it anew with: go run ./internal/manual", "it has %d lines, and the code gives %d", len(a), len(b))
}

// The lines for editors are what the command makes.
func TestLines(t *testing.T) {
	made, err := lines(root)
	require.NoError(t, err)
	kept, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(linesPath)))
	require.NoError(t, err)
	require.Equal(t, string(made), string(kept), linesPath+" is stale; make it anew with: go run ./internal/manual")
}

// Every name that an administrator may write or read is in the manual.
func TestNothingForgotten(t *testing.T) {
	data, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(path)))
	require.NoError(t, err)
	manual := string(data)
	row := func(what, name string) {
		require.True(t, strings.Contains(manual, "\n| `"+name+"` | "), "%s %s is not in the manual", what, name)
	}
	for _, on := range trigger.Names() {
		row("trigger", on)
	}
	for _, by := range trigger.Actors() {
		row("actor", string(by))
	}
	for _, f := range filter.Fields() {
		row("field", f.Path)
	}
	for _, o := range filter.Operators() {
		row("operator", o.Name)
	}
	for _, f := range filter.Functions() {
		row("function", f.Takes)
	}
	for _, s := range action.Signals() {
		row("signal", string(s))
	}
	for _, kind := range handlers.Kinds() {
		require.Contains(t, manual, "\n### "+kind+"\n", "kind %s is not in the manual", kind)
	}
	code, err := readCode(root)
	require.NoError(t, err)
	for _, o := range recipe.Outcomes() {
		row("outcome", string(o.Outcome))
	}
	for _, r := range recipe.Reasons() {
		row("reason", string(r.Reason))
	}
	require.Len(t, code["recipe"].constantsOf("Outcome"), len(recipe.Outcomes()), "add the outcome to outcomes in recipe/outcome.go")
	for _, pkg := range []string{"action", "webhook"} {
		for _, kind := range kindsIn(t, pkg) {
			require.Contains(t, handlers.Kinds(), kind, "the manual does not know the kind: add it to kinds in action/kinds.go")
		}
	}
	for typ, names := range membersOf(documents) {
		for _, member := range names {
			found, err := regexp.MatchString("\\| `[a-z_.\\[\\]]*"+member+"` \\|", manual)
			require.NoError(t, err)
			require.True(t, found || strings.HasPrefix(typ, "filter."), "member %s of %s is not in the manual", member, typ)
		}
	}
}

// kindsIn returns what the Kind methods of a package's configs return.
func kindsIn(t *testing.T, pkg string) []string {
	files, err := filepath.Glob(filepath.Join(root, pkg, "*.go"))
	require.NoError(t, err)
	var all []string
	for _, name := range files {
		data, err := os.ReadFile(name)
		require.NoError(t, err)
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		for _, m := range regexp.MustCompile(`func \(\w+\) Kind\(\) string +\{ return "(\w+)"`).FindAllStringSubmatch(string(data), -1) {
			all = append(all, m[1])
		}
	}
	require.NotEmpty(t, all)
	return all
}

// What has no line, no example, or one that does not load is told by its name.
func TestWhatIsMissingIsTold(t *testing.T) {
	var w writer
	w.table("operator", "operator", []row{
		{"fine", "does something", `mention.private`},
		{"silent", "", `mention.private`},
		{"shown nowhere", "does something", ""},
		{"shown wrongly", "does something", `mention.privat`},
	})
	require.Len(t, w.faults, 3)
	require.ErrorContains(t, w.faults[0], "operator silent: no line")
	require.ErrorContains(t, w.faults[1], "operator shown nowhere: no example")
	require.ErrorContains(t, w.faults[2], "operator shown wrongly: the example mention.privat does not load")
}

func TestLoad(t *testing.T) {
	for _, tt := range []struct{ name, example, fault string }{
		{"an expression", `case.priority >= "high"`, ""},
		{"an unknown field", `case.urgency == 1`, "urgency"},
		{"a word of no list", `case.priority == "urgent"`, "urgent"},
		{"a text", `{{ mention.title }} {{ task.opened.id }}`, ""},
		{"a text with an unknown field", `{{ mention.titel }}`, "titel"},
		{"a condition", `{"field":"case.tags","op":"is","values":["vip"]}`, ""},
		{"an unknown operator", `{"field":"case.tags","op":"like","values":["vip"]}`, "like"},
		{"an action", `{"do":"resolve","after":"30m"}`, ""},
		{"an unknown action", `{"do":"explode"}`, "explode"},
		{"an unknown member", `{"do":"resolve","soon":true}`, "soon"},
		{"a trigger", `{"on":"new_item","all_topics":true}`, ""},
		{"a trigger without topics", `{"on":"new_item"}`, "topics"},
		{"a calendar", `{"zone":"UTC","week":{"monday":["09:00-17:00"]}}`, ""},
		{"a part of a recipe", `{"stop":true}`, ""},
		{"no part of a recipe", `{"halt":true}`, "halt"},
		{"a set", `{"format":1}`, ""},
		{"another format", `{"format":9}`, "format"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			err := checkExample(tt.example)
			if tt.fault == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorContains(t, err, tt.fault)
		})
	}
}

func TestProse(t *testing.T) {
	code, err := readCode(root)
	require.NoError(t, err)
	p := prose{code: code, pkg: "action", own: map[string]string{"Tags": "tags", "ID": "id"}}
	for _, tt := range []struct{ name, comment, want string }{
		{"its own members", "Tags are put on; at least one.", "`tags` are put on; at least one."},
		{"a constant", "Left out means [FromLast].", "Left out means `last`."},
		{"a member of another", "At most [Limit.Times] of them.", "At most `times` of them."},
		{"a number", "It is 1 to [MaxTimes].", "It is 1 to 10."},
		{"a kind", "Others use [SetStatus].", "Others use `set_status`."},
		{"what programs alone have", "It waits. [Messenger] finds the channels. Nobody else does.", "It waits. Nobody else does."},
		{"a reference", "It counts, see [Limit]. It ends (see [Skip]).", ""},
		{"nothing", "Zero means none.", "Left out means none."},
		{"an ID is no member", "It has the ID of the case.", "It has the ID of the case."},
		{"what is quoted", `"Tags" is a word.`, `"Tags" is a word.`},
		{"a source", "It is so.\n\nSource: a page.", "It is so."},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if tt.want == "" {
				require.NotContains(t, p.line(tt.comment), "[Limit]")
				return
			}
			require.Equal(t, tt.want, p.line(tt.comment))
		})
	}
}

// The recipes to copy are those of the folder, whichever are there; without it there is no such section.
func TestDesk(t *testing.T) {
	dir := t.TempDir()
	var w writer
	w.sampleSets(dir)
	require.Empty(t, w.String())
	write := func(name, set string) {
		folder := filepath.Join(dir, "examples", "replay", "desk", name)
		require.NoError(t, os.MkdirAll(folder, 0o755))
		require.NoError(t, os.WriteFile(filepath.Join(folder, "set.json"), []byte(set), 0o644))
	}
	write("spam", `{"format":1,"recipes":[{"id":"spam","name":"Hide spam","trigger":{"on":"new_item","all_topics":true},"actions":[{"do":"remove","with":{"how":"hide"}}]}]}`)
	w.sampleSets(dir)
	require.Empty(t, w.faults)
	require.Contains(t, w.String(), "### spam\n\nHide spam ([examples/replay/desk/spam]")
	write("wrong", `{"format":1,"recipes":[{"id":"w","name":"W","trigger":{"on":"new_item"},"actions":[{"do":"resolve"}]}]}`)
	w.sampleSets(dir)
	require.Len(t, w.faults, 1)
	require.ErrorContains(t, w.faults[0], "topics")
}
