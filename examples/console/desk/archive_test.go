package desk_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/examples/console/desk"
	"github.com/commis-recipes/commis/recipe"
)

// plan is the answer to the plan of an import.
type plan struct {
	Error string
	Plan  string
	Add   []struct {
		ID, Name    string
		RenamedFrom string `json:"renamed_from"`
	}
	MissingSecrets []struct{ Recipe, Path string } `json:"missing_secrets"`
	Notes, Diff    []string
	Faults         []struct{ Message string }
}

// exported returns an archive of recipes.
func exported(t *testing.T, c *console, query string) []byte {
	t.Helper()
	_, ids, _ := strings.Cut(query, "=")
	out := c.Do(t.Context(), ann, desk.Request{Method: "GET", Path: "export", Query: map[string][]string{"id": {ids}}})
	require.Equal(t, 200, out.Status, "%s", out.Body)
	require.Equal(t, "application/zip", out.Type)
	require.Equal(t, "recipes.zip", out.File)
	return out.Body
}

func planned(t *testing.T, c *console, u desk.User, file []byte) (plan, int) {
	t.Helper()
	out := c.Do(t.Context(), u, desk.Request{Method: "POST", Path: "import/plan", Body: file})
	var p plan
	require.NoError(t, json.Unmarshal(out.Body, &p))
	return p, out.Status
}

// An archive is looked at before anything changes; then its recipes come in, switched off and without secrets.
func TestImport(t *testing.T) {
	t.Parallel()
	c := newConsole(t, small)
	file := exported(t, c, "id=hook")
	require.NotContains(t, string(file), "s3cret")
	p, status := planned(t, c, ann, file)
	require.Equal(t, 200, status)
	require.Equal(t, "hook-2", p.Add[0].ID)
	require.Equal(t, "hook", p.Add[0].RenamedFrom)
	require.Equal(t, "Tell the wall", p.Add[0].Name)
	require.Equal(t, "actions[0].with.authorization", p.MissingSecrets[0].Path)
	require.Contains(t, p.Notes[0], "switched off")
	require.Equal(t, []string{`added "Tell the wall" (hook-2)`}, p.Diff)
	require.Empty(t, p.Faults)
	require.NotContains(t, stored(t, c), "hook-2", "a plan changes nothing")

	apply := func(version int) string { return fmt.Sprintf(`{"plan":%q,"version":%d}`, p.Plan, version) }
	require.Equal(t, 404, c.as(t, bob, "POST", "import/apply", apply(1), nil), "it is Ann's plan")
	require.Equal(t, 403, c.as(t, desk.User{ID: "ann"}, "POST", "import/apply", apply(1), nil))
	require.Equal(t, 200, c.post(t, "import/apply", apply(1), nil))
	var got struct{ Recipe recipe.Recipe }
	require.Equal(t, 200, c.get(t, "recipes/hook-2", &got))
	require.False(t, got.Recipe.Enabled)
	require.Equal(t, "ann", got.Recipe.Owner, "it acts with the permissions of who imported it")
	require.Equal(t, 409, c.post(t, "import/apply", apply(1), nil))
}

// What a stranger sends is refused whole, or comes in as text that nothing runs.
func TestHostileArchives(t *testing.T) {
	t.Parallel()
	c := newConsole(t, strings.Replace(small, "Tag refunds", `<script>alert(1)</script>`, 1))
	file := exported(t, c, "id=tag")
	for _, test := range []struct {
		name string
		file []byte
	}{
		{"nothing", nil},
		{"no archive", []byte("<html>")},
		{"cut off", file[:len(file)/2]},
		{"one byte differs", bytes.Replace(file, []byte("refund"), []byte("refunt"), 1)},
		{"too long", append(bytes.Clone(file), make([]byte, 11<<20)...)},
	} {
		if bytes.Equal(test.file, file) {
			t.Fatalf("%s: the archive is the same", test.name)
		}
		p, status := planned(t, c, ann, test.file)
		require.Equal(t, 422, status, test.name)
		require.Contains(t, p.Error, "nothing of it was taken", test.name)
	}
	p, status := planned(t, c, ann, file)
	require.Equal(t, 200, status)
	require.Equal(t, `<script>alert(1)</script>`, p.Add[0].Name)
	out := c.Do(t.Context(), ann, desk.Request{Method: "GET", Path: "recipes"})
	require.NotContains(t, string(out.Body), "<script>", "even read as a page it is no script")
	require.Equal(t, "application/json", out.Type)

	var refused refusal
	require.Equal(t, 422, c.get(t, "export?id=nobody", &refused))
	require.Contains(t, refused.Error, "nobody")
}
