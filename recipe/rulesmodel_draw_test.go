package recipe_test

import (
	"fmt"
	"slices"

	"pgregory.net/rapid"
)

// rulePlan is a world: recipes, and what happens one after the other.
type rulePlan struct {
	start   int
	maxRuns int
	recipes []ruleRecipe
	steps   []ruleStep
}

// ruleStep is an event, an edit or time that passes.
type ruleStep struct {
	do    string // send, again, edit, pass, until (events of that instant go first), sleep (nothing runs meanwhile)
	by    int
	event ruleEvent // at is relative to the clock; its item and From are as they are then
	edit  func(recipes []ruleRecipe) []ruleRecipe
	name  string
}

func ruleItems() []ruleItem {
	items := make([]ruleItem, len(ruleThreads))
	for i := range items {
		items[i] = ruleItem{topic: "a", status: "unresolved"}
	}
	return items
}

func drawRuleHours(t *rapid.T) *ruleHours {
	switch rapid.IntRange(0, 11).Draw(t, "hours") {
	case 0, 1:
		return &ruleHours{"desk", "during"}
	case 2:
		return &ruleHours{"desk", "outside"}
	case 3:
		if rapid.IntRange(0, 3).Draw(t, "never") == 0 {
			return &ruleHours{"always", "outside"}
		}
	}
	return nil
}

func chance(t *rapid.T, n int, label string) bool {
	return rapid.IntRange(0, n-1).Draw(t, label) == n-1
}

var (
	ruleOns     = []string{"new_item", "case_mention", "case_status_changed", "case_tag_added", "case_updated"}
	ruleSignals = []string{"customer_reply", "agent_reply", "tag_added", "status_changed", "any"}
	ruleBys     = [][]string{nil, nil, nil, {"customer"}, {"customer", "agent", "recipe"}, {"recipe", "agent"}}
)

func drawRuleRecipe(t *rapid.T, id string) ruleRecipe {
	r := ruleRecipe{id: id, name: id, enabled: true, on: rapid.SampledFrom(ruleOns).Draw(t, "on"), by: rapid.SampledFrom(ruleBys).Draw(t, "by")}
	if r.on == "case_status_changed" {
		r.status = rapid.SampledFrom([]string{"", "pending", "resolved"}).Draw(t, "status")
	}
	if chance(t, 4, "topic") {
		r.topic = "a"
	}
	r.urgent = chance(t, 6, "urgent")
	r.hours = drawRuleHours(t)
	r.stop = chance(t, 6, "stop")
	kinds := []string{"notify", "private_reply", "note"}
	if r.on != "new_item" && r.on != "case_mention" {
		kinds = append(kinds, "set_status", "add_tags")
	}
	n := rapid.IntRange(1, 2).Draw(t, "actions")
	for _, do := range rapid.Permutation(kinds).Draw(t, "kinds")[:n] {
		r.actions = append(r.actions, drawRuleAction(t, do))
	}
	return r
}

func drawRuleAction(t *rapid.T, do string) ruleAction {
	a := ruleAction{do: do}
	switch do {
	case "set_status":
		a.word = rapid.SampledFrom([]string{"unresolved", "pending", "resolved"}).Draw(t, "word")
	case "add_tags":
		a.word = rapid.SampledFrom([]string{"x", "y", "z"}).Draw(t, "word")
	default:
		a.word = rapid.SampledFrom([]string{"good", "good", "good", "bad"}).Draw(t, "word")
	}
	a.hours = drawRuleHours(t)
	a.at = chance(t, 6, "at")
	if chance(t, 2, "after") {
		a.after = rapid.SampledFrom([]int{5, 10, 30, 60, 90, 240}).Draw(t, "after")
		if a.at && chance(t, 2, "before") {
			a.after = -a.after
		}
	}
	if chance(t, 5, "repeat") {
		a.every, a.times = rapid.SampledFrom([]int{10, 30, 60}).Draw(t, "every"), rapid.IntRange(1, 3).Draw(t, "times")
	}
	if a.after >= 0 && (a.after > 0 || a.every > 0) && chance(t, 4, "in") {
		a.in = "desk"
	}
	if a.waits() || a.every > 0 {
		a.from = rapid.SampledFrom([]string{"", "last", "first"}).Draw(t, "from")
		a.unless = rapid.SliceOfNDistinct(rapid.SampledFrom(ruleSignals), 0, 2, rapid.ID).Draw(t, "unless")
	} else {
		a.stop = a.hours == nil && chance(t, 3, "stop")
		if a.hours != nil {
			a.unless = rapid.SliceOfNDistinct(rapid.SampledFrom(ruleSignals), 0, 2, rapid.ID).Draw(t, "unless")
		}
	}
	if chance(t, 4, "limit") {
		per := rapid.SampledFrom([]string{"thread", "contact", "recipe"}).Draw(t, "per")
		if a.waits() || a.every > 0 || a.hours != nil {
			per = "thread" // which of several threads is first at one instant is nobody's promise
		}
		a.limit = &ruleLimit{rapid.IntRange(1, 2).Draw(t, "times"), rapid.SampledFrom([]int{20, 60, 600}).Draw(t, "window"), per}
	}
	return a
}

// drawPlan draws few threads and few recipes, so that they meet, and instants on a grid, so that they are equal.
func drawRulePlan(t *rapid.T) rulePlan {
	p := rulePlan{start: rapid.SampledFrom([]int{10 * 60, 11*60 + 20, 13 * 60, 20 * 60}).Draw(t, "start"), maxRuns: 1000}
	if chance(t, 5, "few") {
		p.maxRuns = rapid.IntRange(1, 3).Draw(t, "max runs")
	}
	for i := range rapid.IntRange(1, 3).Draw(t, "recipes") {
		p.recipes = append(p.recipes, drawRuleRecipe(t, fmt.Sprint("r", i+1)))
	}
	threads := rapid.SampledFrom([][]int{{0}, {0}, {0, 2}, {1}, {3, 0}}).Draw(t, "threads")
	ids := 0
	p.steps = rapid.SliceOfN(rapid.Custom(func(t *rapid.T) ruleStep {
		ids++
		return drawRuleStep(t, p, threads, ids)
	}), 1, 16).Draw(t, "steps")
	for i := range p.steps {
		p.steps[i].event.id = fmt.Sprint("e", i+1)
	}
	return p
}

func drawRuleStep(t *rapid.T, p rulePlan, threads []int, n int) ruleStep {
	switch rapid.IntRange(0, 9).Draw(t, "do") {
	case 0, 1, 2, 3, 4:
		return ruleStep{do: "send", event: drawRuleEvent(t, rapid.SampledFrom(threads).Draw(t, "thread"))}
	case 5:
		return drawRuleEdit(t, p)
	case 6:
		return ruleStep{do: rapid.SampledFrom([]string{"again", "sleep"}).Draw(t, "odd"), by: rapid.SampledFrom([]int{10, 90, 80 * 60}).Draw(t, "by")}
	case 7:
		return ruleStep{do: "until", by: rapid.SampledFrom([]int{5, 10, 30}).Draw(t, "by")}
	default:
		return ruleStep{do: "pass", by: rapid.SampledFrom([]int{5, 10, 30, 60, 150, 600}).Draw(t, "by")}
	}
}

func drawRuleEvent(t *rapid.T, thread int) ruleEvent {
	ev := ruleEvent{thread: thread, at: rapid.SampledFrom([]int{0, 0, 0, -5, -30, -60, 3, 30}).Draw(t, "at")}
	kinds := []string{"customer", "agent", "draft", "note", "bot"}
	if ruleThreads[thread].caseID != "" {
		kinds = append(kinds, "status", "status", "tag", "update", "customer", "agent")
	}
	kind := rapid.SampledFrom(kinds).Draw(t, "kind")
	ev.kind, ev.actor = "mention_created", kind
	switch kind {
	case "customer":
		ev.typ = "inbox"
	case "agent", "bot":
		ev.typ = "sent"
	case "draft", "note":
		ev.typ, ev.actor = kind, "agent"
	case "status":
		ev.kind, ev.actor, ev.to = "case_status_changed", "agent", rapid.SampledFrom([]string{"pending", "pending", "resolved", "unresolved"}).Draw(t, "to")
	case "tag":
		ev.kind, ev.actor, ev.tag = "case_tag_added", "agent", rapid.SampledFrom([]string{"x", "y"}).Draw(t, "tag")
	case "update":
		ev.kind, ev.actor = "case_updated", "agent"
		ev.item.topic = rapid.SampledFrom([]string{"a", "a", "b"}).Draw(t, "topic")
		ev.item.urgent = rapid.Bool().Draw(t, "urgent")
		ev.item.due = rapid.SampledFrom([]int{0, 11 * 60, 12 * 60, 13 * 60, 20 * 60, 30 * 60}).Draw(t, "due")
	}
	return ev
}

// drawEdit draws an edit of the set as it is then.
func drawRuleEdit(t *rapid.T, p rulePlan) ruleStep {
	i := rapid.IntRange(0, len(p.recipes)-1).Draw(t, "recipe")
	name := rapid.SampledFrom([]string{"name", "after", "word", "order", "front", "off", "off", "on", "on", "blink", "blink", "blink", "remove", "action", "hours", "topic", "urgent", "trigger", "limit"}).Draw(t, "edit")
	with := drawRuleAction(t, "note")
	hours := drawRuleHours(t)
	on := rapid.SampledFrom([]string{"new_item", "case_mention"}).Draw(t, "on")
	return ruleStep{do: "edit", name: fmt.Sprint(name, " of recipe ", i+1), edit: func(recipes []ruleRecipe) []ruleRecipe {
		all := slices.Clone(recipes)
		if i >= len(all) {
			return all
		}
		r := &all[i]
		r.actions = slices.Clone(r.actions)
		a := &r.actions[0]
		switch name {
		case "name":
			r.name += "!"
		case "after":
			if a.after > 0 {
				a.after += 15
			}
		case "word":
			if a.do == "notify" || a.do == "note" || a.do == "private_reply" {
				a.word = map[string]string{"good": "bad", "bad": "good"}[a.word]
			}
		case "order":
			slices.Reverse(all)
			slices.Reverse(r.actions)
		case "front":
			if r.action("note") == nil {
				r.actions = append([]ruleAction{with}, r.actions...)
			}
		case "off", "on":
			r.enabled = name == "on"
		case "blink": // applied twice
			r.enabled = !r.enabled
		case "remove":
			if len(all) > 1 {
				all = slices.Delete(all, i, i+1)
			}
		case "action":
			if len(r.actions) > 1 {
				r.actions = r.actions[1:]
			}
		case "hours":
			r.hours = hours
		case "topic":
			r.topic = map[string]string{"a": "b", "b": "", "": "a"}[r.topic]
		case "urgent":
			r.urgent = !r.urgent
		case "trigger":
			if r.on == "new_item" || r.on == "case_mention" {
				r.on = on
			} else if r.on == "case_tag_added" {
				r.on = "case_updated"
			}
		case "limit":
			if a.limit != nil {
				l := *a.limit
				l.times = 3 - l.times
				a.limit = &l
			}
		}
		return all
	}}
}
