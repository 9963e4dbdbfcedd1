package desk

import (
	"context"
	"crypto/rand"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/history"
	"github.com/commis-recipes/commis/trigger"
)

// Origin is the actor and the cause of a change.
type Origin struct {
	Actor trigger.Actor
	User  string        // the agent's name, the customer's address
	Cause trigger.Cause // of a recipe's action; zero for people
}

// ByAgent is the origin of an agent's change.
func ByAgent(name string) Origin { return Origin{Actor: trigger.Agent, User: name} }

// byRecipe is the origin of an action's change.
func byRecipe(in action.Input) Origin {
	return Origin{Actor: trigger.Recipe, User: in.Recipe.ID, Cause: in.Cause()}
}

// tell passes an event to the engine, in the transaction of ctx: it is stored if and only if the change is. People's changes
// are logged here too; the engine itself logs actions of recipes.
func (d *Desk) tell(ctx context.Context, by Origin, ev trigger.Event) error {
	ev.ID, ev.At = rand.Text(), d.now()
	ev.Actor, ev.User, ev.Cause = by.Actor, by.User, by.Cause
	if err := d.Engine.Accept(ctx, ev); err != nil {
		return err
	}
	if d.Journal != nil {
		if err := d.Journal.Add(ctx, ev); err != nil {
			return err
		}
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
