package foresight_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/examples/replay/sample"
	"github.com/commis-recipes/commis/internal/commandline"
	"github.com/commis-recipes/commis/internal/playback"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/recipe/desk"
	"github.com/commis-recipes/commis/recipe/foresight"
	"github.com/commis-recipes/commis/trigger"
)

// replayed lets a set run on a desk, and returns every event that it handled, also those that followed, and the runs of each recipe.
func replayed(t testing.TB, h foresight.Host, set recipe.Set, events []trigger.Event, until time.Time) (all []trigger.Event, runs map[string]int) {
	t.Helper()
	day := playback.New(&desk.Desk{World: h.World}, h.World)
	day.Accept(set)
	runs = make(map[string]int)
	day.Came = func(ev trigger.Event) {
		if ev.Kind == trigger.RecordPolled { // the document of a source, which no desk has
			all = append(all, ev)
		}
	}
	day.Met = func(ev trigger.Event) { all = append(all, ev) }
	day.Handled = func(_ recipe.Report, decisions []recipe.Decision) {
		for _, d := range decisions {
			if d.Run != "" {
				runs[d.Recipe]++
			}
		}
	}
	day.Begin(events[0].At)
	require.NoError(t, day.Engine.Load(set))
	require.NoError(t, day.Play(t.Context(), events, until))
	return all, runs
}

// tried returns the runs of each recipe in a backtest, and what it says against the same set.
func tried(t testing.TB, h foresight.Host, set recipe.Set, events []trigger.Event, until time.Time) (runs map[string]int, text string) {
	t.Helper()
	got, err := h.Backtest(t.Context(), foresight.Backtest{Set: set, Against: &set, Until: until}, journal(events...))
	require.NoError(t, err)
	runs = make(map[string]int)
	for _, line := range got {
		require.Zero(t, line.Newly, "%s against itself", line.Recipe)
		require.Zero(t, line.NoLonger, "%s against itself", line.Recipe)
		if line.Runs > 0 && !line.Total {
			runs[line.Recipe] = line.Runs
		}
		one, err := json.Marshal(line)
		require.NoError(t, err)
		text += fmt.Sprintf("%s %v\n", one, line.Hours)
	}
	return runs, text
}

// On the events that a replay wrote, a backtest counts the replay's runs; against itself it finds no difference; and it says the same
// twice.
func TestBacktestOfReplay(t *testing.T) {
	t.Parallel()
	check := func(t testing.TB, h foresight.Host, set recipe.Set, events []trigger.Event, until time.Time) int {
		all, runs := replayed(t, h, set, events, until)
		got, text := tried(t, h, set, all, until)
		require.Equal(t, runs, got)
		_, again := tried(t, h, set, all, until)
		require.Equal(t, text, again)
		total := 0
		for _, n := range runs {
			total += n
		}
		return total
	}
	t.Run("the sample day", func(t *testing.T) {
		t.Parallel()
		set := decode(t, string(sample.Set))
		events, faults := commandline.ScanEvents("sample", bytes.NewReader(sample.Events), trigger.World{})
		require.Empty(t, faults)
		require.Greater(t, check(t, foresight.Host{}, set, events, sample.End), 100)
	})
	folders, err := filepath.Glob("../../examples/replay/desk/*")
	require.NoError(t, err)
	require.NotEmpty(t, folders)
	for _, folder := range folders {
		t.Run(filepath.Base(folder), func(t *testing.T) {
			t.Parallel()
			text, err := os.ReadFile(filepath.Join(folder, "set.json"))
			require.NoError(t, err)
			events, faults := commandline.Events(filepath.Join(folder, "events.jsonl"), nil, trigger.World{})
			require.Empty(t, faults)
			last := slices.MaxFunc(events, func(a, b trigger.Event) int { return a.At.Compare(b.At) })
			require.Positive(t, check(t, foresight.Host{}, decode(t, string(text)), events, last.At.AddDate(0, 0, 14)))
		})
	}
	t.Run("random sets", func(t *testing.T) {
		t.Parallel()
		world := smallWorld()
		total := 0
		for seed := range seeds(1) {
			r := rand.New(rand.NewPCG(uint64(seed), 21))
			var events []trigger.Event
			for i := range 60 {
				ev := world[r.IntN(len(world))]
				k := *ev.Case
				k.ID = fmt.Sprint("case ", r.IntN(4))
				ev.ID, ev.At, ev.Case = fmt.Sprint("e", i), noon.Add(time.Duration(i)*10*time.Minute), &k
				events = append(events, ev)
			}
			total += check(t, smallHost, smallSet(r), events, noon.AddDate(0, 1, 0))
		}
		t.Logf("%d runs", total)
		require.Positive(t, total)
	})
}
