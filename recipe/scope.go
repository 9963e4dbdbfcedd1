package recipe

import (
	"slices"

	"github.com/commis-recipes/commis/schedule"
)

// A scope announces what a transaction reads, so that a store can read it in one round trip. TestScopesAnnounceWhatIsRead
// keeps this true.

// scope is that of the Update that applies an event.
func (ev *incoming) scope() schedule.Scope {
	s := schedule.Scope{Subjects: ev.threads, Names: ev.threads, IDs: []string{"event/" + ev.ID}}
	if root := ev.Root(); root != ev.ID {
		name := runsKey(root) // its runs are counted over all threads
		s.Subjects, s.Keys = append(slices.Clip(s.Subjects), name), []string{name}
	}
	return s
}

// scope is that of the Update that applies the event with its decisions.
func (e *Engine) scope(d *decided) schedule.Scope {
	s := d.ev.scope()
	s.Keys = slices.Clip(s.Keys)
	for _, signal := range d.set.watchedSignals(&d.ev.Event) {
		s.Keys = appendSignalKeys(s.Keys, signal, d.ev.threads)
	}
	for i := range d.runs {
		for j := range d.runs[i].tasks {
			s.Keys = d.runs[i].tasks[j].appendReads(s.Keys)
		}
	}
	return e.withQuotas(s, atOnce(d.runs)...)
}

// scope is that of an Update about the task.
func (t *task) scope() schedule.Scope {
	s := schedule.Scope{Subjects: t.Names}
	switch {
	case t.cancellable():
		s.Subjects = t.names()
		s.Names = s.Subjects
	case t.repeats():
		s.Names = s.Subjects
	}
	if t.stored() {
		s.Keys = []string{t.claim.Key}
	}
	s.Keys = t.appendReads(s.Keys)
	return s
}

// appendReads appends the keys of the rows that are read for the task: those of the signals that cancel it, and of what was
// switched off since it was stored.
func (t *task) appendReads(keys []string) []string {
	if t.stored() || t.waits() || t.repeats() {
		keys = append(keys, t.switchOffKeys()...)
	}
	if t.cancellable() {
		for i := range t.Unless {
			keys = append(keys, t.signalKeys(i)...)
		}
	}
	return keys
}

// withQuotas returns the scope with the rows in which the tasks count that are begun in it.
func (e *Engine) withQuotas(s schedule.Scope, tasks ...*task) schedule.Scope {
	set := e.loaded()
	for _, t := range tasks {
		r := set.rule(t.Recipe.ID)
		if r == nil {
			continue
		}
		if i := r.action(t.ID); i >= 0 {
			for _, q := range r.actions[i].quotas(t) {
				s.Subjects, s.Keys = append(slices.Clip(s.Subjects), q.key), append(slices.Clip(s.Keys), q.key)
			}
		}
	}
	return s
}
