package historytest

import (
	"context"
	"fmt"

	"github.com/commis-recipes/commis/history"
	"github.com/commis-recipes/commis/trigger"
)

// Log is a recorder that can be read. A host's recorder that is read in another
// way gets an adapter in the host's tests.
type Log interface {
	history.Recorder
	// Log returns all of one item's own log: by time, then by order of arrival. An
	// item of which nothing is known has an empty log, which is no error. The caller
	// may change what it gets.
	Log(ctx context.Context, s trigger.Ref) ([]history.Entry, error)
}

// Violation is a rule of [history.Recorder] that a log breaks.
type Violation struct {
	// Rule is the rule's name, which is never renamed. The list of them is in the
	// comment of [Check].
	Rule string
	// Err tells how it was broken.
	Err error
}

// Error is "rule: how it was broken".
func (v *Violation) Error() string { return fmt.Sprintf("%s: %v", v.Rule, v.Err) }

// Unwrap gives Err, so that a log's own error can be found.
func (v *Violation) Unwrap() error { return v.Err }
