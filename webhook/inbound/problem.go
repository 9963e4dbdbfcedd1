package inbound

import (
	"encoding/json"
	"errors"
	"net/http"

	"github.com/commis-recipes/commis/internal/strictjson"
	"github.com/commis-recipes/commis/trigger"
)

// maxFaults is the highest number of faults in an answer, and moreFaults the text after them when there are more.
const (
	maxFaults  = 100
	moreFaults = "more faults are not listed"
)

// problem is the answer to a request that is not taken: a problem document of RFC 9457.
type problem struct {
	Title  string         `json:"title"`
	Status int            `json:"status"`
	Detail string         `json:"detail"`
	Errors []problemFault `json:"errors,omitempty"`
}

// problemFault is one thing that is wrong with a body.
type problemFault struct {
	Path   string `json:"path,omitempty"` // empty means the body itself
	Line   int    `json:"line,omitempty"` // from 1; zero when there is no one place
	Column int    `json:"column,omitempty"`
	Detail string `json:"detail"`
}

func refuse(status int, detail string) *problem {
	return &problem{Title: http.StatusText(status), Status: status, Detail: detail}
}

// faulty refuses a body with its faults.
func faulty(faults []problemFault) *problem {
	p := refuse(http.StatusBadRequest, "the body has faults")
	p.Errors = faults
	if len(faults) > maxFaults {
		p.Errors = append(faults[:maxFaults], problemFault{Detail: moreFaults})
	}
	return p
}

// write answers with the problem.
func (p *problem) write(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "application/problem+json")
	if p.Status == http.StatusUnauthorized {
		w.Header().Set("WWW-Authenticate", "Bearer") // RFC 9110 wants one
	}
	w.WriteHeader(p.Status)
	_ = json.NewEncoder(w).Encode(p) // the sender may be gone
}

// decode reads a body strictly into v.
func decode(body []byte, v any) []problemFault {
	var found strictjson.Faults
	errors.As(strictjson.Decode(body, v), &found)
	var faults []problemFault
	for _, f := range found {
		faults = append(faults, problemFault{Path: f.Path, Line: f.Line, Column: f.Column, Detail: f.Msg})
	}
	return faults
}

// unread reports whether the faults are those of a body of which nothing could be read.
func unread(faults []problemFault) bool { return len(faults) == 1 && faults[0].Path == "" }

// locate adds the faults of a body's meaning to those of its form, with their positions.
func locate(faults []problemFault, body []byte, err error) []problemFault {
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
		faults = append(faults, problemFault{Path: f.Path, Line: line, Column: column, Detail: f.Msg})
	}
	return faults
}
