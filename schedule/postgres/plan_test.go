package postgres_test

import (
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/commis-recipes/commis/trigger"
)

// plan is what the desk hears of, in order: agents write to customers, who answer or do not.
type plan []message

// message is one event. Its instant is told when it is sent; a later message has a later one.
type message struct {
	id, thread string
	reply      bool // a customer wrote it
	news       bool // a digest collects it
	known      bool // the host knows the contact, which is one more name of the thread
}

// draw makes a plan of n messages. Half of them open a case; the others go on with one that is not old.
func draw(seed uint64, n int) plan {
	const recent = 300
	r := rand.New(rand.NewPCG(seed, 0x506f7374))
	p := make(plan, n)
	for i := range p {
		p[i] = message{id: fmt.Sprint("e", i), thread: fmt.Sprint(i), news: r.IntN(10) == 0, known: r.IntN(4) == 0}
		if i > 0 && r.IntN(2) == 0 {
			earlier := p[i-1-r.IntN(min(i, recent))]
			p[i].thread, p[i].known = earlier.thread, earlier.known
			p[i].reply = r.IntN(3) > 0
		}
	}
	return p
}

// event makes the event of a message.
func (m message) event(at time.Time) trigger.Event {
	mention := &trigger.Mention{
		ID: "m-" + m.id, Topic: "support", Service: "email", Type: trigger.SentType, CaseID: m.thread,
		Content: "¿Está resuelto?",
	}
	if m.known {
		mention.Contact.ID = "c-" + m.thread
	}
	e := trigger.Event{ID: m.id, Kind: trigger.MentionCreated, At: at, Actor: trigger.Agent, Mention: mention}
	if m.reply {
		mention.Type, e.Actor = "inbox", trigger.Customer
	}
	if m.news {
		mention.Tags = []string{"news"}
	}
	return e
}
