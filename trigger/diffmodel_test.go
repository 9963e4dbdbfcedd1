package trigger_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/commis-recipes/commis/trigger"
)

// model is a document taken apart: the spelling of every part and whole by its path, without what is missing.
type model map[string]string

// sets are the last names of the lists whose order makes no difference.
var sets = []string{"tags", "users", "teams"}

// add takes a value apart. inFields says that it is a host's, where no list is a set.
func (m model) add(path string, v any, inFields bool) {
	text := spell(path, v, inFields)
	if text == "" {
		return
	}
	m[path] = text
	members, _ := v.(map[string]any)
	for name, member := range members {
		if name != "" && !strings.Contains(name, ".") {
			m.add(path+"."+name, member, inFields || name == "fields")
		}
	}
}

// spell writes a value so that the same values have the same spelling; what is missing has none.
func spell(path string, v any, inFields bool) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		if at, err := time.Parse(time.RFC3339Nano, v); err == nil {
			v = at.UTC().Format(time.RFC3339Nano)
		}
		if v == "" {
			return ""
		}
		return fmt.Sprintf("%q", v)
	case json.Number:
		n, _ := new(big.Rat).SetString(string(v))
		return n.String()
	case []any:
		var words []string
		for _, element := range v {
			words = append(words, spell("", element, inFields))
		}
		if !inFields && slices.Contains(sets, path[strings.LastIndexByte(path, '.')+1:]) {
			slices.Sort(words)
			words = slices.Compact(words)
		}
		if len(words) == 0 {
			return ""
		}
		return "[" + strings.Join(words, ",") + "]"
	case map[string]any:
		if len(v) == 0 {
			return ""
		}
		var members []string
		for _, name := range slices.Sorted(maps.Keys(v)) {
			if text := spell(path+"."+name, v[name], inFields || name == "fields"); text != "" {
				members = append(members, fmt.Sprintf("%q:%s", name, text))
			}
		}
		return "{" + strings.Join(members, ",") + "}"
	}
	return fmt.Sprint(v)
}

// document is a value as JSON holds it.
func document(t *rapid.T, v any) any {
	data, err := json.Marshal(v)
	require.NoError(t, err)
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	var out any
	require.NoError(t, d.Decode(&out))
	return out
}

func modelOf(t *rapid.T, kind string, item any) model {
	m := model{}
	members := document(t, item).(map[string]any)
	for name, v := range members {
		m.add(kind+"."+name, v, name == "fields")
	}
	return m
}

// check compares what Diff says of two states with what their documents say.
func check[T trigger.Case | trigger.Mention](t *rapid.T, kind string, before, after T) {
	got, err := trigger.Diff(before, after)
	require.NoError(t, err)
	a, b := modelOf(t, kind, before), modelOf(t, kind, after)
	var want []string
	for path := range a {
		if a[path] != b[path] {
			want = append(want, path)
		}
	}
	for path := range b {
		if _, known := a[path]; !known {
			want = append(want, path)
		}
	}
	slices.Sort(want)
	require.Equal(t, want, slices.Sorted(maps.Keys(got)))
	for path, c := range got {
		inFields := strings.Contains(path, ".fields")
		for _, side := range []struct {
			told any
			want string
		}{{c.From, a[path]}, {c.To, b[path]}} {
			if side.told == false && side.want == "" { // a document leaves it out
				side.told = nil
			}
			require.Equal(t, side.want, spell(path, document(t, side.told), inFields), path)
		}
	}
	back, err := trigger.Diff(after, before)
	require.NoError(t, err)
	require.Len(t, back, len(got), "the way back changes the same")
}

// hostValue draws what a host may put into a field.
func hostValue(depth int) *rapid.Generator[any] {
	return rapid.Custom(func(t *rapid.T) any {
		most := 7
		if depth == 0 {
			most = 5
		}
		switch rapid.IntRange(0, most).Draw(t, "kind") {
		case 0:
			return nil
		case 1:
			return rapid.SampledFrom([]string{"", "a", "b"}).Draw(t, "text")
		case 2:
			return rapid.SampledFrom([]any{5, 5.0, int64(5), json.Number("5"), int64(1<<53 + 1), float64(1 << 53), uint64(1<<53 + 1), 0.5, -1}).Draw(t, "number")
		case 3:
			return rapid.Bool().Draw(t, "truth")
		case 4:
			return rapid.SliceOfN(rapid.SampledFrom([]string{"a", "b"}), 0, 2).Draw(t, "texts")
		case 5:
			return rapid.SliceOfN(rapid.Just(any("a")), 0, 2).Draw(t, "list")
		case 6:
			return rapid.SliceOfN(hostValue(depth-1), 0, 2).Draw(t, "values")
		}
		return fields(depth-1).Draw(t, "map")
	})
}

func fields(depth int) *rapid.Generator[map[string]any] {
	return rapid.MapOfN(rapid.SampledFrom([]string{"a", "b", "a.b", "", "tags"}), hostValue(depth), 0, 3)
}

func words() *rapid.Generator[[]string] {
	return rapid.SliceOfN(rapid.SampledFrom([]string{"a", "b", "c"}), 0, 3)
}

func contact(t *rapid.T) trigger.Contact {
	return trigger.Contact{
		ID:   rapid.SampledFrom([]string{"", "k"}).Draw(t, "contact"),
		Name: rapid.SampledFrom([]string{"", "Ada"}).Draw(t, "name"), Tags: words().Draw(t, "tags"), Fields: fields(1).Draw(t, "fields"),
	}
}

var instants = rapid.SampledFrom([]time.Time{{}, noon, noon.In(time.FixedZone("", 3600)), noon.Add(1)})

func drawCase(t *rapid.T) trigger.Case {
	return trigger.Case{
		ID: "5", Status: rapid.SampledFrom(append(trigger.Statuses(), "")).Draw(t, "status"), Tags: words().Draw(t, "tags"),
		Assigned: trigger.Assigned{Users: words().Draw(t, "users"), Teams: words().Draw(t, "teams")},
		Contact:  contact(t), Opened: instants.Draw(t, "opened"), Fields: fields(3).Draw(t, "fields"),
	}
}

func drawMention(t *rapid.T) trigger.Mention {
	m := trigger.Mention{
		ID: "m", Content: rapid.SampledFrom([]string{"", "x"}).Draw(t, "content"), Tags: words().Draw(t, "tags"), Contact: contact(t),
		Private: rapid.Bool().Draw(t, "private"), Automatic: rapid.Bool().Draw(t, "automatic"),
		Arrived: instants.Draw(t, "arrived"), Fields: fields(2).Draw(t, "fields"),
	}
	if n := rapid.IntRange(-1, 2).Draw(t, "followers"); n >= 0 {
		m.Author.Followers = &n
	}
	return m
}

func TestDiffModel(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		before, after := drawCase(t), drawCase(t)
		if rapid.Bool().Draw(t, "alike") { // but for what the host keeps
			after = before
			after.Fields = fields(3).Draw(t, "other fields")
		}
		check(t, trigger.CaseItem, before, after)
	})
	rapid.Check(t, func(t *rapid.T) { check(t, trigger.MentionItem, drawMention(t), drawMention(t)) })
}
