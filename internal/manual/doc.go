// Command manual writes recipe/MANUAL.md, the administrator's manual, and internal/helptext/lines.txt, its lines for editors, from the code: the comments of its constants and
// of the members of its documents, its tables of operators and functions, and the recipes of examples/replay/desk. Run
// it in the root of the repository:
//
//	go run ./internal/manual
//
// A name in the code that has no line or no example is an error.
package main
