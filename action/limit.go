package action

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/trigger"
)

// Limit is how often an action is carried out at most: Times in any window of the length Every. What is more is skipped, with
// the reason [Limited]. An action counts from when it is begun, and not if it fails or is skipped; the times of one that is
// repeated count as one, and so does the sending of a digest. A repeat that a later event moves counts anew when it is begun;
// where the limit is reached by then, the times that are left of the earlier one are carried out.
//
// What is [Answering] has a limit without saying so, of [UsualTimes] an hour for one contact and recipe, over all its replies;
// what is [Addressed] one of as many for each receiver and kind.
type Limit struct {
	// Times is how often: 1 to [MaxLimit].
	Times int `json:"times"`
	// Every is the length of the window: more than zero, 366 days at most.
	Every schedule.Duration `json:"every"`
	// Per is what is counted apart.
	Per Per `json:"per"`
}

// Per is what a [Limit] counts apart.
type Per string

// What may be counted apart. An item without a contact counts as its thread.
const (
	PerContact Per = "contact"
	PerThread  Per = "thread"
	PerRecipe  Per = "recipe"
)

const (
	// MaxLimit is the highest number of times in a [Limit].
	MaxLimit = 1000
	// UsualTimes is how often an hour a recipe writes to one contact or receiver when it does not say otherwise.
	UsualTimes = 20
)

// Validate returns every fault of the limit, joined, as [*trigger.FieldError].
func (l Limit) Validate() error {
	var all []error
	if l.Times < 1 || l.Times > MaxLimit {
		all = append(all, trigger.Invalid("times", "%d is not from 1 to %d", l.Times, MaxLimit))
	}
	if l.Every <= 0 || l.Every.Std() > 366*24*time.Hour {
		all = append(all, trigger.Invalid("every", "%s is not more than nothing and at most 366d", l.Every))
	}
	switch l.Per {
	case PerContact, PerThread, PerRecipe:
	case "":
		all = append(all, trigger.Invalid("per", "missing, want contact, thread or recipe"))
	default:
		all = append(all, trigger.Invalid("per", "%s", fmt.Sprintf("%q is not contact, thread or recipe", string(l.Per))))
	}
	return errors.Join(all...)
}

// Addressed is a config that writes to receivers of its own.
type Addressed interface {
	// Receivers returns whom it writes to, each once, as it has been filled in.
	Receivers() []string
	// Without returns the config without some of them.
	Without(receivers []string) Config
}

// Receivers returns every address, those in To first.
func (c Email) Receivers() []string {
	var all []string
	for _, address := range slices.Concat(c.To, c.Cc, c.Bcc) {
		if !slices.Contains(all, address) {
			all = append(all, address)
		}
	}
	return all
}

// except returns the list without some of its members.
func except(list, out []string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(one string) bool { return slices.Contains(out, one) })
}

// Without returns the e-mail without some addresses. Where nobody is left in To, the first of the others is.
func (c Email) Without(receivers []string) Config {
	c.To, c.Cc, c.Bcc = except(c.To, receivers), except(c.Cc, receivers), except(c.Bcc, receivers)
	for _, rest := range []*[]string{&c.Cc, &c.Bcc} {
		if len(c.To) == 0 && len(*rest) > 0 {
			c.To, *rest = (*rest)[:1:1], (*rest)[1:]
		}
	}
	return c
}

// Receivers returns the user and the group; the group counts as one.
func (c Message) Receivers() []string {
	var all []string
	if c.To.User != "" {
		all = append(all, userReceiver+c.To.User)
	}
	if c.To.Group != "" {
		all = append(all, groupReceiver+c.To.Group)
	}
	return all
}

const (
	userReceiver  = "user "
	groupReceiver = "group "
)

// Without returns the message without the user or the group.
func (c Message) Without(receivers []string) Config {
	for _, r := range receivers {
		switch r {
		case userReceiver + c.To.User:
			c.To.User = ""
		case groupReceiver + c.To.Group:
			c.To.Group = ""
		}
	}
	return c
}
