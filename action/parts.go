package action

import (
	"errors"
	"strings"
)

// parts combines the outcomes of several calls of the host into the outcome of one action. The zero value has no calls.
type parts struct {
	done, unchanged bool
	skip            error
	failed          []error
}

// add adds the outcome of one call.
func (p *parts) add(err error) {
	_, skipped := SkipReason(err)
	switch {
	case err == nil:
		p.done = true
	case errors.Is(err, ErrUnchanged):
		p.unchanged = true
	case skipped && p.skip == nil:
		p.skip = err
	case !skipped:
		p.failed = append(p.failed, err)
	}
}

// join adds the outcomes of a part of the calls.
func (p *parts) join(of parts) {
	p.done, p.unchanged = p.done || of.done, p.unchanged || of.unchanged
	if p.skip == nil {
		p.skip = of.skip
	}
	p.failed = append(p.failed, of.failed...)
}

// err returns the outcome of all: failed when one failed, else done when one was done or had nothing to do, else
// skipped. As long as one failure may go away, all are tried again.
func (p *parts) err() error {
	switch {
	case len(p.failed) > 0:
		return p.failure()
	case p.done:
		return nil
	case p.unchanged:
		return ErrUnchanged
	}
	return p.skip
}

func (p *parts) failure() error {
	e := &partsError{}
	var texts []string
	for _, err := range p.failed {
		texts = append(texts, err.Error())
		if !IsPermanent(err) {
			e.causes = append(e.causes, err)
		}
	}
	e.text = strings.Join(texts, "; ")
	if len(e.causes) == 0 {
		e.causes = p.failed
	}
	return e
}

// partsError has the errors of all failed calls; it asks for a retry when one of them may succeed.
type partsError struct {
	text   string
	causes []error
}

func (e *partsError) Error() string   { return e.text }
func (e *partsError) Unwrap() []error { return e.causes }
