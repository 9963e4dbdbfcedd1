package causeheader

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/commis-recipes/commis/trigger"
)

func firing(recipe, kind, id string) trigger.Run {
	return trigger.Run{Recipe: recipe, Item: trigger.Ref{Kind: kind, ID: id}}
}

func TestChain(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name  string
		cause trigger.Cause
		want  string
	}{
		{"a first cause", trigger.Cause{}, ""},
		{"the root alone", trigger.Cause{Root: "e1"}, "e1"},
		{"two recipes", trigger.Cause{Root: "e1", Via: []trigger.Run{firing("escalate", "case", "5"), firing("notify", "mention", "7")}},
			"e1 escalate@case/5 notify@mention/7"},
		{"a thread", trigger.Cause{Root: "e1", Via: []trigger.Run{{Recipe: "r", Item: trigger.Ref{Kind: "mention", ID: "7"}, Thread: "case/a%2Fb"}}},
			"e1 r@mention/7@case%2Fa%252Fb"},
		{"what separates", trigger.Cause{Root: "a b@c/d", Via: []trigger.Run{firing("r@s/t u", "k/l", "@ /")}},
			"a+b%40c%2Fd r%40s%2Ft+u@k%2Fl/%40+%2F"},
		{"what would inject", trigger.Cause{Root: "e\r\nX-Evil: 1", Via: []trigger.Run{firing("é", "case", "\x7f")}},
			"e%0D%0AX-Evil%3A+1 %C3%A9@case/%7F"},
		{"nothing named", trigger.Cause{Root: "e", Via: []trigger.Run{{}}}, "e @/"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := Write(tt.cause)
			require.Equal(t, tt.want, got)
			back, err := Read(got)
			require.NoError(t, err)
			require.Equal(t, tt.cause, back)
		})
	}
}

// A chain that is too deep keeps its end, one that is too long its depth.
func TestChainIsBounded(t *testing.T) {
	t.Parallel()
	deep := trigger.Cause{Root: "e"}
	for i := range trigger.MaxDepth + 3 {
		deep.Via = append(deep.Via, firing(fmt.Sprintf("r%d", i), "case", "5"))
	}
	back, err := Read(Write(deep))
	require.NoError(t, err)
	require.Equal(t, deep.Via[3:], back.Via)
	require.Len(t, deep.Via, trigger.MaxDepth+3, "the caller's chain stays")

	long := trigger.Cause{Root: "root"}
	for i := range trigger.MaxDepth {
		long.Via = append(long.Via, firing(strings.Repeat("é", 256), strings.Repeat("k", 512), fmt.Sprint(i)))
	}
	text := Write(long)
	require.LessOrEqual(t, len(text), maxChain)
	back, err = Read(text)
	require.NoError(t, err)
	require.Equal(t, "root", back.Root)
	require.Len(t, back.Via, trigger.MaxDepth)
	require.Equal(t, "7", back.Via[7].Item.ID, "short names stay")
	require.Equal(t, text, Write(back))
}

func TestChainRefusesWhatItDidNotWrite(t *testing.T) {
	t.Parallel()
	for _, s := range []string{
		" ", " e", "e ", "e  r@case/5", "e r", "e r@case", "e r/case@5", "e\tr@case/5", "e r@case/5\r\n", "é", "e%", "e%zz", "a%2fb", "%61",
		"e%00", "%FF", "a/b", "a@b", "e r@s@case/5", "e r@case/5@", "e r@case/5@a@b", "e r@case/5/6", "{\"root\":\"e\"}", strings.Repeat("a", trigger.MaxID+1), strings.Repeat("a", maxChain+1),
		"e" + strings.Repeat(" r@case/5", trigger.MaxDepth+1), "e " + strings.Repeat("r", trigger.MaxID+1) + "@case/5",
	} {
		_, err := Read(s)
		require.Error(t, err, "%.50q", s)
	}
}

func TestChainRoundTrip(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.StringMatching(`[a-z0-9 /@%+é\r\n"]{0,12}`)
		c := trigger.Cause{Root: "e" + name.Draw(t, "root")}
		for range rapid.IntRange(0, trigger.MaxDepth).Draw(t, "depth") {
			c.Via = append(c.Via, firing(name.Draw(t, "recipe"), name.Draw(t, "kind"), name.Draw(t, "id")))
		}
		s := Write(c)
		require.NotRegexp(t, `[^ -~]`, s)
		back, err := Read(s)
		require.NoError(t, err)
		require.Equal(t, c, back)
	})
}

func FuzzRead(f *testing.F) {
	f.Add("e1 escalate@case/5 notify@mention/7")
	f.Add("a+b%40c r%40s@k%2Fl/%40")
	f.Add("e @/ @/ @/")
	f.Fuzz(func(t *testing.T, s string) {
		c, err := Read(s)
		if err != nil {
			require.Zero(t, c)
			return
		}
		require.Equal(t, s, Write(c), "what is read is exactly what was written")
		ev := trigger.Event{Cause: c}
		require.NotContains(t, fmt.Sprint(ev.Check()), "cause")
	})
}
