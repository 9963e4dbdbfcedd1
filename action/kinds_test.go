package action_test

import (
	"context"
	"errors"
	"strings"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/trigger"
)

// every returns handlers that can do every kind of this package and do nothing.
func every() *action.Handlers {
	hs := &action.Handlers{}
	action.HandleAll(hs, func(context.Context, action.Config, action.Input) error { return nil })
	return hs
}

func idle[C action.Config](hs *action.Handlers) {
	action.HandleFunc(hs, func(context.Context, C, action.Input) error { return nil })
}

// lines returns the faults in err, one by one, as "path: message".
func lines(err error) []string {
	var all []string
	for _, f := range trigger.FieldErrors(err) {
		all = append(all, f.Error())
	}
	return all
}

// host is a host that writes down what it is asked to do.
type host struct {
	calls []string
	fails map[string]error // by call
}

func (h *host) call(words ...string) error {
	c := strings.Join(words, " ")
	h.calls = append(h.calls, c)
	return h.fails[c]
}

var errDown = errors.New("down")
