package killtest

import (
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/commis-recipes/commis/trigger"
)

// Plan is the messages that a desk receives, in order: agents write to customers, who answer or do not.
type Plan []Message

// Message is one event. Its instant is given when it is sent; a later message has a later one.
type Message struct {
	ID, Thread string
	Reply      bool // a customer wrote it
	News       bool // a digest collects it
	Known      bool // the host knows the contact, which is one more name of the thread
}

// Draw draws a plan of n messages. Half of them open a case; the others go on with a recent one.
func Draw(seed uint64, n int) Plan {
	const recent = 300
	r := rand.New(rand.NewPCG(seed, 0x506f7374))
	p := make(Plan, n)
	for i := range p {
		p[i] = Message{ID: fmt.Sprint("e", i), Thread: fmt.Sprint(i), News: r.IntN(10) == 0, Known: r.IntN(4) == 0}
		if i > 0 && r.IntN(2) == 0 {
			earlier := p[i-1-r.IntN(min(i, recent))]
			p[i].Thread, p[i].Known = earlier.Thread, earlier.Known
			p[i].Reply = r.IntN(3) > 0
		}
	}
	return p
}

// Event returns the event of a message.
func (m Message) Event(at time.Time) trigger.Event {
	mention := &trigger.Mention{
		ID: "m-" + m.ID, Topic: "support", Service: "email", Type: trigger.SentType, CaseID: m.Thread,
		Content: "¿Está resuelto?",
	}
	if m.Known {
		mention.Contact.ID = "c-" + m.Thread
	}
	e := trigger.Event{ID: m.ID, Kind: trigger.MentionCreated, At: at, Actor: trigger.Agent, Mention: mention}
	if m.Reply {
		mention.Type, e.Actor = "inbox", trigger.Customer
	}
	if m.News {
		mention.Tags = []string{"news"}
	}
	return e
}
