// Package webhook holds the webhook: an action that tells another system about an item by one HTTP request.
//
// [Config] is what an administrator edits, with its rules: what a webhook may be, and what of it a recipe on new
// items and one on case updates may set. The package sends nothing. A host registers a handler of its own for
// Config, as for any other kind of action, and so decides about time limits, proxies and addresses that must not
// be reached.
//
// A caller must not send a Config's description anywhere, and must not put its authorization into a log, an error
// or a history; both are the host's own secrets.
package webhook
