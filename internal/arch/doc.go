// Package arch holds the test that keeps the direction of the imports: which package may import which, and which
// libraries the module may need.
package arch
