// Package interned shares values that never change between all that need the same one, for as long as one of them does.
package interned
