package console

import (
	"io/fs"
	"net/http"
	"net/url"
	"path"
	"strings"
)

// page serves the files of the page.
func (h *Handler) page(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store") // until there is a file
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "the page is answered to GET and HEAD, and not to "+r.Method, http.StatusMethodNotAllowed)
		return
	}
	if r.URL.Path == "" { // relative addresses need the slash
		if u, err := url.ParseRequestURI(r.RequestURI); err == nil {
			last := url.URL{Path: "./" + path.Base(u.Path) + "/"}
			w.Header().Set("Location", last.EscapedPath())
		}
		w.WriteHeader(http.StatusFound)
		return
	}
	name := strings.TrimPrefix(r.URL.Path, "/")
	if name == "" {
		name = "index.html"
	}
	if _, err := fs.Stat(h.files, "index.html"); err != nil {
		http.Error(w, "the page is not built; run this in examples/console, and then build the program again:\n\n\tnpm ci && npm run build", http.StatusNotFound)
		return
	}
	if info, err := fs.Stat(h.files, name); err != nil || info.IsDir() {
		http.Error(w, "there is no such file", http.StatusNotFound)
		return
	}
	if strings.HasPrefix(name, "assets/") { // their names change with their contents
		w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	} else {
		w.Header().Set("Cache-Control", "no-cache")
	}
	http.ServeFileFS(w, r, h.files, name)
}
