package action

import (
	"fmt"
	"slices"
	"time"

	"github.com/commis-recipes/commis/internal/fault"
	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/trigger"
)

// Limit bounds how often an action is carried out: at most Times in any window of length Every. Beyond that it is skipped
// with the reason [Limited]. An action counts from the instant when it is begun, and no longer when it fails or is skipped.
// All times of a repeat count as one, and so does the sending of a digest. A repeat that a later event moves counts anew
// when it is begun; if the limit is reached by then, the remaining times of the earlier repeat are carried out.
//
// Actions without a limit have a usual one of [UsualTimes] an hour when they write to people: [Answering] kinds for each
// contact and recipe, over all its replies, [Addressed] kinds for each receiver and kind.
type Limit struct {
	// Times is the number of times: 1 to [MaxLimit].
	Times int `json:"times" schema:"required,min=1,max=1000"`
	// Every is the length of the window: more than zero, 366 days at most.
	Every schedule.Duration `json:"every" schema:"required"`
	// Per is the scope of the count.
	Per Per `json:"per" schema:"required"`
}

// Per is the scope of a [Limit]'s count.
type Per string

// The scopes. For an item without a contact PerContact counts its thread.
const (
	PerContact Per = "contact"
	PerThread  Per = "thread"
	PerRecipe  Per = "recipe"
)

const (
	// MaxLimit is the highest number of times in a [Limit].
	MaxLimit = 1000
	// UsualTimes is the number of messages an hour to one contact or receiver for actions without a limit.
	UsualTimes = 20
)

// Validate returns every fault of the limit, joined, as [*trigger.FieldError].
func (l Limit) Validate() error {
	var all fault.List
	if l.Times < 1 || l.Times > MaxLimit {
		all.Append(trigger.Invalid("times", "%d is not from 1 to %d", l.Times, MaxLimit))
	}
	if l.Every <= 0 || l.Every.Std() > 366*24*time.Hour {
		all.Append(trigger.Invalid("every", "%s is not above 0s and at most 366d", l.Every))
	}
	switch l.Per {
	case PerContact, PerThread, PerRecipe:
	case "":
		all.Append(trigger.Invalid("per", "missing, want contact, thread or recipe"))
	default:
		all.Append(trigger.Invalid("per", "%s", fmt.Sprintf("%q is not contact, thread or recipe", string(l.Per))))
	}
	return all.Err()
}

// Addressed is a config that writes to receivers of its own.
type Addressed interface {
	// Receivers returns the receivers of the filled-in config, each once.
	Receivers() []string
	// Without returns the config without some receivers.
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

// Without returns the e-mail without some addresses. When To would be empty, the first remaining address moves there.
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
