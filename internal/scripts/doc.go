// Package scripts compares how package filter takes words apart and together with what others make of the Unicode Standard:
// boundaries with github.com/clipperhouse/uax29 (UAX #29), letters that are the same with golang.org/x/text/search (UTS #10).
// Where the package means something else than they do, a list says what and why. The module is its own, so that no host of
// the library gets the others.
package scripts
