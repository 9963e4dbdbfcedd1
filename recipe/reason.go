package recipe

// A reason says why something has its [Outcome]. It is a word of this file, of package action where an action does not apply,
// one of the signals ([action.Signal]) that cancelled a wait, [OutsideHours], or the host's own ([action.Skip]). That of
// [Expired] says how late it was, as in "73h0m0s late".

// Applied is the reason of repeated: the event was applied before.
const Applied = "applied"

// The reasons of loop_stopped.
const (
	RanBefore = "ran_before" // the recipe would run because of itself in the thread
	TooDeep   = "too_deep"   // the chain of recipes that led to the event is at its longest
	TooOften  = "too_often"  // the recipe ran three times in the thread for this first cause
	TooMany   = "too_many"   // as many recipes as may run for this first cause have run, 1,000 unless the host says otherwise
)

// The reasons why an action that waited was cancelled, beside the signals of package action.
const (
	ArmedBefore    = "armed_before"    // skipped: an earlier event armed it, or made it run, and the first counts
	Merged         = "merged"          // another one of its action waited in a thread that was merged with its own
	Rearmed        = "rearmed"         // a later event put the action off anew
	RecipeRemoved  = "recipe_removed"  // its recipe is not in the set any more
	RecipeDisabled = "recipe_disabled" // its recipe was disabled
	ActionRemoved  = "action_removed"  // its recipe has no such action any more
	TriggerChanged = "trigger_changed" // its recipe starts on other events by now
	TopicChanged   = "other_topic"     // the item is in none of the recipe's topics any more
	TriggerEnded   = "trigger_ended"   // the case left the status or lost the tag that the recipe waits for
	NoLongerMatch  = "filtered_out"    // the recipe's filter says no by now
	ItemGone       = "gone"            // the item does not exist any more
	Resolved       = "resolved"        // the polled record is not there any more, or does not match any more
	StoppedBefore  = "stopped"         // an action before it failed, and says that the later ones are skipped
	ByHost         = "by_host"         // the host cancelled it, see [Engine.Cancel]
	DeadTooLong    = "dead_too_long"   // it was a dead letter, and nobody retried or discarded it in time
)

// The reasons of an action that is put off to an instant of its item.
const (
	NoInstant = "no_instant" // the item has no such instant, or not any more
	TooLate   = "too_late"   // the instant was over for more than 72 hours when it was worked out
	Moved     = "moved"      // the item's instant is another one than before
)
