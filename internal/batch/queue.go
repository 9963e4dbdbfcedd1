package batch

import (
	"cmp"
	"slices"
	"time"
)

// dispatch starts groups of those that wait, while there are fewer than may run. c.mu is locked.
func (c *Core) dispatch() {
	for len(c.queue) > 0 && c.prompt < cmp.Or(c.Groups, 2) {
		members := c.next()
		if len(members) == 0 {
			return
		}
		c.start(members)
	}
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

// start runs a group. c.mu is locked.
func (c *Core) start(members []*call) {
	g := newGroup(c, members)
	if c.locked == nil {
		c.locked = make(map[string]int)
	}
	c.prompt++
	for _, m := range members {
		m.group = g
		for _, s := range m.about.Subjects {
			c.locked[s]++
		}
	}
	if patience := c.patience(); patience > 0 {
		g.timer = time.AfterFunc(patience, func() { c.look(g) })
	}
	go g.run()
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
