package batch

import (
	"cmp"
	"runtime"
	"slices"
	"time"
)

// dispatch begins another group, if anybody waits and fewer than may run are running. c.mu is locked.
func (c *Core) dispatch() {
	if len(c.queue) > 0 && !c.gathering && c.prompt < cmp.Or(c.Groups, 2) && !c.few() {
		c.gathering = true
		c.prompt++
		go c.lead()
	}
}

// few reports whether those that wait are few beside those that run: they wait for more, or for the end of the running
// group, whose members are likely to come again. A transaction of one costs the database almost as much as one of many.
func (c *Core) few() bool { return c.prompt > 0 && len(c.queue) < c.running }

// lead gathers a group, and runs it. Those that are about to call Update at the same time, such as the workers that were
// begun together, come first: one transaction of all of them costs little more than that of the first one alone.
func (c *Core) lead() {
	runtime.Gosched()
	if g := c.gather(); g != nil {
		g.run()
	}
}

// gather returns a group of those that wait and may run, or nil.
func (c *Core) gather() *group {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.gathering = false
	members := c.next()
	if len(members) == 0 {
		c.prompt--
		return nil
	}
	g := c.start(members)
	c.dispatch()
	return g
}

// next removes the first ones that may run now from the queue, and returns them. One whose subject is locked by a
// running group waits for the end of that group here, and not in the database, and so do those behind it that share a
// subject with it: nobody is overtaken in a thread.
func (c *Core) next() []*call {
	var members []*call
	var passed map[string]bool // the subjects of those that have to wait
	left := c.queue[:0]
	for i, m := range c.queue {
		if len(members) == c.size() {
			left = append(left, c.queue[i:]...)
			break
		}
		if slices.ContainsFunc(m.about.Subjects, func(s string) bool { return c.locked[s] > 0 || passed[s] }) {
			if passed == nil {
				passed = make(map[string]bool)
			}
			for _, s := range m.about.Subjects {
				passed[s] = true
			}
			left = append(left, m)
			continue
		}
		members = append(members, m)
	}
	clear(c.queue[len(left):])
	c.queue = left
	return members
}

// start makes a group that is about to run. c.mu is locked.
func (c *Core) start(members []*call) *group {
	g := newGroup(c, members)
	if c.locked == nil {
		c.locked = make(map[string]int)
	}
	c.running += len(members)
	for _, m := range members {
		m.group = g
		for _, s := range m.about.Subjects {
			c.locked[s]++
		}
	}
	if patience := c.patience(); patience > 0 {
		g.timer = time.AfterFunc(patience, func() { c.look(g) })
	}
	return g
}

// end lets others run after a group.
func (c *Core) end(g *group) {
	c.mu.Lock()
	defer c.mu.Unlock()
	g.over = true
	if g.timer != nil {
		g.timer.Stop()
	}
	if !g.slow {
		c.prompt--
		c.running -= len(g.members)
	}
	for _, m := range g.members {
		for _, s := range m.about.Subjects {
			if c.locked[s]--; c.locked[s] == 0 {
				delete(c.locked, s)
			}
		}
	}
	c.dispatch()
}

// look lets another transaction run beside one that made no progress since it was last looked at.
func (c *Core) look(g *group) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch now := g.progress.Load(); {
	case g.over || g.slow:
	case now != g.seen:
		g.seen = now
		g.timer.Reset(c.patience())
	default:
		g.slow = true
		c.prompt--
		c.running -= len(g.members)
		c.dispatch()
	}
}

// leave ends the wait of a call whose ctx has ended, and reports whether it left. It cannot leave while it has its turn;
// and the last one of a group waits for the end of the group, which is cancelled.
func (c *Core) leave(m *call) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case m.group == nil:
		c.queue = slices.DeleteFunc(c.queue, func(o *call) bool { return o == m })
		return true
	case m.active || m.gone:
		return false
	}
	m.gone = true
	return m.group.leave()
}
