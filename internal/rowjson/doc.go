// Package rowjson writes and reads structs as encoding/json does, by tables of their fields instead of reflection. It is for
// rows that are written and read for each event.
//
// What it appends is byte for byte what json.Marshal returns, without the errors: Append reports false for a value that is to
// be left to json.Marshal. Parse reads the text that Append writes, and reports false for any other text, which may be as
// valid: then the value is undefined, and json.Unmarshal is to read it into a new one. So a caller needs both, and a test that
// compares them for every field of its structs.
package rowjson
