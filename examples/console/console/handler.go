package console

import (
	"context"
	"embed"
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"github.com/commis-recipes/commis/examples/console/desk"
)

// The page, if it was built.
//
//go:embed all:dist
var dist embed.FS

// MaxBody is the length of the longest body of a request, in bytes: a set of 10 MB with the rest of the request.
const MaxBody = 12 << 20

// ErrNoSession says that nobody is logged in, or not any more: the request is answered by 401.
var ErrNoSession = errors.New("your session has ended: log in again in another tab, and then save again; the draft is kept here")

// Login says who the user of a request is. It is the host's: a session, a header of its proxy. It must be safe for concurrent use.
type Login interface {
	// User returns the user, with permissions, or [ErrNoSession]. Other errors are answered by 503.
	User(r *http.Request) (desk.User, error)
}

// LoginFunc makes a function a [Login].
type LoginFunc func(r *http.Request) (desk.User, error)

// User calls f.
func (f LoginFunc) User(r *http.Request) (desk.User, error) { return f(r) }

// Handler serves the page and its requests. It is safe for concurrent use.
type Handler struct {
	Desk  *desk.Desk
	Login Login
	// Page has the files of the page. Nil means those that were built into the program.
	Page fs.FS
	// Logger gets the errors on our side, and at the level of debug that a browser went away. Nil discards them.
	Logger *slog.Logger

	once   sync.Once
	origin *http.CrossOriginProtection
	files  fs.FS
}

var _ http.Handler = (*Handler)(nil)

// ServeHTTP implements [http.Handler]. The path is the one after the place where the handler is mounted.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h.once.Do(h.prepare)
	secure(w.Header())
	if path, ok := strings.CutPrefix(r.URL.EscapedPath(), "/api/"); ok {
		h.api(w, r, path)
		return
	}
	h.page(w, r)
}

func (h *Handler) prepare() {
	h.origin = http.NewCrossOriginProtection()
	h.files = h.Page
	if h.files == nil {
		h.files, _ = fs.Sub(dist, "dist") // it is embedded
	}
}

// secure sets the headers that keep strangers' pages and contents out.
func secure(header http.Header) {
	for name, value := range map[string]string{
		"Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; " +
			"font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
		"X-Content-Type-Options":       "nosniff",
		"X-Frame-Options":              "DENY",
		"Referrer-Policy":              "no-referrer",
		"Cross-Origin-Opener-Policy":   "same-origin",
		"Cross-Origin-Resource-Policy": "same-origin",
	} {
		header.Set(name, value)
	}
}

// api answers a request of the page.
func (h *Handler) api(w http.ResponseWriter, r *http.Request, path string) {
	w.Header().Set("Cache-Control", "no-store")
	user, err := h.Login.User(r)
	switch {
	case errors.Is(err, ErrNoSession):
		h.write(w, r, desk.Refusal(http.StatusUnauthorized, ErrNoSession.Error()))
		return
	case err != nil:
		h.log(r, err)
		h.write(w, r, desk.Refusal(http.StatusServiceUnavailable, "who you are cannot be found out just now; try again"))
		return
	}
	if refusal := h.refuse(r, path); refusal != "" {
		h.write(w, r, desk.Refusal(http.StatusForbidden, refusal))
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, MaxBody))
	var tooLong *http.MaxBytesError
	switch {
	case errors.As(err, &tooLong):
		h.write(w, r, desk.Refusal(http.StatusRequestEntityTooLarge, "this is longer than 12 MB; a set has at most 10 MB"))
		return
	case err != nil:
		h.write(w, r, desk.Refusal(http.StatusBadRequest, "the request did not come whole; send it again"))
		return
	}
	out := h.Desk.Do(r.Context(), user, desk.Request{Method: r.Method, Path: path, Query: r.URL.Query(), Body: body})
	if out.Err != nil {
		h.log(r, out.Err)
	}
	h.write(w, r, out)
}

// refuse returns why a request that may change something is not from our page; empty when it is.
func (h *Handler) refuse(r *http.Request, path string) string {
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		return ""
	}
	if err := h.origin.Check(r); err != nil {
		return "this request comes from another site"
	}
	if r.Method != http.MethodPost {
		return "" // the desk does not answer it
	}
	want := "application/json"
	if path == "import/plan" {
		want = "application/zip"
	}
	if media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || media != want {
		return "send this with Content-Type: " + want
	}
	return ""
}

func (h *Handler) write(w http.ResponseWriter, r *http.Request, out desk.Response) {
	header := w.Header()
	header.Set("Content-Type", out.Type)
	header.Set("Content-Length", strconv.Itoa(len(out.Body)))
	if out.File != "" {
		header.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": out.File}))
	}
	if out.Allow != "" {
		header.Set("Allow", out.Allow)
	}
	w.WriteHeader(out.Status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(out.Body) // the browser may be gone
	}
}

// log tells an error on our side. A browser that goes away, which ends what was done for it, is no error.
func (h *Handler) log(r *http.Request, err error) {
	if h.Logger == nil {
		return
	}
	level, message := slog.LevelError, "the console could not answer"
	if errors.Is(err, context.Canceled) && errors.Is(r.Context().Err(), context.Canceled) {
		level, message = slog.LevelDebug, "the browser went away before the answer"
	}
	h.Logger.Log(r.Context(), level, message, "method", r.Method, "path", r.URL.Path, "error", err)
}
