package scheduletest

import "fmt"

// Violation is a rule of [schedule.Store] that a store breaks.
type Violation struct {
	// Rule is the rule's name, which is never renamed. The names are listed in the comment of [Check].
	Rule string
	// Err describes the violation.
	Err error
}

// Error returns "rule: violation".
func (v *Violation) Error() string { return fmt.Sprintf("%s: %v", v.Rule, v.Err) }

// Unwrap returns Err, so that a store's own error can be found.
func (v *Violation) Unwrap() error { return v.Err }
