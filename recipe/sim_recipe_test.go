package recipe_test

import (
	"slices"
	"time"
)

// simAction is one action of the simulated recipes: its promises, beside the document that asks for it.
type simAction struct {
	do, with   string
	after      time.Duration // it waits so long
	at         bool          // it counts from the instant of its case
	in         bool          // it counts in the open time of the desk
	first      bool          // it counts from the first event
	unless     []string
	hours      string    // during or outside the desk's
	limit      *simLimit // nil is none
	local      bool      // its handler writes in the store's transaction
	once       bool      // it cannot be undone
	stop       bool      // later ones run when it is done
	count      int       // it is carried out for so many matches at once; zero is each by itself
	roundRobin bool      // it chooses one of several in turn
	tag        string    // the host adds this tag to the case, which is an event
	says       []string  // the host sends a message with these tags, which is an event
}

type simLimit struct {
	times int
	every time.Duration
	per   string
}

func (a *simAction) waits() bool { return a.after != 0 || a.at }

// simRecipe is a recipe that starts on mentions with its own id among their tags, or on its id as a tag of a case.
type simRecipe struct {
	id      string
	tagged  bool   // on case_tag_added
	loud    bool   // also on what recipes send
	hours   string // during or outside the desk's
	topic   string // empty is every topic
	stop    bool
	with    string // another recipe that belongs in the same world
	actions []simAction
}

const (
	simTags     = `{"tags":["x"]}`
	simCategory = `{"property":"category","value":"x"}`
	simReply    = `{"message":"hi","mode":"draft","service":"twitter"}`
	simTalk     = `{"message":"hi"}`
	simRemove   = `{"how":"hide"}`
	simNotify   = `{"users":["7"],"channel":"push"}`
	simAssign   = `{"users":["7"]}`
)

var answered = []string{"customer_reply"}

// simRecipes are the rules of every world. The kinds within one recipe differ, so that the history tells them apart.
var simRecipes = []simRecipe{
	{id: "halt", stop: true, actions: []simAction{{do: "add_tags", with: simTags}}},
	{id: "chain", actions: []simAction{
		{do: "add_tags", with: simTags, stop: true},
		{do: "edit", with: simCategory, local: true, stop: true},
		{do: "resolve", with: "{}"},
	}},
	{id: "close", actions: []simAction{{do: "resolve", with: "{}", after: 10 * time.Minute, unless: answered}}},
	{id: "nudge", actions: []simAction{{do: "reply", with: simReply, after: 5 * time.Minute, unless: answered, local: true}}},
	{id: "late", actions: []simAction{
		{do: "add_tags", with: simTags, stop: true},
		{do: "resolve", with: "{}"},
		{do: "reply", with: simReply, after: 4 * time.Minute, unless: answered, local: true},
	}},
	{id: "pick", actions: []simAction{{do: "assign", with: `{"users":["7","8","9"],"pick":"one"}`, roundRobin: true}}},
	{id: "spam", actions: []simAction{
		{do: "remove", with: simRemove, once: true, stop: true},
		{do: "add_tags", with: simTags},
	}},
	{id: "purge", actions: []simAction{{do: "remove", with: simRemove, once: true, after: 3 * time.Minute, unless: answered}}},
	{id: "pair", actions: []simAction{{do: "notify", with: `{"users":["7"],"channel":"push","after_count":2,"at_most_every":"3m"}`, count: 2}}},
	{id: "three", actions: []simAction{{do: "notify", with: `{"users":["7"],"channel":"push","after_count":3}`, count: 3}}},
	{id: "desk", hours: "during", actions: []simAction{
		{do: "notify", with: simNotify},
		{do: "resolve", with: "{}", after: 3 * time.Minute, unless: answered},
	}},
	{id: "night", hours: "outside", actions: []simAction{{do: "edit", with: simCategory, local: true, after: 2 * time.Minute, unless: []string{"agent_reply"}}}},
	{id: "turn", actions: []simAction{
		{do: "add_tags", with: simTags, hours: "during"},
		{do: "edit", with: simCategory, local: true, after: time.Minute, hours: "outside", unless: answered},
	}},
	{id: "office", actions: []simAction{{do: "resolve", with: "{}", after: 3 * time.Minute, in: true, unless: answered}}},
	{id: "remind", actions: []simAction{{do: "notify", with: simNotify, after: 3 * time.Minute, first: true, unless: []string{"agent_reply"}}}},
	{id: "once", actions: []simAction{{do: "edit", with: simCategory, local: true, after: 2 * time.Minute, first: true}}},
	{id: "nag", actions: []simAction{
		{do: "add_tags", with: simTags, stop: true},
		{do: "reply", with: simReply, local: true, after: 2 * time.Minute, first: true, unless: answered},
	}},
	{id: "due", actions: []simAction{
		{do: "resolve", with: "{}", at: true, after: -time.Minute, unless: answered},
		{do: "edit", with: simCategory, local: true, at: true, after: 2 * time.Minute},
	}},
	{id: "cap", actions: []simAction{
		{do: "add_tags", with: simTags, limit: &simLimit{1, 6 * time.Minute, "contact"}},
		{do: "notify", with: simNotify, limit: &simLimit{2, 9 * time.Minute, "recipe"}},
	}},
	{id: "spare", actions: []simAction{{do: "edit", with: simCategory, local: true, after: 2 * time.Minute, unless: answered, limit: &simLimit{1, 10 * time.Minute, "thread"}}}},
	{id: "topic", topic: "t", actions: []simAction{{do: "assign", with: simAssign, after: 3 * time.Minute, unless: answered}}},
	{id: "ping", tagged: true, with: "pong", actions: []simAction{{do: "add_tags", with: simTags, tag: "pong"}}},
	{id: "pong", tagged: true, with: "ping", actions: []simAction{{do: "add_tags", with: simTags, tag: "ping"}}},
	{id: "fan", with: "fans", actions: []simAction{
		{do: "add_tags", with: simTags, tag: "join"},
		{do: "edit", with: simCategory, local: true, tag: "join"},
	}},
	{id: "fans", with: "join", actions: []simAction{
		{do: "add_tags", with: simTags, tag: "join"},
		{do: "assign", with: simAssign, tag: "join"},
	}},
	{id: "join", tagged: true, with: "ping", actions: []simAction{{do: "notify", with: simNotify, tag: "ping"}}},
	{id: "await", with: "join", actions: []simAction{
		{do: "add_tags", with: simTags, tag: "join"},
		{do: "resolve", with: "{}", after: 3 * time.Minute, unless: []string{"tag_added"}},
	}},
	{id: "talk", loud: true, with: "chat", actions: []simAction{{do: "private_reply", with: simTalk, says: []string{"chat", "close"}}}},
	{id: "chat", loud: true, with: "talk", actions: []simAction{{do: "private_reply", with: simTalk, says: []string{"talk", "quiet"}}}},
	{id: "quiet", actions: []simAction{{do: "resolve", with: "{}", after: 2 * time.Minute, unless: []string{"any"}}}},
}

// simRecipeByID returns the recipe with the id.
func simRecipeByID(id string) simRecipe {
	if i := slices.IndexFunc(simRecipes, func(r simRecipe) bool { return r.id == id }); i >= 0 {
		return simRecipes[i]
	}
	return simRecipe{}
}

// action returns the place of the action of a kind, or -1.
func (r simRecipe) action(do string) int {
	return slices.IndexFunc(r.actions, func(a simAction) bool { return a.do == do })
}
