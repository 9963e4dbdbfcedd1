package desk

import (
	"context"
	"crypto/rand"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/history"
	"github.com/commis-recipes/commis/trigger"
)

// Origin says who did something, and because of what.
type Origin struct {
	Actor trigger.Actor
	User  string        // the agent's name, the customer's address
	Cause trigger.Cause // of what a recipe does; zero for people
}

// ByAgent is the origin of what an agent does.
func ByAgent(name string) Origin { return Origin{Actor: trigger.Agent, User: name} }

// byRecipe is the origin of what an action does.
func byRecipe(in action.Input) Origin {
	return Origin{Actor: trigger.Recipe, User: in.Recipe.ID, Cause: in.Cause()}
}

// tell hands an event to the engine, in the transaction that ctx carries: it is there if and only if what it tells is. What
// people did goes to the log of the case too; the engine writes down itself what recipes do.
func (d *Desk) tell(ctx context.Context, by Origin, ev trigger.Event) error {
	ev.ID, ev.At = rand.Text(), d.now()
	ev.Actor, ev.User, ev.Cause = by.Actor, by.User, by.Cause
	if err := d.Engine.Accept(ctx, ev); err != nil {
		return err
	}
	select {
	case d.wake <- struct{}{}: // Tick sees it when the transaction has ended
	default:
	}
	if by.Actor == trigger.Recipe {
		return nil
	}
	return d.History.Record(ctx, history.Entry{
		ID: ev.ID, At: ev.At, Event: ev.ID, Action: string(ev.Kind), Changed: true,
		Item:  trigger.Ref{Kind: trigger.CaseItem, ID: ev.Case.ID},
		Actor: history.Actor{Kind: by.Actor, ID: by.User},
	})
}
