package action

import (
	"cmp"
	"context"
	"reflect"
)

// kinds has one row for each kind of action of the library. The handlers of [HandleAll], the table of [SocialConnect], the
// needs that [Anywhere] checks, and [NeedsCases] are derived from it.
var kinds = []kindRow{
	own[Notify](collected, on(newItem), nothing),
	own[Resolve](ordinary, on(newItem), theItem),
	own[Assign](roundRobin, places{{"item", newItem}, {"case", caseUpdate}, {"mention", caseMention}}, Assign.need),
	own[SmartAssign](ordinary, on(newItem), theItem),
	own[Edit](ordinary, on(newItem), Edit.need),
	own[Reply](answering, on(newItem), Reply.need),
	own[PrivateReply](answering, on(caseUpdate), theItem),
	own[PublicReply](answering, on(caseUpdate), theItem),
	own[Remove](irreversible, on(newItem), Remove.need),
	own[AddTags](ordinary, places{{"item", newItem | caseUpdate}, {"case", newItem | caseUpdate}, {"mention", caseUpdate}}, AddTags.need),
	own[RemoveTags](ordinary, places{{"case", caseUpdate}, {"item", caseTagAdded | caseStatusChanged}}, RemoveTags.need),
	own[SetStatus](ordinary, places{{"unresolved", 0}, {"pending", newItem | caseStatusChanged}, {"resolved", caseMention | caseStatusChanged}},
		SetStatus.need),
	own[Note](ordinary, nowhere, theItem),
	own[SetField](ordinary, nowhere, SetField.need),
	own[Unassign](ordinary, nowhere, Unassign.need),
	own[Message](addressed, on(workflow), nothing),
	own[DistributeSurvey](ordinary, on(workflow), nothing),
	own[SaveContact](ordinary, on(workflow), nothing),
	own[Ticket](ordinary, on(workflow), nothing),
	own[Email](addressed, on(workflow), nothing),
	own[Slack](ordinary, on(workflow), nothing),
	own[WebService](laned, on(workflow), nothing),
	own[Sync](ordinary, on(workflow), nothing),
	{kind: "webhook", is: laned, social: on(newItem | caseUpdate)}, // its config is in package webhook
}

// kindRow is a row of the table.
type kindRow struct {
	kind   string
	is     traits              // the optional methods of its config, so that none is forgotten
	social places              // Social Connect's places for it
	config reflect.Type        // nil for a kind of another package, and so are the two below
	needs  func(c Config) need // the items that it needs of an event
	handle func(hs *Handlers, f func(ctx context.Context, c Config, in Input) error)
}

// own returns the row of a kind of this package, with the config C.
func own[C Config](is traits, social places, needs func(c C) need) kindRow {
	var zero C
	return kindRow{
		kind: zero.Kind(), is: is, social: social, config: reflect.TypeFor[C](),
		needs: func(c Config) need { return needs(c.(C)) }, handle: handleAs[C],
	}
}

// traits are the optional interfaces of a kind's config.
type traits uint8

const (
	ordinary     traits = 1 << iota // none of those below
	irreversible                    // its effect cannot be undone: see [Irreversible]
	answering                       // it writes to the contact of the item: see [Answering]
	addressed                       // it writes to receivers of its own: see [Addressed]
	collected                       // it may be carried out for several matches: see [Digester]
	roundRobin                      // it may choose one of several in turn: see [RoundRobin]
	laned                           // it waits for one receiver: see [Laner]
)

// traitsOf returns the optional interfaces of a config.
func traitsOf(c Config) traits {
	var is traits
	set := func(one traits, ok bool) {
		if ok {
			is |= one
		}
	}
	undoable, ok := c.(Irreversible)
	set(irreversible, ok && undoable.Irreversible())
	_, ok = c.(Answering)
	set(answering, ok)
	_, ok = c.(Addressed)
	set(addressed, ok)
	_, ok = c.(Digester)
	set(collected, ok)
	_, ok = c.(RoundRobin)
	set(roundRobin, ok)
	_, ok = c.(Laner)
	set(laned, ok)
	return cmp.Or(is, ordinary)
}

// rowOf returns the row of a config of this package, nil for any other.
func rowOf(c Config) *kindRow {
	t := reflect.TypeOf(c)
	for i := range kinds {
		if t != nil && kinds[i].config == t {
			return &kinds[i]
		}
	}
	return nil
}

// places are the recipes in which Social Connect has a kind, for each of its variants, which a member of its config names.
type places []place

type place struct {
	variant string
	allowed columns
}

// on returns the places of a kind without variants; nowhere those of a kind that Social Connect does not have.
func on(allowed columns) places { return places{{"", allowed}} }

var nowhere = on(0)
