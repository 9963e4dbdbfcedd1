package recipe

import (
	"cmp"
	"encoding/json"
	"slices"
	"time"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/schedule"
)

// quota is one row in which it is counted how often an action was begun.
type quota struct {
	key   string
	times int
	every time.Duration
	to    string // the receiver whose quota it is; empty for all
}

// took is the part that an action has taken of a quota, given back when the action comes to nothing. Used says that one
// time of it was carried out: the part is then not given back any more.
type took struct {
	Key  string    `json:"key"`
	At   time.Time `json:"at"`
	To   string    `json:"to,omitempty"`
	Used bool      `json:"used,omitempty"`
}

// taken are the instants at which an action was begun.
type taken struct {
	At []time.Time `json:"at"`
}

// quotas returns the quotas in which the task counts: its own limit, or the usual ones of kinds that write to people.
func (a *act) quotas(t *task) []quota {
	if l := a.Limit; l != nil {
		return []quota{{key: limitKey(t.Recipe.ID, t.ID, string(l.Per), t.per(l.Per)), times: l.Times, every: l.Every.Std()}}
	}
	if a.answering {
		return []quota{{key: limitKey(t.Recipe.ID, "", "contact", t.per(action.PerContact)), times: action.UsualTimes, every: time.Hour}}
	}
	to, ok := t.config.(action.Addressed)
	if !ok {
		return nil
	}
	var all []quota
	for _, r := range to.Receivers() {
		all = append(all, quota{key: limitKey(t.Recipe.ID, "", t.Do, r), times: action.UsualTimes, every: time.Hour, to: r})
	}
	return all
}

func limitKey(parts ...string) string { return "limit/" + key(parts...) }

// per returns the scope in which the task counts.
func (t *task) per(p action.Per) string {
	contact := ""
	if m := t.event.Mention; m != nil {
		contact = m.Contact.ID
	}
	if k := t.event.Case; k != nil {
		contact = cmp.Or(contact, k.Contact.ID)
	}
	switch {
	case p == action.PerRecipe:
		return ""
	case p == action.PerContact && contact != "":
		return "contact/" + contact
	}
	return "thread/" + t.thread()
}

// take takes the task's part of its quotas that it has not taken, once for all its tries and times. The zero ending begins it;
// of several receivers those who had theirs are left out.
func (x *transaction) take(t *task) (ending, error) {
	r := x.e.loaded().rule(t.Recipe.ID)
	if r == nil || t.Action >= len(r.actions) || r.actions[t.Action].id != t.ID {
		return ending{}, nil
	}
	a := &r.actions[t.Action]
	if t.Digest == nil && a.digests() {
		return ending{}, nil // it counts when it is sent
	}
	end, err := x.takeAll(t, a.quotas(t))
	if err == nil && end.outcome != "" && t.useRest() {
		return x.takeAll(t, a.quotas(t))
	}
	return end, err
}

func (x *transaction) takeAll(t *task, all []quota) (ending, error) {
	var full []string
	for _, q := range all {
		if slices.ContainsFunc(t.Took, func(k took) bool { return k.Key == q.key || k.Key == "" }) {
			continue // by an earlier try or time, or an earlier piece of a digest
		}
		ok, err := x.takeOne(t, q)
		switch {
		case err != nil:
			return ending{}, err
		case !ok && q.to == "":
			return ending{outcome: Skipped, reason: action.Limited}, nil
		case !ok:
			full = append(full, q.to)
		}
	}
	if c, ok := t.config.(action.Addressed); ok && len(full) > 0 && len(full) == len(c.Receivers()) {
		return ending{outcome: Skipped, reason: action.Limited}, nil
	}
	return ending{}, x.e.leaveOut(t, full)
}

// takeOne takes a part of one quota, if there is one left.
func (x *transaction) takeOne(t *task, q quota) (ok bool, err error) {
	all, err := x.takenOf(q)
	if err != nil || len(all.At) >= q.times {
		return false, err
	}
	all.At = append(all.At, x.now)
	t.Took = append(t.Took, took{Key: q.key, At: x.now, To: q.to})
	return true, x.putTaken(q.key, all, x.now.Add(q.every))
}

// takenOf returns the parts taken of a quota in its window.
func (x *transaction) takenOf(q quota) (all taken, err error) {
	_, err = getState(x.tx, q.key, &all)
	all.At = slices.DeleteFunc(all.At, func(at time.Time) bool { return !at.After(x.now.Add(-q.every)) })
	return all, err
}

// limited reports whether nothing is left for the task, which is begun later.
func (x *transaction) limited(t *task) (bool, error) {
	r := x.e.loaded().rule(t.Recipe.ID)
	if r == nil || t.Action >= len(r.actions) || r.actions[t.Action].id != t.ID {
		return false, nil
	}
	for _, q := range r.actions[t.Action].quotas(t) {
		if all, err := x.takenOf(q); err != nil || q.to == "" && len(all.At) >= q.times {
			return true, err
		}
	}
	return false, nil
}

func (x *transaction) putTaken(name string, all taken, due time.Time) error {
	payload, err := writeState(all)
	if err != nil {
		return err
	}
	_, err = x.tx.Put(schedule.Job{Key: name, Kind: signalKind, Subject: name, Due: due, Payload: payload})
	return err
}

// leaveOut takes receivers out of the task's config.
func (e *Engine) leaveOut(t *task, full []string) error {
	c, ok := t.config.(action.Addressed)
	if !ok {
		return nil
	}
	if len(full) == 0 {
		return nil
	}
	t.config = c.Without(full)
	var err error
	if t.with, err = json.Marshal(t.config); err != nil {
		return err
	}
	t.shown = e.handlers().Report(t.Do, t.with)
	return nil
}

// counting returns the scope with the rows in which the tasks count that are begun in it.
func (e *Engine) counting(s schedule.Scope, tasks ...*task) schedule.Scope {
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

// giveBack gives back the task's parts when it came to nothing, except those that one of its times has used.
func (x *transaction) giveBack(t *task, end ending) error {
	used := !end.nothing()
	if t.Part != "" {
		return x.settlePiece(t, used)
	}
	if used {
		t.Took = slices.Clone(t.Took)
		for i := range t.Took {
			t.Took[i].Used = true
		}
		return nil
	}
	if err := x.giveBackAll(t.Took); err != nil {
		return err
	}
	t.Took = slices.DeleteFunc(slices.Clone(t.Took), func(k took) bool { return !k.Used })
	return nil
}

// giveBackAll gives back all parts that were not used.
func (x *transaction) giveBackAll(all []took) error {
	for _, k := range all {
		if k.Key == "" || k.Used {
			continue
		}
		var all taken
		row, ok, err := get(x.tx, k.Key)
		if err != nil {
			return err
		}
		if !ok {
			continue
		}
		if err := readState(row.Payload, &all); err != nil {
			return err
		}
		i := slices.IndexFunc(all.At, k.At.Equal)
		if i < 0 {
			continue
		}
		if err := x.putTaken(k.Key, taken{slices.Delete(all.At, i, i+1)}, row.Due); err != nil {
			return err
		}
	}
	return nil
}
