package recipe

import (
	"slices"

	"github.com/commis-recipes/commis/action"
)

// Reason is a word that says why something has its [Outcome]. It is set on outcomes such as skipped, cancelled, waiting, repeated
// and loop_stopped, and on failed where the engine knows more than the error's text. [Reasons] lists the library's words; a
// host's handlers may skip with words of their own ([action.Skip]).
type Reason = action.Reason

// Applied is the reason of repeated: the event was applied before.
const Applied Reason = "applied"

// The reasons of loop_stopped.
const (
	RanBefore Reason = "ran_before" // the recipe would run because of itself in the thread
	TooDeep   Reason = "too_deep"   // the chain of recipes that caused the event has the greatest length
	TooOften  Reason = "too_often"  // the recipe has run three times in the thread for this first cause
	TooMany   Reason = "too_many"   // the highest number of runs for one first cause is reached, 1,000 unless the host sets another
)

// The reasons of failed; of other failures the error tells.
const (
	FilterError Reason = "filter_error" // the filter could not be evaluated
	Panicked    Reason = "panic"        // a filter, a handler or the config of an action panicked
	SourceError Reason = "source_error" // a source could not be read
	RecordError Reason = "record_error" // records or items of a source could not be used; the others were
)

// The reasons of expired.
const (
	Late        Reason = "late"          // it came up more than 72 hours after it was due
	DeadTooLong Reason = "dead_too_long" // it was a dead letter, neither retried nor discarded in time
)

// The reasons why an action that waited was cancelled, beside the signals of package action.
const (
	ArmedBefore    Reason = "armed_before"    // an earlier event armed it or made it run, and the first event counts
	Merged         Reason = "merged"          // the same action waited in a thread that was merged with this one
	Rearmed        Reason = "rearmed"         // a later event moved the wait
	RecipeRemoved  Reason = "recipe_removed"  // its recipe was removed
	RecipeDisabled Reason = "recipe_disabled" // its recipe was disabled
	ActionRemoved  Reason = "action_removed"  // the action was removed from its recipe
	TriggerChanged Reason = "trigger_changed" // its recipe does not start on such events any more
	TopicChanged   Reason = "other_topic"     // the item is in none of the recipe's topics any more
	TriggerEnded   Reason = "trigger_ended"   // the case left the status or lost the tag that the recipe waits for
	NoLongerMatch  Reason = "filtered_out"    // the recipe's filter does not match any more
	ItemGone       Reason = "gone"            // the item does not exist any more
	Resolved       Reason = "resolved"        // the polled record is missing, or does not match any more
	StoppedBefore  Reason = "stopped"         // an earlier action with "on_error": "stop" failed
	ByHost         Reason = "by_host"         // the host cancelled it
)

// The reasons of an action that is put off to an instant of its item, or to the next opening.
const (
	NoInstant   Reason = "no_instant"    // the item has no such instant
	TooLate     Reason = "too_late"      // the instant was more than 72 hours ago when it was worked out
	Moved       Reason = "moved"         // the item's instant changed
	HoursClosed Reason = "outside_hours" // it waits for the next opening of its hours; if cancelled: they never open
)

// ReasonDoc describes a [Reason] of the library.
type ReasonDoc struct {
	Reason Reason `json:"reason"`
	Doc    string `json:"doc"` // one line
}

// reasons is the list of all reasons of the library. A test keeps it the same as the constants and their comments.
var reasons = []ReasonDoc{
	{Applied, "the event was applied before"},
	{RanBefore, "the recipe would run because of itself in the thread"},
	{TooDeep, "the chain of recipes that caused the event has the greatest length"},
	{TooOften, "the recipe has run three times in the thread for this first cause"},
	{TooMany, "the highest number of runs for one first cause is reached, 1,000 unless the host sets another"},
	{FilterError, "the filter could not be evaluated"},
	{Panicked, "a filter, a handler or the config of an action panicked"},
	{SourceError, "a source could not be read"},
	{RecordError, "records or items of a source could not be used; the others were"},
	{Late, "it came up more than 72 hours after it was due"},
	{DeadTooLong, "it was a dead letter, neither retried nor discarded in time"},
	{ArmedBefore, "an earlier event armed it or made it run, and the first event counts"},
	{Merged, "the same action waited in a thread that was merged with this one"},
	{Rearmed, "a later event moved the wait"},
	{RecipeRemoved, "its recipe was removed"},
	{RecipeDisabled, "its recipe was disabled"},
	{ActionRemoved, "the action was removed from its recipe"},
	{TriggerChanged, "its recipe does not start on such events any more"},
	{TopicChanged, "the item is in none of the recipe's topics any more"},
	{TriggerEnded, "the case left the status or lost the tag that the recipe waits for"},
	{NoLongerMatch, "the recipe's filter does not match any more"},
	{ItemGone, "the item does not exist any more"},
	{Resolved, "the polled record is missing, or does not match any more"},
	{StoppedBefore, "an earlier action with \"on_error\": \"stop\" failed"},
	{ByHost, "the host cancelled it"},
	{NoInstant, "the item has no such instant"},
	{TooLate, "the instant was more than 72 hours ago when it was worked out"},
	{Moved, "the item's instant changed"},
	{HoursClosed, "it waits for the next opening of its hours; if cancelled: they never open"},
	{action.CasesOnly, "it changes cases, and the event is about a mention"},
	{action.MentionsOnly, "it changes mentions, and the event is about something else"},
	{action.NoAssociatedCase, "the mention belongs to no case"},
	{action.NoMention, "the event carries no mention"},
	{action.NoMentionOrCase, "it changes mentions and cases, and the event is about something else"},
	{action.NoAuthor, "the mention's author is unknown"},
	{action.ServiceMismatch, "the mention came in on another service"},
	{action.AlreadyAssigned, "the item has an assignee already"},
	{action.NoContact, "the item has no known contact"},
	{action.NoRecentHandler, "nobody handled a conversation with the contact lately"},
	{action.Nobody, "the lists of receivers or assignees are empty"},
	{action.Empty, "the list of tags is empty"},
	{action.NobodyAvailable, "none of the candidates is available"},
	{action.NoRecipient, "the group has no members"},
	{action.NoChannel, "no recipient can be reached on the channel"},
	{action.Automatic, "a machine sent the message that would be answered"},
	{action.Limited, "its limit is reached"},
	{action.CasesDisabled, "the host's cases feature is off; used by its handlers"},
	{Reason(action.CustomerReply), "the customer wrote"},
	{Reason(action.AgentReply), "an agent wrote"},
	{Reason(action.TagAdded), "the case got a tag"},
	{Reason(action.StatusChanged), "the case got another status"},
	{Reason(action.AnySignal), "any event of the thread"},
}

// Reasons lists the library's reasons with their descriptions.
func Reasons() []ReasonDoc { return slices.Clone(reasons) }
