package trigger

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/commis-recipes/commis/schedule"
)

// Poll says what an [OnPoll] recipe fetches and how often, and how it identifies the records in the document.
//
//	{"source":"itsm-pending","every":"30m","each":"result.items","key":"number",
//	  "set":{"local.approver":"{{ record.approver.email }}"}}
//
// Each poll starts the recipe on every record that passes its filter and was not there at the last poll. A record that
// was there brings new data only. A record that is gone, or no longer passes the filter, is resolved: the recipe's
// waiting actions about it are cancelled. If it comes back, it is a new one. A record whose key is missing cannot be
// identified, so it might be any of those that seem to be gone: then none of them is resolved.
//
// Source: Luma, "Automated follow-ups", data extraction.
type Poll struct {
	// Source names the host's integration that fetches the document.
	Source string `json:"source"`
	// Every is the time from one poll to the next: [MinEvery] to [MaxEvery].
	Every schedule.Duration `json:"every"`
	// Type is the type of the records: "json"; empty means the same.
	Type string `json:"type,omitempty"`
	// Each is the looping element: the path of the list in the document, "result.items". Empty means that the document
	// is the list.
	Each string `json:"each,omitempty"`
	// Key is the data reconciliation ID: the path, in a record, of the text or number that identifies it at the next
	// poll. Numbers are compared by value, and with texts: 1001, 1001.0 and "1001" are one record.
	Key string `json:"key"`
	// GoneAfter is in how many polls in a row, 1 to [MaxGoneAfter], a record must be missing before it is gone; zero
	// means one. Polls that fail do not count.
	GoneAfter int `json:"gone_after,omitempty"`
	// Set gives attributes a value, a text that may hold {{ expr }}. Their names begin with their scope:
	// "local.approver" belongs to the record; "global.instance" to all polled recipes, and lasts; "user.department" is
	// stored by the host with the user. Filters and texts read them by these names.
	Set map[string]string `json:"set,omitempty"`
	// Lookup queries a second integration about each record, its recipients for example; nil means none.
	Lookup *Lookup `json:"lookup,omitempty"`
}

// Lookup is a second integration, queried about each record that is new or has changed and passes the recipe's filter.
// Texts read the returned document as lookup: "{{ lookup.manager.email }}".
type Lookup struct {
	// Source names the host's integration. It is given the record and its attributes.
	Source string `json:"source"`
	// Set gives attributes a value, as [Poll.Set] does.
	Set map[string]string `json:"set,omitempty"`
}

// The shortest and the longest time between two polls, and between two repetitions of an action.
const (
	MinEvery = schedule.Duration(10 * time.Minute)   // the shortest time between two polls, and between two times of an action
	MaxEvery = schedule.Duration(7200 * time.Minute) // the longest time between two polls, and between two times of an action
)

// MaxGoneAfter is in how many polls a record may be missing before it is gone.
const MaxGoneAfter = 100

// CheckEvery returns an error when d is out of range for the time between two polls, and nil otherwise.
func CheckEvery(d schedule.Duration) error {
	if d < MinEvery || d > MaxEvery {
		return fmt.Errorf("%s is not from %s to %s", d, MinEvery, MaxEvery)
	}
	return nil
}

func (p *Poll) check(c *checker) {
	c.checkID("poll.source", p.Source, true)
	if err := CheckEvery(p.Every); err != nil {
		c.faultAt("poll.every", "%v", err)
	}
	if p.Type != "" && p.Type != "json" {
		c.faultAt("poll.type", "%q is not json, the only type there is", p.Type)
	}
	c.checkPath("poll.each", p.Each)
	if p.Key == "" {
		c.faultAt("poll.key", "missing; give the path of the text or number that identifies a record")
	}
	c.checkPath("poll.key", p.Key)
	if p.GoneAfter < 0 || p.GoneAfter > MaxGoneAfter {
		c.faultAt("poll.gone_after", "%d is not 1 to %d", p.GoneAfter, MaxGoneAfter)
	}
	c.checkAttributes("poll.set", p.Set)
	if l := p.Lookup; l != nil {
		c.checkID("poll.lookup.source", l.Source, true)
		c.checkAttributes("poll.lookup.set", l.Set)
	}
}

// checkPath checks a path of members, joined by dots.
func (c *checker) checkPath(path, members string) {
	if members != "" && slices.Contains(strings.Split(members, "."), "") {
		c.faultAt(path, "%q has an empty part; want names joined by dots", members)
	}
}

var attributeName = regexp.MustCompile(`^(local|global|user)\.[A-Za-z_][A-Za-z0-9_]{0,63}$`)

func (c *checker) checkAttributes(path string, set map[string]string) {
	for _, name := range slices.Sorted(maps.Keys(set)) {
		if !attributeName.MatchString(name) {
			c.faultAt(path, "%q is not local, global or user and the name of an attribute, such as local.approver", name)
		}
	}
}
