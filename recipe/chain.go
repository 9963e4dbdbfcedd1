package recipe

import "slices"

// chain hangs the tasks that are not begun before an earlier one has ended on that one: those that it may stop, and those
// that read its output.
func chain(tasks []task) []task {
	for i := 0; i < len(tasks)-1; i++ {
		if !tasks[i].blocks() {
			continue
		}
		blocked, free := tasks[i].split(tasks[i+1:])
		if len(blocked) == 0 {
			continue
		}
		tasks = slices.Concat(tasks[:i+1], free)
		tasks[i].Next = append(slices.Clip(tasks[i].Next), blocked...)
	}
	return tasks
}

// blocks reports whether later tasks may wait until this one has ended.
func (t *task) blocks() bool { return t.Stop || t.Read }

// split parts the tasks after this one into those that wait until it has ended, and those that do not.
func (t *task) split(after []task) (blocked, free []task) {
	ids := []string{t.ID} // of the task and those that it blocks
	isBlocked := make([]bool, len(after))
	for changed := true; changed; {
		changed = false
		for i := range after {
			n := &after[i]
			if isBlocked[i] || !t.blocksOne(n, ids) && !readByBlocked(n, after, isBlocked) && !stoppedByBlocked(after[:i], isBlocked) {
				continue
			}
			isBlocked[i], changed = true, true
			ids = append(ids, n.ID)
		}
	}
	for i := range after {
		if isBlocked[i] {
			blocked = append(blocked, after[i])
		} else {
			free = append(free, after[i])
		}
	}
	return blocked, free
}

// blocksOne reports whether n waits for the task, or for one of those that it blocks. The time of one that was put off is its
// own.
func (t *task) blocksOne(n *task, ids []string) bool {
	reads := slices.ContainsFunc(n.Reads, func(id string) bool { return id == "" || slices.Contains(ids, id) })
	return reads || t.Stop
}

// readByBlocked reports whether one that is blocked reads n, so that n comes before it.
func readByBlocked(n *task, after []task, isBlocked []bool) bool {
	for i := range after {
		if isBlocked[i] && slices.ContainsFunc(after[i].Reads, func(id string) bool { return id == "" || id == n.ID }) {
			return true
		}
	}
	return false
}

// stoppedByBlocked reports whether an earlier one, which is blocked, may stop the later ones.
func stoppedByBlocked(earlier []task, isBlocked []bool) bool {
	for i := range earlier {
		if isBlocked[i] && earlier[i].Stop {
			return true
		}
	}
	return false
}

// lookAhead looks at the thread for the tasks that are put off only when others have ended.
func (in *intake) lookAhead(tasks []task, next bool) error {
	for i := range tasks {
		t := &tasks[i]
		if next && (t.cancellable() || t.repeats()) {
			if _, err := in.signalSince(t); err != nil {
				return err
			}
		}
		if err := in.lookAhead(t.Next, true); err != nil {
			return err
		}
	}
	return nil
}
