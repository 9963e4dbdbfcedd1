// Package console serves the console: the built page, and the requests of the page by package desk. A host mounts the [Handler]
// under any path, after its own login:
//
//	mux.Handle("/recipes/", http.StripPrefix("/recipes", &console.Handler{Desk: d, Login: login}))
//
// The page is built by "npm ci && npm run build" in the folder above, before the host is built: go:embed takes it in.
package console
