package recipe_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/trigger"
)

// awayOnce is a store whose database is away when it is asked for the second time.
type awayOnce struct {
	schedule.Memory
	calls int
}

func (f *awayOnce) Update(ctx context.Context, about schedule.Scope, fn func(context.Context, schedule.Tx) error) error {
	if f.calls++; f.calls == 2 {
		return errors.New("the database is away")
	}
	return f.Memory.Update(ctx, about, fn)
}

// A host takes events from a queue that sends each again until it is acknowledged. What Handle says of an event decides
// whether to acknowledge it.
func ExampleEngine_Handle_consumer() {
	e := loaded(outage)
	e.Store = &awayOnce{}
	queue := []trigger.Event{mention("1", "all is well"), mention("2", "falla"), {ID: "3"}}
	for len(queue) > 0 {
		ev := queue[0]
		queue = queue[1:] // acknowledges it
		switch _, err := e.Handle(context.Background(), ev); {
		case err == nil:
			fmt.Println("applied", ev.ID)
		case errors.Is(err, trigger.ErrRefused): // it never will be taken: show it to whoever sent it
			fmt.Println("refused", ev.ID)
		case errors.Is(err, recipe.ErrNotRecorded): // it was applied: Tick goes on with what is left
			fmt.Println("applied, and to be gone on with:", err)
		case errors.Is(err, recipe.ErrNotApplied):
			fmt.Println("again:", err)
			queue = append(queue, ev)
		}
	}
	// Output:
	// applied 1
	// again: event "2": not applied: the database is away
	// refused 3
	// add_tags mention/m2 {Tags:[outage] On:}
	// applied 2
}
