package recipe

import (
	"bytes"
	"encoding/json"

	"github.com/commis-recipes/commis/internal/strictjson"
)

// mostLocated is how many faults of a set are looked for in its text.
const mostLocated = 200

// locate gives faults the line and the column in the text that the set was decoded from. A missing member has the
// position of the value that lacks it. A set that was changed since has no positions.
func (s Set) locate(faults []*Fault) {
	if s.text == nil || len(faults) == 0 || !s.asDecoded() {
		return
	}
	for i, f := range faults {
		if f.Line > 0 {
			continue
		}
		if i >= mostLocated {
			return
		}
		f.Line, f.Column = strictjson.Locate(*s.text, f.Document)
	}
}

// asDecoded reports whether the set still equals its text.
func (s Set) asDecoded() bool {
	var was Set
	if strictjson.Decode(*s.text, &was) != nil {
		return true // its faults are those of the text
	}
	now, err := json.Marshal(s)
	if err != nil {
		return false
	}
	before, err := json.Marshal(was)
	return err == nil && bytes.Equal(now, before)
}
