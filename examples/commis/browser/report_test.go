package browser_test

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/examples/commis/browser"
)

// hostile is text that would do something if it were taken for a part of the page.
const hostile = `<img src=x onerror="console.error('it ran')"></section><script>console.error('it ran')</script>&lt;`

// report writes the report of a small day with hostile names, against another set, and returns its address.
func report(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	write := func(name string, lines ...any) string {
		var text []byte
		for _, line := range lines {
			one, err := json.Marshal(line)
			require.NoError(t, err)
			text = append(append(text, one...), '\n')
		}
		path := filepath.Join(dir, name)
		require.NoError(t, os.WriteFile(path, text, 0o600))
		return path
	}
	set := func(word string) map[string]any {
		return map[string]any{"recipes": []any{
			map[string]any{
				"id": "a", "name": hostile, "enabled": true, "trigger": map[string]any{"on": "case_mention", "all_topics": true},
				"filter":  fmt.Sprintf("word(mention.content, %q)", word),
				"actions": []any{map[string]any{"do": "reply", "with": map[string]any{"message": hostile, "mode": "immediate"}}},
			},
			map[string]any{
				"id": "b", "name": "A long name " + strings.Repeat("without a space", 20), "trigger": map[string]any{"on": "case_mention", "all_topics": true},
				"actions": []any{map[string]any{"do": "note", "with": map[string]any{"text": hostile}}},
			},
		}}
	}
	var events []any
	for i := range 60 {
		events = append(events, map[string]any{
			"id": fmt.Sprintf("%d %s", i, hostile), "kind": "mention_created", "at": fmt.Sprintf("2026-01-05T%02d:00:00Z", 8+i/5),
			"mention": map[string]any{"id": fmt.Sprint("m", i), "type": "inbox", "content": "refund " + hostile, "case_id": fmt.Sprint("c", i),
				"contact": map[string]any{"id": hostile}},
		})
	}
	out := filepath.Join(dir, "report.html")
	program := filepath.Join(dir, "commis")
	build := exec.Command("go", "build", "-o", program, ".")
	build.Dir = ".."
	text, err := build.CombinedOutput()
	require.NoError(t, err, "%s", text)
	cmd := exec.Command(program, "backtest", "-html", out, "-against", write("old.json", set("nothing")), write("set.json", set("refund")), write("day.jsonl", events...))
	text, err = cmd.CombinedOutput()
	var exit *exec.ExitError
	require.ErrorAs(t, err, &exit, "there is a difference: %s", text)
	require.Equal(t, 1, exit.ExitCode(), "%s", text)
	return "file://" + out
}

// The report of a backtest in a browser: it is one page that asks for nothing else, has no error, shows every text as text, can be
// read in light and dark, and has a picture of the runs over time.
func TestReportInBrowser(t *testing.T) {
	address := report(t)
	p := browser.Open(t, address)
	textIsText(t, p)
	require.LessOrEqual(t, browser.Eval[int](p, `document.documentElement.scrollWidth - document.documentElement.clientWidth`), 0,
		"nothing is wider than the page")
	light, dark := readable(t, p, "light"), readable(t, p, "dark")
	require.NotEqual(t, light, dark)
	require.Empty(t, p.Errors())
	require.Equal(t, []string{address}, p.Requests())
}

func textIsText(t *testing.T, p *browser.Page) {
	require.Zero(t, browser.Eval[int](p, `document.querySelectorAll("img, script, iframe, link").length`))
	require.Equal(t, 2, browser.Eval[int](p, `document.querySelectorAll("section").length`))
	require.Contains(t, browser.Eval[string](p, `document.querySelector("h2").innerText`), hostile)
	require.Equal(t, "0 "+hostile, browser.Eval[string](p, `document.querySelector("code").textContent`))
}

// readable checks the page in a scheme of colours, and returns its background.
func readable(t *testing.T, p *browser.Page, scheme string) string {
	p.Scheme(scheme)
	texts := p.Contrasts()
	require.Greater(t, len(texts), 10)
	for _, c := range texts {
		require.GreaterOrEqual(t, c.Ratio, 4.5, "%s: %q", scheme, c.Text)
	}
	picture := p.Screenshot()
	differ, all := browser.Content(picture, picture.Bounds())
	require.Greater(t, differ*100, all, "%s: %d of %d pixels have content", scheme, differ, all)

	require.Equal(t, 12, browser.Eval[int](p, `document.querySelectorAll("section:first-of-type svg rect").length`), "one bar an hour")
	require.Equal(t, "2026-01-05 08:00: 5", browser.Eval[string](p, `document.querySelector("svg rect title").textContent`))
	at := p.Place("svg")
	at.Max.X = at.Min.X + at.Dx()/2
	differ, all = browser.Content(picture, at)
	require.Positive(t, differ, "%s: bars and the gaps between them", scheme)
	require.Less(t, differ, all)
	return browser.Eval[string](p, `getComputedStyle(document.body).backgroundColor`)
}
