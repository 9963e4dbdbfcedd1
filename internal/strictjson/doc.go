// Package strictjson reads a JSON document (RFC 8259) the way somebody who wrote
// it by hand needs it: nothing is guessed, and all that is wrong is told at once,
// each fault with its path, line and column and in words that need no Go.
//
// It refuses what encoding/json lets pass: a member given twice, a member that
// the target does not know or spells in another letter case, invalid UTF-8, half
// a surrogate pair, null where a value is needed and text after the document. It
// is safe to point at hostile text: nesting beyond 64 levels ends the reading at
// once, and no document makes it panic or list faults without end.
//
// It is not for writing JSON, for streams, for numbers beyond float64 or for
// arrays of a fixed length, and it knows the name, "-" and embedding in struct
// tags but not the option ",string". It does not bound the size of a document: a
// caller that reads from a stranger bounds the bytes first, because the value
// that is built may be much larger than its text.
//
// A caller must not use the value when [Decode] returns faults, except to look
// for more faults in it, and must not call Decode on the receiver from its own
// UnmarshalJSON: as with encoding/json, that calls itself without end.
package strictjson
