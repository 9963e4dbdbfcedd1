// Package history logs the changes of a mention, a case or a record: by whom,
// and which recipe ran on it.
//
// One [Entry] is one fact. A mention and a case have logs of their own, even when
// they belong together: the run of a recipe is in the log of the item that
// triggered it, and an action in the log of the item that it changed,
// and the entries of one run share Entry.Run. Agents' actions go through the same
// [Recorder], so that an auditor reads one log.
//
// It is not an event bus and not a store for jobs: nothing is decided from it, and
// a recipe does not see it. [Memory] keeps everything until the process ends; a
// host that needs more writes a Recorder over its own database and runs the suite
// of package historytest against it.
//
// A caller must not put secrets into an entry, must not build IDs from the clock or
// from chance - the same fact needs the same ID when it is recorded again - and
// must not copy a Memory once it is in use.
package history
