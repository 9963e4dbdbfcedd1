package recipe_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"time"
)

// simDrawing draws a plan.
type simDrawing struct {
	*rand.Rand
	simPlan
	now     time.Time
	threads []simThread
	offs    []string // those of them that are switched off
}

func (d *simDrawing) worker() int { return d.IntN(len(d.skews)) }

// drawRecipes draws recipes, and those that belong to them.
func (d *simDrawing) drawRecipes() {
	for _, i := range d.Perm(len(simRecipes))[:2+d.IntN(3)] {
		for r := simRecipes[i]; r.id != "" && !slices.Contains(d.recipes, r.id); r = simRecipeByID(r.with) {
			d.recipes = append(d.recipes, r.id)
		}
	}
	if d.IntN(3) == 0 {
		d.offs = d.recipes[:1+d.IntN(2)]
	}
}

// draw draws the i-th event and the steps around it. Late is what others have left to be sent.
func (d *simDrawing) draw(i int, late []simStep) []simStep {
	if d.IntN(3) > 0 {
		by := time.Duration(d.IntN(150)) * time.Second
		d.now = d.now.Add(by)
		d.steps = append(d.steps, simStep{do: simPass, by: by})
	}
	d.events = append(d.events, d.event(fmt.Sprint("e", i+1)))
	send := simStep{do: simSend, worker: d.worker(), event: i}
	switch d.IntN(4) {
	case 0: // it comes later than others
		late = append(late, send)
	case 1: // it comes twice
		d.steps = append(d.steps, send)
		late = append(late, simStep{do: simSend, worker: d.worker(), event: i})
	default:
		d.steps = append(d.steps, send)
	}
	if len(late) > 0 && d.IntN(2) == 0 {
		n := d.IntN(len(late))
		d.steps = append(d.steps, late[n])
		late = slices.Delete(late, n, n+1)
	}
	if d.IntN(3) > 0 {
		d.steps = append(d.steps, simStep{do: simTick, worker: d.worker()})
	}
	if d.IntN(12) == 0 || len(d.offs) > 0 && d.IntN(4) == 0 {
		d.steps = append(d.steps, simStep{do: simLoad, worker: d.worker(), edit: d.edit()})
	}
	if d.IntN(40) == 0 {
		d.steps = append(d.steps, simStep{do: simBack, worker: d.worker(), by: time.Duration(d.IntN(24*3600)) * time.Second})
	}
	if d.IntN(12) == 0 {
		d.steps = append(d.steps, simStep{do: simJoin})
	}
	return late
}

// edit draws a set that a worker loads.
func (d *simDrawing) edit() simEdit {
	e := simEdit{edited: d.IntN(4) == 0}
	if len(d.offs) == 0 || d.IntN(5) < 2 {
		return e
	}
	e.recipe = d.offs[d.IntN(len(d.offs))]
	actions := len(simRecipeByID(e.recipe).actions)
	switch d.IntN(4) {
	case 0:
		e.how = "recipe_removed"
	case 1:
		if actions > 1 {
			e.how, e.action = "action_removed", d.IntN(actions)
			break
		}
		fallthrough
	default:
		e.how = "recipe_disabled"
	}
	return e
}

// event draws an event of few threads and few recipes, so that they meet.
func (d *simDrawing) event(id string) simEvent {
	ev := simEvent{id: id, at: d.now, in: d.threads[d.IntN(len(d.threads))], kind: simMention, sent: d.IntN(3) > 0, root: id}
	switch d.IntN(8) {
	case 0: // it is told late
		ev.at = ev.at.Add(-time.Duration(d.IntN(180)) * time.Second)
	case 1: // it says that it is ahead
		if d.IntN(4) == 0 {
			ev.at = ev.at.Add(time.Duration(d.IntN(600)) * time.Second)
		}
	}
	tag := ""
	for range d.IntN(3) {
		switch id := d.recipes[d.IntN(len(d.recipes))]; {
		case simRecipeByID(id).tagged:
			tag = id
		case !slices.Contains(ev.tags, id):
			ev.tags = append(ev.tags, id)
		}
	}
	switch {
	case ev.in.caseID == "":
	case tag != "":
		ev.kind, ev.tag, ev.tags = simTag, tag, nil
	case len(ev.tags) == 0 && d.IntN(2) == 0:
		ev.kind = simUpdate
		ev.item.topic = []string{"t", "t", "u"}[d.IntN(3)]
		if d.IntN(4) > 0 {
			ev.item.due = d.now.Add(time.Duration(d.IntN(9)) * time.Minute)
		}
	}
	if ev.kind != simMention {
		ev.in.conversation = "" // it brings no message
	}
	return ev
}
