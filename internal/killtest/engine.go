package killtest

import (
	"context"
	"time"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/history"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/schedule"
)

// deskSet asks for one action of every kind that must survive: in the transaction, outside of it, after a silence,
// and for several matches at once.
const deskSet = `{"format":1,"recipes":[
	{"id":"each","name":"Each message","enabled":true,"trigger":{"on":"new_item","all_topics":true},"actions":[
		{"do":"edit","with":{"property":"category","value":"seen"}}]},
	{"id":"reply","name":"Tag replies","enabled":true,"trigger":{"on":"new_item","all_topics":true},
	 "filter":"mention.type != 'sent'","actions":[
		{"do":"add_tags","with":{"tags":["answered"]}}]},
	{"id":"quiet","name":"Close quiet ones","enabled":true,"trigger":{"on":"new_item","all_topics":true},
	 "filter":"mention.type == 'sent'","actions":[
		{"do":"resolve","after":"1s","unless":["customer_reply"]}]},
	{"id":"news","name":"Tell the news","enabled":true,"trigger":{"on":"new_item","all_topics":true},
	 "filter":"'news' in mention.tags","actions":[
		{"do":"notify","with":{"users":["7"],"channel":"push","after_count":5}}]}]}`

// Deadline is the deadline of an action: short, so that claims of a dead worker pass while the test runs.
const Deadline = 2 * time.Second

// carry carries out an action of a kind.
type carry func(ctx context.Context, do string, in action.Input) error

// newEngine returns an engine with the set. write is called in the transaction that settles an action, call outside of it.
func newEngine(store schedule.Store, log history.Recorder, now func() time.Time, write, call carry) (*recipe.Engine, error) {
	var can action.Handlers
	action.HandleLocal(&can, action.HandlerFunc[action.Edit](func(ctx context.Context, c action.Edit, in action.Input) error {
		return write(ctx, c.Kind(), in)
	}))
	action.HandleLocal(&can, action.HandlerFunc[action.Resolve](func(ctx context.Context, c action.Resolve, in action.Input) error {
		return write(ctx, c.Kind(), in)
	}))
	action.HandleFunc(&can, func(ctx context.Context, c action.AddTags, in action.Input) error { return call(ctx, c.Kind(), in) })
	action.HandleFunc(&can, func(ctx context.Context, c action.Notify, in action.Input) error { return call(ctx, c.Kind(), in) })
	set, err := recipe.Decode([]byte(deskSet))
	if err != nil {
		return nil, err
	}
	e := &recipe.Engine{Handlers: &can, Store: store, History: log, Deadline: Deadline, Now: now}
	return e, e.Load(set)
}

// eventsOf returns the ids of the events that an action is about.
func eventsOf(in action.Input) []string {
	if in.Digest == nil {
		return []string{in.Event.ID}
	}
	var ids []string
	for _, m := range in.Digest {
		ids = append(ids, m.Event)
	}
	return ids
}
