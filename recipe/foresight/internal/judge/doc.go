// Package judge decides by finite values whether recipes can run: for each field the constants that the filters name, their
// neighbours, another one, and absent.
//
// Within the fragment that [Rule.Judged] describes these values are complete: two events that agree on them are the same to
// the filters. So a search over them finds an event if there is one, and "never" is certain. A filter beyond the fragment is
// not judged; it is never guessed at. The package evaluates each test by the program of package filter itself, on an event
// with the value, and knows of the language only which values make a difference.
//
// A caller runs an event that was found through an engine before it shows it: see [Ask.Accept].
package judge
