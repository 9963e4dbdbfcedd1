// Command manual writes recipe/MANUAL.md, the administrator's manual, of what the code itself says: the comments of its
// constants and of the members of its documents, its tables of operators and functions, and the recipes of
// examples/replay/desk. Run it in the root of the repository:
//
//	go run ./internal/manual
//
// What is in the code and has no line or no example is an error that names it.
package main
