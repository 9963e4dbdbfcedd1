package foresight_test

import (
	"encoding/json"
	"math/rand/v2"
	"strconv"
	"strings"
	"time"

	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/recipe/foresight"
	"github.com/commis-recipes/commis/trigger"
)

// smallHost is a helpdesk with four statuses, and a kind of event of its own.
var smallHost = foresight.Host{World: trigger.World{Statuses: []trigger.HostStatus{
	{Name: "new", Class: trigger.Unresolved}, {Name: "open", Class: trigger.Unresolved},
	{Name: "waiting", Class: trigger.Pending}, {Name: "closed", Class: trigger.Resolved},
}, Kinds: []trigger.OwnKind{{Name: "opened", About: trigger.CaseItem}}}}

var noon = time.Date(2026, 1, 5, 12, 0, 0, 0, time.UTC)

// smallWorld is every event of the small world: four fields with five values each, by kind of event. The tests of smallTest tell
// no others apart.
func smallWorld() []trigger.Event {
	var all []trigger.Event
	add := func(ev trigger.Event, k trigger.Case) {
		k.ID = "5"
		ev.ID, ev.At, ev.Case, ev.Actor = "e"+strconv.Itoa(len(all)), noon, &k, trigger.Agent
		all = append(all, smallHost.World.Normal(ev))
	}
	for _, tags := range [][]string{nil, {"a"}, {"b"}, {"a", "b"}, {"c"}} {
		for _, plan := range []any{nil, "pro", "free", "other", 7.0} {
			for _, title := range []string{"", "refund", "late", "refund late", "hello"} {
				k := trigger.Case{Tags: tags, Title: title}
				if plan != nil {
					k.Fields = map[string]any{"plan": plan}
				}
				for _, status := range []trigger.Status{"", "new", "open", "waiting", "closed"} {
					k.Status = status
					add(trigger.Event{Kind: "opened"}, k)
					add(trigger.Event{Kind: trigger.CaseUpdated, Changes: map[string]trigger.Change{"case.category": {From: "x"}}}, k)
					add(trigger.Event{Kind: trigger.CaseTagAdded, Tag: "a"}, k)
					add(trigger.Event{Kind: trigger.CaseTagAdded, Tag: "b"}, k)
					add(trigger.Event{Kind: trigger.CaseTagAdded, Tag: "d"}, k)
					if status != "" {
						from := trigger.Status("new")
						if status == from {
							from = "open"
						}
						add(trigger.Event{Kind: trigger.CaseStatusChanged, From: from, To: status}, k)
					}
				}
			}
		}
	}
	return all
}

// smallTest writes one test of the small world.
func smallTest(r *rand.Rand) string {
	pick := func(of ...string) string { return of[r.IntN(len(of))] }
	return pick(
		`case.status `+pick("==", "!=", "<", "<=", ">", ">=")+` "`+pick("new", "open", "waiting", "closed")+`"`,
		`case.status `+pick("in", "not in")+` ["`+pick("new", "open")+`", "`+pick("waiting", "closed")+`"]`,
		`case.status `+pick("==", "!=")+` nil`,
		`"`+pick("a", "b")+`" `+pick("in", "not in")+` case.tags`,
		`is(case.tags, `+pick(`"a"`, `"b"`, `"a", "b"`)+`)`,
		`case.tags `+pick("==", "!=")+` nil`,
		`case.fields.plan `+pick("==", "!=")+` `+pick(`"pro"`, `"free"`, `nil`),
		`case.fields.plan `+pick("in", "not in")+` ["pro", "free"]`,
		pick("word", "words")+`(case.title, `+pick(`"refund"`, `"late"`, `"refund", "late"`)+`)`,
		`not word(case.title, "`+pick("refund", "late")+`")`,
		`case.title `+pick("==", "!=")+` nil`,
	)
}

func smallFilter(r *rand.Rand, depth int) string {
	switch n := r.IntN(10); {
	case depth == 0 || n < 3:
		return smallTest(r)
	case n < 6:
		return "(" + smallFilter(r, depth-1) + " and " + smallFilter(r, depth-1) + ")"
	case n < 9:
		return "(" + smallFilter(r, depth-1) + " or " + smallFilter(r, depth-1) + ")"
	}
	return "not (" + smallFilter(r, depth-1) + ")"
}

// smallSet draws a set of some recipes. Some have the actions of the one before, or are the same but for what starts them.
func smallSet(r *rand.Rand) recipe.Set {
	pick := func(of ...string) string { return of[r.IntN(len(of))] }
	var list []string
	var lastDoes, lastWhere string
	for i := range 2 + r.IntN(3) {
		trig := pick(`"on":"opened"`, `"on":"case_updated"`, `"on":["opened","case_updated"]`, `"on":"case_tag_added"`,
			`"on":"case_tag_added","tag":"a"`, `"on":"case_status_changed"`, `"on":"case_status_changed","status":["open","closed"]`)
		var acts []string
		for range 1 + r.IntN(2) {
			acts = append(acts, pick(`{"do":"add_tags","with":{"tags":["`+pick("a", "b")+`"]}}`, `{"do":"remove_tags","with":{"tags":["`+pick("a", "b")+`"]}}`,
				`{"do":"set_status","with":{"status":"`+pick("open", "closed")+`"}}`, `{"do":"note","with":{"text":"x"}}`,
				`{"do":"set_field","with":{"field":"case.fields.plan","value":"`+pick("pro", "free")+`"}}`))
		}
		for j := range acts {
			acts[j] = strings.Replace(acts[j], `{"do"`, `{"id":"x`+strconv.Itoa(j)+`","do"`, 1)
		}
		for j := range acts {
			if r.IntN(8) == 0 {
				acts[j] = strings.Replace(acts[j], `"do"`, `"after":"`+pick("1h", "3d")+`","do"`, 1)
			}
		}
		does, where := `"actions":[`+strings.Join(acts, ",")+`]`, ""
		if r.IntN(6) > 0 {
			text, _ := json.Marshal(smallFilter(r, 3))
			where = `"filter":` + string(text) + `,`
		}
		if i > 0 && r.IntN(4) == 0 {
			does = lastDoes
		}
		if i > 0 && r.IntN(6) == 0 {
			where = lastWhere
		}
		lastDoes, lastWhere = does, where
		rest := where + does
		if r.IntN(4) == 0 {
			rest = `"stop":true,` + rest
		}
		list = append(list, one("r"+strconv.Itoa(i), trig, rest))
	}
	set, err := recipe.Decode([]byte(recipes(list...)))
	if err != nil {
		panic(err)
	}
	return set
}
