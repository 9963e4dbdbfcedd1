package action

// Reason is a word that explains the outcome of an action or a decision. The library's reasons are the constants of this
// type, here and in package recipe, whose Reasons lists them all; each [Signal] is the reason of a wait that it cancelled.
// A host's handlers may [Skip] with words of their own.
type Reason string

// The reasons why an action does not apply.
const (
	CasesOnly        Reason = "cases_only"         // it changes cases, and the event is about a mention
	MentionsOnly     Reason = "mentions_only"      // it changes mentions, and the event is about something else
	NoAssociatedCase Reason = "no_associated_case" // the mention belongs to no case
	NoMention        Reason = "no_mention"         // the event carries no mention
	NoMentionOrCase  Reason = "no_mention_or_case" // it changes mentions and cases, and the event is about something else
	NoAuthor         Reason = "no_author"          // the mention's author is unknown
	ServiceMismatch  Reason = "service_mismatch"   // the mention came in on another service
	AlreadyAssigned  Reason = "already_assigned"   // the item has an assignee already
	NoContact        Reason = "no_contact"         // the item has no known contact
	NoRecentHandler  Reason = "no_recent_handler"  // nobody handled a conversation with the contact lately
	Nobody           Reason = "nobody"             // the lists of receivers or assignees are empty
	Empty            Reason = "empty"              // the list of tags is empty
	NobodyAvailable  Reason = "nobody_available"   // none of the candidates is available
	NoRecipient      Reason = "no_recipient"       // the group has no members
	NoChannel        Reason = "no_channel"         // no recipient can be reached on the channel
	Automatic        Reason = "automatic"          // a machine sent the message that would be answered
	Limited          Reason = "limited"            // its limit is reached
	CasesDisabled    Reason = "cases_disabled"     // the host's cases feature is off; used by its handlers
)
