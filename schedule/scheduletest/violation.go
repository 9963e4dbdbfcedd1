package scheduletest

import "fmt"

// Violation is a rule of [schedule.Store] that a store breaks.
type Violation struct {
	// Rule is the rule's name, which is never renamed. The list of them is in the comment of [Check].
	Rule string
	// Err tells how it was broken.
	Err error
}

// Error is "rule: how it was broken".
func (v *Violation) Error() string { return fmt.Sprintf("%s: %v", v.Rule, v.Err) }

// Unwrap gives Err, so that a store's own error can be found.
func (v *Violation) Unwrap() error { return v.Err }
