package scheduletest_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"time"

	"github.com/commis-recipes/commis/schedule"
)

// key is what a row is found by.
func (l *ledger) key(subject, key string) string {
	switch l.flaw {
	case keyIgnoresCase:
		return strings.ToLower(key)
	case keyIsTrimmed:
		return strings.TrimSpace(key)
	case keyIsCut:
		return key[:min(len(key), 191)]
	case keyPerSubject:
		return subject + "\x00" + key
	}
	return key
}

// id is what an id is known by.
func (l *ledger) id(subject, id string) string {
	switch l.flaw {
	case idIgnoresCase:
		return strings.ToLower(id)
	case remembersAPart:
		return subject + "\x00" + id
	}
	return id
}

// kept is the row as it is written.
func (l *ledger) kept(j schedule.Job) schedule.Job {
	j.Due = j.Due.Truncate(time.Microsecond)
	switch {
	case l.flaw == milliseconds:
		j.Due = j.Due.Truncate(time.Millisecond)
	case l.flaw == epochIsZero && j.Due.Unix() == 0 && j.Due.Nanosecond() == 0:
		j.Due = time.Time{}
	}
	switch l.flaw {
	case keepsPayload:
		return j
	case keepsNames:
		j.Payload = append([]byte{}, j.Payload...)
		return j
	case losesLane:
		j.Lane = ""
	case firstNameOnly:
		j.Names = j.Names[:min(1, len(j.Names))]
	case payloadEndsAtNUL:
		j.Payload, _, _ = bytes.Cut(j.Payload, []byte{0})
	case payloadIsText:
		j.Payload = bytes.ToValidUTF8(j.Payload, []byte("\ufffd"))
	case payloadIsCut:
		j.Payload = j.Payload[:min(len(j.Payload), 1<<16-1)]
	case payloadIsJSON:
		var short bytes.Buffer
		if json.Compact(&short, j.Payload) == nil {
			j.Payload = short.Bytes()
		}
	}
	j.Payload, j.Names = append([]byte{}, j.Payload...), append([]string{}, j.Names...)
	return j
}

// told is the row as it is handed out.
func (l *ledger) told(r record) schedule.Job {
	if l.flaw != handsOutPayload && l.flaw != keepsPayload {
		r.Payload = append([]byte{}, r.Payload...)
	}
	if l.flaw != handsOutNames && l.flaw != keepsNames {
		r.Names = append([]string{}, r.Names...)
	}
	return r.Job
}
