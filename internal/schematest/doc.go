// Package schematest is tests alone: the JSON Schema of a set is a schema, accepts every set of the examples, and refuses what
// the engine refuses, but for what a schema cannot say. It is a module of its own because of the library that validates.
package schematest
