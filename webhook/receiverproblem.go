package webhook

import (
	"encoding/json"
	"errors"
	"net/http"

	"github.com/commis-recipes/commis/internal/strictjson"
	"github.com/commis-recipes/commis/trigger"
)

// receiverMaxFaults is how many faults an answer lists, and receiverMore what stands behind them when there are more.
const (
	receiverMaxFaults = 100
	receiverMore      = "more faults are not listed"
)

// receiverProblem is the answer to a request that is not taken: a problem document of RFC 9457.
type receiverProblem struct {
	Title  string          `json:"title"`
	Status int             `json:"status"`
	Detail string          `json:"detail"`
	Errors []receiverFault `json:"errors,omitempty"`
}

// receiverFault is one thing that is wrong with a body.
type receiverFault struct {
	Path   string `json:"path,omitempty"` // empty means the body itself
	Line   int    `json:"line,omitempty"` // from 1; zero when there is no one place
	Column int    `json:"column,omitempty"`
	Detail string `json:"detail"`
}

func receiverRefuse(status int, detail string) *receiverProblem {
	return &receiverProblem{Title: http.StatusText(status), Status: status, Detail: detail}
}

// receiverFaults refuses a body for what is wrong with it.
func receiverFaults(faults []receiverFault) *receiverProblem {
	p := receiverRefuse(http.StatusBadRequest, "the body has faults")
	p.Errors = faults
	if len(faults) > receiverMaxFaults {
		p.Errors = append(faults[:receiverMaxFaults], receiverFault{Detail: receiverMore})
	}
	return p
}

// write answers with the problem.
func (p *receiverProblem) write(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "application/problem+json")
	if p.Status == http.StatusUnauthorized {
		w.Header().Set("WWW-Authenticate", "Bearer") // RFC 9110 wants one
	}
	w.WriteHeader(p.Status)
	_ = json.NewEncoder(w).Encode(p) // the sender may be gone
}

// receiverDecode reads a body strictly into v.
func receiverDecode(body []byte, v any) []receiverFault {
	var found strictjson.Faults
	errors.As(strictjson.Decode(body, v), &found)
	var faults []receiverFault
	for _, f := range found {
		faults = append(faults, receiverFault{Path: f.Path, Line: f.Line, Column: f.Column, Detail: f.Msg})
	}
	return faults
}

// receiverUnread reports whether the faults are those of a body of which nothing could be read.
func receiverUnread(faults []receiverFault) bool { return len(faults) == 1 && faults[0].Path == "" }

// receiverLocate adds what is wrong with the meaning of a body to what is wrong with its form, with the places in it.
func receiverLocate(faults []receiverFault, body []byte, err error) []receiverFault {
	seen := make(map[string]bool)
	for _, f := range faults {
		seen[f.Path] = true
	}
	for _, f := range trigger.FieldErrors(err) {
		if seen[f.Path] {
			continue
		}
		line, column := 0, 0
		if f.Path != "" {
			line, column, _ = strictjson.Position(body, f.Path)
		}
		faults = append(faults, receiverFault{Path: f.Path, Line: line, Column: column, Detail: f.Msg})
	}
	return faults
}
