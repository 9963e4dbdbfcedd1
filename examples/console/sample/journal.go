package sample

import (
	"context"
	"slices"
	"strings"
	"sync"

	"github.com/commis-recipes/commis/examples/console/desk"
	"github.com/commis-recipes/commis/trigger"
)

// Journal has the events of a helpdesk in memory. The zero value is empty.
type Journal struct {
	// Write stores an event for good before it is added; nil means nowhere.
	Write func(ctx context.Context, ev trigger.Event) error

	mu      sync.Mutex
	events  []trigger.Event
	ids     map[string]bool
	matters map[string]*desk.Matter
	of      map[string][]trigger.Event
}

// Add adds an event, unless it has one with its ID.
func (j *Journal) Add(ctx context.Context, ev trigger.Event) error {
	j.mu.Lock()
	known := j.ids[ev.ID]
	j.mu.Unlock()
	if known {
		return nil
	}
	if j.Write != nil {
		if err := j.Write(ctx, ev); err != nil {
			return err
		}
	}
	j.remember(ev)
	return nil
}

func (j *Journal) remember(ev trigger.Event) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.ids == nil {
		j.ids, j.matters, j.of = make(map[string]bool), make(map[string]*desk.Matter), make(map[string][]trigger.Event)
	}
	if j.ids[ev.ID] {
		return
	}
	j.ids[ev.ID] = true
	j.events = append(j.events, ev)
	id := desk.MatterOf(ev)
	m := j.matters[id]
	if m == nil {
		m = &desk.Matter{ID: id}
		j.matters[id] = m
	}
	if m.Subject == "" {
		m.Subject = desk.SubjectOf(ev)
	}
	m.Last, m.Events = ev.At, m.Events+1
	j.of[id] = append(j.of[id], ev)
}

// Last implements [desk.Events].
func (j *Journal) Last(_ context.Context, n int) ([]trigger.Event, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return slices.Clone(j.events[max(0, len(j.events)-n):]), nil
}

// Of implements [desk.Events].
func (j *Journal) Of(_ context.Context, matter string) ([]trigger.Event, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return slices.Clone(j.of[matter]), nil
}

// Matters implements [desk.Events].
func (j *Journal) Matters(_ context.Context, contains string, limit int) ([]desk.Matter, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	contains = strings.ToLower(contains)
	found := []desk.Matter{}
	for _, m := range j.matters {
		if strings.Contains(strings.ToLower(m.ID+"\n"+m.Subject), contains) {
			found = append(found, *m)
		}
	}
	slices.SortFunc(found, func(a, b desk.Matter) int {
		if byTime := b.Last.Compare(a.Last); byTime != 0 {
			return byTime
		}
		return strings.Compare(a.ID, b.ID)
	})
	return found[:min(limit, len(found))], nil
}
