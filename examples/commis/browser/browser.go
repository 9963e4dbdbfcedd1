// Package browser looks at pages in Chromium, for tests: what a person would see, and what went wrong.
//
// It needs Debian's package chromium, or another /usr/bin/chromium.
package browser

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/png"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// Page is one page in a browser of its own. Make one with [Open].
type Page struct {
	ctx context.Context
	t   testing.TB

	mu       sync.Mutex
	errors   []string
	requests []string
}

// patience is how long a test of one page may take.
const patience = 2 * time.Minute

// Open starts a browser and opens the page. The browser ends with the test.
func Open(t testing.TB, url string) *Page {
	t.Helper()
	flags := append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]),
		chromedp.NoSandbox, chromedp.DisableGPU, chromedp.UserDataDir(t.TempDir()), chromedp.WindowSize(1000, 800),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true))
	ctx, stop := chromedp.NewExecAllocator(t.Context(), flags...)
	t.Cleanup(stop)
	ctx, stop = chromedp.NewContext(ctx)
	t.Cleanup(stop)
	ctx, stop = context.WithTimeout(ctx, patience)
	t.Cleanup(stop)
	p := &Page{ctx: ctx, t: t}
	p.must(chromedp.Listen(ctx, p.hear))
	call(p, network.Enable, network.EnableParams{})
	call(p, log.Enable, cdp.Empty{})
	call(p, runtime.Enable, cdp.Empty{})
	run(p, chromedp.Navigate(url))
	return p
}

// hear takes down requests, and what is told as an error.
func (p *Page) hear(event any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		p.requests = append(p.requests, e.Request.URL)
	case *network.EventLoadingFailed:
		p.errors = append(p.errors, "a request failed: "+e.ErrorText)
	case *log.EventEntryAdded:
		p.errors = append(p.errors, fmt.Sprintf("%s: %s", e.Entry.Level, e.Entry.Text))
	case *runtime.EventExceptionThrown:
		p.errors = append(p.errors, "exception: "+e.ExceptionDetails.Text)
	case *runtime.EventConsoleAPICalled:
		p.errors = append(p.errors, fmt.Sprintf("console.%s", e.Type))
	}
}

func (p *Page) must(err error) {
	p.t.Helper()
	if err != nil {
		p.t.Fatal(err)
	}
}

func run[T any](p *Page, action chromedp.Action[T]) T {
	p.t.Helper()
	value, err := chromedp.Run(p.ctx, action)
	p.must(err)
	return value
}

func call[P, R any](p *Page, command cdp.Command[P, R], params P) {
	p.t.Helper()
	_, err := chromedp.Call(p.ctx, command, params)
	p.must(err)
}

// Errors returns what the browser told of the page so far: entries of its log, exceptions, lines on the console, and requests that
// failed.
func (p *Page) Errors() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.errors)
}

// Requests returns the addresses that the page asked for so far, its own first.
func (p *Page) Requests() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.requests)
}

// Scheme makes the reader's preferred colours "light" or "dark".
func (p *Page) Scheme(name string) {
	p.t.Helper()
	call(p, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: name}},
	})
}

// Eval evaluates a JavaScript expression in the page, and returns its value.
func Eval[T any](p *Page, script string) T {
	p.t.Helper()
	return run(p, chromedp.Evaluate[T](script))
}

// Screenshot returns a picture of the whole page.
func (p *Page) Screenshot() image.Image {
	p.t.Helper()
	picture, err := png.Decode(bytes.NewReader(run(p, chromedp.FullScreenshot(100))))
	p.must(err)
	return picture
}

// Place returns where the first element of a CSS selector is in a Screenshot. A page without one fails the test.
func (p *Page) Place(selector string) image.Rectangle {
	p.t.Helper()
	at := Eval[struct{ X, Y, W, H float64 }](p, fmt.Sprintf(`(() => {
		const at = document.querySelector(%q).getBoundingClientRect();
		return {X: at.x + scrollX, Y: at.y + scrollY, W: at.width, H: at.height};
	})()`, selector))
	return image.Rect(int(at.X), int(at.Y), int(at.X+at.W), int(at.Y+at.H))
}

// Content returns how many pixels of a part of a picture differ from its first one, and how many it has.
func Content(picture image.Image, part image.Rectangle) (differ, all int) {
	part = part.Intersect(picture.Bounds())
	r, g, b, _ := picture.At(part.Min.X, part.Min.Y).RGBA()
	for y := part.Min.Y; y < part.Max.Y; y++ {
		for x := part.Min.X; x < part.Max.X; x++ {
			if r2, g2, b2, _ := picture.At(x, y).RGBA(); r2 != r || g2 != g || b2 != b {
				differ++
			}
		}
	}
	return differ, part.Dx() * part.Dy()
}
