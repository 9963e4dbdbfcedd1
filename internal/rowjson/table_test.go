package rowjson_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/internal/rowjson"
)

type place struct {
	Name string
	At   time.Time
	N    int
	Tags []string
}

var placeTable = rowjson.Table[place]{
	rowjson.String("name", func(p *place) *string { return &p.Name }),
	rowjson.OptTime("at", func(p *place) *time.Time { return &p.At }),
	rowjson.OptInt("n", func(p *place) *int { return &p.N }),
	rowjson.OptStrings("tags", func(p *place) *[]string { return &p.Tags }),
}

func TestTable(t *testing.T) {
	p := place{Name: "a<b", At: time.Date(2026, 1, 5, 12, 0, 0, 1, time.UTC), N: -7, Tags: []string{"x", "é"}}
	text, ok := placeTable.Append(nil, &p)
	require.True(t, ok)
	require.Equal(t, `{"name":"a\u003cb","at":"2026-01-05T12:00:00.000000001Z","n":-7,"tags":["x","é"]}`, string(text))
	var read place
	parser := rowjson.NewParser(text)
	require.True(t, placeTable.Parse(parser, &read))
	require.True(t, parser.AtEnd())
	require.Equal(t, p, read)
}

// An instant that JSON cannot hold is left to json.Marshal, which has the error.
func TestAppendLeavesErrors(t *testing.T) {
	_, ok := placeTable.Append(nil, &place{At: time.Date(10_000, 1, 1, 0, 0, 0, 0, time.UTC)})
	require.False(t, ok)
}

// Texts that are not as Append writes them are left to json.Unmarshal, whether they are valid or not.
func TestParseLeavesOtherTexts(t *testing.T) {
	for _, text := range []string{
		``, `{`, `{"name":"a"`, `{"name":"a",}`, `{"n":1,"name":"a"}`, `{"name":"a","name":"a"}`, `{"NAME":"a"}`, `{ "name":"a"}`,
		`{"name":null}`, `{"other":1}`, `{"n":01}`, `{"n":1.0}`, `{"n":+1}`, `{"n":-}`, `{"n":99999999999999999999}`, `{"at":"noon"}`,
		`{"tags":[]}`, `{"tags":["a",]}`, `{"tags":["a"`, "{\"name\":\"\n\"}", `{"name":"\q"}`, `{"na\u006de":"a"}`,
	} {
		require.False(t, placeTable.Parse(rowjson.NewParser([]byte(text)), new(place)), "%s", text)
	}
}
