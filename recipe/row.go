package recipe

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/commis-recipes/commis/internal/rowjson"
	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/trigger"
)

// The kinds of row in the engine's store.
const (
	workKind   = "work"   // due rows: actions, and accepted events
	pollKind   = "poll"   // a recipe that is to poll
	deadKind   = "dead"   // an action or an event that failed for good
	signalKind = "signal" // when something last happened in a thread
	stateKind  = "state"  // round robins, digests, tracked records
)

// The prefixes of the keys of rows.
const (
	doPrefix    = "do/"    // an action that was begun, or is to be tried again
	waitPrefix  = "wait/"  // an action that was put off
	pollPrefix  = "poll/"  // a recipe that is to poll
	eventPrefix = "event/" // an event that was accepted
	deadPrefix  = "dead/"
)

// rowVersion is the version of the rows that the engine writes. It reads those before it.
const rowVersion = 1

// errLaterVersion says that a row was written by a later version of the engine: it is left to a process that knows it.
var errLaterVersion = errors.New("the row is of a later version of the engine")

// version reads the version of a row.
type version struct {
	V int `json:"v"`
}

// knownPrefix is how the rows of the present version begin, those with more than a version.
var knownPrefix = `{"v":` + strconv.Itoa(rowVersion) + `,`

// isLaterVersion reports whether a row was written by a later version of the engine.
func isLaterVersion(payload []byte) bool {
	if bytes.HasPrefix(payload, []byte(knownPrefix)) {
		return false
	}
	var v version
	err := json.NewDecoder(bytes.NewReader(payload)).Decode(&v)
	return err == nil && errors.Is(v.check(), errLaterVersion)
}

func (v version) check() error {
	switch {
	case v.V > rowVersion:
		return fmt.Errorf("%w: %d, and this one knows %d", errLaterVersion, v.V, rowVersion)
	case v.V < 1:
		return errors.New("the row is not one of an engine")
	}
	return nil
}

// stateRow is the row of a value that is not an action.
type stateRow struct {
	version
	State json.RawMessage `json:"state"`
}

// tabled is a value with a table of its fields.
type tabled interface {
	appendTo(dst []byte) ([]byte, bool)
	parse(p *rowjson.Parser) bool // leaves the value unchanged when it returns false
}

// statePrefix is how the rows of encodeState begin.
var statePrefix = knownPrefix + `"state":`

// encodeState returns the payload of a row that holds the value.
func encodeState(v any) ([]byte, error) {
	dst := append(make([]byte, 0, 256), statePrefix...)
	if t, ok := v.(tabled); ok {
		if row, ok := t.appendTo(dst); ok {
			return append(row, '}'), nil
		}
	}
	data, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	return append(append(dst, data...), '}'), nil
}

// decodeState decodes a payload of encodeState.
func decodeState(payload []byte, v any) error {
	if t, ok := v.(tabled); ok && bytes.HasPrefix(payload, []byte(statePrefix)) && payload[len(payload)-1] == '}' {
		p := rowjson.NewParser(payload[len(statePrefix) : len(payload)-1])
		if t.parse(p) {
			return nil
		}
	}
	var s stateRow
	if err := json.Unmarshal(payload, &s); err != nil {
		return err
	}
	if err := s.check(); err != nil {
		return err
	}
	return json.Unmarshal(s.State, v)
}

// parseAll reads a value that is the whole text of the parser.
func parseAll[T any](p *rowjson.Parser, v *T, table rowjson.Table[T]) bool {
	var read T
	if !table.Parse(p, &read) || !p.AtEnd() {
		return false
	}
	*v = read
	return true
}

// encodeHeaded returns the payload of a row that is about an event: its head in one line, and the event.
func encodeHeaded(head any, ev *trigger.Event) ([]byte, error) {
	event, err := encodeEvent(ev)
	if err != nil {
		return nil, err
	}
	line, err := json.Marshal(head)
	if err != nil {
		return nil, err
	}
	return slices.Concat(line, []byte("\n"), event), nil
}

// decodeHeaded decodes a payload of encodeHeaded; v is the version in the head. Numbers in the head are not changed.
func decodeHeaded(payload []byte, head any, v *version, ev *trigger.Event) error {
	line, event, err := cutHead(payload)
	if err != nil {
		return err
	}
	if err := decodeHead(line, head, v); err != nil {
		return err
	}
	return decodeEvent(event, ev)
}

// cutHead returns the head of a payload of encodeHeaded, and its event.
func cutHead(payload []byte) (line, event []byte, err error) {
	line, event, ok := bytes.Cut(payload, []byte("\n"))
	if !ok {
		return nil, nil, errors.New("the row is not one of an engine")
	}
	return line, event, nil
}

func decodeHead(line []byte, head any, v *version) error {
	d := json.NewDecoder(bytes.NewReader(line))
	d.UseNumber() // long ids in outputs keep their digits
	err := d.Decode(head)
	if later := v.check(); later != nil && (err == nil || errors.Is(later, errLaterVersion)) {
		return later
	}
	return err
}

// storeState stores a value that never comes due.
func storeState(tx schedule.Tx, name, subject string, v any) error {
	payload, err := encodeState(v)
	if err != nil {
		return err
	}
	_, err = tx.Put(schedule.Job{Key: name, Kind: stateKind, Subject: subject, Payload: payload})
	return err
}

// loadState decodes the value of the row with the name, and leaves v unchanged if the row does not exist.
func loadState(tx schedule.Tx, name string, v any) (ok bool, err error) {
	row, ok, err := get(tx, name)
	if err != nil || !ok {
		return false, err
	}
	return true, decodeState(row.Payload, v)
}

// get returns the row with the key, if there is one.
func get(tx schedule.Tx, key string) (j schedule.Job, ok bool, err error) {
	rows, err := tx.Get(key)
	if err != nil || len(rows) == 0 {
		return schedule.Job{}, false, err
	}
	return rows[0], true, nil
}

// page is how many rows are listed at a time, and firstPage how many at first: most threads have few, and where the key has
// a prefix that many have none with it.
const (
	page      = 100
	firstPage = 4
)

// inThread calls f with every row of the kind that is of the thread with the names and whose key has the prefix. f may
// drop the row that it is given.
func inThread(tx schedule.Tx, kind string, names []string, prefix string, f func(j schedule.Job) error) error {
	for i, name := range names {
		for after, more, most := prefix, true, firstPage; more; most = page {
			rows, err := tx.List(name, kind, after, most)
			if err != nil {
				return err
			}
			more = len(rows) == most
			for _, j := range rows {
				after = j.Key
				if !strings.HasPrefix(j.Key, prefix) {
					more = false
					break
				}
				if sharesOne(names[:i], j.Names) || !sameThread(names, j.Names) {
					continue // it was found by an earlier name, or is of another thread
				}
				if err := f(j); err != nil {
					return err
				}
			}
		}
	}
	return nil
}
