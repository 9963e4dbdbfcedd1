// Package desk answers the requests of the console's page: it lists recipes, checks and tries edits before they are saved, saves
// them with a version, and tells the history of a case and the actions that wait.
//
// A [Desk] takes a [Request] and returns a [Response]; it knows nothing of net/http, so that the same code answers on a server
// (package console) and, as WebAssembly, in a page without one (package playground). What it needs of the host comes through small
// interfaces: [Sets] has the revisions of the set, [Events] the journal, [History] the records of the engine. Each group of
// requests has a file: recipes.go, check.go, try.go, timeline.go, save.go, cases.go, waiting.go, dead.go, archive.go.
//
// No answer has a secret of a config: see secrets.go. A caller must not change the engine's set by other means than the desk.
package desk
