package recipe_test

import (
	"cmp"
	"fmt"
	"slices"
	"time"
)

// keys: a task has one key, a key is of one task, and no two tries under it have the same number.
func (j *simJudge) keys() {
	type try struct {
		key            string
		epoch, attempt int
	}
	tasks, keys := map[string]simTask{}, map[simTask]string{}
	turns, tries, last := map[string]string{}, map[try]bool{}, map[string]int{}
	for _, c := range j.w.db.done {
		a := simRecipeByID(c.task.recipe).actions[c.task.action]
		if was, ok := tasks[c.key]; ok && was != c.task {
			j.w.breaks("%s is the key of %v and %v", c.key, was, c.task)
		}
		if was, ok := keys[c.task]; ok && was != c.key {
			j.w.breaks("%v has the keys %s and %s", c.task, was, c.key)
		}
		if was := turns[c.key]; was != "" && c.turn != "" && was != c.turn {
			j.w.breaks("%s is the turn of %s and of %s", c.key, was, c.turn)
		}
		tasks[c.key], keys[c.task], turns[c.key] = c.task, c.key, cmp.Or(c.turn, turns[c.key])
		if a.local {
			continue
		}
		t := try{c.key, c.epoch, c.attempt}
		if tries[t] {
			j.w.breaks("%s has two tries %d", c.key, c.attempt)
		}
		tries[t] = true
		if e := fmt.Sprint(c.key, c.epoch); c.attempt > last[e] {
			last[e] = c.attempt
		}
	}
}

// held: a try is not begun beside another one, whose worker may be slow, but when that has had its time.
func (j *simJudge) held() {
	last := map[string]*simCall{}
	for _, c := range j.w.db.done {
		was := last[c.key]
		last[c.key] = c
		if was == nil || was.epoch != c.epoch || j.w.jumped {
			continue
		}
		if was.begun.After(c.begun) {
			was, c = c, was
		}
		told := was.answer == simError || was.answer == simRetry
		if d := c.begun.Sub(was.begun); !told && d < 20*time.Second {
			j.w.breaks("%s is tried again %s after its try %d began", c.key, d, was.attempt)
		}
	}
}

// rows: nothing stays in the store but whose turn it is, and what digests still collect.
func (j *simJudge) rows() {
	most := 0
	for _, r := range simRecipes {
		for _, a := range r.actions {
			if a.roundRobin {
				most++
			}
			if a.count > 0 {
				most += 1 + a.count - 1
			}
		}
	}
	var keys []string
	for k, due := range j.w.db.rows {
		keys = append(keys, k)
		if !due.IsZero() {
			j.w.breaks("the row %s is left, due at %s", k, due)
		}
	}
	slices.Sort(keys)
	if len(keys) > most {
		j.w.breaks("rows are left: %v", keys)
	}
}
