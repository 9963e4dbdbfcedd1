// Package strictjson reads a JSON document (RFC 8259) for somebody who wrote it by hand: it guesses nothing, and
// reports all faults at once, each with its path, line and column and in words that do not require Go.
//
// It rejects things that encoding/json accepts: a duplicate member, a member that the target does not have or spells in
// another letter case, invalid UTF-8, half a surrogate pair, null where a value is needed and text after the document.
// It is safe for hostile text: nesting beyond 64 levels ends the reading at once, and no document makes it panic or
// report an unlimited number of faults.
//
// It is not for writing JSON, for streams, for numbers beyond float64 or for arrays of a fixed length. It supports the
// name, "-" and embedding in struct tags but not the option ",string". It does not limit the size of a document: a
// caller that reads from a stranger limits the bytes first, because the resulting value may be much larger than its
// text.
//
// A caller must not use the value when [Decode] returns faults, except to look for more faults in it, and must not call
// Decode on the receiver from its own UnmarshalJSON: as with encoding/json, that is an infinite recursion.
package strictjson
