package history

import "context"

// Recorder keeps entries. Hosts implement it over their own storage; [Memory] is
// one. An implementation keeps these rules, which package historytest checks:
//
//   - It is append-only: what was recorded is never changed or removed.
//   - An entry whose ID is known already is ignored, whatever else it says and in
//     whatever log, so that the same call again changes nothing and is no error.
//     Within one call the first entry of an ID counts.
//   - A call is all or nothing, also for those who read at the same time. An entry
//     that breaks a rule of [Entry.Check] is an error, and so is a ctx that is done.
//   - Every field comes back as it was given; At as the same instant, to the
//     microsecond (which is what databases keep) or better, in any zone.
//   - A log is ordered by At, and entries of the same instant by the order in which
//     they arrived, within a call and from call to call.
//   - It is safe for concurrent use.
//   - It copies what it keeps and what it hands out.
//
// The ctx may carry the host's own transaction; then the entries are written in it,
// and share its fate.
type Recorder interface {
	Record(ctx context.Context, entries ...Entry) error
}

// RecorderFunc makes a function a [Recorder]. It must keep the Recorder's rules; a
// nil one panics when it is called.
type RecorderFunc func(ctx context.Context, entries ...Entry) error

// Record calls f.
func (f RecorderFunc) Record(ctx context.Context, entries ...Entry) error {
	return f(ctx, entries...)
}
