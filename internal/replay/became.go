package replay

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"strings"
	"time"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/recipe"
)

// deeds says what each kind of action does. "{ by |channel}" is the member channel of the action's config, or of what it
// found out, after " by "; where it is missing nothing is written.
var deeds = map[string]string{
	"add_tags": "add the tag {tags}", "assign": "assign it to {users}{teams}", "distribute_survey": "send the survey {survey}{ to |email}",
	"edit": "set the {property} to {value}", "email": "write to {to}{ about |subject}", "message": "send {text}", "note": "note {text}",
	"notify": "notify {users}{teams}{ by |channel}", "private_reply": "reply in private{ |message}{ with the survey |survey}",
	"public_reply": "reply in public {message}", "remove": "{how} it", "remove_tags": "take off the tag {tags}", "reply": "reply {message}",
	"resolve": "resolve it", "save_contact": "save the contact{ |email}", "set_field": "set {field} to {value}",
	"set_status": "set the status to {status}", "slack": "tell Slack{ in |channel}: {text}",
	"smart_assign": "assign it to the one who had the customer last{, |users}", "sync": "{operation} a {object} in {system}",
	"ticket": "open the ticket {name}", "unassign": "assign it to nobody", "web_service": "call {url}", "webhook": "call {url}",
}

// place is a place in a text of deeds.
var place = regexp.MustCompile(`\{(?:([^{}|]*)\|)?(\w+)\}`)

// signals says in words what cancels a wait.
var signals = map[action.Signal]string{
	action.CustomerReply: "the customer writes", action.AgentReply: "an agent answers", action.TagAdded: "a tag is added",
	action.StatusChanged: "the status changes", action.AnySignal: "anything happens",
}

// became says in words what became of an action, which the set has as a.
func became(s recipe.ActionReport, a action.Action) string {
	what := deed(s, a)
	switch s.Outcome {
	case recipe.Done:
		return what
	case recipe.Waiting:
		return what + later(s, a)
	}
	return ended(s.Outcome, s.Reason, s.Err) + ": " + what
}

// ended says how a recipe or an action ended, and why.
func ended(o recipe.Outcome, reason recipe.Reason, err error) string {
	text := spaced(string(o))
	if reason != "" {
		text += " (" + spaced(string(reason)) + ")"
	}
	if err != nil {
		text += ": " + err.Error()
	}
	return text
}

// deed says what an action does, or would do: with its texts filled in, if they were.
func deed(s recipe.ActionReport, a action.Action) string {
	with := s.With
	if len(with) == 0 {
		with = a.With
	}
	members := make(map[string]any)
	if len(with) > 0 && json.Unmarshal(with, &members) != nil {
		return spaced(s.Do)
	}
	maps.Copy(members, s.Output)
	text, ok := deeds[s.Do]
	if !ok {
		return spaced(s.Do)
	}
	return place.ReplaceAllStringFunc(text, func(at string) string {
		parts := place.FindStringSubmatch(at)
		value, given := members[parts[2]]
		if !given {
			return ""
		}
		return parts[1] + shown(value)
	})
}

// shown writes a value of a config: a text of several words in quotes, a list with commas.
func shown(value any) string {
	switch v := value.(type) {
	case string:
		if strings.ContainsAny(v, " \n") {
			return fmt.Sprintf("%q", clip(v))
		}
		return v
	case []string:
		return strings.Join(v, ", ")
	case []any:
		all := make([]string, len(v))
		for i, element := range v {
			all[i] = shown(element)
		}
		return strings.Join(all, ", ")
	}
	return fmt.Sprint(value)
}

// later says when an action is due, and what would cancel it.
func later(s recipe.ActionReport, a action.Action) string {
	due := s.Due.UTC()
	text := " at " + due.Format(time.TimeOnly)
	if due.Format(time.DateOnly) != s.At.UTC().Format(time.DateOnly) {
		text = " on " + due.Format("Monday 2 January") + text
	}
	if s.Reason != "" {
		text += " (" + spaced(string(s.Reason)) + ")"
	}
	for i, signal := range a.Unless {
		join := " or "
		if i == 0 {
			join = " unless "
		}
		text += join + signals[signal]
	}
	return text
}
