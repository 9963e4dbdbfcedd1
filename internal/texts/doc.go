// Package texts lists every text of the library that people read: faults, reasons, warnings and runtime errors. Its test
// finds them in the code and compares them with testdata/texts.txt, so that each new or changed text is read once, by
// itself, in a review.
//
//	go test ./internal/texts -update
//
// writes the list anew.
package texts
