package desk

import (
	"errors"
	"fmt"
	"slices"
)

// The errors of [Sets]. Any other error means that the store is down: the request is answered by 503.
var (
	// ErrConflict is returned by Save when the revision's version is not the one after the latest.
	ErrConflict = errors.New("somebody else saved meanwhile")
	// ErrNoRevision is returned for a version that does not exist.
	ErrNoRevision = errors.New("no such revision")
)

// Error is an answer that is not the one that was asked for. Its JSON is the body of the answer.
type Error struct {
	Status  int    `json:"-"`     // of HTTP
	Message string `json:"error"` // the next thing to do, in words
	// Faults are the faults of the documents that were sent, each with its place, on 422.
	Faults []place `json:"faults,omitempty"`
	// Version, By, At, Changes and Theirs tell of the save of somebody else, on 409.
	*Theirs
	// Question is asked before saving, on 428.
	*Question
	allow string // the methods that are answered, on 405
	// cause is the error on our side. It is for a log, and not for the page.
	cause error
}

// Error returns the message.
func (e *Error) Error() string { return e.Message }

// failure answers an error.
func failure(err error) Response {
	var told *Error
	if !errors.As(err, &told) {
		told = down(err)
	}
	out := answer(told.Status, told)
	out.Err, out.Allow = told.cause, told.allow
	return out
}

// down says that the host's store or journal failed: nothing was changed.
func down(err error) *Error {
	return &Error{Status: 503, Message: "the store does not answer, and nothing was saved; keep this page open and try again", cause: err}
}

func invalid(format string, args ...any) error {
	return &Error{Status: 400, Message: fmt.Sprintf(format, args...)}
}

func missing(format string, args ...any) error {
	return &Error{Status: 404, Message: fmt.Sprintf(format, args...)}
}

func forbidden(format string, args ...any) error {
	return &Error{Status: 403, Message: fmt.Sprintf(format, args...)}
}

// faulty answers faults.
func faulty(faults []place) error {
	n, word := len(faults), "faults"
	if n == 1 {
		word = "fault"
	}
	if n > faultsMost {
		faults = append(slices.Clone(faults[:faultsMost]), place{Message: fmt.Sprintf("and %d more faults", n-faultsMost)})
	}
	return &Error{Status: 422, Message: fmt.Sprintf("not saved: mend %d %s first", n, word), Faults: faults}
}

// Refusal answers a request that does not reach a desk.
func Refusal(status int, message string) Response {
	return answer(status, &Error{Status: status, Message: message})
}

// Refused answers an error about a set, with its faults.
func Refused(err error) Response { return failure(faulty(places(err))) }
