package browser_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/examples/commis/browser"
)

// A page with every sort of fault: none of them is missed.
func TestFaultsAreSeen(t *testing.T) {
	page := filepath.Join(t.TempDir(), "page.html")
	require.NoError(t, os.WriteFile(page, []byte(`<!DOCTYPE html><body style="background:#fff;margin:0">
		<p style="color:#bbb">pale</p><p style="color:#000">plain</p>
		<script src="missing.js"></script><script>console.error("wrong"); throw new Error("thrown")</script>`), 0o600))
	p := browser.Open(t, "file://"+page)
	require.GreaterOrEqual(t, len(p.Errors()), 3, "a request that fails, a line on the console and an exception: %v", p.Errors())
	require.Len(t, p.Requests(), 2)
	texts := p.Contrasts()
	require.Len(t, texts, 2)
	require.InDelta(t, 1.92, texts[0].Ratio, 0.01) // #bbb: luminance 0.4969, so 1.05/0.5469
	require.InDelta(t, 21, texts[1].Ratio, 0.01)

	blank := filepath.Join(t.TempDir(), "blank.html")
	require.NoError(t, os.WriteFile(blank, []byte(`<!DOCTYPE html><body>`), 0o600))
	picture := browser.Open(t, "file://"+blank).Screenshot()
	differ, all := browser.Content(picture, picture.Bounds())
	require.Zero(t, differ)
	require.Positive(t, all)
}
