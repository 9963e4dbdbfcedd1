package recipe_test

import (
	"go/ast"
	"go/parser"
	gotoken "go/token"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/recipe"
)

// constants returns the words of every constant of the type in the directory, each with the comment on its line.
func constants(t *testing.T, dir, typ string) map[string]string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	words := map[string]string{}
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), ".go") || strings.HasSuffix(e.Name(), "_test.go") {
			continue
		}
		file, err := parser.ParseFile(gotoken.NewFileSet(), dir+"/"+e.Name(), nil, parser.ParseComments)
		require.NoError(t, err)
		for _, d := range file.Decls {
			block, ok := d.(*ast.GenDecl)
			if !ok || block.Tok != gotoken.CONST {
				continue
			}
			for _, spec := range block.Specs {
				v := spec.(*ast.ValueSpec)
				if id, ok := v.Type.(*ast.Ident); !ok || id.Name != typ || !v.Names[0].IsExported() {
					continue
				}
				require.Len(t, v.Names, 1)
				word, err := strconv.Unquote(v.Values[0].(*ast.BasicLit).Value)
				require.NoError(t, err)
				comment := strings.TrimSpace(v.Comment.Text())
				if comment == "" { // alone in its block: "Applied is the reason of repeated: the event was applied before."
					_, comment, _ = strings.Cut(strings.TrimSuffix(strings.TrimSpace(block.Doc.Text()), "."), ": ")
				}
				words[word] = comment
			}
		}
	}
	return words
}

// Every reason that has a constant, and every signal, is in the list once, with the comment of its constant, and nothing else is.
func TestReasonsAreListed(t *testing.T) {
	want := constants(t, ".", "Reason")
	require.Greater(t, len(want), 20)
	for _, other := range []map[string]string{constants(t, "../action", "Reason"), constants(t, "../action", "Signal")} {
		for word, doc := range other {
			require.NotContains(t, want, word, "one word has one meaning")
			want[word] = doc
		}
	}
	got := map[string]string{}
	for _, r := range recipe.Reasons() {
		require.NotContains(t, got, string(r.Reason), "listed twice")
		got[string(r.Reason)] = r.Doc
	}
	require.Equal(t, want, got, "reasons in recipe/reason.go has each constant with its comment, and nothing else")
	recipe.Reasons()[0].Doc = "changed"
	require.NotEqual(t, "changed", recipe.Reasons()[0].Doc)
}

// Every outcome that has a constant is in the table once, with the comment of its constant, is of decisions, actions or both,
// and says whether it is a failure.
func TestOutcomesAreListed(t *testing.T) {
	got := map[string]string{}
	var failures, silent, decisions, actions []recipe.Outcome
	for _, o := range recipe.Outcomes() {
		require.NotContains(t, got, string(o.Outcome), "listed twice")
		got[string(o.Outcome)] = o.Doc
		require.True(t, o.OfDecisions || o.OfActions, "%s is of nothing: say in the table whether decisions or actions have it", o.Outcome)
		require.Equal(t, o.Failure, o.Outcome.Failure())
		for list, is := range map[*[]recipe.Outcome]bool{&failures: o.Failure, &silent: o.Silent, &decisions: o.OfDecisions, &actions: o.OfActions} {
			if is {
				*list = append(*list, o.Outcome)
			}
		}
	}
	require.Equal(t, constants(t, ".", "Outcome"), got, "outcomes in recipe/outcome.go has each constant with its comment, and nothing else")
	require.Equal(t, []recipe.Outcome{recipe.Partial, recipe.Expired, recipe.Ambiguous, recipe.Failed}, failures,
		"a new outcome that is a failure goes here too, in recipe/lists_test.go")
	require.Equal(t, []recipe.Outcome{
		recipe.Disabled, recipe.OtherTrigger, recipe.OtherTopic, recipe.FilteredOut, recipe.OutsideHours, recipe.Stopped,
	}, silent, "a new outcome that no report has goes here too, in recipe/lists_test.go")
	require.Equal(t, []recipe.Outcome{
		recipe.Waiting, recipe.Skipped, recipe.Cancelled, recipe.Expired, recipe.Ambiguous, recipe.Failed, recipe.Done, recipe.Planned,
	}, actions, "a new outcome of actions goes here too, in recipe/lists_test.go")
	require.Len(t, decisions, len(got)-2, "all but done and planned")
	require.False(t, recipe.Outcome("exploded").Failure())
}

// listed are the words of [recipe.Reasons].
var listed = func() map[recipe.Reason]bool {
	words := map[recipe.Reason]bool{"": true}
	for _, r := range recipe.Reasons() {
		words[r.Reason] = true
	}
	return words
}()

// isListed holds when the reason is of the library's list, none, or the host's own.
func isListed(t require.TestingT, reason recipe.Reason, own ...recipe.Reason) {
	for _, r := range own {
		if reason == r {
			return
		}
	}
	require.True(t, listed[reason], "the engine gave %q as a reason, which Reasons does not list", reason)
}

// A reason of a host's own is a word of its own choice, and comes out as it went in.
func TestReasonOfTheHost(t *testing.T) {
	reason, ok := action.SkipReason(action.Skip("no_stock"))
	require.True(t, ok)
	require.Equal(t, recipe.Reason("no_stock"), reason)
}
