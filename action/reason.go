package action

// Reason is a word that says why an action or a decision has its outcome. The library's are the constants of this type, here
// and in package recipe, whose Reasons lists them all; each [Signal] is the reason of what it cancelled. A host's handlers
// may [Skip] with words of their own.
type Reason string

// The reasons why an action does not apply.
const (
	CasesOnly        Reason = "cases_only"         // it changes cases, and the event is about a mention
	MentionsOnly     Reason = "mentions_only"      // it changes mentions, and the event is about something else
	NoAssociatedCase Reason = "no_associated_case" // the mention belongs to no case
	NoMention        Reason = "no_mention"         // the event carries no mention
	NoMentionOrCase  Reason = "no_mention_or_case" // it changes mentions and cases, and the event is about something else
	NoAuthor         Reason = "no_author"          // nobody knows who wrote the mention
	ServiceMismatch  Reason = "service_mismatch"   // the mention came in on another service
	AlreadyAssigned  Reason = "already_assigned"   // somebody has it already
	NoContact        Reason = "no_contact"         // the item has no known contact
	NoRecentHandler  Reason = "no_recent_handler"  // nobody handled the contact's conversation lately
	Nobody           Reason = "nobody"             // the lists that name who it is for are empty
	Empty            Reason = "empty"              // the list of tags is empty
	NobodyAvailable  Reason = "nobody_available"   // none of the choices takes work now
	NoRecipient      Reason = "no_recipient"       // the group has no members
	NoChannel        Reason = "no_channel"         // no recipient can be reached on the channel
	Automatic        Reason = "automatic"          // a machine sent what would be answered
	Limited          Reason = "limited"            // it was carried out as often as its limit says
	CasesDisabled    Reason = "cases_disabled"     // the host's cases feature was turned off meanwhile; for its handlers to tell
)
