package recipe

import (
	"context"
	"errors"
	"slices"

	"github.com/commis-recipes/commis/schedule"
)

// roundRobin says who of an action's choices was chosen when. Turns are numbered from 1; Next is how many there were.
// The last ones are stored by key too, so that each try of an action chooses the same one.
type roundRobin struct {
	Next   int            `json:"next"`
	Chosen map[string]int `json:"chosen,omitempty"` // by name, the number of the last turn
	Last   []turn         `json:"last,omitempty"`
}

// turn is one turn: its number from 0, who had it, and the number of the one that they had before, zero for none.
type turn struct {
	Key    string `json:"key"`
	Turn   int    `json:"turn"`
	Name   string `json:"name"`
	Before int    `json:"before,omitempty"`
}

// How many turns and how many names are stored. Those who are forgotten were chosen longest ago, and go first.
const (
	maxTurns = 64
	maxNames = 1000
)

var errNobody = errors.New("nobody to choose from")

// roundRobinKey returns the key of the row with the turns of the task's action. They are the recipe's, and not a thread's.
func roundRobinKey(t *task) string { return key("turn", t.Recipe.ID, t.ID) }

// chooser chooses for one try of a task: inside the transaction of a local handler, so that a try that is
// rolled back counts no turn; otherwise in a transaction of its own.
type chooser struct {
	e  *Engine
	t  *task
	tx schedule.Tx
}

func (c chooser) Choose(ctx context.Context, among []string) (name string, err error) {
	row, was := roundRobinKey(c.t), c.t.Chosen
	switch {
	case len(among) == 0:
		return "", errNobody
	case c.tx != nil:
		return storeChoice(c.tx, row, c.t.Key, among)
	case was != "" && slices.Contains(among, was):
		return was, nil
	}
	err = c.e.update(ctx, schedule.On(row), func(_ context.Context, tx schedule.Tx) (err error) {
		name, err = storeChoice(tx, row, c.t.Key, among)
		return err
	})
	if err == nil {
		c.t.Chosen = name
	}
	return name, err
}

// storeChoice chooses for a key, and writes down who it was.
func storeChoice(tx schedule.Tx, row, key string, among []string) (string, error) {
	var all roundRobin
	if _, err := loadState(tx, row, &all); err != nil {
		return "", err
	}
	name, changed := all.choose(key, among)
	if !changed {
		return name, nil
	}
	return name, storeState(tx, row, row, all)
}

// choose returns whose turn it is among the names, and whether that is a new turn.
func (a *roundRobin) choose(key string, among []string) (name string, changed bool) {
	a.name(among)
	if i := slices.IndexFunc(a.Last, func(t turn) bool { return t.Key == key }); i >= 0 {
		if slices.Contains(among, a.Last[i].Name) {
			return a.Last[i].Name, false
		}
		a.undo(i)
	}
	name = slices.MinFunc(among, func(x, y string) int { return a.Chosen[x] - a.Chosen[y] })
	a.Last = append(a.Last, turn{key, a.Next, name, a.Chosen[name]})
	a.Next++
	a.Chosen[name] = a.Next
	if len(a.Last) > maxTurns {
		a.Last = slices.Delete(a.Last, 0, len(a.Last)-maxTurns)
	}
	a.forget()
	return name, true
}

// undo undoes a turn of which nothing came, unless who had it had another one since.
func (a *roundRobin) undo(i int) {
	t := a.Last[i]
	a.Last = slices.Delete(a.Last, i, i+1)
	switch {
	case a.Chosen[t.Name] != t.Turn+1:
	case t.Before == 0:
		delete(a.Chosen, t.Name)
	default:
		a.Chosen[t.Name] = t.Before
	}
}

// name gives the turns of a row that has only their numbers to those who had them: one after the other, as the names are
// listed. Processes of an earlier release write such rows.
func (a *roundRobin) name(among []string) {
	if a.Chosen != nil {
		return
	}
	a.Chosen = make(map[string]int)
	whose := func(n int) string { return among[n%len(among)] }
	for n := max(0, a.Next-len(among)); n < a.Next; n++ {
		a.Chosen[whose(n)] = n + 1
	}
	for i := range a.Last {
		a.Last[i].Name = whose(max(0, a.Last[i].Turn))
	}
}

// forget forgets the name that was chosen longest ago when there are too many.
func (a *roundRobin) forget() {
	if len(a.Chosen) <= maxNames {
		return
	}
	oldest := ""
	for name, n := range a.Chosen {
		if oldest == "" || n < a.Chosen[oldest] {
			oldest = name
		}
	}
	delete(a.Chosen, oldest)
}
