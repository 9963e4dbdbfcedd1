package action

import "github.com/commis-recipes/commis/trigger"

// SetStatus changes the status of the case, or of the case that a mention belongs to.
//
//	{"do":"set_status","with":{"status":"resolved"},"after":"30m","unless":["customer_reply"]}
//
// With [SocialConnect] a recipe for new items can set the associated case to pending; one on a new mention can resolve
// it; one on a change of status can set it to pending or resolved. No other recipe of the library's triggers can use it.
//
// Source: Qualtrics Social Connect, "Automation recipes and webhooks", set associated case to pending and change
// status.
type SetStatus struct {
	// Status is the new one: one of the host's, see [trigger.World.Statuses].
	Status trigger.Status `json:"status" schema:"required,words=case.status"`
}

// Kind returns "set_status".
func (SetStatus) Kind() string { return "set_status" }

// Validate requires a status.
func (c SetStatus) Validate() error {
	var f faults
	f.text("status", string(c.Status))
	return f.Err()
}

func (c SetStatus) checkWords(w trigger.World) error {
	return checkMember("status", string(c.Status), w.CheckStatus)
}

// Target returns the case. A mention without one is skipped, and so is a case that has just arrived.
func (SetStatus) Target(ev trigger.Event) (trigger.Ref, error) { return OnCase.ref(ev) }

func (c SetStatus) variant() (member, value string) { return "status", string(c.Status) }

func (SetStatus) need() need { return OnCase.need() }
