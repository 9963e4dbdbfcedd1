package desk_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// faulted is an answer of 422, and where its faults are.
type faulted struct {
	Error  string
	Faults []struct{ Recipe, Path, Document, Message string }
}

// Each folder that cannot be one is told at its place, all at once and beside the faults of the recipe.
func TestFolderFaults(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name    string
		folders []string
		at      []string // the paths of the faults
		says    string
	}{
		{"a folder, and one in a folder", []string{"Money", "billing/refunds", "Été 🏖"}, nil, ""},
		{"as long as may be", []string{strings.Repeat("é", 100)}, nil, ""},
		{"too long", []string{strings.Repeat("é", 101)}, []string{"tags[0]"}, "at most 100 characters"},
		{"empty", []string{"Money", ""}, []string{"tags[1]"}, "has a name"},
		{"blank", []string{" "}, []string{"tags[0]"}, "has a name"},
		{"without a name between slashes", []string{"a//b", "/a", "a/", "a/ /b"}, []string{"tags[0]", "tags[1]", "tags[2]", "tags[3]"}, "has a name"},
		{"a control character", []string{"a\x00b", "a\nb", "a\u0085b"}, []string{"tags[0]", "tags[1]", "tags[2]"}, "control character"},
		{"twice", []string{"Money", "Wall", "Money"}, []string{"tags[2]"}, `"Money" is there twice`},
		{"as many as may be", numbered(20), nil, ""},
		{"too many", numbered(23), []string{"tags[20]"}, "at most 20 folders"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			c := newConsole(t, small)
			folders, err := json.Marshal(test.folders)
			require.NoError(t, err)
			var one, all, both faulted
			status := c.as(t, bob, "POST", "save", saving(1, `"recipe":`+tagged+`,"tags":`+string(folders)), &one)
			if test.at == nil {
				require.Equal(t, 200, status, one.Faults)
				return
			}
			require.Equal(t, 422, status)
			require.Equal(t, 422, c.as(t, bob, "POST", "save", saving(1, `"set":`+small+`,"all_tags":{"tag":`+string(folders)+`}`), &all))
			require.Len(t, one.Faults, len(test.at))
			require.Len(t, all.Faults, len(test.at))
			for i, path := range test.at {
				require.Equal(t, "tag", one.Faults[i].Recipe)
				require.Equal(t, path, one.Faults[i].Path)
				require.Equal(t, path, one.Faults[i].Document)
				require.Contains(t, one.Faults[i].Message, test.says)
				require.Equal(t, `all_`+strings.Replace(path, "[", `["tag"][`, 1), all.Faults[i].Document)
				require.Contains(t, all.Faults[i].Message, test.says)
			}
			body := saving(1, `"recipe":`+strings.Replace(tagged, "mention.content", "mention.contnt", 1)+`,"tags":`+string(folders))
			require.Equal(t, 422, c.as(t, bob, "POST", "save", body, &both))
			require.Len(t, both.Faults, len(test.at)+1)
			require.Contains(t, both.Error, fmt.Sprintf("mend %d faults", len(test.at)+1))
			require.NotContains(t, stored(t, c), "money back")
		})
	}
}

func numbered(n int) (folders []string) {
	for i := range n {
		folders = append(folders, fmt.Sprintf("Folder %d", i))
	}
	return folders
}

// Folders of recipes that do not exist are faults; those of a recipe that goes away go with it.
func TestFoldersOfNobody(t *testing.T) {
	t.Parallel()
	c := newConsole(t, small)
	var answer faulted
	require.Equal(t, 422, c.as(t, bob, "POST", "save", saving(1, `"set":`+small+`,"all_tags":{"ghost":["x"],"tag":["Money"],"`+strings.Repeat("g", 5000)+`":[]}`), &answer))
	require.Len(t, answer.Faults, 2)
	require.Contains(t, answer.Faults[1].Document, `all_tags["ghost"]`)
	require.Contains(t, answer.Faults[1].Message, `no recipe "ghost"`)
	require.Less(t, len(answer.Faults[0].Message), 300)

	require.Equal(t, 200, c.as(t, bob, "POST", "save", saving(1, `"set":`+small+`,"all_tags":{"hook":["Walls"],"tag":["Money"]}`), nil))
	first, _, _ := strings.Cut(small, "\n\t{\"id\":\"hook\"")
	first = strings.TrimSuffix(first, ",") + "]}"
	require.Equal(t, 200, c.as(t, bob, "POST", "save", saving(2, `"set":`+first), nil))
	var set struct{ Tags map[string][]string }
	require.Equal(t, 200, c.get(t, "set", &set))
	require.Equal(t, map[string][]string{"tag": {"Money"}}, set.Tags)
}

// Of thousands of faults the first are told.
func TestManyFaults(t *testing.T) {
	t.Parallel()
	c := newConsole(t, small)
	var b strings.Builder
	for i := range 3000 {
		fmt.Fprintf(&b, `,"g%d":[]`, i)
	}
	var answer faulted
	require.Equal(t, 422, c.as(t, bob, "POST", "save", saving(1, `"set":`+small+`,"all_tags":{`+b.String()[1:]+`}`), &answer))
	require.Contains(t, answer.Error, "mend 3000 faults")
	require.Len(t, answer.Faults, 501)
	require.Equal(t, "and 2500 more faults", answer.Faults[500].Message)
}
