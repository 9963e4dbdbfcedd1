// Package commisotel makes OpenTelemetry spans and metrics of what a Commis engine does: [Telemetry] is a [recipe.Observer].
// It is an example, to be read, copied and changed.
//
// One event is one trace: the event, below it each recipe that ran, below that each action. An action that had waited runs in
// another trace, that of the caller of Tick, and links back to its run. No link is stored for that: the IDs of a trace
// are derived from the ID of its event, by [IDs], which the host's TracerProvider must use.
//
// Spans and metrics have IDs, kinds, outcomes and the library's own reasons. They never have a text: no message, no config, no
// output, and no error, since an error may quote any of these. The history tells them to those who may read it.
package commisotel
