package main

import (
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/commis-recipes/commis/trigger"
)

// message is an event before it is sent.
type message struct {
	id, thread string
	reply      bool // a customer wrote it
	last       bool // of its thread: the customer asks to be called
	again      int  // how often it is sent once more
}

// draw draws messages of as many threads as there are, a hundred of which are under way at a time. One in ten is sent twice.
func draw(seed uint64, n, threads int) []message {
	const underWay = 100
	r := rand.New(rand.NewPCG(seed, 1))
	type open struct {
		name string
		left int
	}
	var now []open
	opened := 0
	plan := make([]message, 0, n)
	for len(plan) < n {
		for len(now) < underWay && opened < threads {
			size := n / threads
			if opened < n%threads {
				size++
			}
			now = append(now, open{fmt.Sprint("t", opened), size})
			opened++
		}
		i := r.IntN(len(now))
		now[i].left--
		m := message{id: fmt.Sprint("e", len(plan)), thread: now[i].name, reply: r.IntN(2) == 0, last: now[i].left == 0}
		if r.IntN(10) == 0 {
			m.again = 1
		}
		plan = append(plan, m)
		if m.last {
			now[i] = now[len(now)-1]
			now = now[:len(now)-1]
		}
	}
	return plan
}

func (m message) event(at time.Time) trigger.Event {
	mention := &trigger.Mention{
		ID: "m-" + m.id, Topic: "support", Service: "email", Type: trigger.SentType, CaseID: m.thread, Content: "¿Está resuelto?",
	}
	e := trigger.Event{ID: m.id, Kind: trigger.MentionCreated, At: at, Actor: trigger.Agent, Mention: mention}
	if m.reply || m.last {
		mention.Type, e.Actor = "inbox", trigger.Customer
	}
	if m.last {
		mention.Tags = []string{"call me"}
	}
	return e
}
