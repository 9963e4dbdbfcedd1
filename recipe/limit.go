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

// reservation is an action's part of a quota, released when the action comes to nothing. Used says that one time of it was
// carried out: the part is then not released any more.
type reservation struct {
	Key  string    `json:"key"`
	At   time.Time `json:"at"`
	To   string    `json:"to,omitempty"`
	Used bool      `json:"used,omitempty"`
}

// reservations are the instants at which an action was begun.
type reservations struct {
	At []time.Time `json:"at"`
}

// quotas returns the quotas in which the task counts: its own limit, or the usual ones of kinds that write to people.
func (a *compiledAction) quotas(t *task) []quota {
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

// reserve reserves the task's parts of its quotas, once for all its tries and times. The zero ending begins it;
// of several receivers those who had theirs are left out.
func (x *transaction) reserve(t *task) (ending, error) {
	r := x.e.loaded().rule(t.Recipe.ID)
	if r == nil || t.Action >= len(r.actions) || r.actions[t.Action].id != t.ID {
		return ending{}, nil
	}
	a := &r.actions[t.Action]
	if t.Digest == nil && a.digests() {
		return ending{}, nil // it counts when it is sent
	}
	end, err := x.reserveAll(t, a.quotas(t))
	if err == nil && end.outcome != "" && t.continueRest() {
		return x.reserveAll(t, a.quotas(t))
	}
	return end, err
}

func (x *transaction) reserveAll(t *task, all []quota) (ending, error) {
	var full []string
	for _, q := range all {
		if slices.ContainsFunc(t.Reserved, func(k reservation) bool { return k.Key == q.key || k.Key == "" }) {
			continue // by an earlier try or time, or an earlier piece of a digest
		}
		ok, err := x.reserveOne(t, q)
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
	return ending{}, x.e.dropReceivers(t, full)
}

// reserveOne reserves a part of one quota, if one is left.
func (x *transaction) reserveOne(t *task, q quota) (ok bool, err error) {
	all, err := x.reservationsOf(q)
	if err != nil || len(all.At) >= q.times {
		return false, err
	}
	all.At = append(all.At, x.now)
	t.Reserved = append(t.Reserved, reservation{Key: q.key, At: x.now, To: q.to})
	return true, x.putReservations(q.key, all, x.now.Add(q.every))
}

// reservationsOf returns the parts of a quota that are reserved in its window.
func (x *transaction) reservationsOf(q quota) (all reservations, err error) {
	_, err = loadState(x.tx, q.key, &all)
	all.At = slices.DeleteFunc(all.At, func(at time.Time) bool { return !at.After(x.now.Add(-q.every)) })
	return all, err
}

// full reports whether nothing is left for the task, which is begun later.
func (x *transaction) full(t *task) (bool, error) {
	r := x.e.loaded().rule(t.Recipe.ID)
	if r == nil || t.Action >= len(r.actions) || r.actions[t.Action].id != t.ID {
		return false, nil
	}
	for _, q := range r.actions[t.Action].quotas(t) {
		if all, err := x.reservationsOf(q); err != nil || q.to == "" && len(all.At) >= q.times {
			return true, err
		}
	}
	return false, nil
}

func (x *transaction) putReservations(name string, all reservations, due time.Time) error {
	payload, err := encodeState(all)
	if err != nil {
		return err
	}
	_, err = x.tx.Put(schedule.Job{Key: name, Kind: signalKind, Subject: name, Due: due, Payload: payload})
	return err
}

// dropReceivers removes receivers from the task's config.
func (e *Engine) dropReceivers(t *task, full []string) error {
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

// release releases the task's parts when it came to nothing, except those that one of its times has used.
func (x *transaction) release(t *task, end ending) error {
	used := !end.nothing()
	if t.Part != "" {
		return x.endPieceOf(t, used)
	}
	if used {
		t.Reserved = slices.Clone(t.Reserved)
		for i := range t.Reserved {
			t.Reserved[i].Used = true
		}
		return nil
	}
	if err := x.releaseAll(t.Reserved); err != nil {
		return err
	}
	t.Reserved = slices.DeleteFunc(slices.Clone(t.Reserved), func(k reservation) bool { return !k.Used })
	return nil
}

// releaseAll releases all parts that were not used.
func (x *transaction) releaseAll(all []reservation) error {
	for _, k := range all {
		if k.Key == "" || k.Used {
			continue
		}
		var all reservations
		row, ok, err := get(x.tx, k.Key)
		if err != nil {
			return err
		}
		if !ok {
			continue
		}
		if err := decodeState(row.Payload, &all); err != nil {
			return err
		}
		i := slices.IndexFunc(all.At, k.At.Equal)
		if i < 0 {
			continue
		}
		if err := x.putReservations(k.Key, reservations{slices.Delete(all.At, i, i+1)}, row.Due); err != nil {
			return err
		}
	}
	return nil
}
