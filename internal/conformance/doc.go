// Package conformance is the checklist of the domain, as tests: one entry for each thing that a helpdesk's automation
// recipes must be able to do, with its ID, one sentence, and a test that runs recipes as JSON through the public API.
//
// "go test -v ./internal/conformance" prints the list; "-run Checklist/DLY-01" runs one entry. The tests in the
// hostile_*_test.go files behave as no friendly host does: sets full of faults, events and texts of any shape, handlers
// that panic or block.
//
// The package has no code of its own. It does not test how the parts work; their own packages do. An entry must not be
// changed because the library behaves differently.
package conformance
